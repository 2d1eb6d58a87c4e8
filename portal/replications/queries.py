"""Reading winners, their sheets, adoptions and check-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.awards.models import Edition
from portal.core.db import db
from portal.publication.models import Publication
from portal.publication.queries import get_release_or_404, published_results
from portal.replications.models import Adoption, AdoptionState, CheckIn, ReplicationSheet
from portal.submissions.models import Submission

SEEN = Adoption.state != AdoptionState.UNCONFIRMED


def winning_entries(publication: Publication | None) -> dict[str, dict[str, Any]]:
    """The winners of a release by number; nobody has won anything before it."""
    listed = publication.results["shortlist"] if publication is not None else []
    return {one["number"]: one for one in listed if one["prize"]}


def _submission(edition: Any, number: str) -> Submission:
    statement = select(Submission).options(joinedload(Submission.edition))
    found = db.session.scalar(statement.where(Submission.edition_id == edition.id, Submission.number == number))
    if found is None:
        raise NotFound()
    return found


def get_winner_or_404(slug: str, number: str) -> tuple[Edition, dict[str, Any], Submission]:
    """A winner of a released edition: the edition, what the release says of the work, and the work."""
    edition, publication = get_release_or_404(slug)
    entry = winning_entries(publication).get(number)
    if entry is None:
        raise NotFound()
    return edition, entry, _submission(edition, number)


def winning_entry(submission: Submission) -> dict[str, Any] | None:
    """What the newest release says of a winning work; nothing for any other work, and before the release."""
    return winning_entries(published_results(submission.edition)).get(submission.number or "")


def winners_of(edition: Any, hidden: frozenset[int] = frozenset()) -> list[tuple[Submission, dict[str, Any]]]:
    """The winning works of the newest release by number, without those hidden from the reader."""
    entries = winning_entries(published_results(edition))
    statement = (
        select(Submission)
        .where(Submission.edition_id == edition.id, Submission.number.in_(entries), Submission.id.not_in(hidden))
        .order_by(Submission.number)
    )
    return [(one, entries[one.number or ""]) for one in db.session.scalars(statement)]


def get_winner_of_edition_or_404(
    edition: Any, submission_id: int, hidden: frozenset[int]
) -> tuple[Submission, dict[str, Any]]:
    """One winning work of an edition, for organizers who are in no conflict with it."""
    found = [pair for pair in winners_of(edition, hidden) if pair[0].id == submission_id]
    if not found:
        raise NotFound()
    return found[0]


def sheet_of(submission: Submission) -> ReplicationSheet | None:
    """The sheet of a work, if anybody has begun it."""
    return db.session.scalar(select(ReplicationSheet).where(ReplicationSheet.submission_id == submission.id))


def published_adoptions(submission: Submission) -> Select[tuple[Adoption]]:
    """What anybody may read of a work's adoptions, the newest year first, to be paginated."""
    return (
        select(Adoption)
        .where(Adoption.submission_id == submission.id, Adoption.state == AdoptionState.PUBLISHED)
        .order_by(Adoption.year.desc(), Adoption.id.desc())
    )


def adoptions_of(submission: Submission) -> Select[tuple[Adoption]]:
    """Every adoption whose address is proven, what waits for somebody first, to be paginated."""
    waits = case((Adoption.state.in_((AdoptionState.REPORTED, AdoptionState.CONFIRMED)), 0), else_=1)
    return select(Adoption).where(Adoption.submission_id == submission.id, SEEN).order_by(waits, Adoption.id.desc())


def get_adoption_or_404(submission: Submission, adoption_id: int) -> Adoption:
    """One proven adoption of a work."""
    statement = select(Adoption).where(Adoption.id == adoption_id, Adoption.submission_id == submission.id, SEEN)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def check_ins_of(submission: Submission, *, public: bool = False) -> list[CheckIn]:
    """The check-ins of a work in their order; for the public only the answers that the winner opens."""
    statement = select(CheckIn).where(CheckIn.submission_id == submission.id).order_by(CheckIn.months)
    if public:
        statement = statement.where(CheckIn.answered_at.is_not(None), CheckIn.is_public)
    return list(db.session.scalars(statement))


def get_check_in_or_404(submission: Submission, months: int) -> CheckIn:
    """The check-in of a work after so many months."""
    statement = select(CheckIn).where(CheckIn.submission_id == submission.id, CheckIn.months == months)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def adoption_counts(submission_ids: list[int]) -> dict[int, dict[AdoptionState, int]]:
    """How many proven adoptions stand where, by work."""
    statement = (
        select(Adoption.submission_id, Adoption.state, func.count())
        .where(Adoption.submission_id.in_(submission_ids), SEEN)
        .group_by(Adoption.submission_id, Adoption.state)
    )
    counts: dict[int, dict[AdoptionState, int]] = {one: {} for one in submission_ids}
    for submission, state, count in db.session.execute(statement):
        counts[submission][state] = count
    return counts


def sheets_by_work(submission_ids: list[int]) -> dict[int, ReplicationSheet]:
    """The sheets of some works."""
    statement = select(ReplicationSheet).where(ReplicationSheet.submission_id.in_(submission_ids))
    return {one.submission_id: one for one in db.session.scalars(statement)}


def check_ins_by_work(submission_ids: list[int]) -> dict[int, dict[int, CheckIn]]:
    """The check-ins of some works, by months."""
    found: dict[int, dict[int, CheckIn]] = {one: {} for one in submission_ids}
    for one in db.session.scalars(select(CheckIn).where(CheckIn.submission_id.in_(submission_ids))):
        found[one.submission_id][one.months] = one
    return found


def published_pairs(edition: Any) -> list[tuple[str, str]]:
    """Every published adoption of an edition as number of the work and place."""
    statement = (
        select(Submission.number, Adoption.place)
        .join(Submission, Submission.id == Adoption.submission_id)
        .where(Submission.edition_id == edition.id, Adoption.state == AdoptionState.PUBLISHED)
    )
    return [(str(row[0]), row[1]) for row in db.session.execute(statement)]


def first_releases() -> dict[int, datetime]:
    """When the results of each edition were released for the first time."""
    statement = select(Publication.edition_id, func.min(Publication.published_at)).group_by(Publication.edition_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}
