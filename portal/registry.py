"""Every models module, blueprint, job module and command group, listed by hand: a table of contents that runs."""

from importlib import import_module
from types import ModuleType

MODELS = (
    "portal.audit.models",
    "portal.jobs.models",
    "portal.notifications.models",
    "portal.accounts.models",
    "portal.awards.models",
    "portal.attachments.models",
    "portal.submissions.models",
    "portal.screening.models",
    "portal.judges.models",
    "portal.assignments.models",
    "portal.presentations.models",
    "portal.anchors.models",
    "portal.scoring.models",
    "portal.orders.models",
    "portal.decisions.models",
    "portal.ballots.models",
    "portal.deliberations.models",
    "portal.feedback.models",
    "portal.publication.models",
    "portal.paper_sheets.models",
)

BLUEPRINTS = (
    "portal.adapters.disk_views",
    "portal.accounts.views",
    "portal.attachments.views",
    "portal.submissions.starting",
    "portal.submissions.views",
    "portal.submissions.files",
    "portal.submissions.people",
    "portal.submissions.receipts",
    "portal.submissions.paper_claims",
    "portal.submissions.paper_desk",
    "portal.submissions.manage",
    "portal.submissions.manage_form",
    "portal.screening.manage",
    "portal.screening.messages",
    "portal.screening.resemblances",
    "portal.judges.manage",
    "portal.judges.manage_conflicts",
    "portal.judges.manage_panels",
    "portal.judges.manage_import",
    "portal.judges.letters",
    "portal.judges.objections",
    "portal.assignments.views",
    "portal.assignments.pairs",
    "portal.assignments.manage",
    "portal.assignments.preference_views",
    "portal.assignments.manage_runs",
    "portal.assignments.manage_rules",
    "portal.presentations.views",
    "portal.presentations.manage",
    "portal.scoring.views",
    "portal.scoring.live_views",
    "portal.scoring.manage",
    "portal.scoring.manage_advice",
    "portal.scoring.manage_line",
    "portal.scoring.manage_matrix",
    "portal.scoring.manage_profiles",
    "portal.scoring.manage_rubrics",
    "portal.orders.views",
    "portal.practice.views",
    "portal.practice.manage",
    "portal.practice.manage_drift",
    "portal.decisions.manage",
    "portal.decisions.manage_lists",
    "portal.decisions.views",
    "portal.ballots.views",
    "portal.ballots.manage",
    "portal.ballots.manage_papers",
    "portal.deliberations.views",
    "portal.deliberations.manage",
    "portal.feedback.manage",
    "portal.feedback.manage_letter",
    "portal.feedback.views",
    "portal.publication.views",
    "portal.publication.manage",
    "portal.planner.manage",
    "portal.paper_sheets.views",
    "portal.paper_sheets.manage",
    "portal.paper_sheets.keying",
    "portal.exports.manage",
    "portal.home.views",
    "portal.dashboard.views",
    "portal.dashboard.people",
)

CSRF_EXEMPT = ("portal.adapters.disk_views",)
"""Blueprints whose addresses carry a signature of their own."""

JOBS = (
    "portal.notifications.jobs",
    "portal.attachments.jobs",
    "portal.submissions.jobs",
    "portal.screening.jobs",
    "portal.judges.jobs",
    "portal.feedback.jobs",
)


def load(names: tuple[str, ...]) -> list[ModuleType]:
    """Import the listed modules, in their order."""
    return [import_module(name) for name in names]
