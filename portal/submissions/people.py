"""The pages of those who take part: co-authors, shares, transfer, and what others confirm by signed link."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.core.access import authorize, signed_in, signed_link
from portal.core.errors import PortalError
from portal.core.forms import choices
from portal.core.security import limiter
from portal.submissions import collaboration, policies, queries
from portal.submissions.collaboration import row_of_token
from portal.submissions.forms import AnswerForm, AskForm, ConfirmForm, InviteForm
from portal.submissions.models import (
    Access,
    Collaborator,
    Confirmation,
    ConfirmationKind,
    InvitationState,
    Submission,
    SubmissionStatus,
)

bp = Blueprint("submission_people", __name__)


def _submission(submission_id: int) -> Submission:
    found = queries.get_for_owner_or_404(submission_id, current_user)
    if found.kept:
        # Nobody takes part in a dossier on paper; who made it signs there.
        raise NotFound()
    g.time_zone = found.edition.time_zone
    return found


@bp.get("/submissions/<int:submission_id>/people")
@signed_in
def index(submission_id: int) -> str:
    """Everybody who takes part, and everything that was asked of others."""
    return _page(_submission(submission_id))


def _page(submission: Submission, invite: InviteForm | None = None, ask: AskForm | None = None) -> str:
    ask = ask or AskForm(formdata=None)
    minors = [author.full_name for author in submission.authors if author.minor]
    subjects = [("", submission.organisation or _("The organisation that applied the work"))]
    ask.subject.choices = choices([*subjects, *((name, _("Guardian of %(name)s", name=name)) for name in minors)])
    rows = [one for one in submission.collaborators if one.state is not InvitationState.REMOVED]
    return render_template(
        "submissions/people.html",
        submission=submission,
        owns=submission.owner_id == current_user.id,
        rows=[(one, collaboration.author_of(one), collaboration.share_is_confirmed(one)) for one in rows],
        invite=invite or InviteForm(formdata=None),
        ask=ask,
        uninvited=_uninvited(submission),
    )


def _uninvited(submission: Submission) -> list[Any]:
    known = {submission.owner.email, *(one.email for one in submission.collaborators)}
    return [author for author in submission.authors if author.email and author.email.lower() not in known]


@bp.post("/submissions/<int:submission_id>/people/invite")
@signed_in
@limiter.limit("60/hour")
def invite(submission_id: int) -> Any:
    """Invite somebody to view or edit."""
    submission, form = _submission(submission_id), InviteForm()
    authorize(policies.can_submit(current_user, submission))
    if form.validate_on_submit():
        try:
            collaboration.invite(
                submission, email=form.email.data or "", name=form.name.data or "", access=Access(form.access.data),
                actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.email.errors = [str(error)]
        else:
            flash(_("The invitation is on its way."), "success")
            return redirect(url_for(".index", submission_id=submission.id))
    return _page(submission, invite=form), 422


@bp.post("/submissions/<int:submission_id>/people/ask")
@signed_in
@limiter.limit("60/hour")
def ask(submission_id: int) -> Any:
    """Ask an organisation or a guardian to confirm."""
    submission, form = _submission(submission_id), AskForm()
    authorize(policies.can_submit(current_user, submission))
    minors = {author.full_name for author in submission.authors if author.minor}
    if form.validate_on_submit():
        guardian = form.subject.data in minors
        try:
            collaboration.ask_confirmation(
                submission,
                kind=ConfirmationKind.GUARDIAN if guardian else ConfirmationKind.ORGANISATION,
                subject=str(form.subject.data) if guardian else submission.organisation or submission.title,
                email=form.address.data or "",
                actor=current_user,
            )
        except PortalError as error:
            form.address.errors = [str(error)]
        else:
            flash(_("The question is on its way."), "success")
            return redirect(url_for(".index", submission_id=submission.id))
    return _page(submission, ask=form), 422


@bp.post("/submissions/<int:submission_id>/people/<int:collaborator_id>/<act>")
@signed_in
def change(submission_id: int, collaborator_id: int, act: str) -> Any:
    """Remove somebody, hand the submission over, or confirm one's own share."""
    submission = _submission(submission_id)
    found = next((one for one in submission.collaborators if one.id == collaborator_id), None)
    if found is None or act not in ("remove", "transfer", "confirm"):
        raise NotFound()
    if act == "remove":
        collaboration.remove(found, actor=current_user)
    elif act == "transfer":
        collaboration.transfer(submission, found, actor=current_user)
    else:
        collaboration.confirm_share(found, actor=current_user)
    flash(_("Done."), "success")
    if not policies.takes_part(current_user, submission):
        return redirect(url_for("submissions.index"))
    return redirect(url_for(".index", submission_id=submission.id))


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute", methods=["POST"])
def invitation(token: str) -> Any:
    """Accept with one's own account, or decline without one."""
    found = row_of_token(Collaborator, "submission_people.invitation", token)
    if found is None:
        raise NotFound()
    form = ConfirmForm()
    if form.validate_on_submit():
        accept = "accept" in request.form
        if accept and not current_user.is_authenticated:
            session["next"] = request.path
            return redirect(url_for("accounts.sign_in"))
        collaboration.answer_invitation(found, accept=accept, user=current_user)
        if accept:
            flash(_("You take part in this submission now."), "success")
            return redirect(url_for(".index", submission_id=found.submission_id))
        flash(_("You have declined; the owner is told."), "success")
        return redirect(url_for("home.index"))
    return render_template("submissions/invitation.html", found=found, submission=found.submission, form=form)


@bp.route("/confirmations/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute", methods=["POST"])
def confirmation(token: str) -> Any:
    """Read what is asked, and answer once; no account is needed."""
    asked = row_of_token(Confirmation, "submission_people.confirmation", token)
    if asked is None or asked.submission.status is SubmissionStatus.WITHDRAWN:
        raise NotFound()
    g.time_zone = asked.submission.edition.time_zone
    form = AnswerForm()
    if asked.answered_at is None and form.validate_on_submit():
        collaboration.answer_confirmation(
            asked, given=form.given.data == "yes", answered_by=form.name.data or "",
            position=form.position.data or "", remark=form.remark.data or "",
        )  # fmt: skip
        return redirect(request.path)
    return render_template("submissions/confirmation.html", asked=asked, submission=asked.submission, form=form)
