"""Finding submissions and their versions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from portal.attachments.models import Attachment
from portal.core.db import db
from portal.core.search_text import fold
from portal.submissions import policies
from portal.submissions.checks import Rival
from portal.submissions.models import (
    Collaborator,
    InvitationState,
    Origin,
    PaperPerson,
    Submission,
    SubmissionFile,
    SubmissionStatus,
    SubmissionVersion,
)


def _whole() -> Any:
    return select(Submission).options(
        joinedload(Submission.edition),
        joinedload(Submission.category),
        selectinload(Submission.authors),
        selectinload(Submission.files),
    )


def _mine(user: Any) -> Any:
    """Submissions that somebody owns, or takes part in."""
    taking_part = select(Collaborator.submission_id).where(
        Collaborator.user_id == user.id, Collaborator.state == InvitationState.ACCEPTED
    )
    return or_(and_(Submission.owner_id == user.id, Submission.kept.is_(False)), Submission.id.in_(taking_part))


def get_for_owner_or_404(submission_id: int, user: Any) -> Submission:
    """A submission one owns, takes part in or keeps for somebody; that of anybody else does not exist."""
    statement = _whole().where(Submission.id == submission_id, or_(_mine(user), Submission.kept))
    found = db.session.scalar(statement)
    if found is None or (found.kept and not policies.keeps(user, found)):
        raise NotFound()
    return found


def list_of_paper(edition: Any, category_ids: list[int] | None) -> Select[tuple[Submission]]:
    """What was keyed in by the secretariat, to be paginated: what is not sent yet first, then the newest."""
    statement = (
        select(Submission)
        .options(joinedload(Submission.category).lazyload("*"), joinedload(Submission.person))
        .options(selectinload(Submission.arrivals))
        .where(Submission.edition_id == edition.id, Submission.origin != Origin.PORTAL)
        .order_by(case((Submission.status == SubmissionStatus.DRAFT, 0), else_=1), Submission.id.desc())
    )
    return statement if category_ids is None else statement.where(Submission.category_id.in_(category_ids))


def get_keyed_or_404(edition: Any, submission_id: int) -> Submission:
    """A paper dossier or a stub of this edition, sent or not."""
    statement = _whole().where(Submission.id == submission_id, Submission.edition_id == edition.id)
    found = db.session.scalar(statement.where(Submission.origin != Origin.PORTAL))
    if found is None:
        raise NotFound()
    return found


def has_verified_address(person: PaperPerson, user: Any) -> bool:
    """Whether somebody has proven to own the address written on the paper."""
    return bool(person.email) and user.is_authenticated and user.is_verified and user.email == person.email


def get_submission_or_404(edition: Any, submission_id: int) -> Submission:
    """A submission of this edition that has been sent at least once."""
    statement = _whole().where(Submission.id == submission_id, Submission.edition_id == edition.id)
    found = db.session.scalar(statement.where(Submission.status != SubmissionStatus.DRAFT))
    if found is None:
        raise NotFound()
    return found


def list_of_owner(user: Any) -> Select[tuple[Submission]]:
    """One's own submissions, the newest first, to be paginated."""
    return (
        select(Submission)
        .options(joinedload(Submission.edition), joinedload(Submission.category).lazyload("*"))
        .where(_mine(user))
        .order_by(Submission.id.desc())
    )


def has_any(edition: Any) -> bool:
    """Whether anybody has begun anything in the edition."""
    return db.session.scalar(select(Submission.id).where(Submission.edition_id == edition.id).limit(1)) is not None


def latest_version(submission: Submission) -> SubmissionVersion | None:
    """The version that counts."""
    statement = select(SubmissionVersion).where(SubmissionVersion.submission_id == submission.id)
    return db.session.scalar(statement.order_by(SubmissionVersion.number.desc()).limit(1))


