"""Background entry points of publication."""

from datetime import timedelta

from portal.core import clock
from portal.jobs.registry import job, periodic
from portal.publication import checking, schedule, share_images, telling


@periodic("publication.release_due", every=timedelta(minutes=1))
def release_due() -> None:
    """Release what was planned for now."""
    schedule.release_due(clock.now())


@periodic("publication.check_waiting", every=timedelta(minutes=1))
def check_waiting() -> None:
    """Have new decisions checked before anybody asks."""
    checking.order_waiting()


@job(checking.JOB)
def check(decision_id: int) -> None:
    """Check what a decision would publish."""
    checking.work(decision_id)


@job("publication.tell")
def tell(publication_id: int) -> None:
    """Write to everybody concerned."""
    telling.tell(publication_id)


@job("publication.draw")
def draw(publication_id: int) -> None:
    """Draw the pictures that other sites show of a link."""
    share_images.draw(publication_id)
