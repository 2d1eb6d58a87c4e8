"""The front page, the call of an edition with its categories, and health."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import text
from werkzeug.exceptions import NotFound

from portal.adapters import docx_writer
from portal.adapters.object_store import content_disposition
from portal.adapters.pdf_writer import render_pdf
from portal.awards import queries as awards
from portal.awards.dossier import slots_of
from portal.awards.form import pages_of
from portal.awards.models import Category, Edition, EditionKind
from portal.awards.track_settings import track_settings_of
from portal.comments import queries as comments
from portal.core import clock
from portal.core.access import public, signed_in
from portal.core.db import db
from portal.core.security import limiter
from portal.home import queries, showcase
from portal.home.queries import latest_publications
from portal.home.questions import questions_of_category
from portal.transparency.heads import HeadKind
from portal.transparency.queries import head_in_force

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class Call:
    """An edition as the front page shows it."""

    edition: Edition
    state: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.edition, name)

    @property
    def url(self) -> str:
        if self.state == "published":
            return url_for("publication.results", slug=self.edition.slug)
        return url_for("home.edition", slug=self.edition.slug)

    @property
    def submit_url(self) -> str:
        return url_for("starting.start", slug=self.edition.slug)


def state_of(edition: Edition, published: bool) -> str:
    """Where an edition stands: upcoming, open, judging or published."""
    now = clock.now()
    if published:
        return "published"
    if now < edition.opens_at:
        return "upcoming"
    return "open" if edition.is_open(now) else "judging"


@bp.get("/")
@public
def index() -> str:
    """Invite people to submit, and show those honoured before."""
    results = latest_publications()
    calls, tracks = (
        [Call(edition, state_of(edition, edition.id in results)) for edition in awards.list_editions(kind)]
        for kind in (EditionKind.CYCLE, EditionKind.TRACK)
    )
    newest = next((results[call.id] for call in calls if call.id in results), None)
    winners = showcase.winners(newest) if newest else []
    stats = showcase.headline_numbers(newest) if newest else []
    return render_template("home/index.html", editions=calls, tracks=tracks, winners=winners, stats=stats)


@bp.get("/start")
@signed_in
def start() -> Any:
    """Where somebody who has just signed in goes on: the console, the desk, the own submissions, or the front page."""
    if (edition := queries.console_edition(current_user)) is not None:
        return redirect(url_for("dashboard.index", edition_id=edition))
    if queries.judges_somewhere(current_user):
        return redirect(url_for("scoring.index"))
    return redirect(url_for("submissions.index" if queries.has_submissions(current_user) else ".index"))


@bp.get("/editions/<slug>")
@public
def edition(slug: str) -> str:
    """The call: what, who may enter, categories, dates, dossier, prizes."""
    found = awards.get_edition_by_slug_or_404(slug)
    g.time_zone = found.time_zone
    call = Call(found, state_of(found, found.id in latest_publications(found.id)))
    return render_template(
        "home/edition.html",
        call=call,
        categories=awards.categories_of(found),
        prizes=awards.prizes_of(found),
        slots=slots_of(found),
        texts=found.rules["edition"],
        contact=found.rules["contact"],
        rule=head_in_force(found, HeadKind.RULE),
        commenting=comments.period_on_show(found, clock.now()),
        reason=track_settings_of(found).reason,
    )


def _category(slug: str, number: int) -> tuple[Edition, Category]:
    found = awards.get_edition_by_slug_or_404(slug)
    g.time_zone = found.time_zone
    chosen = next((one for one in awards.categories_of(found) if one.number == number), None)
    if chosen is None:
        raise NotFound()
    return found, chosen


@bp.get("/editions/<slug>/categories/<int:number>/questions.pdf")
@public
@limiter.limit("30/minute")
def questions_pdf(slug: str, number: int) -> Response:
    """Everything the category asks, to print."""
    content = {**questions_of_category(*_category(slug, number)), "lang": str(get_locale())}
    return _attached(render_pdf("questions", content), "application/pdf", f"{slug}-{number}.pdf")


@bp.get("/editions/<slug>/categories/<int:number>/questions.docx")
@public
@limiter.limit("30/minute")
def questions_docx(slug: str, number: int) -> Response:
    """Everything the category asks, to write the answers into."""
    content = docx_writer.render_questions(questions_of_category(*_category(slug, number)))
    return _attached(content, docx_writer.MEDIA_TYPE, f"{slug}-{number}.docx")


def _attached(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    return answer


@bp.get("/editions/<slug>/categories/<int:number>")
@public
def category(slug: str, number: int) -> str:
    """One category: scope, agency, rubric with points and bands, dossier."""
    found, chosen = _category(slug, number)
    call = Call(found, state_of(found, found.id in latest_publications(found.id)))
    return render_template(
        "home/category.html",
        call=call,
        category=chosen,
        texts=found.rules["edition"],
        pages=pages_of(found, chosen),
        closes_at=max(found.closes_at, chosen.extended_until or found.closes_at),
        slots=slots_of(found, chosen),
    )


@bp.get("/style-guide")
@public
def style_guide() -> str:
    """Every component on one page; only where people develop."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise NotFound()
    return render_template("home/style_guide.html")


@bp.get("/health")
@public
def health() -> dict[str, str]:
    """Whether this process answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
