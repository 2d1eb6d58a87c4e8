"""Who may put works in order, and who may take up an order again that was finished."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.access import ALLOWED, Verdict, refused
from portal.core.templating import filter_datetime
from portal.orders.places import Stage


def can_order(user: Any, desk: Any) -> Verdict:
    """The judge whose order it is, until it is finished."""
    if desk.judge.user_id != user.id:
        return refused()
    if desk.stage is Stage.WAITING:
        return refused(_l("This order is finished, and more works wait: take it up again first."))
    if desk.stage is Stage.FINISHED:
        return refused(_l("This order is finished and locked. Ask the organizers if it must be changed."))
    return ALLOWED


def can_take_up(user: Any, desk: Any, now: datetime) -> Verdict:
    """The judge, while works wait that were given out afterwards, until the round is due; then only organizers."""
    if desk.judge.user_id != user.id:
        return refused()
    if desk.stage is not Stage.WAITING:
        return refused(_l("No work waits beside this order. Ask the organizers if it must be changed."))
    due = desk.round.due_at
    if due is not None and now >= due:
        time = filter_datetime(due, desk.edition.time_zone)
        return refused(_l("The round ended at %(time)s: ask the organizers to open your order again.", time=time))
    return ALLOWED
