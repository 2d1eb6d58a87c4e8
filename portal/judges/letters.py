"""The page behind the link in an invitation: accept, or decline without an account."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.tokens import Purpose, make_token
from portal.awards import queries as awards
from portal.core import clock
from portal.core.access import signed_link
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.judges import invitations
from portal.judges.forms import AnswerInvitationForm
from portal.judges.labels import ROLE_LABELS
from portal.judges.models import InvitationState

bp = Blueprint("panel_letters", __name__)


@bp.route("/panel-invitations/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute")
def answer(token: str) -> Any:
    """Read what is asked, and answer; whoever accepts and has no password yet chooses one next."""
    found = invitations.invitation_of_token(token)
    if found is None:
        raise NotFound()
    edition = awards.get_edition_or_404(found.edition_id)
    g.time_zone = edition.time_zone
    is_open = found.state is InvitationState.INVITED and found.due_at > clock.now()
    form = AnswerInvitationForm()
    if is_open and form.validate_on_submit():
        try:
            return _answered(found, form)
        except PortalError as error:
            form.form_errors.append(str(error))
    return render_template(
        "judges/letter.html", found=found, edition=edition, form=form, is_open=is_open, role=ROLE_LABELS[found.role]
    )


def _answered(found: Any, form: AnswerInvitationForm) -> Any:
    if form.answer.data == "no":
        invitations.decline(
            found, reason=form.reason.data or "", name=form.suggested_name.data or "",
            email=form.suggested_email.data or "",
        )  # fmt: skip
        flash(_("You have declined; the organizers are told. Thank you for your answer."), "success")
        return redirect(url_for("home.index"))
    user = invitations.accept(found).judge.user
    flash(_("Thank you. You sit on the panel now."), "success")
    if current_user.is_authenticated and current_user.id == user.id:
        return redirect(url_for("scoring.index"))
    if user.password_hash:
        return redirect(url_for("accounts.sign_in"))
    return redirect(url_for("accounts.reset", token=make_token(user, Purpose.RESET)))
