"""Who may append to the log, and when."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_free_organizer
from portal.core.access import Verdict, refused
from portal.core.templating import filter_datetime
from portal.transparency.heads import HeadKind


def can_keep_log(user: Any, edition: Any, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict: every head is public at once, and a correction changes what counts."""
    instead = _l("You are in conflict with a work of this edition: another organizer seals and corrects.")
    return is_free_organizer(user, edition, hidden, instead)


def can_seal(
    user: Any,
    edition: Any,
    subject: HeadKind,
    hidden: frozenset[int],
    *,
    closes_at: datetime,
    now: datetime,
    sealed: bool,
) -> Verdict:
    """Who keeps the log; submissions first only once nobody has time left, a release only by publishing."""
    verdict = can_keep_log(user, edition, hidden)
    if not verdict:
        return verdict
    if subject not in (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS):
        return refused()
    if subject is HeadKind.SUBMISSIONS and now < closes_at and not sealed:
        since = filter_datetime(closes_at, edition.time_zone)
        return refused(_l("Submissions are sealed when nobody has time left: at %(time)s.", time=since))
    return verdict
