"""The links at the top of every page: what this person can do here."""

from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.home.queries import console_edition, judges_somewhere


def _links() -> list[tuple[str, str, bool]]:
    if not getattr(current_user, "is_authenticated", False):
        return []
    places = [(_("My submissions"), url_for("submissions.index"))]
    if judges_somewhere(current_user):
        places.append((_("Judging"), url_for("scoring.index")))
    if (edition := console_edition(current_user)) is not None:
        places.append((_("Console"), url_for("dashboard.index", edition_id=edition)))
    return [(label, url, request.path.startswith(url)) for label, url in places]


def _organizes(edition: Any) -> bool:
    """Whether the console's menu leads to what only organizers may open."""
    return bool(is_organizer(current_user, edition))


def init_app(app: Flask) -> None:
    """Offer the links to every template."""

    @app.context_processor
    def navigation_values() -> dict[str, Any]:
        if "nav_links" not in g:
            g.nav_links = _links()
        return {"nav_links": g.nav_links, "organizes": _organizes}
