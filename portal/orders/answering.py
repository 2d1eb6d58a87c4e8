"""Answering which of two works is better, and taking the last answer back."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError, StaleRowError
from portal.orders import service
from portal.orders.models import Comparison, Order
from portal.orders.pairing import Step, standing
from portal.orders.places import numbered
from portal.orders.queries import OrderDesk, comparisons_of, step_of


class OtherQuestionError(StaleRowError):
    """Raised when the question that was answered is no longer the one that is asked."""

    message = _l("Another window has answered meanwhile, or your works have changed. This is what is asked now.")


class NothingToTakeBackError(PortalError):
    """Raised when no answer stands that could be taken back."""

    message = _l("There is no answer to take back")


def answer(desk: OrderDesk, *, better: int, worse: int, number: int, actor: Any) -> Step:
    """Keep one answer; with the last one the works have their places.

    `number` is that of the answer, from 1: OtherQuestionError when it was given already, unless by the very same words.
    """
    with transaction():
        held, order = service.hold(desk, actor)
        rows = comparisons_of(held)
        if rows and number == len(rows) and _says(rows[-1], better, worse):
            return step_of(held, rows)
        question = step_of(held, rows).question
        if number != len(rows) + 1 or question is None or {better, worse} != set(question):
            raise OtherQuestionError()
        rows.append(_add(held, order, number, (better, worse), actor))
        step = step_of(held, rows)
        if step.question is None:
            service.keep(order, numbered(step.order))
        return step


def take_back(desk: OrderDesk, *, number: int, actor: Any) -> None:
    """Take the last answer back; places made of answers or by hand go with it, and are asked for again."""
    with transaction():
        held, order = service.hold(desk, actor)
        rows = comparisons_of(held)
        if number != len(rows) + 1:
            raise OtherQuestionError()
        kept = standing(rows)
        if not kept:
            raise NothingToTakeBackError()
        _add(held, order, number, (kept[-1].better_id, kept[-1].worse_id), actor, takes_back=True)
        order.places = {}
        order.revision += 1


def _says(row: Comparison, better: int, worse: int) -> bool:
    return not row.takes_back and (row.better_id, row.worse_id) == (better, worse)


def _add(
    held: OrderDesk, order: Order, number: int, pair: tuple[int, int], actor: Any, *, takes_back: bool = False
) -> Comparison:
    better, worse = pair
    row = Comparison(
        order_id=order.id, number=number, better_id=better, worse_id=worse, takes_back=takes_back, at=clock.now()
    )
    db.session.add(row)
    given = {one.id: one.submission_id for one in held.assignments}
    record(
        Action.COMPARISON_TAKEN_BACK if takes_back else Action.COMPARISON_ANSWERED, row, actor=actor,
        edition_id=held.edition.id, submissions=[given[one] for one in pair if one in given],
    )  # fmt: skip
    return row
