"""The public's pages: how to do the same, who has adopted a work, reporting an adoption, and the spread of all."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.adapters.object_store import content_disposition
from portal.core.access import public, signed_link
from portal.core.csv_text import make_csv
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.publication.queries import get_release_or_404
from portal.replications import adoptions, queries
from portal.replications.forms import AdoptionForm
from portal.replications.settings import settings_of
from portal.replications.spread import spread_of
from portal.replications.words import IN_USE_LABELS, PART_LABELS
from portal.submissions.queries import latest_titles

bp = Blueprint("replications", __name__)


@bp.get("/editions/<slug>/works/<number>/adoptions")
@public
def show(slug: str, number: str) -> str:
    """The sheet of a winner, its adoptions, and what its check-ins say; nothing here before the release."""
    edition, entry, submission = queries.get_winner_or_404(slug, number)
    g.time_zone = edition.time_zone
    sheet = queries.sheet_of(submission)
    return render_template(
        "replications/show.html",
        edition=edition,
        entry=entry,
        sheet=sheet.published if sheet else {},
        parts=PART_LABELS,
        page=paginate(queries.published_adoptions(submission), page_number()),
        settings=settings_of(edition),
        check_ins=queries.check_ins_of(submission, public=True),
        in_use=IN_USE_LABELS,
    )


@bp.route("/editions/<slug>/works/<number>/adoptions/report", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;40/hour", methods=["POST"])
def report(slug: str, number: str) -> Any:
    """Report an adoption; it waits for the link in the letter."""
    edition, entry, submission = queries.get_winner_or_404(slug, number)
    form = AdoptionForm().ask_place(settings_of(edition))
    if form.validate_on_submit():
        try:
            adoptions.report(
                submission, organisation=form.organisation.data or "", place=form.where,
                locality=form.locality.data or "", year=form.year.data or 0, effect=form.effect.data or "",
                reporter=form.reporter.data or "", email=form.email.data or "", locale=str(get_locale() or "vi"),
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            return redirect(url_for(".sent", slug=slug, number=number))
    page = render_template("replications/report.html", edition=edition, entry=entry, form=form)
    return page, 422 if form.error_summary() else 200


@bp.get("/editions/<slug>/works/<number>/adoptions/sent")
@public
def sent(slug: str, number: str) -> str:
    """Look into your mailbox."""
    edition, entry, _submission = queries.get_winner_or_404(slug, number)
    return render_template("replications/sent.html", edition=edition, entry=entry)


@bp.route("/adoptions/confirm/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute")
def confirm(token: str) -> Any:
    """Confirm by a button: programs that look into links of letters must not do it."""
    adoption = adoptions.adoption_of_token(token)
    if adoption is None:
        raise NotFound()
    submission = adoption.submission
    if request.method == "POST":
        if adoptions.verify(adoption):
            flash(_("Thank you. Your address is confirmed."), "success")
        return redirect(request.path)
    return render_template(
        "replications/confirm.html",
        adoption=adoption,
        edition=submission.edition,
        title=latest_titles([submission.id]).get(submission.id, ""),
        number=submission.number,
        place=settings_of(submission.edition).place_name(adoption.place),
    )


@bp.get("/editions/<slug>/spread")
@public
def spread(slug: str) -> str:
    """Where the works of an edition were adopted: a chart of places, and a table of works by places."""
    edition, publication = get_release_or_404(slug)
    found = spread_of(queries.published_pairs(edition))
    entries = queries.winning_entries(publication)
    return render_template(
        "replications/spread.html",
        edition=edition,
        spread=found,
        titles={number: entry["title"] for number, entry in entries.items()},
        settings=settings_of(edition),
    )


@bp.get("/editions/<slug>/spread.csv")
@public
@limiter.limit("60/minute")
def spread_table(slug: str) -> Response:
    """The same as a table, one line for each work and place."""
    edition, publication = get_release_or_404(slug)
    found, entries = spread_of(queries.published_pairs(edition)), queries.winning_entries(publication)
    settings = settings_of(edition)
    rows = [
        (work, entries.get(work, {}).get("title", ""), settings.place_name(place), found.counts[work, place])
        for work in found.works
        for place in found.places
        if found.counts[work, place]
    ]
    heading = [_("Number"), _("Work"), _("Province or city"), _("Adoptions")]
    answer = Response(make_csv(heading, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = content_disposition(f"{slug}-spread.csv", inline=False)
    return answer
