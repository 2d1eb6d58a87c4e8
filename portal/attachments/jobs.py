"""Background entry point of attachments."""

from portal.attachments import service
from portal.jobs.registry import job


@job("attachments.verify")
def verify(attachment_id: int) -> None:
    """Check one stored file."""
    service.verify(attachment_id)
