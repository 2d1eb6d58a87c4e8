"""The council of all categories: who sits on it and has a vote, and who signs for it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from portal.accounts.models import User
from portal.awards.models import Category, Edition, Round, RoundKind
from portal.core.db import db
from portal.judges.models import VOTING_ROLES, Judge, PanelRole, PanelSeat
from portal.judges.queries import sits_on, today_in

OFFICES = (PanelRole.CHAIR, PanelRole.DEPUTY, PanelRole.SECRETARY)
"""Who signs; a deputy where the chair cannot."""


def council_round(edition: Edition) -> Round | None:
    """The round in which the council votes; an award may have none."""
    return next((one for one in edition.rounds if one.kind is RoundKind.BALLOT), None)


def members_of(round: Round) -> list[PanelSeat]:
    """Those who sit on the council now and have a vote, the chair first."""
    statement = (
        select(PanelSeat)
        .join(PanelSeat.judge)
        .join(Judge.user)
        .options(contains_eager(PanelSeat.judge).contains_eager(Judge.user).options(lazyload(User.grants)))
        .options(contains_eager(PanelSeat.judge).lazyload(Judge.organisations))
        .where(PanelSeat.round_id == round.id, PanelSeat.category_id.is_(None))
        .where(PanelSeat.role.in_(VOTING_ROLES), *sits_on(today_in(round.edition)))
        .order_by(User.name, PanelSeat.id)
    )
    order = [*OFFICES, PanelRole.MEMBER]
    return sorted(db.session.scalars(statement).unique(), key=lambda seat: order.index(seat.role))


def seat_of(user: Any, round: Round) -> PanelSeat | None:
    """The seat with a vote that somebody holds on the council now."""
    statement = select(PanelSeat).join(Judge).where(
        PanelSeat.round_id == round.id, PanelSeat.category_id.is_(None), Judge.user_id == user.id,
        PanelSeat.role.in_(VOTING_ROLES), *sits_on(today_in(round.edition)),
    )  # fmt: skip
    return db.session.scalar(statement.limit(1))


def offices_of(user: Any, edition: Edition) -> list[PanelSeat]:
    """The seats in this edition by which somebody may sign: of the council first, then of panels."""
    statement = (
        select(PanelSeat)
        .join(Judge)
        .options(joinedload(PanelSeat.category).lazyload(Category.criteria))
        .where(Judge.user_id == user.id, Judge.edition_id == edition.id, PanelSeat.role.in_(OFFICES))
        .where(*sits_on(today_in(edition)))
        .order_by(PanelSeat.category_id, PanelSeat.id)
    )
    return sorted(db.session.scalars(statement), key=lambda seat: seat.category_id or 0)
