"""The secretary's checklist of one dossier: what was said of this version, and of the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.checklist import CheckItem, checklist_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError, StaleRowError
from portal.screening.models import CheckAnswer, ChecklistAnswer
from portal.submissions.models import Origin, Submission, SubmissionStatus, SubmissionVersion
from portal.submissions.queries import latest_version


class NewerVersionError(StaleRowError):
    """Raised when the checklist on the page is about a version that is not the newest any more."""

    message = _l("A newer version of the dossier has arrived: look at it, then answer the checklist anew.")


class OpenChecksError(PortalError):
    """Raised when a dossier is accepted with open questions and without a reason."""

    message = _l("Some questions of the checklist are unanswered or not fine. Answer them, or write why you accept it.")


@dataclass(frozen=True, slots=True)
class Line:
    """One question with what was said of this version and of the last one about which anything was said."""

    item: CheckItem
    given: ChecklistAnswer | None
    before: ChecklistAnswer | None

    @property
    def is_open(self) -> bool:
        return self.given is None or self.given.answer is CheckAnswer.NOT_FINE


def items_of(submission: Submission) -> list[CheckItem]:
    """The questions about a submission; about a stub there is nothing to look at."""
    return [] if submission.origin is Origin.STUB else checklist_of(submission.edition, submission.category)


def lines_of(submission: Submission, version_number: int) -> list[Line]:
    """The checklist of a version, in one statement."""
    statement = select(ChecklistAnswer).where(ChecklistAnswer.submission_id == submission.id)
    statement = statement.options(joinedload(ChecklistAnswer.checked_by).lazyload(User.grants))
    now: dict[str, ChecklistAnswer] = {}
    before: dict[str, ChecklistAnswer] = {}
    for row in db.session.scalars(statement.order_by(ChecklistAnswer.version_number, ChecklistAnswer.id)):
        (now if row.version_number == version_number else before)[row.item] = row
    return [Line(item, now.get(item.code), before.get(item.code)) for item in items_of(submission)]


def answer(
    submission: Submission, *, version_number: int, given: Mapping[str, tuple[CheckAnswer, str]], actor: Any
) -> int:
    """Keep what is new in the answers, each with its remark; says how many were."""
    with transaction():
        version = latest_version(submission)
        if version is None or version.number != version_number or submission.status is not SubmissionStatus.SUBMITTED:
            raise NewerVersionError()
        changed = [
            ChecklistAnswer(
                submission_id=submission.id, version_number=version_number, item=line.item.code, answer=said,
                remark=remark, checked_by_id=actor.id, checked_at=clock.now(),
            )
            for line in lines_of(submission, version_number)
            if line.item.code in given
            for said, remark in [given[line.item.code]]
            if line.given is None or (line.given.answer, line.given.remark) != (said, remark)
        ]  # fmt: skip
        if changed:
            db.session.add_all(changed)
            record(
                Action.SCREENING_CHECKED, submission, actor=actor, version=version_number,
                answers={one.item: one.answer.value for one in changed},
            )  # fmt: skip
        return len(changed)


def require_checked(submission: Submission, version_number: int, reason: str) -> None:
    """Accepting over open questions takes a reason."""
    if not reason.strip() and any(line.is_open for line in lines_of(submission, version_number)):
        raise OpenChecksError()


def checked_counts(submission_ids: list[int]) -> dict[int, int]:
    """How many questions are answered about the newest version of each submission, in one statement."""
    newest = (
        select(SubmissionVersion.submission_id, func.max(SubmissionVersion.number).label("number"))
        .where(SubmissionVersion.submission_id.in_(submission_ids))
        .group_by(SubmissionVersion.submission_id)
        .subquery()
    )
    on = (ChecklistAnswer.submission_id == newest.c.submission_id) & (ChecklistAnswer.version_number == newest.c.number)
    statement = (
        select(ChecklistAnswer.submission_id, func.count(ChecklistAnswer.item.distinct()))
        .join(newest, on)
        .group_by(ChecklistAnswer.submission_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
