"""Background entry points of the log."""

from datetime import timedelta

from flask import current_app

from portal.core import clock
from portal.jobs.registry import job, periodic
from portal.transparency import service, stamping


@periodic("transparency.keep_log", every=timedelta(minutes=1))
def keep_log() -> None:
    """Seal the rule before a call opens, and the submissions once nobody has time left."""
    service.keep_log(clock.now(), grace=timedelta(seconds=current_app.config["UPLOAD_GRACE_SECONDS"]))


@job("transparency.stamp")
def stamp(head_id: int) -> None:
    """Have a head stamped by the authority outside."""
    stamping.fetch(head_id)
