"""Background entry points of decisions."""

from portal.decisions import papers
from portal.jobs.registry import job


@job("decisions.make_paper")
def make_paper(decision_id: int) -> None:
    """Set and sign the document of a decision."""
    papers.make_paper(decision_id)
