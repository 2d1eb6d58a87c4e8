"""Planning a meeting, and what happens in it: attendance, agenda, motions."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import categories_of
from portal.ballots.ballot_rules import needed_for_quorum
from portal.ballots.policies import can_convene
from portal.ballots.queries import council_settings, voted_list
from portal.ballots.readiness import readiness_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.decisions import lists
from portal.decisions.models import ListEntry
from portal.decisions.public_words import refuse_private
from portal.deliberations import policies, queries, rules
from portal.deliberations.models import AgendaItem, Attendee, Meeting, MeetingState, Motion, MotionResult
from portal.judges.council import council_round, members_of
from portal.judges.visibility import hidden_submissions
from portal.submissions.models import Submission


class MeetingRefusedError(PortalError):
    """Raised when something cannot be done in a meeting, or not now; the message says why."""


def _edition_for(meeting: Meeting, actor: Any) -> Edition:
    edition = db.session.get_one(Edition, meeting.edition_id)
    _refuse_unless(policies.can_run_meetings(actor, edition))
    return edition


def _refuse_unless(verdict: Any) -> None:
    if not verdict:
        raise MeetingRefusedError(verdict.reason)


def needed_in(meeting: Meeting) -> int:
    """How many members must be there."""
    edition = db.session.get_one(Edition, meeting.edition_id)
    return needed_for_quorum(len(meeting.attendees), council_settings(edition, meeting.round.code).quorum)


def plan(edition: Edition, *, held_on: date, place: str, actor: Any) -> Meeting:
    """Plan a meeting about the list that the council votes on: an item for each category with works."""
    _refuse_unless(policies.can_run_meetings(actor, edition))
    round_, version = council_round(edition), voted_list(edition)
    if round_ is None or version is None:
        raise MeetingRefusedError(_l("Make the list first that the council votes on."))
    with transaction():
        seats = members_of(round_)
        if not seats:
            raise MeetingRefusedError(_l("Nobody with a vote sits on the council yet."))
        works = works_by_category(version.id)
        listed = [one for one in categories_of(edition) if works[one.id]]
        meeting = Meeting(
            edition_id=edition.id, round=round_, list_version=version, held_on=held_on, place=place.strip(),
            planned_by_id=actor.id,
            attendees=[Attendee(judge=one.judge, name=one.judge.user.name, role=one.role) for one in seats],
            items=[AgendaItem(category=one, position=n, away=[]) for n, one in enumerate(listed, start=1)],
        )  # fmt: skip
        db.session.add(meeting)
        db.session.flush()
        record(Action.MEETING_PLANNED, meeting, actor=actor, list=version.digest, held_on=held_on.isoformat())
        return meeting


def works_by_category(list_version_id: int) -> Counter[int]:
    """How many works of each category a list names."""
    statement = select(ListEntry.category_id).where(ListEntry.list_version_id == list_version_id)
    return Counter(db.session.scalars(statement))


def open_meeting(meeting: Meeting, *, actor: Any, unheard_reason: str = "") -> None:
    """Begin a planned meeting; `unheard_reason` says why before the public has been heard, where it does."""
    edition = _edition_for(meeting, actor)
    with transaction():
        _lock(meeting, MeetingState.PLANNED)
        ready = readiness_of(edition)
        _refuse_unless(can_convene(ready, hidden_submissions(actor, edition), unheard_reason))
        meeting.state, meeting.opened_at = MeetingState.OPEN, clock.now()
        meeting.unheard_reason = ready.reason_kept(unheard_reason)
        record(Action.MEETING_OPENED, meeting, actor=actor, unheard_reason=meeting.unheard_reason)


def _lock(meeting: Meeting, wanted: MeetingState) -> None:
    db.session.refresh(meeting, attribute_names=["state"], with_for_update={"key_share": True})
    if meeting.state is not wanted:
        raise MeetingRefusedError(
            _l("The meeting is not open.") if wanted is MeetingState.OPEN else _l("The meeting has begun already.")
        )


def keep_attendance(meeting: Meeting, present: Iterable[int], *, actor: Any) -> None:
    """Note who is there, by the ids of the lines."""
    edition, there = _edition_for(meeting, actor), set(present)
    _refuse_unless(policies.can_note_attendance(actor, edition, hidden_submissions(actor, edition)))
    with transaction():
        _lock(meeting, MeetingState.OPEN)
        for one in meeting.attendees:
            one.present = one.id in there
        item = queries.open_item(meeting)
        if item is not None:
            _note_away(item, edition)
        names = [one.name for one in meeting.attendees if one.present]
        record(Action.ATTENDANCE_KEPT, meeting, actor=actor, present=names)


def open_item(item: AgendaItem, *, actor: Any) -> None:
    """Put a category on the table; those in conflict with one of its works are asked to leave, and it is noted."""
    meeting = item.meeting
    edition = _edition_for(meeting, actor)
    _refuse_unless(policies.can_write_down(actor, edition, _is_hidden(item, actor, edition)))
    with transaction():
        _lock(meeting, MeetingState.OPEN)
        if queries.open_item(meeting) is not None:
            raise MeetingRefusedError(_l("Another category is on the table; finish it first."))
        if item.closed_at is not None:
            raise MeetingRefusedError(_l("This category is finished."))
        _note_away(item, edition)
        _check_quorum(item)
        item.opened_at = clock.now()
        record(Action.AGENDA_ITEM_OPENED, meeting, actor=actor, category=item.category_id, away=len(item.away))


def _note_away(item: AgendaItem, edition: Edition) -> None:
    """Ask those in conflict with a work of the category to leave, as attendance and conflicts stand now."""
    item.away = [
        {"attendee": one.id, "name": one.name}
        for one in item.meeting.attendees
        if one.present and queries.works_hidden_in(item, hidden_submissions(one.judge.user, edition))
    ]


def _check_quorum(item: AgendaItem) -> None:
    there, needed = len(item.in_the_room), needed_in(item.meeting)
    if there < needed:
        raise MeetingRefusedError(
            _l(
                "%(present)d members are in the room, without those who left for a conflict, and %(needed)d must be.",
                present=there, needed=needed,
            )
        )  # fmt: skip


def _room(item: AgendaItem) -> dict[str, Any]:
    """Who is in the room now and how many must be, to be kept with what is decided."""
    there = [{"attendee": one.id, "name": one.name} for one in item.in_the_room]
    return {"present": there, "members": len(item.meeting.attendees), "needed": needed_in(item.meeting)}


def close_item(item: AgendaItem, *, conclusion: str, actor: Any) -> None:
    """Take a category off the table, with what was concluded."""
    edition = _edition_for(item.meeting, actor)
    _refuse_unless(policies.can_write_down(actor, edition, _is_hidden(item, actor, edition)))
    with transaction():
        _lock(item.meeting, MeetingState.OPEN)
        _on_the_table(item)
        if any(one.result is MotionResult.OPEN for one in item.motions):
            raise MeetingRefusedError(_l("A motion has no result yet."))
        _note_away(item, edition)
        item.closed_at, item.conclusion, item.room = clock.now(), conclusion.strip(), _room(item)
        record(Action.AGENDA_ITEM_CLOSED, item.meeting, actor=actor, category=item.category_id)


def _is_hidden(item: AgendaItem, actor: Any, edition: Edition) -> bool:
    return queries.works_hidden_in(item, hidden_submissions(actor, edition))


def _on_the_table(item: AgendaItem) -> None:
    if not item.is_open:
        raise MeetingRefusedError(_l("This category is not on the table."))


def make_motion(
    item: AgendaItem, *, text: str, proposed_by: Attendee, number: str = "", place: int | None = None, actor: Any
) -> Motion:
    """Write down a motion; one with a work and a place would move it, and its text is the reason."""
    edition = _edition_for(item.meeting, actor)
    _refuse_unless(policies.can_write_down(actor, edition, _is_hidden(item, actor, edition)))
    if not text.strip():
        raise MeetingRefusedError(_l("Write the motion; to move a work, write the reason."))
    # Of every motion, not only of those that move a work: minutes are read by more people than were in the room.
    refuse_private(edition, text)
    with transaction():
        _lock(item.meeting, MeetingState.OPEN)
        _on_the_table(item)
        _note_away(item, edition)
        _check_quorum(item)
        if proposed_by not in item.in_the_room:
            raise MeetingRefusedError(_l("Only a member who is in the room can make a motion."))
        moved, place = _moved(item, number, place) if number.strip() or place else (None, None)
        motion = Motion(
            item=item, text=text.strip(), proposed_by=proposed_by.name, submission=moved, to_place=place,
            made_by_id=actor.id, made_at=clock.now(),
        )  # fmt: skip
        db.session.add(motion)
        record(
            Action.MOTION_MADE, item.meeting, actor=actor, category=item.category_id, proposed_by=proposed_by.name,
            submission=moved.id if moved else None, place=place,
        )  # fmt: skip
        return motion


def _moved(item: AgendaItem, number: str, place: int | None) -> tuple[Submission, int]:
    listed = select(ListEntry.submission_id).where(
        ListEntry.list_version_id == item.meeting.list_version_id, ListEntry.category_id == item.category_id
    )
    works = list(db.session.scalars(select(Submission).where(Submission.id.in_(listed))))
    found = next((one for one in works if one.number == number.strip()), None)
    if found is None or not 1 <= (place or 0) <= len(works):
        raise MeetingRefusedError(
            _l("To move a work, enter its number and a place from 1 to %(n)d in this category.", n=len(works))
        )
    return found, place or 1


def decide_motion(
    motion: Motion, *, result: MotionResult, in_favour: int | None = None, against: int | None = None, actor: Any
) -> None:
    """Note the result of a motion; one that moves a work and is carried changes the list that is made next."""
    item = motion.item
    edition = _edition_for(item.meeting, actor)
    _refuse_unless(policies.can_write_down(actor, edition, _is_hidden(item, actor, edition)))
    with transaction():
        _lock(item.meeting, MeetingState.OPEN)
        _on_the_table(item)
        if motion.result is not MotionResult.OPEN or result is MotionResult.OPEN:
            raise MeetingRefusedError(_l("This motion has its result."))
        _note_away(item, edition)
        if result is not MotionResult.WITHDRAWN:
            _check_quorum(item)
        able = len(item.in_the_room)
        if not rules.hands_fit(in_favour or 0, against or 0, able):
            raise MeetingRefusedError(_l("At most %(n)d members in the room can raise a hand.", n=able))
        if result is MotionResult.CARRIED and not rules.carries(in_favour, against):
            raise MeetingRefusedError(_l("A motion is carried only with more hands in favour than against."))
        motion.result, motion.decided_at = result, clock.now()
        motion.in_favour, motion.against, motion.room = in_favour, against, _room(item)
        if result is MotionResult.CARRIED and motion.submission is not None:
            lists.carry_move(
                item.meeting.list_version, number=motion.submission.number or "", place=motion.to_place,
                reason=motion.text, actor=actor,
            )  # fmt: skip
        record(
            Action.MOTION_DECIDED, item.meeting, actor=actor, category=item.category_id, motion=motion.id,
            result=result.value, in_favour=in_favour, against=against,
        )  # fmt: skip


def close_meeting(meeting: Meeting, *, actor: Any) -> None:
    """End a meeting; what is on the table is finished first."""
    _edition_for(meeting, actor)
    with transaction():
        _lock(meeting, MeetingState.OPEN)
        if queries.open_item(meeting) is not None:
            raise MeetingRefusedError(_l("A category is still on the table; finish it first."))
        meeting.state, meeting.closed_at = MeetingState.CLOSED, clock.now()
        record(Action.MEETING_CLOSED, meeting, actor=actor)
