"""Background entry points of judges."""

from datetime import timedelta

from portal.jobs.registry import periodic
from portal.judges import invitations, searching


@periodic("judges.keep_time", every=timedelta(minutes=30))
def keep_time() -> None:
    """Remind people of invitations, and close those that are overdue."""
    invitations.keep_time()


@periodic("judges.look_everywhere", every=timedelta(hours=1))
def look_everywhere() -> None:
    """Find the conflicts of interest that have come up since somebody last looked."""
    searching.look_everywhere()
