"""Background entry points of what comes after the prize."""

from datetime import timedelta

from portal.jobs.registry import periodic
from portal.replications import check_ins, erasure


@periodic("replications.check_in", every=timedelta(hours=6))
def check_in() -> None:
    """Ask winners how their works fare, and remind them."""
    check_ins.keep_asking()


@periodic("replications.erase", every=timedelta(hours=24))
def erase() -> None:
    """Forget who reported adoptions long ago."""
    erasure.erase()
