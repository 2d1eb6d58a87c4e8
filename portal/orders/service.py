"""Keeping, finishing and taking up orders: an order that is finished becomes ordinary finished scoresheets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.assignments.models import Assignment
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError, StaleRowError
from portal.judges.models import Judge
from portal.orders import places as rules
from portal.orders import policies
from portal.orders.models import Order
from portal.orders.queries import OrderDesk, find_desk
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.scoring.policies import can_change

MORE_WORKS = "more works were given out"
"""Why sheets are open again when their judge takes up an order; the audit log keeps it as organizers' own reasons."""


class LockedOrderError(PortalError):
    """Raised when somebody changes an order that is finished, or is not theirs."""

    message = _l("You no longer judge these works.")


class ConflictingOrderError(StaleRowError):
    """Raised when another window has changed the order meanwhile; `at` says when."""

    def __init__(self, order: Order):
        super().__init__(revision=order.revision)
        self.at: datetime = order.saved_at


class IncompleteOrderError(PortalError):
    """Raised when an order cannot be finished; `problems` are sentences by assignment."""

    message = _l("Some works still need a place")

    def __init__(self, problems: dict[int, Any]):
        super().__init__()
        self.problems = problems


class UndeclaredWorksError(PortalError):
    """Raised when an order would be finished before its judge has spoken about every work."""

    message = _l("Say first of every work whether you have a conflict of interest: all works you keep get a place")


def hold(desk: OrderDesk, actor: Any) -> tuple[OrderDesk, Order]:
    """Lock a judge's order and read it anew, with the row it begins with; refused when it is finished or foreign."""
    held = reread(desk, actor)
    verdict = policies.can_order(actor, held)
    if not verdict:
        raise LockedOrderError(verdict.reason)
    if held.order is not None:
        return held, held.order
    order = Order(
        round_id=held.round.id, category_id=held.category.id, judge_id=held.judge.id, places={}, revision=0,
        saved_at=clock.now(),
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    return replace(held, order=order), order


def reread(desk: OrderDesk, actor: Any) -> OrderDesk:
    """The same order as it stands now, locked: every change of it waits for the row of its judge."""
    db.session.execute(select(Judge.id).where(Judge.id == desk.judge.id).with_for_update(key_share=True))
    found = find_desk(actor, desk.round.id, desk.category.id, lock=True)
    if found is None:
        raise LockedOrderError()
    return found


def keep(order: Order, places: Mapping[int, int | None]) -> None:
    """Write places over those that stand; part of a transaction that holds the order."""
    order.places = {**order.places, **{str(one): place for one, place in places.items()}}
    order.revision += 1
    order.saved_at = clock.now()


def save(desk: OrderDesk, *, places: Mapping[int, int | None], revision: int | None, actor: Any) -> Order:
    """Keep places as they were typed from `revision` on; ConflictingOrderError when another window was quicker."""
    with transaction():
        held, order = hold(desk, actor)
        given = {one: place for one, place in places.items() if one in held.works}
        if any(held.places.get(one) != place for one, place in given.items()):
            # The same again, such as a save whose answer was lost, is no conflict.
            _need_unchanged(order, revision)
            keep(order, given)
        return order


def _need_unchanged(order: Order, revision: int | None) -> None:
    if revision is not None and revision != order.revision:
        raise ConflictingOrderError(order)


def finish(desk: OrderDesk, *, revision: int | None, actor: Any) -> None:
    """Turn the order into points and lock them: one finished scoresheet for each work."""
    with transaction():
        held, order = hold(desk, actor)
        _need_unchanged(order, revision)
        if held.undeclared:
            raise UndeclaredWorksError()
        problems = rules.problems_before_finishing(held.works, held.places)
        if problems:
            raise IncompleteOrderError(problems)
        arranged = rules.arranged(held.works, held.places)
        keep(order, rules.numbered(arranged))
        _write_sheets(held, arranged, actor)
        given = {one.id: one.submission_id for one in held.assignments}
        record(
            Action.ORDER_FINISHED, order, actor=actor, edition_id=held.edition.id, category=held.category.code,
            submissions=[given[one] for one in arranged],
        )  # fmt: skip


def _write_sheets(held: OrderDesk, arranged: Sequence[int], actor: Any) -> None:
    # Locked as a save of a sheet locks them, so that no remark written meanwhile in another window is lost.
    listed = select(Assignment.id).where(Assignment.id.in_(arranged)).order_by(Assignment.id)
    db.session.execute(listed.with_for_update(key_share=True))
    statement = select(Scoresheet).where(Scoresheet.assignment_id.in_(arranged))
    begun = {one.assignment_id: one for one in db.session.scalars(statement.execution_options(populate_existing=True))}
    given = {one.id: one for one in held.assignments}
    for place, one in enumerate(arranged, start=1):
        sheet = begun.get(one)
        scoring.save_scoresheet(
            given[one],
            points={held.criterion.id: rules.points_of(place, len(arranged))},
            comments={},
            comment_for_author=sheet.comment_for_author if sheet else "",
            private_note=sheet.private_note if sheet else "",
            actor=actor,
        )
        scoring.finish_assignment(given[one], actor=actor, policy=can_change)


def take_up(desk: OrderDesk, *, actor: Any, now: datetime) -> None:
    """Open one's own finished order again, because works were given out afterwards."""
    with transaction():
        held = reread(desk, actor)
        verdict = policies.can_take_up(actor, held, now)
        if not verdict or held.order is None:
            raise LockedOrderError(verdict.reason)
        for sheet in scoring.finished_with(held.first):
            scoring.unlock(sheet, reason=MORE_WORKS, actor=actor)
        record(Action.ORDER_TAKEN_UP, held.order, actor=actor, edition_id=held.edition.id, category=held.category.code)
