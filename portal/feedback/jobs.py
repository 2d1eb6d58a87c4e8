"""Background entry points of feedback."""

from portal.feedback import runs
from portal.jobs.registry import job


@job(runs.JOB)
def work(run_id: int) -> None:
    """Go on with an act on many letters."""
    runs.work(run_id)
