"""Ballot boxes, who has voted, and what the votes came to; of a secret ballot, never who voted what."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.attachments.models import Attachment
from portal.awards.models import Round
from portal.ballots.ballot_rules import Choice
from portal.core.db import Immutable, db, enum_column
from portal.decisions.models import ListVersion
from portal.judges.models import Judge, PanelRole
from portal.submissions.models import Submission


class BoxState(StrEnum):
    """Open → closed with a result, or cancelled without one."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class BallotBox(db.Model):
    """One round of voting over the works of a list; its settings are frozen when it opens."""

    __tablename__ = "ballot_boxes"
    __table_args__ = (UniqueConstraint("list_version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    list_version_id: Mapped[int] = mapped_column(ForeignKey("list_versions.id"))
    number: Mapped[int]
    """Which round of voting over this list it is; a cancelled one keeps its number."""
    settings: Mapped[dict[str, Any]]
    works: Mapped[list[Any]]
    """The ids of the works voted on, in the order of the list."""
    prizes: Mapped[list[Any]]
    """The codes of the prizes that may be proposed, the highest first."""
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    """What makes the key of this box another than that of every other box."""
    state: Mapped[BoxState] = mapped_column(enum_column(BoxState), default=BoxState.OPEN)
    held_on: Mapped[date]
    papers_counted: Mapped[int] = mapped_column(default=0)
    """How many papers of a secret ballot have gone into the urn."""
    unheard_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why the council votes before the public has been heard; empty where that is no question."""
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    late_conflicts: Mapped[list[Any] | None]
    """Voter and work of each conflict that came up after the hand-in: an open vote is left out, a secret one cannot."""

    list_version: Mapped[ListVersion] = relationship()
    round: Mapped[Round] = relationship()
    voters: Mapped[list["BallotVoter"]] = relationship(back_populates="box", order_by="BallotVoter.id")


class BallotVoter(db.Model):
    """A member who may vote in a box, and whether that is done; all rows are written when the box opens.

    There is no time here: a moment of handing in would be a thread to pull on.
    """

    __tablename__ = "ballot_voters"
    __table_args__ = (UniqueConstraint("box_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_boxes.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[PanelRole] = mapped_column(enum_column(PanelRole))
    handed_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    on_paper: Mapped[bool] = mapped_column(default=False, server_default=false())
    recused: Mapped[list[Any]] = mapped_column(default=list)
    """The works of the box that this member could not vote on, for a conflict, when the ballot was handed in."""
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    """Of an open ballot the paper itself; of a secret one the signed cover, never the paper inside."""

    box: Mapped[BallotBox] = relationship(back_populates="voters")
    judge: Mapped[Judge] = relationship()
    scan: Mapped[Attachment | None] = relationship()


class BallotDraft(db.Model):
    """What a member has ticked so far, sealed; it is deleted when the ballot is handed in."""

    __tablename__ = "ballot_drafts"

    voter_id: Mapped[int] = mapped_column(ForeignKey("ballot_voters.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Urn(db.Model):
    """All votes of a secret box together: sealed counters, of the same length from the first vote to the last."""

    __tablename__ = "ballot_urns"

    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_boxes.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PaperCount(db.Model):
    """What the first of two people counted in the papers of a secret box, sealed until the second has counted."""

    __tablename__ = "ballot_paper_counts"

    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_boxes.id"), primary_key=True, autoincrement=False)
    papers: Mapped[int]
    counted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class OpenVote(Immutable, db.Model):
    """One member's vote on one work, in an open ballot only."""

    __tablename__ = "open_votes"
    __table_args__ = (UniqueConstraint("voter_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("ballot_voters.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice))
    prize: Mapped[str] = mapped_column(String(40), default="")

    voter: Mapped[BallotVoter] = relationship()


class BallotResult(Immutable, db.Model):
    """What the votes on one work came to when the box was closed."""

    __tablename__ = "ballot_results"

    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_boxes.id"), primary_key=True, autoincrement=False)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id"), primary_key=True, autoincrement=False, index=True
    )
    agree: Mapped[int]
    disagree: Mapped[int]
    abstain: Mapped[int]
    recused: Mapped[int]
    prizes: Mapped[dict[str, Any]]

    box: Mapped[BallotBox] = relationship()
    submission: Mapped[Submission] = relationship()


class CastingVote(Immutable, db.Model):
    """The chair's word where the votes on a work were equal, given openly and with its reason."""

    __tablename__ = "casting_votes"

    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_boxes.id"), primary_key=True, autoincrement=False)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True, autoincrement=False)
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime]
