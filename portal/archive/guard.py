"""One check before every console page: in a closed edition nothing is sent, only read."""

from flask import Flask, request

from portal.awards.policies import takes_changes
from portal.awards.queries import get_edition_or_404
from portal.core.access import authorize
from portal.core.security import SAFE_METHODS

STAY_OPEN = frozenset({"manage_archive", "people", "manage_honours", "manage_payments"})
"""Blueprints that work in closed editions too: keeping the archive, who may look, and what comes after a prize."""


def init_app(app: Flask) -> None:
    """Refuse early and with the reason; `audit.service.record` would refuse whatever comes by another way."""

    @app.before_request
    def refuse_changes() -> None:
        if request.method in SAFE_METHODS or not request.path.startswith("/manage/editions/"):
            return
        edition_id = (request.view_args or {}).get("edition_id")
        if edition_id is not None and request.blueprint not in STAY_OPEN:
            authorize(takes_changes(get_edition_or_404(edition_id)))
