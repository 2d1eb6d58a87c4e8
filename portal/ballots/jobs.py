"""Background entry points of ballots."""

from datetime import timedelta

from portal.core.traces import empty_log
from portal.jobs.registry import periodic


@periodic("ballots.empty_log", every=timedelta(minutes=1))
def empty_the_log() -> None:
    """Cut SQLite's log where a hand-in, a closing or an erasure could not, because somebody was reading."""
    empty_log(patience=5)
