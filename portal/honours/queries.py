"""Reading certificates, revocations and payments."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from portal.awards.models import Edition
from portal.core.db import db
from portal.honours.models import (
    BankDetails,
    Certificate,
    IssueRun,
    Revocation,
    RevocationProposal,
    RevocationState,
)
from portal.honours.rules import Standing, standing_of
from portal.honours.winners import Winner, winner_of
from portal.publication.models import PublishedWork
from portal.submissions.models import Submission


def _replaced() -> Exists:
    """Whether a newer issue took the place of a certificate."""
    newer = aliased(Certificate)
    statement = select(newer.id).where(
        newer.submission_id == Certificate.submission_id,
        newer.position == Certificate.position,
        newer.issue > Certificate.issue,
    )
    return statement.exists()


def _prize(submission_id: Any) -> Any:
    """The prize that the newest release of the results gives a work: no row where it gives none."""
    work = aliased(Submission)
    same = (work.edition_id == PublishedWork.edition_id) & (work.number == PublishedWork.number)
    return select(PublishedWork.id).join(work, same).where(work.id == submission_id, PublishedWork.is_honoured)


def _honoured() -> Exists:
    """Whether the newest release gives the work the prize that stands on a certificate."""
    code = Certificate.content["prize_code"].as_string()
    return _prize(Certificate.submission_id).where(PublishedWork.prize_code == code).exists()


def certificates_of(submission_ids: Iterable[int]) -> dict[int, list[Certificate]]:
    """The certificates that count (the newest issue of each) of some works, with their files."""
    statement = (
        select(Certificate)
        .options(joinedload(Certificate.file))
        .where(Certificate.submission_id.in_(submission_ids), ~_replaced())
        .order_by(Certificate.serial)
    )
    found: dict[int, list[Certificate]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.submission_id, []).append(one)
    return found


def numbers_told(edition_id: int, number: str) -> list[str]:
    """The numbers of the certificates that count of a work, by its receipt number; for public pages."""
    work = select(Submission.id).where(Submission.edition_id == edition_id, Submission.number == number)
    submission_id = db.session.scalar(work)
    return [one.number for one in certificates_of([submission_id]).get(submission_id, [])] if submission_id else []


def history_of(submission_id: int) -> list[Certificate]:
    """Every certificate of a work, replaced ones too."""
    statement = select(Certificate).options(joinedload(Certificate.file))
    statement = statement.where(Certificate.submission_id == submission_id)
    return list(db.session.scalars(statement.order_by(Certificate.serial, Certificate.issue)))


def get_certificate_or_404(number: str) -> Certificate:
    """A certificate by its number, with its file and work."""
    statement = (
        select(Certificate)
        .join(Certificate.submission)
        .options(joinedload(Certificate.file), contains_eager(Certificate.submission))
        .where(Certificate.number == number)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def find_certificate(number: str) -> Certificate | None:
    """A certificate by its number, or None."""
    return db.session.scalar(select(Certificate).where(Certificate.number == number))


def newest_issue(certificate: Certificate) -> Certificate:
    """The certificate that counts now for the same work and recipient."""
    statement = select(Certificate).where(
        Certificate.submission_id == certificate.submission_id, Certificate.position == certificate.position
    )
    return db.session.execute(statement.order_by(Certificate.issue.desc()).limit(1)).scalar_one()


def standing(certificate: Certificate, revocation: Revocation | None, winner: Winner | None) -> Standing:
    """What a certificate is worth now."""
    return standing_of(
        revoked=revocation is not None,
        replaced=newest_issue(certificate).id != certificate.id,
        honoured=winner is not None and winner.prize == certificate.content["prize_code"],
    )


def current_winner(certificate: Certificate) -> Winner | None:
    """What the newest release of the results says of the work."""
    return winner_of(db.session.get_one(Edition, certificate.edition_id), certificate.submission_id)


def revocation_of(submission_id: int) -> Revocation | None:
    """The revocation of a work's prize, or None."""
    return db.session.scalar(select(Revocation).where(Revocation.submission_id == submission_id))


