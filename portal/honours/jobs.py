"""Background entry points of honours."""

from datetime import timedelta

from portal.honours import bank, making, runs
from portal.jobs.registry import job, periodic


@periodic("honours.erase_unused", every=timedelta(minutes=1))
def erase_unused() -> None:
    """Erase bank details of prizes that a correction took away."""
    bank.erase_unused()


@job(runs.JOB)
def issue_all(run_id: int) -> None:
    """Write and make every certificate of an edition."""
    runs.work(run_id)


@job("honours.make_file")
def make_file(certificate_id: int) -> None:
    """Make the PDF of one certificate."""
    making.make_files([certificate_id])
