"""Background entry point of archives."""

from portal.archive import sealing
from portal.archive.service import JOB
from portal.jobs.registry import job


@job(JOB)
def seal(closing_id: int) -> None:
    """Make the archive of a closed edition."""
    sealing.seal(closing_id)