def waiting_proposal(submission_id: int) -> RevocationProposal | None:
    """The revocation of a work's prize that waits for its second person, or None."""
    statement = select(RevocationProposal).options(joinedload(RevocationProposal.proposed_by))
    waiting = RevocationProposal.state == RevocationState.WAITING
    return db.session.scalar(statement.where(RevocationProposal.submission_id == submission_id, waiting).limit(1))


def proposed_in(edition: Edition) -> set[int]:
    """The works whose prize somebody proposes to revoke; for organizers only."""
    statement = select(RevocationProposal.submission_id).where(RevocationProposal.edition_id == edition.id)
    return set(db.session.scalars(statement.where(RevocationProposal.state == RevocationState.WAITING)))


def revocations_of(edition_id: int) -> list[Revocation]:
    """Every prize of an edition that was revoked, with its work, the newest first; for public pages."""
    statement = select(Revocation).options(joinedload(Revocation.submission)).where(Revocation.edition_id == edition_id)
    return list(db.session.scalars(statement.order_by(Revocation.id.desc()).limit(200)))


def revoked_certificates() -> list[tuple[Certificate, Revocation | None, Standing]]:
    """Every certificate that is worth nothing any more, and why: revoked, replaced, or overtaken by a correction."""
    replaced, honoured = _replaced(), _honoured()
    statement = (
        select(Certificate, Revocation, replaced.label("replaced"), honoured.label("honoured"))
        .outerjoin(Revocation, Revocation.submission_id == Certificate.submission_id)
        .where(Revocation.id.is_not(None) | replaced | ~honoured)
        .order_by(Certificate.id)
    )
    return [
        (one, revocation, standing_of(revoked=revocation is not None, replaced=bool(newer), honoured=bool(prize)))
        for one, revocation, newer, prize in db.session.execute(statement)
    ]


def latest_runs(edition: Edition) -> list[IssueRun]:
    """The last orders to make all certificates."""
    statement = select(IssueRun).where(IssueRun.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(IssueRun.id.desc()).limit(3)))


def files_of(edition: Edition, hidden: frozenset[int] = frozenset()) -> list[Certificate]:
    """The certificates that count and have their PDF, to be packed into one file."""
    revoked = select(Revocation.id).where(Revocation.submission_id == Certificate.submission_id)
    statement = (
        select(Certificate)
        .join(Certificate.file)
        .options(contains_eager(Certificate.file))
        .where(Certificate.edition_id == edition.id, Certificate.submission_id.not_in(hidden))
        .where(~_replaced(), ~revoked.exists(), _honoured())
    )
    return list(db.session.scalars(statement.order_by(Certificate.serial)))


def next_serial(edition_id: int) -> int:
    """The serial of the next certificate; the edition must be locked."""
    last = db.session.scalar(select(func.max(Certificate.serial)).where(Certificate.edition_id == edition_id))
    return (last or 0) + 1


def bank_details_of(submission_id: int) -> BankDetails | None:
    """What a winner gave, or None."""
    return db.session.scalar(select(BankDetails).where(BankDetails.submission_id == submission_id))


def payments_of(edition: Edition) -> dict[int, BankDetails]:
    """The payments of an edition by work."""
    statement = select(BankDetails).where(BankDetails.edition_id == edition.id)
    return {one.submission_id: one for one in db.session.scalars(statement)}


def lost_prizes(edition: Edition, hidden: frozenset[int] = frozenset()) -> list[tuple[BankDetails, Revocation | None]]:
    """The payments of works that have no prize any more since the results were corrected, with their revocation."""
    statement = (
        select(BankDetails, Revocation)
        .outerjoin(Revocation, Revocation.submission_id == BankDetails.submission_id)
        .options(joinedload(BankDetails.submission))
        .where(BankDetails.edition_id == edition.id, BankDetails.submission_id.not_in(hidden))
        .where(~_prize(BankDetails.submission_id).exists())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(BankDetails.id).limit(200))]


def unused_details() -> list[BankDetails]:
    """Bank details that nobody may use any more: their work has no prize since the results were corrected."""
    statement = select(BankDetails).where(BankDetails.closed != "", ~_prize(BankDetails.submission_id).exists())
    return list(db.session.scalars(statement.with_for_update(key_share=True)))
