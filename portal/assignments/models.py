"""Solver runs and the assignments they gave."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Category, Round
from portal.core.db import db, enum_column
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.submissions.models import Submission


class RunState(StrEnum):
    """Proposed → published, or discarded; judges see nothing before publishing."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class AssignmentState(StrEnum):
    """Active, or recused when a conflict came up later."""

    ACTIVE = "active"
    RECUSED = "recused"


class AssignmentRun(db.Model):
    """One run of the solver for a category and round, with its frozen inputs."""

    __tablename__ = "assignment_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    state: Mapped[RunState] = mapped_column(enum_column(RunState), default=RunState.PROPOSED)
    seed: Mapped[int]
    inputs: Mapped[dict[str, Any]]
    inputs_digest: Mapped[str] = mapped_column(String(64))
    pairs: Mapped[list[Any]]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    category: Mapped[Category] = relationship()


class Assignment(db.Model):
    """A judge asked to score a submission in a round."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("round_id", "judge_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("assignment_runs.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    state: Mapped[AssignmentState] = mapped_column(enum_column(AssignmentState), default=AssignmentState.ACTIVE)
    created_at: Mapped[datetime]

    judge: Mapped[Judge] = relationship()
    round: Mapped[Round] = relationship()
    submission: Mapped[Submission] = relationship()
    declared: Mapped[Declaration | None] = relationship(
        primaryjoin=lambda: and_(
            Assignment.judge_id == Declaration.judge_id, Assignment.submission_id == Declaration.submission_id
        ),
        foreign_keys=lambda: [Declaration.judge_id, Declaration.submission_id],
        viewonly=True,
        uselist=False,
    )

    @property
    def is_declared(self) -> bool:
        """Whether the judge has said to have no conflict; before that the dossier does not open."""
        return self.declared is not None and self.declared.answer is DeclaredAnswer.NONE
