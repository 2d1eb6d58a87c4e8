"""What waits for a person's word: decisions, comments, objections, adoptions, revocations; in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal, select, true

from portal.awards.models import Edition
from portal.comments.models import PENDING, Claim, Comment, CommentState
from portal.core.db import db
from portal.decisions.models import DecisionProposal, ProposalState
from portal.honours.models import RevocationProposal, RevocationState
from portal.replications.models import Adoption, AdoptionState
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of each waits for the reader."""

    proposals: int
    comments: int
    objections: int
    overdue: int
    next_due_at: datetime | None
    """When the first of the objections that are not overdue must be answered."""
    adoptions: int
    revocations: int


def waiting_for(
    user: Any, edition: Edition, category_ids: list[int] | None, hidden: frozenset[int], now: datetime
) -> Waiting:
    """What waits for somebody; secretaries moderate comments of their categories, the rest is for organizers.

    Works that are hidden from the reader count nowhere, and whoever has one releases no decision.
    """
    organizes = category_ids is None
    works = and_(
        Submission.edition_id == edition.id, Submission.id.not_in(hidden),
        true() if category_ids is None else Submission.category_id.in_(category_ids),
    )  # fmt: skip
    proposals = select(func.count(DecisionProposal.id)).where(
        DecisionProposal.edition_id == edition.id, DecisionProposal.state == ProposalState.WAITING,
        DecisionProposal.prepared_by_id != user.id,
    )  # fmt: skip
    comments = select(func.count(Comment.id)).join(Submission).outerjoin(Claim)
    comments = comments.where(works, Comment.state == CommentState.WAITING, Claim.comment_id.is_(None))
    confirmed = and_(works, Comment.state != CommentState.UNCONFIRMED, Claim.state.in_(PENDING))
    late = Claim.due_at <= now
    objections = select(func.count(Comment.id)).join(Submission).join(Claim).where(confirmed)
    next_due = select(func.min(Claim.due_at)).select_from(Comment).join(Submission).join(Claim).where(confirmed, ~late)
    adoptions = select(func.count(Adoption.id)).join(Submission).where(works, Adoption.state == AdoptionState.CONFIRMED)

    revocations = select(func.count(RevocationProposal.id)).join(Submission).where(
        works, RevocationProposal.state == RevocationState.WAITING, RevocationProposal.proposed_by_id != user.id
    )  # fmt: skip

    def for_organizers(statement: Any, may: bool = organizes) -> Any:
        return statement.scalar_subquery() if may else literal(0)

    found = db.session.execute(
        select(
            for_organizers(proposals, organizes and not hidden),
            comments.scalar_subquery(),
            for_organizers(objections),
            for_organizers(objections.where(late)),
            next_due.scalar_subquery(),
            for_organizers(adoptions),
            for_organizers(revocations),
        )
    ).one()
    proposed, said, pending, overdue, next_due_at, adopted, revoked = found
    return Waiting(proposed, said, pending - overdue, overdue, next_due_at if organizes else None, adopted, revoked)
