"""Finding tracks, and how far each of their stages has come."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, case, func, select

from portal.assignments.models import Assignment, AssignmentState
from portal.awards.models import Edition, EditionKind
from portal.core.db import db
from portal.decisions.models import Decision
from portal.publication.models import Publication
from portal.scoring.models import Scoresheet, ScoresheetState
from portal.screening.models import Screening, ScreeningOutcome
from portal.submissions.models import Author, Confirmation, ConfirmationKind, Submission, SubmissionStatus
from portal.tracks.rules import Facts, Stage

IN = Submission.status == SubmissionStatus.SUBMITTED


def tracks_of(award_id: int) -> Select[tuple[Edition]]:
    """The tracks of an award, the newest first, to be paginated."""
    wanted = select(Edition).where(Edition.award_id == award_id, Edition.kind == EditionKind.TRACK)
    return wanted.order_by(Edition.opens_at.desc(), Edition.id.desc())


def facts_of(edition: Edition, hidden: Collection[int]) -> list[tuple[Stage, Facts]]:
    """Every stage in its order; works hidden from the reader are counted nowhere."""
    here = (Submission.edition_id == edition.id, IN, Submission.id.not_in(hidden))
    accepted = _accepted(here)
    works = select(func.count(Submission.id), func.max(Submission.submitted_at)).where(*here)
    nominated, submitted_at = db.session.execute(works).one()
    return [
        (Stage.OPENED, Facts(1, 1, edition.opens_at)),
        (Stage.NOMINATED, Facts(nominated, max(nominated, 1), submitted_at)),
        (Stage.AGREED, _agreed(here)),
        (Stage.SCREENED, _screened(here, nominated)),
        (Stage.ASSIGNED, _assigned(accepted)),
        (Stage.APPRAISED, _appraised(accepted)),
        (Stage.DECIDED, _once(Decision.decided_at, Decision.edition_id == edition.id)),
        (Stage.PUBLISHED, _once(Publication.published_at, Publication.edition_id == edition.id)),
    ]


def _row(statement: Any) -> tuple[int, int, Any]:
    done, total, at = db.session.execute(statement).one()
    return int(done or 0), int(total or 0), at


def _agreed(here: Any) -> Facts:
    """Authors who have agreed, among all who were nominated; paper bears the signatures itself."""
    given = (
        select(Confirmation.submission_id, Confirmation.subject, func.max(Confirmation.answered_at).label("at"))
        .where(Confirmation.kind == ConfirmationKind.NOMINEE, Confirmation.given.is_(True))
        .group_by(Confirmation.submission_id, Confirmation.subject)
        .subquery()
    )
    same = (given.c.submission_id == Author.submission_id) & (given.c.subject == Author.full_name)
    statement = (
        select(func.count(given.c.subject), func.count(Author.id), func.max(given.c.at))
        .select_from(Author)
        .join(Submission, Submission.id == Author.submission_id)
        .outerjoin(given, same)
        .where(*here, Submission.kept.is_(False))
    )
    return Facts(*_row(statement))


def _latest() -> Any:
    newest = select(func.max(Screening.id)).group_by(Screening.submission_id)
    return select(Screening).where(Screening.id.in_(newest)).subquery()


def _accepted(here: Any) -> Any:
    latest = _latest()
    return (
        select(Submission.id)
        .join(latest, latest.c.submission_id == Submission.id)
        .where(*here, latest.c.outcome == ScreeningOutcome.ACCEPTED)
    )


def _screened(here: Any, works: int) -> Facts:
    """Works that were accepted or refused; at least one must go on."""
    latest = _latest()
    settled = latest.c.outcome.in_((ScreeningOutcome.ACCEPTED, ScreeningOutcome.REFUSED))
    statement = (
        select(func.count(Submission.id), func.max(latest.c.decided_at))
        .join(latest, latest.c.submission_id == Submission.id)
        .where(*here, settled)
    )
    done, at = db.session.execute(statement).one()
    return Facts(int(done), works, at)


def _assigned(accepted: Any) -> Facts:
    """Accepted works that have judges."""
    total = db.session.scalar(select(func.count()).select_from(accepted.subquery())) or 0
    active = (Assignment.state == AssignmentState.ACTIVE, Assignment.submission_id.in_(accepted))
    statement = select(func.count(Assignment.submission_id.distinct()), func.max(Assignment.created_at)).where(*active)
    done, at = db.session.execute(statement).one()
    return Facts(int(done), total, at)


def _appraised(accepted: Any) -> Facts:
    """Finished sheets, among those that were asked for."""
    finished = case((Scoresheet.state == ScoresheetState.FINISHED, 1), else_=0)
    statement = (
        select(func.sum(finished), func.count(Assignment.id), func.max(Scoresheet.finished_at))
        .outerjoin(Scoresheet, Scoresheet.assignment_id == Assignment.id)
        .where(Assignment.state == AssignmentState.ACTIVE, Assignment.submission_id.in_(accepted))
    )
    return Facts(*_row(statement))


def _once(moment: Any, here: Any) -> Facts:
    at = db.session.scalar(select(func.max(moment)).where(here))
    return Facts(int(at is not None), 1, at)
