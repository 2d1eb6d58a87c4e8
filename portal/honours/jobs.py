"""Background entry points of honours."""

from portal.honours import making, runs
from portal.jobs.registry import job


@job(runs.JOB)
def issue_all(run_id: int) -> None:
    """Write and make every certificate of an edition."""
    runs.work(run_id)


@job("honours.make_file")
def make_file(certificate_id: int) -> None:
    """Make the PDF of one certificate."""
    making.make_files([certificate_id])
