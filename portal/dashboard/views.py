"""The console's first page, and the audit log."""

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.audit.queries import events_of_edition
from portal.awards import queries as awards
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.dashboard import queries
from portal.dashboard.tasks import tasks
from portal.home.queries import latest_publications

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
    rows, health = queries.funnel(edition, categories), queries.health()
    total = queries.totals(rows)
    now, published = clock.now(), edition.id in latest_publications(edition.id)
    return render_template(
        "dashboard/index.html",
        edition=edition,
        rows=rows,
        total=total,
        health=health,
        now=now,
        published=published,
        whole=mine is None,
        tasks=tasks(edition, total, health, now, published=published),
    )


@bp.get("/manage/editions/<int:edition_id>/audit")
@signed_in
def audit(edition_id: int) -> Any:
    """Every recorded act of the edition, newest first."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    page = paginate(events_of_edition(edition.id), page_number(), size=50)
    people = queries.names_of({event.actor_id for event in page.items if event.actor_id})
    return render_template("dashboard/audit.html", edition=edition, page=page, people=people)
