"""Background entry point of the outbox."""

from portal.jobs.registry import job
from portal.notifications import service


@job("notifications.send")
def send(email_id: int) -> None:
    """Send one e-mail."""
    service.send(email_id)
