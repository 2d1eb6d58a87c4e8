"""Background entry points of attachments."""

from portal.attachments import verification
from portal.jobs.registry import job


@job("attachments.verify")
def verify(attachment_id: int) -> None:
    """Check one stored file."""
    verification.verify(attachment_id)


@job("attachments.rescan")
def rescan(attachment_id: int) -> None:
    """Ask the scanner once more about a file in quarantine."""
    verification.rescan(attachment_id)
