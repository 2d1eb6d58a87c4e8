"""Reading anchors for their organizers, and the finished practice sheets of a panel."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.anchors.models import Anchor, PracticeScore, PracticeSheet, PracticeState
from portal.anchors.queries import judges_of, untied
from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.judges.models import Judge
from portal.judges.visibility import tied_people, tied_submissions
from portal.screening.queries import accepted_dossiers
from portal.submissions.models import Submission


def list_anchors(edition: Edition, reader: Any) -> Select[Any]:
    """The anchors of an edition, the newest first, to be paginated; works in conflict with the reader are left out."""
    return (
        select(Anchor)
        .options(
            joinedload(Anchor.version), joinedload(Anchor.round), joinedload(Anchor.edition),
            joinedload(Anchor.category).lazyload(Category.criteria),
        )
        .where(Anchor.edition_id == edition.id, untied(reader))
        .order_by(Anchor.id.desc())
    )  # fmt: skip


def get_anchor_or_404(edition: Edition, anchor_id: int, reader: Any) -> Anchor:
    """One anchor that the reader may see."""
    found: Anchor | None = db.session.scalar(list_anchors(edition, reader).where(Anchor.id == anchor_id))
    if found is None:
        raise NotFound()
    return found


def finished_counts(anchor_ids: Iterable[int]) -> dict[int, int]:
    """How many judges have finished each practice work."""
    statement = select(PracticeSheet.anchor_id, func.count(PracticeSheet.id)).where(
        PracticeSheet.anchor_id.in_(list(anchor_ids)), PracticeSheet.state == PracticeState.FINISHED
    )
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(PracticeSheet.anchor_id))}


def find_work(edition: Edition, number: str, reader: Any) -> Submission | None:
    """An accepted work of this edition, or of an earlier one of the same award, by its number."""
    earlier = Edition.award_id == edition.award_id, Edition.year <= edition.year
    statement: Any = accepted_dossiers().join(Edition, Edition.id == Submission.edition_id).where(*earlier)
    statement = statement.where(Submission.number == number.strip(), Submission.id.not_in(tied_submissions(reader)))
    newest = statement.order_by(Edition.year.desc(), Submission.id.desc())
    found: Submission | None = db.session.scalar(newest.limit(1))
    return found


def finished_points(anchor: Anchor) -> dict[int, dict[int, Decimal | None]]:
    """The points of every finished practice sheet, by judge and criterion."""
    statement = (
        select(PracticeSheet.judge_id, PracticeScore.criterion_id, PracticeScore.points)
        .join(PracticeScore, PracticeScore.sheet_id == PracticeSheet.id)
        .where(PracticeSheet.anchor_id == anchor.id, PracticeSheet.state == PracticeState.FINISHED)
        .order_by(PracticeSheet.id)
    )
    found: dict[int, dict[int, Decimal | None]] = {}
    for judge, criterion, points in db.session.execute(statement):
        found.setdefault(judge, {})[criterion] = points
    return found


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """How far one judge has come with a practice work."""

    judge: Judge
    state: str
    excuse: str = ""


def lines_of(anchor: Anchor) -> list[JudgeLine]:
    """The panel with what each has done; those tied to the work are not given it."""
    tied = tied_people(anchor.version.submission) if anchor.version is not None else frozenset()
    sheets = {
        one.judge_id: one
        for one in db.session.scalars(select(PracticeSheet).where(PracticeSheet.anchor_id == anchor.id))
    }
    return [_line(judge, sheets.get(judge.id), judge.user_id in tied) for judge in judges_of(anchor)]


def _line(judge: Judge, sheet: PracticeSheet | None, tied: bool) -> JudgeLine:
    if sheet is None:
        return JudgeLine(judge, "tied" if tied else "not_started")
    return JudgeLine(judge, sheet.state.value, sheet.excuse)
