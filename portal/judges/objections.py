"""Authors name people who should not judge their work; organizers see it, and nobody else."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.judges.conflicts import objections_of
from portal.judges.forms import ObjectionForm
from portal.judges.labels import KIND_LABELS
from portal.judges.models import ConflictKind, Objection
from portal.submissions import policies
from portal.submissions.models import Submission, SubmissionStatus
from portal.submissions.queries import get_for_owner_or_404

bp = Blueprint("objections", __name__)
MOST = 20


class TooManyObjectionsError(PortalError):
    """Raised when the authors object to more people than any panel has."""

    message = _l("That is more people than you can name; remove somebody first")


def object_to(
    submission: Submission, *, name: str, organisation: str, kind: ConflictKind, reason: str, actor: Any
) -> Objection:
    """Keep that the authors do not want somebody as a judge."""
    with transaction():
        if len(objections_of(submission)) >= MOST:
            raise TooManyObjectionsError()
        made = Objection(
            submission_id=submission.id, name=name, organisation=organisation, kind=kind, reason=reason,
            named_by_id=actor.id, named_at=clock.now(),
        )  # fmt: skip
        db.session.add(made)
        record(Action.OBJECTION_MADE, submission, actor=actor, name=name, kind=kind.value)
        return made


def withdraw(found: Objection, submission: Submission, *, actor: Any) -> None:
    """Take an objection back."""
    with transaction():
        record(Action.OBJECTION_WITHDRAWN, submission, actor=actor, name=found.name)
        db.session.delete(found)


def _submission(submission_id: int) -> Submission:
    found = get_for_owner_or_404(submission_id, current_user)
    authorize(policies.can_submit(current_user, found))
    if found.status is SubmissionStatus.WITHDRAWN:
        raise NotFound()
    return found


@bp.route("/submissions/<int:submission_id>/objections", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def index(submission_id: int) -> Any:
    """Those named so far, and a form to name one more."""
    submission, form = _submission(submission_id), ObjectionForm()
    if form.validate_on_submit():
        try:
            object_to(
                submission, name=form.name.data or "", organisation=form.organisation.data or "",
                kind=ConflictKind(form.kind.data), reason=form.reason.data or "", actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("It is kept. The organizers look at it before anybody is assigned."), "success")
            return redirect(url_for(".index", submission_id=submission.id))
    rows = objections_of(submission)
    return render_template("judges/objections.html", submission=submission, form=form, rows=rows, kinds=KIND_LABELS)


@bp.post("/submissions/<int:submission_id>/objections/<int:objection_id>/remove")
@signed_in
def remove(submission_id: int, objection_id: int) -> Any:
    """Take an objection back."""
    submission = _submission(submission_id)
    found = next((one for one in objections_of(submission) if one.id == objection_id), None)
    if found is None:
        raise NotFound()
    withdraw(found, submission, actor=current_user)
    flash(_("Done."), "success")
    return redirect(url_for(".index", submission_id=submission.id))
