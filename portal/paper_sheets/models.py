"""What is kept of a scoresheet that came on paper, beside the sheet itself."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.core.db import Hundredths, db
from portal.scoring.models import Scoresheet


class PaperSheet(db.Model):
    """The paper behind one scoresheet: who keyed it in last, its scan, and what the judge says against it."""

    __tablename__ = "paper_sheets"

    id: Mapped[int] = mapped_column(primary_key=True)
    scoresheet_id: Mapped[int] = mapped_column(ForeignKey("scoresheets.id"), unique=True)
    keyed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    keyed_at: Mapped[datetime]
    written_total: Mapped[Decimal | None] = mapped_column(Hundredths)
    """The total as it stands on the paper; it may differ from the points where the judge has added up wrongly."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why paper was keyed in over what the judge had begun at the desk."""
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"))
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_at: Mapped[datetime | None]

    scoresheet: Mapped[Scoresheet] = relationship()
    keyed_by: Mapped[User] = relationship()
    scan: Mapped[Attachment | None] = relationship()
