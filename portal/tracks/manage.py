"""The organizers' pages of tracks: opening one, and following its path."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards.console import organizers_edition
from portal.awards.preset_file import track_templates
from portal.awards.track_settings import track_settings_of
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.i18n import local_time, localized
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.tracks import policies, queries, rules, service
from portal.tracks.forms import OpenTrackForm
from portal.tracks.stage_words import NAMES, PAGES, WHAT_NEXT

bp = Blueprint("manage_tracks", __name__, url_prefix="/manage/editions/<int:edition_id>")


@bp.route("/tracks", methods=["GET", "POST"])
@signed_in
@limiter.limit("30/hour", methods=["POST"])
def index(edition_id: int) -> Any:
    """The tracks of the award, and the form that opens another."""
    edition = organizers_edition(edition_id)
    authorize(policies.can_open(current_user, edition))
    templates = track_templates(edition.award.slug)
    form = OpenTrackForm()
    form.template.choices = choices((name, localized(one.edition.name)) for name, one in templates.items())
    if form.validate_on_submit():
        try:
            track = service.open_track(
                edition, templates[str(form.template.data)], _opening(form, edition.time_zone), actor=current_user
            )
            flash(_("The track %(code)s is open for nominations.", code=track.code), "success")
            return redirect(url_for(".path", edition_id=track.id))
        except PortalError as error:
            form.closes_at.errors = [str(error)]
    elif request.method == "GET" and templates:
        _propose(form, next(iter(templates.values())), edition.time_zone)
    page = paginate(queries.tracks_of(edition.award_id), page_number())
    answer = render_template("tracks/index.html", edition=edition, form=form, templates=templates, page=page)
    return (answer, 422) if form.errors else answer


def _opening(form: OpenTrackForm, time_zone: str) -> service.Opening:
    return service.Opening(
        title={"vi": str(form.title_vi.data), "en": form.title_en.data or ""},
        reason=str(form.reason.data),
        closes_at=form.moment(time_zone),
        agency=form.agency.data or "",
        nominators=form.domains(),
    )


def _propose(form: OpenTrackForm, template: Any, time_zone: str) -> None:
    """What the first template proposes: its window from today, and who may nominate."""
    last = local_time(clock.now(), time_zone) + timedelta(days=template.track.days)
    form.closes_at.data = last.replace(hour=17, minute=0, second=0, microsecond=0, tzinfo=None)
    form.nominators.data = ", ".join(template.track.nominators)


@bp.get("/path")
@signed_in
def path(edition_id: int) -> str:
    """A track from its opening to its publication: what is done, what is next, and the days it took."""
    edition = organizers_edition(edition_id)
    if not edition.is_track:
        raise NotFound()
    hidden, now = hidden_submissions(current_user, edition), clock.now()
    steps = rules.path_of(queries.facts_of(edition, hidden))
    settings = track_settings_of(edition)
    return render_template(
        "tracks/path.html",
        edition=edition,
        steps=steps,
        days=rules.days_taken(steps, now),
        settings=settings,
        finished=steps[-1].complete,
        names=NAMES,
        what_next=WHAT_NEXT,
        pages=PAGES,
        hidden=len(hidden),
    )
