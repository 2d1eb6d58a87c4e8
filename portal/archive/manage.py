"""The organizers' page of closing: what it means, how far the archive has come, and the file itself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.archive import policies, queries, service
from portal.archive.forms import CloseForm, ReopenForm
from portal.archive.problem_words import PROBLEM_WORDS
from portal.archive.retention import retention_of
from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.publication.queries import published_results

bp = Blueprint("manage_archive", __name__, url_prefix="/manage/editions/<int:edition_id>/archive")


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """Where the edition stands, and what may be done next."""
    return _page(organizers_edition(edition_id))


def _may_close(edition: Edition) -> Any:
    published = published_results(edition) is not None
    return policies.can_close(current_user, edition, published=published, now=clock.now())


def _page(edition: Edition, **given: Any) -> str:
    closings = queries.closings_of(edition)
    values = {
        "close_form": CloseForm(formdata=None),
        "reopen_form": ReopenForm(formdata=None),
        "link": None,
        **given,
    }
    return render_template(
        "archive/index.html",
        edition=edition,
        closings=closings,
        current=closings[0] if closings and edition.closed_at else None,
        may_close=_may_close(edition),
        may_reopen=policies.can_reopen(current_user, edition),
        may_download=policies.can_download(current_user, edition, hidden_submissions(current_user, edition)),
        retention=retention_of(edition),
        problem_words=PROBLEM_WORDS,
        minutes=service.LINK_SECONDS // 60,
        **values,
    )


@bp.post("/close")
@signed_in
def close(edition_id: int) -> Any:
    """End all changes."""
    edition = organizers_edition(edition_id)
    authorize(_may_close(edition))
    form = CloseForm()
    if not form.validate_on_submit():
        return _page(edition, close_form=form), 422
    return _done(edition, lambda: service.close(edition, reason=str(form.reason.data), actor=current_user),
                 _("The edition is closed. Its archive is being made."))  # fmt: skip


@bp.post("/reopen")
@signed_in
def reopen(edition_id: int) -> Any:
    """Let changes in again."""
    edition = organizers_edition(edition_id)
    authorize(policies.can_reopen(current_user, edition))
    form = ReopenForm()
    if not form.validate_on_submit():
        return _page(edition, reopen_form=form), 422
    return _done(edition, lambda: service.reopen(edition, reason=str(form.reopen_reason.data), actor=current_user),
                 _("The edition is open again."))  # fmt: skip


@bp.post("/again")
@signed_in
@limiter.limit("20/hour")
def again(edition_id: int) -> Any:
    """Make the archive once more."""
    edition = organizers_edition(edition_id)
    return _done(edition, lambda: service.try_again(edition, actor=current_user), _("The archive is being made."))


def _done(edition: Edition, act: Any, words: str) -> Any:
    try:
        act()
        flash(words, "success")
    except PortalError as error:
        flash(str(error), "error")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post("/<int:number>/download")
@signed_in
@limiter.limit("20/hour")
def download(edition_id: int, number: int) -> Any:
    """A link that works for a few minutes, on the page: a form may not lead to another host."""
    edition = organizers_edition(edition_id)
    authorize(policies.can_download(current_user, edition, hidden_submissions(current_user, edition)))
    closing = queries.get_closing_or_404(edition, number)
    return _page(edition, link=(closing.number, service.download_address(edition, closing, actor=current_user)))
