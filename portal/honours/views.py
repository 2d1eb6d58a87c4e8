"""Public pages: checking a certificate, prizes that were revoked, and the decision itself."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.awards.models import Edition
from portal.core.access import public
from portal.core.db import db
from portal.core.security import limiter
from portal.decisions.papers import content_of
from portal.decisions.queries import latest_paper
from portal.honours import queries
from portal.honours.rules import Standing, tidy_number
from portal.publication.queries import get_release_or_404

bp = Blueprint("honours", __name__)


@bp.get("/certificates")
@public
@limiter.limit("600/hour")
def check() -> Any:
    """Anybody types the number that stands on a certificate."""
    typed = request.args.get("number", "")[:80]
    found = queries.find_certificate(tidy_number(typed)) if typed.strip() else None
    if found is not None:
        return redirect(url_for(".certificate", number=found.number))
    problem = _("There is no certificate with this number. Compare it with the number on the paper.") if typed else ""
    return render_template("honours/check.html", typed=typed, problem=problem)


@bp.get("/certificates/<number>")
@public
@limiter.limit("600/hour")
def certificate(number: str) -> str:
    """What a certificate says, and whether it counts."""
    found = queries.get_certificate_or_404(number)
    edition = db.session.get_one(Edition, found.edition_id)
    g.time_zone = edition.time_zone
    revocation, winner = queries.revocation_of(found.submission_id), queries.current_winner(found)
    standing = queries.standing(found, revocation, winner)
    return render_template(
        "honours/certificate.html",
        certificate=found,
        edition=edition,
        standing=standing,
        revocation=revocation,
        newest=queries.newest_issue(found) if standing is Standing.REPLACED else None,
        listed=winner is not None,
        decided=date.fromisoformat(found.content["decision"]["date"]),
    )


@bp.get("/editions/<slug>/revocations")
@public
def revocations(slug: str) -> str:
    """Every prize of an edition that was revoked, and why."""
    edition, _publication = get_release_or_404(slug)
    g.time_zone = edition.time_zone
    return render_template("honours/revocations.html", edition=edition, revoked=queries.revocations_of(edition.id))


@bp.get("/editions/<slug>/decision.pdf")
@public
def decision(slug: str) -> Response:
    """The signed decision, once its results are public."""
    _edition, publication = get_release_or_404(slug)
    paper = latest_paper(publication.decision_id)
    if paper is None:
        raise NotFound()
    answer = Response(content_of(paper), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}-decision.pdf"'
    return answer
