"""What the secretariat does for people without an account: keys in paper, takes in more, records stubs, hands over."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.accounts.rules import fold_email
from portal.accounts.service import InvalidEmailError
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.handling import takes_stubs
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.i18n import local_time
from portal.core.search_text import fold
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions import paper_rules, policies, queries, service
from portal.submissions.letters import claim_url
from portal.submissions.models import (
    Origin,
    PaperArrival,
    PaperPerson,
    Submission,
    SubmissionStatus,
    SubmissionVersion,
    Way,
)
from portal.submissions.snapshot import behalf


class UnreachableError(PortalError):
    """Raised when nobody could ever tell the person anything."""

    message = _l("Enter at least one of e-mail address, telephone number and postal address")


class ArrivalError(PortalError):
    """Raised for paper that cannot have come so."""


class LateError(PortalError):
    """Raised for paper that came too late and may not be taken by this person, or without a reason."""

    message = _l("It came after the deadline that counts for it: only an organizer may enter it, with a reason")


class NoStubError(PortalError):
    """Raised for a stub in a category that has none."""

    message = _l("This category has no works that are handled outside the portal")


class NotYoursError(PortalError):
    """Raised when a dossier is claimed by somebody else than the person on the paper."""

    message = _l("Sign in with the e-mail address that stands on the paper; it must be confirmed.")


class BeingKeyedError(PortalError):
    """Raised when a dossier is claimed while the secretariat is still keying in paper."""

    message = _l("The secretariat is just keying in paper of this dossier; try again when it is done.")


@dataclass(frozen=True, slots=True)
class Reach:
    """Somebody without an account, and how to reach them."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """How and when paper came."""

    way: Way
    received_at: datetime
    desk_number: str
    office: str
    postmarked_on: date | None = None
    late_reason: str = ""


def enter(
    category: Category, *, person: Reach, arrived: Arrived, title: str, summary: str = "", organisation: str = "",
    actor: Any,
) -> Submission:  # fmt: skip
    """Begin a dossier that came on paper; its pages, authors and scans are keyed in afterwards."""
    with transaction():
        draft = _begin(category, Origin.PAPER, title=title, organisation=organisation, summary=summary, actor=actor)
        draft.person = PaperPerson(**_checked(person))
        _arrive(draft, arrived, draft.deadline, actor)
        db.session.flush()
        record(
            Action.PAPER_ENTERED, draft, actor=actor, way=arrived.way.value, desk_number=arrived.desk_number,
            **behalf(draft, actor),
        )  # fmt: skip
        return draft


def record_stub(
    category: Category, *, title: str, organisation: str, arrived: Arrived, actor: Any
) -> SubmissionVersion:
    """Record a work that is handled outside the portal: public title, organisation and reception, nothing else."""
    if not takes_stubs(category.edition, category):
        raise NoStubError()
    with transaction():
        stub = _begin(category, Origin.STUB, title=title, organisation=organisation, actor=actor)
        _arrive(stub, arrived, stub.deadline, actor)
        db.session.flush()
        record(Action.STUB_RECORDED, stub, actor=actor, desk_number=arrived.desk_number, **behalf(stub, actor))
        return service.submit(stub, actor=actor)


def _begin(
    category: Category, origin: Origin, *, title: str, organisation: str, summary: str = "", actor: Any
) -> Submission:
    verdict = policies.can_key_in(actor, category.edition, category)
    if not verdict:
        raise service.ClosedError(verdict.reason)
    now = clock.now()
    made = Submission(
        origin=origin, kept=True, edition=category.edition, category=category, owner_id=actor.id, title=title[:300],
        summary=summary, organisation=organisation[:200], eligibility={}, answers={}, confirmed_sections=[],
        form_number=category.edition.form_number,
        search_text=fold(f"{title} {organisation} {summary}"), created_at=now, saved_at=now,
    )  # fmt: skip
    db.session.add(made)
    return made


def _checked(person: Reach) -> dict[str, str]:
    email = fold_email(person.email) if person.email.strip() else ""
    if email is None:
        raise InvalidEmailError()
    if not (email or person.phone.strip() or person.address.strip()):
        raise UnreachableError()
    return {
        "name": person.name.strip()[:120], "email": email, "phone": person.phone.strip()[:40],
        "address": person.address.strip()[:1000],
    }  # fmt: skip


def _arrive(submission: Submission, arrived: Arrived, until: datetime, actor: Any) -> None:
    now, zone = clock.now(), submission.edition.time_zone
    postmark = arrived.postmarked_on if arrived.way is Way.POST else None
    if arrived.received_at > now:
        raise ArrivalError(_l("Paper cannot have come in the future; look at the date and the hour"))
    if arrived.way is Way.POST and postmark is None:
        raise ArrivalError(_l("Enter the date of the postmark; for post it is the day that counts"))
    if postmark and postmark > local_time(arrived.received_at, zone).date():
        raise ArrivalError(_l("The postmark cannot be later than the day the letter came"))
    late = paper_rules.counted_at(arrived.received_at, postmark, zone) >= until
    if late and not (is_organizer(actor, submission.edition) and arrived.late_reason.strip()):
        raise LateError()
    arrival = PaperArrival(
        way=arrived.way, received_at=arrived.received_at, postmarked_on=postmark,
        desk_number=arrived.desk_number.strip()[:40], office=arrived.office.strip()[:200],
        late_reason=arrived.late_reason.strip() if late else "", entered_by_id=actor.id, entered_at=now,
    )  # fmt: skip
    submission.arrivals.append(arrival)


def record_supplement(submission: Submission, *, arrived: Arrived, actor: Any) -> None:
    """Take in more paper of a dossier that was sent: it may then be keyed in and sent as the next version."""
    if not policies.keeps(actor, submission):
        raise service.ClosedError(_l("Only the secretariat that keeps this dossier may add paper to it."))
    if submission.status is not SubmissionStatus.SUBMITTED or submission.pending_arrivals:
        raise ArrivalError(_l("Send what came before; then record what came next"))
    with transaction():
        until = max(submission.deadline, submission.editable_until or submission.deadline)
        _arrive(submission, arrived, until, actor)
        record(
            Action.PAPER_SUPPLEMENTED, submission, actor=actor, way=arrived.way.value,
            desk_number=arrived.desk_number, **behalf(submission, actor),
        )  # fmt: skip


def change_person(submission: Submission, *, person: Reach, actor: Any) -> bool:
    """Correct how the person is reached; with an address the link to the dossier is sent. Says whether it was."""
    row = submission.person
    if row is None or not policies.keeps(actor, submission):
        raise service.ClosedError(_l("This dossier is kept by its owner, not by the secretariat."))
    with transaction():
        for name, value in _checked(person).items():
            setattr(row, name, value)
        sent = bool(row.email) and submission.status is SubmissionStatus.SUBMITTED
        if sent:
            notify(
                row.email, Topic.PAPER_OFFERED, name=row.name, title=submission.title, number=submission.number,
                edition_name=submission.edition.name, url=claim_url(row),
            )  # fmt: skip
        record(Action.PAPER_PERSON_CHANGED, submission, actor=actor, told=sent, **behalf(submission, actor))
        return sent


def claim(row: PaperPerson, *, user: Any) -> Submission:
    """Hand the dossier over to the account of the person on the paper; from then on it is like any other."""
    with transaction():
        db.session.refresh(row, with_for_update={"key_share": True})
        submission = row.submission
        if not queries.has_verified_address(row, user):
            raise NotYoursError()
        if row.handed_over_at is None:
            if submission.pending_arrivals or submission.status is not SubmissionStatus.SUBMITTED:
                raise BeingKeyedError()
            keeper = submission.owner_id
            row.handed_over_at, submission.owner, submission.kept = clock.now(), user, False
            record(
                Action.OWNERSHIP_TRANSFERRED, submission, actor=user, to=user.id, entered_by=keeper,
                on_behalf_of=row.name,
            )  # fmt: skip
        return submission
