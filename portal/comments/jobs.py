"""Background entry points of comments."""

from datetime import timedelta

from portal.comments import claims, erasure
from portal.jobs.registry import periodic


@periodic("comments.remind", every=timedelta(minutes=10))
def remind() -> None:
    """Tell organizers of objections that are due soon."""
    claims.remind_due()


@periodic("comments.erase", every=timedelta(hours=24))
def erase() -> None:
    """Forget addresses that may be kept no longer."""
    erasure.erase()
