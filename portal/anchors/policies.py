"""Who may choose anchors, and what keeps a judge from opening a dossier."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.anchors.models import Anchor, PracticeSheet, PracticeState
from portal.core.access import ALLOWED, Verdict, refused


def can_change(user: Any, anchor: Anchor) -> Verdict:
    """Organizers, before judges have met the work: what they are measured against must not move afterwards."""
    verdict = is_organizer(user, anchor.edition)
    if verdict and anchor.opened_at is not None:
        return refused(_l("This work has been opened to the judges and stays as it is."))
    if verdict and anchor.closed_at is not None:
        return refused(_l("This work is closed already."))
    return verdict


def can_close(user: Any, anchor: Anchor) -> Verdict:
    """Organizers, once."""
    verdict = is_organizer(user, anchor.edition)
    if verdict and anchor.closed_at is not None:
        return refused(_l("This work is closed already."))
    return verdict


def can_practise(sheet: PracticeSheet | None, anchor: Anchor) -> Verdict:
    """A judge whom the work was given to, until the sheet is finished or the work is closed."""
    if anchor.closed_at is not None:
        return refused(_l("The organizers have closed this practice work."))
    if sheet is not None and sheet.state is not PracticeState.IN_PROGRESS:
        return refused(_l("This practice sheet is finished and locked."))
    return ALLOWED


def can_open_dossiers(owed: Anchor | None) -> Verdict:
    """Nobody begins a dossier before the practice that the organizers require."""
    if owed is not None:
        return refused(_l("Score the practice work first; the dossiers open when you have finished it."))
    return ALLOWED
