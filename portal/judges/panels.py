"""Panels as the console lists them: who sits, who was asked, who has left."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.models import Category, Edition, Round
from portal.core.db import db
from portal.core.i18n import localized
from portal.core.search_text import fold
from portal.judges.import_rules import Known
from portal.judges.models import VOTING_ROLES, InvitationState, Judge, PanelInvitation, PanelSeat


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel: the round, the category (none for the council), who sits, how many vote, how many are asked."""

    round: Round
    category: Category | None
    seats: int
    votes: int
    asked: int


def rounds_of(edition: Edition) -> list[Round]:
    """The rounds in their order."""
    return list(db.session.scalars(select(Round).where(Round.edition_id == edition.id).order_by(Round.position)))


def list_panels(edition: Edition, categories: list[Category], *, council: bool) -> list[PanelLine]:
    """The panels of judged rounds by category, and the council of each ballot round."""
    seats = select(PanelSeat.round_id, PanelSeat.category_id, PanelSeat.role, func.count()).join(Judge)
    seats = seats.where(Judge.edition_id == edition.id, PanelSeat.left_at.is_(None))
    sitting: Counter[tuple[int, int]] = Counter()
    voting: Counter[tuple[int, int]] = Counter()
    for round_id, category_id, role, count in db.session.execute(
        seats.group_by(PanelSeat.round_id, PanelSeat.category_id, PanelSeat.role)
    ):
        sitting[round_id, category_id or 0] += count
        voting[round_id, category_id or 0] += count * (role in VOTING_ROLES)
    asked = select(PanelInvitation.round_id, PanelInvitation.category_id, func.count())
    waiting = {
        (row[0], row[1] or 0): row[2]
        for row in db.session.execute(
            asked.where(
                PanelInvitation.edition_id == edition.id, PanelInvitation.state == InvitationState.INVITED
            ).group_by(PanelInvitation.round_id, PanelInvitation.category_id)
        )
    }
    lines = []
    for one in rounds_of(edition):
        places: list[Category | None] = [*categories] if one.kind.has_panels else [None] * council
        for category in places:
            key = (one.id, category.id if category is not None else 0)
            lines.append(PanelLine(one, category, sitting[key], voting[key], waiting.get(key, 0)))
    return lines


def get_round_or_404(edition: Edition, round_id: int) -> Round:
    """A round of this edition."""
    found = db.session.scalar(select(Round).where(Round.id == round_id, Round.edition_id == edition.id))
    if found is None:
        raise NotFound()
    return found


def seats_of(round: Round, category: Category | None) -> list[PanelSeat]:
    """Everybody who sits on a panel, or has left it: chair first, those who left last."""
    statement = (
        select(PanelSeat)
        .join(PanelSeat.judge)
        .join(Judge.user)
        .options(
            contains_eager(PanelSeat.judge).contains_eager(Judge.user).lazyload(User.grants),
            contains_eager(PanelSeat.judge).selectinload(Judge.organisations),
        )
        .where(PanelSeat.round_id == round.id)
        .where(PanelSeat.category_id.is_not_distinct_from(category.id if category is not None else None))
        .order_by(User.name, PanelSeat.id)
    )
    order = ["chair", "deputy", "secretary", "member", "expert"]
    found = list(db.session.scalars(statement).unique())
    return sorted(found, key=lambda seat: (seat.left_at is not None, order.index(seat.role)))


def invitations_of(round: Round, category: Category | None) -> list[PanelInvitation]:
    """Every letter about a panel, the newest first."""
    number = category.id if category is not None else None
    statement = select(PanelInvitation).where(
        PanelInvitation.round_id == round.id, PanelInvitation.category_id.is_not_distinct_from(number)
    )
    return list(db.session.scalars(statement.order_by(PanelInvitation.id.desc()).limit(300)))


def get_invitation_or_404(edition: Edition, invitation_id: int) -> PanelInvitation:
    """A letter of this edition."""
    statement = select(PanelInvitation).options(
        joinedload(PanelInvitation.round), joinedload(PanelInvitation.category).lazyload(Category.criteria)
    )
    found = db.session.scalar(
        statement.where(PanelInvitation.id == invitation_id, PanelInvitation.edition_id == edition.id)
    )
    if found is None:
        raise NotFound()
    return found


def get_whole_judge_or_404(edition: Edition, judge_id: int) -> Judge:
    """A judge with every seat, and the panels they belong to."""
    statement = select(Judge).options(
        selectinload(Judge.seats).joinedload(PanelSeat.category).lazyload(Category.criteria),
        selectinload(Judge.seats).joinedload(PanelSeat.round),
    )
    found = db.session.scalar(statement.where(Judge.id == judge_id, Judge.edition_id == edition.id))
    if found is None:
        raise NotFound()
    return found


def known_of(edition: Edition, categories: list[Category]) -> Known:
    """What people may write in a table about this edition, and who sits or is invited already."""
    rounds = rounds_of(edition)
    words = {word: one.id for one in categories for word in (str(one.number), fold(one.code), *_names(one))}
    round_words = {word: one.id for one in rounds for word in (str(one.position), fold(one.code), *_names(one))}
    scoring = next((one.id for one in rounds if one.kind.has_panels), rounds[0].id)
    sitting = (
        select(PanelSeat.round_id, PanelSeat.category_id, User.email)
        .join(PanelSeat.judge)
        .join(Judge.user)
        .where(Judge.edition_id == edition.id, PanelSeat.left_at.is_(None))
    )
    asked = select(PanelInvitation.round_id, PanelInvitation.category_id, PanelInvitation.email).where(
        PanelInvitation.edition_id == edition.id, PanelInvitation.state == InvitationState.INVITED
    )
    taken = [*db.session.execute(sitting).all(), *db.session.execute(asked).all()]
    return Known(
        words, round_words, scoring, frozenset(one.id for one in rounds if not one.kind.has_panels),
        frozenset((row[0], row[1] or 0, row[2]) for row in taken),
    )  # fmt: skip


def _names(one: Any) -> list[str]:
    return [fold(localized(one.name, locale)) for locale in ("vi", "en")]
