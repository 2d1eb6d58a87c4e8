"""Background entry points of screening."""

from portal.jobs.registry import job
from portal.screening import duplicates


@job("screening.compare_edition")
def compare_edition(edition_id: int) -> None:
    """Look for resemblances among all works of an edition and everything before it."""
    duplicates.compare_edition(edition_id)
