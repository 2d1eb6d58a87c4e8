"""Asking people onto a panel by letter: accept, decline, suggest somebody else, remind, replace."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.rules import fold_email
from portal.accounts.service import InvalidEmailError
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges import service
from portal.judges.models import InvitationState, Judge, PanelInvitation, PanelRole, PanelSeat
from portal.judges.service import Place, Profile
from portal.notifications.service import notify
from portal.notifications.topics import Topic

LINK_SECONDS = 120 * 24 * 3600
REMINDERS = (24, 72)
"""How many hours before the due date somebody is reminded without anybody pressing a button."""
PAUSE = timedelta(hours=24)
"""How long a reminder by hand must wait after the one before."""
OPEN_STATES = (InvitationState.INVITED,)


class InvitedAlreadyError(PortalError):
    """Raised when somebody sits on the panel or is invited to it already."""

    message = _l("This person sits on the panel or is invited to it already")


class DueDateError(PortalError):
    """Raised for a due date that is not in the future."""

    message = _l("Choose a day to answer by that is still to come")


class NotOpenError(PortalError):
    """Raised when an invitation was answered, withdrawn or replaced before, or its time is over."""

    message = _l("This invitation was answered before, or its time is over.")


class TooSoonError(PortalError):
    """Raised when somebody would be reminded twice within a day."""

    message = _l("This person was written to less than a day ago; wait until tomorrow")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="judges.invitation")


def invitation_of_token(token: str) -> PanelInvitation | None:
    """What a letter's link is about; nothing when it is forged or too old."""
    try:
        number: Any = _serializer().loads(token, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return db.session.get(PanelInvitation, number) if isinstance(number, int) else None


def link_of(found: PanelInvitation) -> str:
    """The address in the letter."""
    return external_url("panel_letters.answer", token=str(_serializer().dumps(found.id)))


def _days(*days: date | None) -> list[str | None]:
    return [day.isoformat() if day else None for day in days]


def _read_days(days: list[str | None]) -> list[date | None]:
    return [date.fromisoformat(day) if day else None for day in days]


def as_data(profile: Profile) -> dict[str, Any]:
    """A profile as it is kept with an invitation."""
    days = [[place.name, *_days(place.from_on, place.until_on)] for place in profile.places]
    return {
        "places": days, "expertise": [*profile.expertise], "languages": [*profile.languages],
        "phone": profile.phone, "min_load": profile.min_load, "max_load": profile.max_load,
    }  # fmt: skip


def as_profile(data: dict[str, Any]) -> Profile:
    """What was kept with an invitation, as a profile."""
    places = tuple(Place(name, *_read_days(days)) for name, *days in data["places"])
    return Profile(
        places, tuple(data["expertise"]), tuple(data["languages"]),
        data["phone"], data["min_load"], data["max_load"],
    )  # fmt: skip


def invite(
    edition: Edition,
    *,
    round: Round,
    category: Category | None,
    role: PanelRole,
    name: str,
    email: str,
    profile: Profile,
    due_at: datetime,
    actor: Any,
    replaces: PanelInvitation | None = None,
    replaces_seat: PanelSeat | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> PanelInvitation:
    """Write to somebody; whoever is replaced loses the seat or the invitation, and both stay as history."""
    folded = fold_email(email)
    if folded is None:
        raise InvalidEmailError()
    if due_at <= clock.now():
        raise DueDateError()
    with transaction():
        if is_taken(round, category, folded):
            raise InvitedAlreadyError()
        made = PanelInvitation(
            edition_id=edition.id,
            round=round,
            category=category,
            role=role,
            name=name[:120],
            email=folded,
            profile={**as_data(profile), "term": _days(from_on, until_on)},
            state=InvitationState.INVITED,
            due_at=due_at,
            invited_by_id=actor.id,
            invited_at=clock.now(),
            reminders=0,
        )
        if replaces is not None:
            made.replaces_id, replaces.state = replaces.id, InvitationState.REPLACED
        if replaces_seat is not None:
            made.replaces_seat_id = replaces_seat.id
            if replaces_seat.left_at is None:
                service.unseat(replaces_seat, actor=actor)
        db.session.add(made)
        db.session.flush()
        _write(made, edition, Topic.PANEL_INVITED)
        record(Action.PANEL_INVITED, made, actor=actor, role=role.value, category=made.category_id)
        return made


def is_taken(round: Round, category: Category | None, email: str) -> bool:
    """Whether an address sits on a panel or has an open invitation to it."""
    number = category.id if category is not None else None
    same = (PanelInvitation.round_id == round.id, PanelInvitation.category_id.is_not_distinct_from(number))
    waiting = select(PanelInvitation.id).where(
        *same, PanelInvitation.email == email, PanelInvitation.state.in_(OPEN_STATES)
    )
    sitting = (
        select(PanelSeat.id)
        .join(Judge)
        .join(User)
        .where(PanelSeat.round_id == round.id, PanelSeat.category_id.is_not_distinct_from(number))
        .where(PanelSeat.left_at.is_(None), User.email == email)
    )
    return any(db.session.scalar(statement.limit(1)) is not None for statement in (waiting, sitting))


def _write(found: PanelInvitation, edition: Edition, topic: Topic) -> None:
    notify(
        found.email, topic, name=found.name, edition_name=edition.name,
        category_name=found.category.name if found.category else None, role=found.role.value,
        due_at=found.due_at, time_zone=edition.time_zone, url=link_of(found),
    )  # fmt: skip


def _hold_open(found: PanelInvitation) -> None:
    db.session.refresh(found, with_for_update={"of": PanelInvitation, "key_share": True})
    if found.state is not InvitationState.INVITED or found.due_at <= clock.now():
        raise NotOpenError()


def accept(found: PanelInvitation) -> PanelSeat:
    """Take the seat: only now there is an account, a judge and a seat. The link proves the address."""
    with transaction():
        _hold_open(found)
        edition = db.session.get_one(Edition, found.edition_id)
        judge = db.session.scalar(
            select(Judge).join(User).where(Judge.edition_id == edition.id, User.email == found.email)
        )
        if judge is None:
            judge = service.add_judge(
                edition, name=found.name, email=found.email, profile=as_profile(found.profile), actor=None, tell=False
            )
        begins, ends = _read_days(found.profile.get("term", [None, None]))
        seat = service.seat(
            judge, category=found.category, round=found.round, role=found.role, from_on=begins, until_on=ends,
            actor=judge.user,
        )  # fmt: skip
        db.session.flush()
        found.state, found.answered_at, found.seat_id = InvitationState.ACCEPTED, clock.now(), seat.id
        _answered(found, edition, judge.user)
        return seat


def decline(found: PanelInvitation, *, reason: str, name: str = "", email: str = "") -> None:
    """Say no, and perhaps who could do it instead; that person hears nothing before an organizer writes."""
    folded = fold_email(email) if email else ""
    if folded is None:
        raise InvalidEmailError()
    with transaction():
        _hold_open(found)
        found.state, found.answered_at, found.reason = InvitationState.DECLINED, clock.now(), reason.strip()[:2000]
        found.suggested_name, found.suggested_email = name[:120], folded
        _answered(found, db.session.get_one(Edition, found.edition_id), None)


def _answered(found: PanelInvitation, edition: Edition, actor: Any) -> None:
    record(Action.PANEL_ANSWERED, found, actor=actor, state=found.state.value)
    notify(
        db.session.get_one(User, found.invited_by_id), Topic.PANEL_ANSWERED, who=found.name,
        accepted=found.state is InvitationState.ACCEPTED, reason=found.reason, suggested=found.suggested_name,
        suggested_email=found.suggested_email, edition_name=edition.name,
        category_name=found.category.name if found.category else None,
        url=external_url("manage_panels.index", edition_id=edition.id),
    )  # fmt: skip


def withdraw(found: PanelInvitation, *, actor: Any) -> None:
    """Take an open invitation back."""
    with transaction():
        db.session.refresh(found, with_for_update={"of": PanelInvitation, "key_share": True})
        if found.state is not InvitationState.INVITED:
            raise NotOpenError()
        found.state, found.answered_at = InvitationState.WITHDRAWN, clock.now()
        record(Action.PANEL_WITHDRAWN, found, actor=actor)


def remind(found: PanelInvitation, *, actor: Any) -> None:
    """Write once more; not twice within a day."""
    now = clock.now()
    with transaction():
        _hold_open(found)
        if now - (found.reminded_at or found.invited_at) < PAUSE:
            raise TooSoonError()
        _remind(found, now, actor)


def _remind(found: PanelInvitation, now: datetime, actor: Any) -> None:
    found.reminders, found.reminded_at = found.reminders + 1, now
    _write(found, db.session.get_one(Edition, found.edition_id), Topic.PANEL_REMINDED)
    record(Action.PANEL_REMINDED, found, actor=actor, reminders=found.reminders)


def keep_time(now: datetime | None = None) -> tuple[int, int]:
    """Remind those whose day to answer comes near, and close what is overdue; how many of each. Safe to run twice."""
    now = now or clock.now()
    statement = (
        select(PanelInvitation)
        .join(Edition, Edition.id == PanelInvitation.edition_id)
        .where(PanelInvitation.state == InvitationState.INVITED, Edition.closed_at.is_(None))
        .with_for_update(of=PanelInvitation, key_share=True)
    )
    reminded = expired = 0
    with transaction():
        for found in db.session.scalars(statement.order_by(PanelInvitation.id)):
            hours = next((span for span in REMINDERS if found.due_at - now <= timedelta(hours=span)), None)
            if found.due_at <= now:
                found.state = InvitationState.EXPIRED
                record(Action.PANEL_ANSWERED, found, actor=None, state=found.state.value)
                expired += 1
            elif hours is not None and hours < (found.hours_reminded or 10_000) and _old_enough(found, hours):
                found.hours_reminded = hours
                _remind(found, now, None)
                reminded += 1
    return reminded, expired


def _old_enough(found: PanelInvitation, hours: int) -> bool:
    """Whoever was invited within the span itself has just read the letter."""
    return found.due_at - found.invited_at > timedelta(hours=hours)
