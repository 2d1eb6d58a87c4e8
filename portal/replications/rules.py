"""When winners are asked how their works fare, and when they are reminded; functions of values and `now`."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LINK_LIFE = timedelta(days=3)
"""How long the link in a letter of confirmation works, and how long what nobody confirms is kept."""
FIRST_YEAR = 1990
_MONTHS_A_YEAR = 12
_SAFE_DAY = 28


def months_later(moment: datetime, months: int) -> datetime:
    """The same day some months later; the days after the 28th, which not every month has, become the 28th."""
    years, month = divmod(moment.month - 1 + months, _MONTHS_A_YEAR)
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, _SAFE_DAY))


def due_check_in(published_at: datetime, months: Iterable[int], now: datetime) -> int | None:
    """Which check-in is due: the last whose time has come, so that nobody is asked several times at once."""
    due = [one for one in months if months_later(published_at, one) <= now]
    return max(due) if due else None


def reminder_is_due(
    asked_at: datetime, reminded_at: datetime | None, reminders: int, *, every: int, most: int, now: datetime
) -> bool:
    """Whether somebody who has not answered is reminded now: every so many days, and no more than so many times."""
    return reminders < most and now >= (reminded_at or asked_at) + timedelta(days=every)


def is_year(year: int, now: datetime) -> bool:
    """Whether a work can have been adopted in this year."""
    return FIRST_YEAR <= year <= now.year
