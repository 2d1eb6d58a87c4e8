"""What the secretary decided about a submitted version."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Immutable, db, enum_column
from portal.submissions.models import Submission


class ScreeningOutcome(StrEnum):
    """Accepted to judging, asked for a supplement, or refused."""

    ACCEPTED = "accepted"
    SUPPLEMENT = "supplement"
    REFUSED = "refused"


class Screening(Immutable, db.Model):
    """One decision with its reason; the latest one of a submission counts."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    version_number: Mapped[int]
    outcome: Mapped[ScreeningOutcome] = mapped_column(enum_column(ScreeningOutcome))
    reason_code: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]

    submission: Mapped[Submission] = relationship()
