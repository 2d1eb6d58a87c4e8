"""Organizers' page of the log: what is sealed, what has changed since, and the buttons that seal."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.adapters.time_stamps import LARGEST, get_authority
from portal.awards.console import organizers_edition
from portal.awards.list_words import words_of_steps
from portal.awards.models import Edition
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.judges.visibility import hidden_submissions
from portal.scoring.queries import progress
from portal.transparency import policies, queries, service, stamping
from portal.transparency.forms import SealForm, TokenForm
from portal.transparency.heads import HeadKind

bp = Blueprint("manage_heads", __name__)
SUBJECTS = (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS)


@bp.get("/manage/editions/<int:edition_id>/heads")
@signed_in
def index(edition_id: int) -> str:
    """The log, and for each subject whether it is sealed as it stands."""
    return _page(organizers_edition(edition_id), SealForm(formdata=None))


def _page(edition: Edition, form: SealForm, asked: HeadKind | None = None) -> str:
    listed = queries.heads_of(edition)
    heads = {subject: queries.in_force(listed, subject) for subject in SUBJECTS}
    hidden = hidden_submissions(current_user, edition)
    closes_at, now = queries.closing_time(edition), clock.now()
    return render_template(
        "transparency/manage.html",
        edition=edition,
        log=listed,
        heads=heads,
        steps=words_of_steps(queries.steps_sealed_by(heads[HeadKind.RULE])),
        changed={one: head is not None and service.is_changed(edition, head) for one, head in heads.items()},
        may={
            one: policies.can_seal(
                current_user, edition, one, hidden, closes_at=closes_at, now=now, sealed=head is not None
            )
            for one, head in heads.items()
        },
        unfinished=any(row.finished < row.assigned for row in progress(edition, hidden)),
        form=form,
        asked=asked,
        token_form=TokenForm(formdata=None),
        stamps=get_authority() is not None,
    )


@bp.post("/manage/editions/<int:edition_id>/heads/<subject>")
@signed_in
def seal(edition_id: int, subject: str) -> Any:
    """Seal rule, submissions or sheets as they stand now."""
    edition = organizers_edition(edition_id)
    if subject not in SUBJECTS:
        raise NotFound()
    kind, form = HeadKind(subject), SealForm()
    hidden, sealed = hidden_submissions(current_user, edition), queries.head_in_force(edition, kind) is not None
    verdict = policies.can_seal(
        current_user, edition, kind, hidden, closes_at=queries.closing_time(edition), now=clock.now(), sealed=sealed
    )
    authorize(verdict)
    if form.validate_on_submit():
        try:
            head = service.seal(edition, kind, actor=current_user, reason=form.reason.data or "")
            flash(_("Head %(n)d is signed and public.", n=head.number), "success")
            return redirect(url_for(".index", edition_id=edition.id))
        except service.ReasonMissingError as error:
            form.reason.errors = [str(error)]
        except PortalError as error:
            form.form_errors.append(str(error))
    return _page(edition, form, kind), 422


@bp.post("/manage/editions/<int:edition_id>/heads/<int:number>/stamp")
@signed_in
def stamp(edition_id: int, number: int) -> Any:
    """Keep a time stamp that was got elsewhere, once it is found to hold."""
    edition = organizers_edition(edition_id)
    head, form = queries.get_head_or_404(edition, number), TokenForm()
    if form.validate_on_submit():
        try:
            stamping.add(head, form.file.data.read(LARGEST + 1), actor=current_user)
            flash(_("The time stamp holds and is kept."), "success")
        except PortalError as error:
            flash(str(error), "error")
    else:
        flash(str(next(iter(form.errors.values()))[0]), "error")
    return redirect(url_for(".index", edition_id=edition.id))
