"""Who may close an edition, open it again, and take its archive away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_administrator, is_organizer
from portal.awards.policies import takes_changes
from portal.core.access import Verdict, refused


def can_close(user: Any, edition: Any, *, published: bool, now: datetime) -> Verdict:
    """Organizers, when the call is over and the results are public."""
    verdict = is_organizer(user, edition)
    if not verdict:
        return verdict
    if not published:
        return refused(_l("Publish the results first: an edition is closed after them."))
    if now < edition.last_deadline:
        return refused(_l("The call is still open."))
    return takes_changes(edition)


def can_reopen(user: Any, edition: Any) -> Verdict:
    """Administrators alone: whoever runs the edition does not undo its sealing."""
    verdict = is_administrator(user)
    if verdict and edition.closed_at is None:
        return refused(_l("This edition is not closed."))
    return verdict


def can_download(user: Any, edition: Any, hidden: Collection[int]) -> Verdict:
    """Administrators, and organizers who are in conflict with no work: the archive holds all judging of all works."""
    if is_administrator(user):
        return is_administrator(user)
    verdict = is_organizer(user, edition)
    if verdict and hidden:
        return refused(_l("You are in conflict with a work whose judging the archive holds. Ask another organizer."))
    return verdict
