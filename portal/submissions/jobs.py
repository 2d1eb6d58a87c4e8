"""Background entry points of submissions."""

from datetime import timedelta

from portal.jobs.registry import job, periodic
from portal.submissions import deadlines


@job("submissions.tell_extension")
def tell_extension(extension_id: int) -> None:
    """Tell everybody concerned that they have more time."""
    deadlines.tell_extension(extension_id)


@periodic("submissions.remind", every=timedelta(minutes=10))
def remind() -> None:
    """Remind owners of unfinished drafts that the deadline is near."""
    deadlines.remind()
