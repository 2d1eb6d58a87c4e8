"""Solver runs and the assignments they gave."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, and_, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.awards.models import Category, Round
from portal.core.db import db, enum_column
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.submissions.models import Submission


class RunState(StrEnum):
    """Proposed → published, or discarded; or impossible at once. Judges see nothing before publishing."""

    PROPOSED = "proposed"
    IMPOSSIBLE = "impossible"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class AssignmentState(StrEnum):
    """Active; recused, never to come again; or withdrawn by a later run, which may come again."""

    ACTIVE = "active"
    RECUSED = "recused"
    WITHDRAWN = "withdrawn"


class PreferenceAnswer(StrEnum):
    """How gladly a judge would read a work."""

    GLADLY = "gladly"
    RATHER_NOT = "rather_not"


class PairRuleKind(StrEnum):
    """What organizers have settled about a judge and a work, whatever fits."""

    FIXED = "fixed"
    FORBIDDEN = "forbidden"


class AssignmentRun(db.Model):
    """One run of the solver for a category and round: its frozen inputs, what came out, and what was edited by hand."""

    __tablename__ = "assignment_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    state: Mapped[RunState] = mapped_column(enum_column(RunState), default=RunState.PROPOSED)
    seed: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    inputs: Mapped[dict[str, Any]]
    inputs_digest: Mapped[str] = mapped_column(String(64))
    pairs: Mapped[list[Any]]
    """Every pair as [judge, submission] that stands once the run is published, in the order of both."""
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    edits: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What was changed by hand before publishing: pair, whether added, who, when and why."""
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
    started_at: Mapped[datetime | None]
    """When the first score was saved; from then on no run moves the pair."""
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


class Preference(db.Model):
    """A judge's own word on a work, before anybody is assigned."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("judge_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    answer: Mapped[PreferenceAnswer] = mapped_column(enum_column(PreferenceAnswer))
    said_at: Mapped[datetime]


class PairRule(db.Model):
    """A judge who must have a work, or must not, by word of an organizer."""

    __tablename__ = "pair_rules"
    __table_args__ = (UniqueConstraint("judge_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judges.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    kind: Mapped[PairRuleKind] = mapped_column(enum_column(PairRuleKind))
    reads_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the judge is to meet the work in the second half of the own order: so it is with controls."""
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    set_at: Mapped[datetime]

    judge: Mapped[Judge] = relationship()
    submission: Mapped[Submission] = relationship()
