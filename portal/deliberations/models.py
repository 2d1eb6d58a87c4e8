"""Meetings of the council with agenda, attendance and motions, and the minutes made of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Category, Round
from portal.core.db import Immutable, db, enum_column
from portal.decisions.models import ListVersion
from portal.judges.models import Judge, PanelRole
from portal.submissions.models import Submission


class MeetingState(StrEnum):
    """Planned → open → closed; minutes are made of a closed one."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class MotionResult(StrEnum):
    """What became of a motion."""

    OPEN = "open"
    CARRIED = "carried"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Meeting(db.Model):
    """A sitting of the council about one list."""

    __tablename__ = "meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200))
    state: Mapped[MeetingState] = mapped_column(enum_column(MeetingState), default=MeetingState.PLANNED)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    unheard_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why the council meets before the public has been heard; empty where that is no question."""

    round: Mapped[Round] = relationship()
    list_version: Mapped[ListVersion] = relationship()
    attendees: Mapped[list["Attendee"]] = relationship(back_populates="meeting", order_by="Attendee.id")
    items: Mapped[list["AgendaItem"]] = relationship(back_populates="meeting", order_by="AgendaItem.position")


class Attendee(db.Model):
    """A member of the council at a meeting, there or not."""

    __tablename__ = "attendees"
    __table_args__ = (UniqueConstraint("meeting_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole))
    present: Mapped[bool] = mapped_column(default=False, server_default=false())

    meeting: Mapped[Meeting] = relationship(back_populates="attendees")
    judge: Mapped[Judge] = relationship()

    @property
    def came(self) -> bool:
        """Whether the member is there, or was when something was decided or was asked to leave for it."""
        noted: list[Any] = []
        for item in self.meeting.items:
            rooms = [item.room, *(one.room for one in item.motions)]
            noted += [*item.away, *(one for room in rooms if room is not None for one in room["present"])]
        return self.present or any(one["attendee"] == self.id for one in noted)


class AgendaItem(db.Model):
    """The works of one category on the agenda; one item is open at a time."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("meeting_id", "category_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    position: Mapped[int]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    away: Mapped[list[Any]] = mapped_column(default=list)
    """Who of those present was asked to leave for a conflict of interest: the id of the attendee, and the name."""
    conclusion: Mapped[str] = mapped_column(Text, default="")
    room: Mapped[dict[str, Any] | None]
    """Who was in the room when it was finished, and how many had to be; items of earlier days do not know."""

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    category: Mapped[Category] = relationship()
    motions: Mapped[list["Motion"]] = relationship(back_populates="item", order_by="Motion.id")

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def away_names(self) -> list[str]:
        """As minutes name those who left."""
        return [one["name"] for one in self.away]

    @property
    def in_the_room(self) -> list[Attendee]:
        """Who is there and was not asked to leave."""
        away = {one["attendee"] for one in self.away}
        return [one for one in self.meeting.attendees if one.present and one.id not in away]


class Motion(db.Model):
    """What a member proposes; one to move a work names it with its new place, and its text is the reason."""

    __tablename__ = "motions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(String(120))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    to_place: Mapped[int | None]
    result: Mapped[MotionResult] = mapped_column(enum_column(MotionResult), default=MotionResult.OPEN)
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    room: Mapped[dict[str, Any] | None]
    """Who was in the room when it got its result, and how many had to be; motions of earlier days do not know."""

    item: Mapped[AgendaItem] = relationship(back_populates="motions")
    submission: Mapped[Submission | None] = relationship()


class Minutes(Immutable, db.Model):
    """The record of a meeting as it was written down, signed with the portal's key; a correction is the next number."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    public_key: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()


class MinutesSignature(Immutable, db.Model):
    """The chair's or the secretary's signature under minutes, given with the own account."""

    __tablename__ = "minutes_signatures"
    __table_args__ = (UniqueConstraint("minutes_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole))
    digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
