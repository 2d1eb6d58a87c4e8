"""Background entry points of scoring."""

from datetime import timedelta

from portal.jobs.registry import periodic
from portal.scoring import due


@periodic("scoring.remind_due", every=timedelta(minutes=30))
def remind_due() -> None:
    """Remind judges with unfinished sheets that their round is due soon."""
    due.remind()
