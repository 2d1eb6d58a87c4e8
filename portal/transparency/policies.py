"""Who may append to the log, and when."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import Verdict, refused
from portal.core.templating import filter_datetime
from portal.transparency.heads import HeadKind


def can_keep_log(user: Any, edition: Any) -> Verdict:
    """Organizers; every head is public at once."""
    return is_organizer(user, edition)


def can_seal(
    user: Any, edition: Any, subject: HeadKind, *, closes_at: datetime, now: datetime, sealed: bool
) -> Verdict:
    """Organizers; submissions for the first time only once nobody has time left, a release only by publishing."""
    verdict = can_keep_log(user, edition)
    if not verdict:
        return verdict
    if subject not in (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS):
        return refused()
    if subject is HeadKind.SUBMISSIONS and now < closes_at and not sealed:
        since = filter_datetime(closes_at, edition.time_zone)
        return refused(_l("Submissions are sealed when nobody has time left: at %(time)s.", time=since))
    return verdict
