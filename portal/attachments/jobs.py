"""Background entry points of attachments."""

from portal.attachments import renditions, verification
from portal.jobs.registry import job


@job("attachments.verify")
def verify(attachment_id: int) -> None:
    """Check one stored file."""
    verification.verify(attachment_id)


@job("attachments.rescan")
def rescan(attachment_id: int) -> None:
    """Ask the scanner once more about a file in quarantine."""
    verification.rescan(attachment_id)


@job("attachments.render")
def render(attachment_id: int) -> None:
    """Draw a checked file for people to look at."""
    renditions.render(attachment_id)