def sealed_files(content: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The documents of a content by place and seal."""
    return frozenset((file["slot"], file["sha256"] or "") for file in content["files"])


def rivals_of(submission: Submission, category: int) -> tuple[Rival, ...]:
    """What the owner has submitted, and not withdrawn, in categories of the edition other than this number.

    Paper belongs to its person, not to the secretary who keyed it in.
    """
    if submission.kept:
        return ()
    other = select(Submission.id).where(
        Submission.owner_id == submission.owner_id,
        Submission.edition_id == submission.edition_id,
        Submission.id != submission.id,
        Submission.kept.is_(False),
        Submission.status == SubmissionStatus.SUBMITTED,
    )
    newest = select(func.max(SubmissionVersion.id)).where(SubmissionVersion.submission_id.in_(other))
    statement = (
        select(Submission.number, SubmissionVersion.content)
        .join(Submission, SubmissionVersion.submission_id == Submission.id)
        .where(SubmissionVersion.id.in_(newest.group_by(SubmissionVersion.submission_id)))
        .order_by(Submission.id)
    )
    return tuple(
        Rival(row.number, row.content["category"]["number"], row.content["title"], sealed_files(row.content))
        for row in db.session.execute(statement)
        if row.content["category"]["number"] != category
    )


def latest_contents(submission_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The frozen content that counts of several submissions, in one statement."""
    newest = select(func.max(SubmissionVersion.id)).where(SubmissionVersion.submission_id.in_(list(submission_ids)))
    statement = select(SubmissionVersion.submission_id, SubmissionVersion.content).where(
        SubmissionVersion.id.in_(newest.group_by(SubmissionVersion.submission_id))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def latest_titles(submission_ids: Iterable[int]) -> dict[int, str]:
    """The titles of the versions that count."""
    newest = select(func.max(SubmissionVersion.id)).where(SubmissionVersion.submission_id.in_(list(submission_ids)))
    statement = select(SubmissionVersion.submission_id, SubmissionVersion.title).where(
        SubmissionVersion.id.in_(newest.group_by(SubmissionVersion.submission_id))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def latest_title() -> ScalarSelect[str]:
    """The title of the version that counts, as a column of a statement about submissions."""
    newest = (
        select(SubmissionVersion.title).where(SubmissionVersion.submission_id == Submission.id).correlate(Submission)
    )
    return newest.order_by(SubmissionVersion.number.desc()).limit(1).scalar_subquery()


def newest_versions() -> Subquery:
    """The number of each submission's newest version, to be joined: `submission_id` and `number`."""
    columns = (SubmissionVersion.submission_id, func.max(SubmissionVersion.number).label("number"))
    return select(*columns).group_by(SubmissionVersion.submission_id).subquery()


def versions_of(submission: Submission) -> list[tuple[int, datetime]]:
    """Number and time of every version, the newest first."""
    statement = select(SubmissionVersion.number, SubmissionVersion.submitted_at)
    statement = statement.where(SubmissionVersion.submission_id == submission.id)
    return [(row[0], row[1]) for row in db.session.execute(statement.order_by(SubmissionVersion.number.desc()))]


def get_version_or_404(submission: Submission, number: int) -> SubmissionVersion:
    """One frozen version."""
    statement = select(SubmissionVersion).where(
        SubmissionVersion.submission_id == submission.id, SubmissionVersion.number == number
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def get_file_or_404(submission: Submission, public_id: str) -> SubmissionFile:
    """A file of this submission by the id its addresses show."""
    statement = (
        select(SubmissionFile)
        .join(Attachment)
        .where(SubmissionFile.submission_id == submission.id, Attachment.public_id == public_id)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def get_own_attachment_or_404(submission_id: int, public_id: str, user: Any) -> Attachment:
    """A file of a submission one takes part in, and nothing else: waiting pages ask for it again and again."""
    statement = (
        select(Attachment)
        .join(SubmissionFile)
        .join(Submission)
        .where(Submission.id == submission_id, Attachment.public_id == public_id, _mine(user))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def matching(statement: Select[Any], search: str) -> Select[Any]:
    """Narrow a list to submissions whose words contain every word searched for, marks or not."""
    for word in fold(search).split()[:8]:
        statement = statement.where(Submission.search_text.contains(word, autoescape=True))
    return statement


def numbers_of(submission_ids: Iterable[int]) -> list[str]:
    """The numbers of some submissions that have one."""
    statement = select(Submission.number).where(Submission.id.in_(submission_ids), Submission.number.is_not(None))
    return [number for number in db.session.scalars(statement) if number]


def find_receipt(number: str, version: int, digest: str) -> dict[str, Any] | None:
    """The signed receipt with exactly this number, version and digest, as printed on it; nothing for a near miss."""
    statement = select(SubmissionVersion.receipt).join(Submission)
    return db.session.scalar(
        statement.where(
            Submission.number == number, SubmissionVersion.number == version, SubmissionVersion.digest == digest.lower()
        )
    )
