"""Looking for works that resemble each other, across categories and editions, and judging what was found."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.search_text import fold
from portal.jobs.service import enqueue
from portal.screening.likenesses import same_files, same_titles
from portal.screening.models import Judgement, Likeness, Resemblance
from portal.screening.similarity import find_similar
from portal.submissions.models import Submission, SubmissionStatus, SubmissionVersion
from portal.submissions.queries import newest_versions


class JudgementReasonError(PortalError):
    """Raised when a resemblance is judged without saying why."""

    message = _l("Write why; it is kept in the audit log")


@dataclass(slots=True)
class _Work:
    id: int
    edition_id: int
    title: str
    text: str
    files: frozenset[str]


@dataclass(slots=True)
class _Found:
    likenesses: set[Likeness] = field(default_factory=set)
    score: float = 0.0


def text_of(content: dict[str, Any]) -> str:
    """The words of a submitted version that are compared: its summary and its longer answers."""
    answers = (value for _key, value in sorted(content.get("answers", {}).items()) if isinstance(value, str))
    return "\n\n".join([content["summary"], *(answer for answer in answers if len(answer) > 40)])


def compare_edition(edition_id: int) -> None:
    """Compare all works of an edition with each other and with those of other editions; a judgement stays as it is."""
    works = _works()
    db.session.rollback()
    inside = {work.id for work in works if work.edition_id == edition_id}
    _keep(works, {pair: found for pair, found in _compare(works).items() if inside & set(pair)})


def request_comparison(edition: Any, *, actor: Any) -> None:
    """Have the whole edition compared in the background."""
    with transaction():
        record(Action.RESEMBLANCES_SEARCHED, edition, actor=actor, edition_id=edition.id)
        enqueue("screening.compare_edition", edition_id=edition.id)


def _works() -> list[_Work]:
    newest = newest_versions()
    on = (SubmissionVersion.submission_id == newest.c.submission_id) & (SubmissionVersion.number == newest.c.number)
    statement = (
        select(Submission.id, Submission.edition_id, SubmissionVersion.content)
        .join(SubmissionVersion, SubmissionVersion.submission_id == Submission.id)
        .join(newest, on)
        .where(Submission.status == SubmissionStatus.SUBMITTED)
        .order_by(Submission.id)
    )
    return [
        _Work(
            row.id, row.edition_id, fold(row.content["title"]), text_of(row.content),
            frozenset(file["sha256"] for file in row.content["files"] if file["sha256"]),
        )
        for row in db.session.execute(statement)
    ]  # fmt: skip


def _compare(works: list[_Work]) -> dict[tuple[int, int], _Found]:
    found: dict[tuple[int, int], _Found] = defaultdict(_Found)
    for pair in find_similar([work.text for work in works]):
        one = found[works[pair.a].id, works[pair.b].id]
        one.likenesses.add(Likeness.SAME_TEXT)
        one.score = pair.score
    for first, second in same_files([work.files for work in works]):
        found[works[first].id, works[second].id].likenesses.add(Likeness.SAME_FILE)
    for first, second in same_titles([work.title for work in works]):
        found[works[first].id, works[second].id].likenesses.add(Likeness.SAME_TITLE)
    return found


def _keep(works: list[_Work], found: dict[tuple[int, int], _Found]) -> None:
    with transaction():
        known = {
            (one.earlier_id, one.later_id): one
            for one in db.session.scalars(
                select(Resemblance).where(Resemblance.later_id.in_({later for _earlier, later in found}))
            )
        }
        for (earlier, later), one in found.items():
            row = known.get((earlier, later))
            if row is None:
                row = Resemblance(earlier_id=earlier, later_id=later, found_at=clock.now(), judgement=Judgement.OPEN)
                db.session.add(row)
            row.likenesses = sorted(likeness.value for likeness in one.likenesses)
            row.score = Decimal(str(round(one.score, 2)))


def judge(resemblance: Resemblance, *, judgement: Judgement, reason: str, actor: Any) -> None:
    """Say what a resemblance means, and why."""
    if not reason.strip():
        raise JudgementReasonError()
    with transaction():
        resemblance.judgement, resemblance.reason = judgement, reason.strip()
        resemblance.judged_by_id, resemblance.judged_at = actor.id, clock.now()
        record(
            Action.RESEMBLANCE_JUDGED, resemblance, actor=actor, edition_id=resemblance.later.edition_id,
            earlier=resemblance.earlier_id, later=resemblance.later_id, judgement=judgement.value,
        )  # fmt: skip
