"""Background entry points of judges."""

from datetime import timedelta

from portal.jobs.registry import periodic
from portal.judges import invitations


@periodic("judges.keep_time", every=timedelta(minutes=30))
def keep_time() -> None:
    """Remind people of invitations, and close those that are overdue."""
    invitations.keep_time()
