"""Planning sessions, ordering their slots, telling the authors, and running a session."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.topics import Topic
from portal.presentations import queries, rules
from portal.presentations.models import PresentationSession, PresentationSlot
from portal.submissions.collaboration import make_token
from portal.submissions.letters import write_about
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles

CALENDAR = "presentations.calendar"


class BegunError(PortalError):
    """Raised when the plan of something that has been presented would be changed."""

    message = _l("What has been presented stays where it is")


class FullError(PortalError):
    """Raised when a session would have more slots than one sitting holds."""

    message = _l("A session holds at most %(n)s slots", n=rules.MOST_SLOTS)


class NotWaitingError(PortalError):
    """Raised for a work that has a slot already, or may not be judged."""

    message = _l("This work has a slot already, or is not accepted in this category")


class GoneError(PortalError):
    """Raised for a slot that somebody has taken out meanwhile."""

    message = _l("This slot has been taken out meanwhile")


@dataclass(frozen=True, slots=True)
class Plan:
    """Place and times of a session."""

    place: str
    starts_at: datetime
    slot_minutes: int
    gap_minutes: int = 0
    pause_after: int = 0
    pause_minutes: int = 0


def add_session(category: Category, round: Round, plan: Plan, *, actor: Any) -> PresentationSession:
    """Plan a session without slots."""
    with transaction():
        session = PresentationSession(
            edition_id=category.edition_id, category=category, round=round, slots=[], **asdict(plan)
        )
        db.session.add(session)
        _record(Action.PRESENTATIONS_PLANNED, session, actor)
        return session


def change_session(session: PresentationSession, plan: Plan, *, actor: Any) -> None:
    """Another place, beginning or length; slots move along, and letters tell who has been told otherwise."""
    with transaction():
        _hold(session)
        for name, value in asdict(plan).items():
            setattr(session, name, value)
        _record(Action.PRESENTATIONS_PLANNED, session, actor)


def remove_session(session: PresentationSession, *, actor: Any) -> None:
    """Take a session away before anything of it was announced or presented."""
    with transaction():
        _hold(session)
        if session.announced_at is not None or any(one.started_at for one in session.slots):
            raise BegunError()
        _record(Action.PRESENTATIONS_REMOVED, session, actor)
        db.session.delete(session)


def fill(session: PresentationSession, *, seed: str, actor: Any) -> int:
    """Give the waiting works slots, by number or, with a `seed`, in an order drawn by lot. How many got one."""
    with transaction():
        _hold(session)
        waiting = [one.id for one in queries.works_without_slot(session)]
        order = rules.drawn(waiting, seed) if seed else waiting
        taken = order[: max(0, rules.MOST_SLOTS - len(session.slots))]
        for work in taken:
            _append(session, work)
        _record(Action.PRESENTATIONS_ORDERED, session, actor, seed=seed)
        return len(taken)


def add_slot(session: PresentationSession, work: int, *, actor: Any) -> None:
    """Give one work the last slot."""
    with transaction():
        _hold(session)
        if work not in {one.id for one in queries.works_without_slot(session)}:
            raise NotWaitingError()
        if len(session.slots) >= rules.MOST_SLOTS:
            raise FullError()
        _append(session, work)
        _record(Action.PRESENTATIONS_ORDERED, session, actor)


def _append(session: PresentationSession, work: int) -> None:
    slot = PresentationSlot(
        submission=db.session.get_one(Submission, work), round_id=session.round_id, position=len(session.slots) + 1
    )
    session.slots.append(slot)


def move_slot(slot: PresentationSlot, step: int, *, actor: Any) -> None:
    """Let a work present one turn earlier (-1) or later (1)."""
    with transaction():
        session = _hold_of(slot)
        order = rules.moved(session.slots, slot, step)
        # The order of what was presented is history: neither end of the exchange may be that.
        for position, one in enumerate(order, start=1):
            if one.position != position and one.started_at is not None:
                raise BegunError()
            one.position = position
        session.slots.sort(key=lambda one: one.position)
        _record(Action.PRESENTATIONS_ORDERED, session, actor)


def remove_slot(slot: PresentationSlot, *, actor: Any) -> None:
    """Take a work out of a session; those behind it move up."""
    with transaction():
        session = _hold_of(slot)
        if slot.started_at is not None:
            raise BegunError()
        session.slots.remove(slot)
        for position, one in enumerate(session.slots, start=1):
            one.position = position
        _record(Action.PRESENTATIONS_ORDERED, session, actor)


def announce(session: PresentationSession, *, actor: Any) -> int:
    """Write time and place to the authors who do not know them yet; how many letters could be sent."""
    with transaction():
        _hold(session)
        titles = latest_titles([one.submission_id for one in session.slots])
        times = rules.times_of(session, len(session.slots))
        sent = 0
        for slot, (begins, ends) in zip(session.slots, times, strict=True):
            if slot.started_at is None and (slot.told_at, slot.told_place) != (begins, session.place):
                sent += _tell(slot, begins, ends, titles.get(slot.submission_id, ""))
                slot.told_at, slot.told_place = begins, session.place
        session.announced_at = clock.now()
        _record(Action.PRESENTATIONS_ANNOUNCED, session, actor, letters=sent)
        return sent


def _tell(slot: PresentationSlot, begins: datetime, ends: datetime, title: str) -> bool:
    session, work = slot.session, slot.submission
    return write_about(
        work, Topic.PRESENTATION_ANNOUNCED, url=external_url("presentations.own", submission_id=work.id),
        title=title, number=work.number, place=session.place, begins=begins, ends=ends,
        zone=work.edition.time_zone, again=slot.told_at is not None, name=work.owner.name,
        calendar_url=external_url(CALENDAR, token=make_token(CALENDAR, slot.id)),
    )  # fmt: skip


def start(slot: PresentationSlot, *, actor: Any) -> None:
    """Note that a work is being presented from now on; whatever was running is over."""
    with transaction():
        session, now = _hold_of(slot), clock.now()
        if slot.started_at is not None:
            raise BegunError()
        for one in session.slots:
            if one.started_at is not None and one.finished_at is None:
                one.finished_at = now
        slot.started_at = now
        _record(Action.PRESENTATION_STARTED, session, actor, submission=slot.submission_id)


def finish(slot: PresentationSlot, *, actor: Any) -> None:
    """Note that a presentation is over; a second time changes nothing."""
    with transaction():
        session = _hold_of(slot)
        if slot.started_at is not None and slot.finished_at is None:
            slot.finished_at = clock.now()
            _record(Action.PRESENTATION_FINISHED, session, actor, submission=slot.submission_id)


def _hold(session: PresentationSession) -> PresentationSession:
    """Lock a session with its slots as they are now."""
    db.session.execute(
        select(PresentationSession).where(PresentationSession.id == session.id)
        .with_for_update(of=PresentationSession, key_share=True).execution_options(populate_existing=True)
    )  # fmt: skip
    slots = select(PresentationSlot).where(PresentationSlot.session_id == session.id)
    db.session.scalars(slots.execution_options(populate_existing=True)).all()
    db.session.refresh(session, ["slots"])
    return session


def _hold_of(slot: PresentationSlot) -> PresentationSession:
    """Lock the session of a slot that is still in it."""
    session = _hold(slot.session)
    if slot not in session.slots:
        raise GoneError()
    return session


def _record(action: Action, session: PresentationSession, actor: Any, **details: Any) -> None:
    # What has just been given a slot gets its ids only now.
    db.session.flush()
    order = [one.submission_id for one in session.slots]
    what = {"category": session.category_id, "place": session.place, "starts_at": session.starts_at.isoformat()}
    record(action, session, actor=actor, edition_id=session.edition_id, order=order, **{**what, **details})
