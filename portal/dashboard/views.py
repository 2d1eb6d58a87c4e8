"""The console's first page, and the audit log."""

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.awards import queries as awards
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.dashboard import queries
from portal.dashboard.audit_log import details_for, events_for
from portal.dashboard.tasks import tasks
from portal.dashboard.waiting import waiting_for
from portal.home.queries import latest_publications
from portal.judges.visibility import hidden_submissions

bp = Blueprint("dashboard", __name__)


@bp.get("/manage/editions/<int:edition_id>")
@signed_in
def index(edition_id: int) -> str:
    """What needs doing now, the clock, and the funnel by category."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    mine = managed_category_ids(current_user, edition)
    categories = [one for one in awards.categories_of(edition) if mine is None or one.id in mine]
    hidden = hidden_submissions(current_user, edition)
    rows, health = queries.funnel(edition, categories, hidden), queries.health()
    total = queries.totals(rows)
    now, published = clock.now(), edition.id in latest_publications(edition.id)
    waiting = waiting_for(current_user, edition, mine, hidden, now)
    return render_template(
        "dashboard/index.html",
        edition=edition,
        rows=rows,
        total=total,
        health=health,
        now=now,
        published=published,
        whole=mine is None,
        hidden=len(hidden),
        tasks=tasks(edition, total, health, waiting, now, published=published),
    )


@bp.get("/manage/editions/<int:edition_id>/audit")
@signed_in
def audit(edition_id: int) -> Any:
    """Every recorded act of the edition, newest first."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    hidden = hidden_submissions(current_user, edition)
    page = paginate(events_for(edition.id, hidden), page_number(), size=50)
    people = queries.names_of({event.actor_id for event in page.items if event.actor_id})
    details = {event.id: details_for(event, hidden) for event in page.items}
    return render_template(
        "dashboard/audit.html", edition=edition, page=page, people=people, details=details, hidden=len(hidden)
    )
