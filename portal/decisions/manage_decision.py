"""Organizers' pages of the decision: prepared by one person, released by another."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import tidy
from portal.core.i18n import local_time
from portal.decisions import policies, queries, release
from portal.decisions.decision_page import DecisionPage
from portal.decisions.forms import AcceptPaperForm, DecisionForm, DropPaperForm, PaperForm, ReleaseForm, SendBackForm
from portal.decisions.models import DecisionProposal
from portal.decisions.public_words import NotForThePublicError
from portal.decisions.service import PrizesRefusedError
from portal.decisions.settings import settings_of
from portal.judges.visibility import hidden_submissions
from portal.transparency.heads import HeadKind
from portal.transparency.queries import head_in_force

bp = Blueprint("manage_decision", __name__, url_prefix="/manage/editions/<int:edition_id>/decision")


@bp.route("", methods=["GET", "POST"])
@signed_in
def index(edition_id: int) -> Any:
    """What waits to be released, what was decided, and the prizes to prepare; the assistant's proposal is filled in."""
    edition = organizers_edition(edition_id)
    shortlist = queries.basis_of_decision(edition)
    if shortlist is None:
        return render_template("decisions/decision.html", edition=edition, shortlist=None)
    hidden = hidden_submissions(current_user, edition)
    page = DecisionPage(edition, shortlist, hidden)
    last = queries.last_proposal(edition)
    form = _prepare_form(edition, last if not hidden else None)
    if request.method == "POST":
        authorize(policies.can_decide(current_user, edition, hidden))
        page.choose(request.form.get, _reason)
        if "recount" not in request.form and form.validate_on_submit() and _prepare(edition, form, page):
            next_page = ".index" if settings_of(edition).second_person else "manage_publication.index"
            return redirect(url_for(next_page, edition_id=edition.id))
    else:
        page.begin(last if not hidden else None)
    decided = queries.latest_decision(edition)
    paper, waiting = queries.newest_papers(decided.id) if decided else (None, None)
    return render_template(
        "decisions/decision.html",
        edition=edition,
        shortlist=shortlist,
        page=page,
        form=form,
        decided=decided,
        paper=paper,
        waiting=waiting,
        may_accept=policies.can_accept_paper(current_user, edition, waiting, hidden) if waiting else None,
        last=last,
        sealed=head_in_force(edition, HeadKind.SHEETS),
        may=policies.can_decide(current_user, edition, hidden),
        may_release=policies.can_release(current_user, edition, last, hidden) if last else None,
        second_person=settings_of(edition).second_person,
        release_form=ReleaseForm(),
        send_back_form=SendBackForm(),
        paper_form=PaperForm(formdata=None),
        accept_form=AcceptPaperForm(formdata=None),
        drop_form=DropPaperForm(formdata=None),
        hidden=len(hidden),
    )


def _reason(category: int) -> str:
    return str(tidy(request.form.get(f"reason-{category}", ""))[:1000])


def _prepare_form(edition: Edition, last: DecisionProposal | None) -> DecisionForm:
    today = local_time(clock.now(), edition.time_zone).date()
    kept = {"reference": last.reference, "signatory": last.signatory, "decided_on": last.decided_on} if last else {}
    return DecisionForm(**{"decided_on": today, **kept})


def _prepare(edition: Edition, form: DecisionForm, page: DecisionPage) -> bool:
    day, today = form.decided_on.data, clock.now().date()
    if abs(day - today) > timedelta(days=366):
        form.decided_on.errors = [_("Enter a date within a year of today")]
        return False
    words = {"reference": form.reference.data, "signatory": form.signatory.data, "decided_on": day}
    second_person = settings_of(edition).second_person
    act = release.prepare if second_person else release.decide_alone
    try:
        act(edition, prizes=page.chosen, cap_reasons=page.reasons, actor=current_user, **words)
    except PrizesRefusedError as error:
        form.form_errors.extend(error.sentences)
        return False
    except NotForThePublicError as error:
        form.form_errors.append(str(error))
        return False
    if second_person:
        flash(_("The decision is prepared. Another organizer must release it."), "success")
    else:
        flash(_("The decision is recorded. Nothing is public yet."), "success")
    return True


@bp.post("/<int:proposal_id>/release")
@signed_in
def confirm(edition_id: int, proposal_id: int) -> Any:
    """The second person releases what was prepared."""
    edition = organizers_edition(edition_id)
    proposal = queries.get_proposal_or_404(edition, proposal_id)
    hidden = hidden_submissions(current_user, edition)
    authorize(policies.can_release(current_user, edition, proposal, hidden))
    if not ReleaseForm().validate_on_submit():
        flash(_("Tick the box to say that you have compared it."), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    try:
        release.release(proposal, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
        return redirect(url_for(".index", edition_id=edition.id))
    flash(_("The decision is recorded. Nothing is public yet."), "success")
    return redirect(url_for("manage_publication.index", edition_id=edition.id))


@bp.post("/<int:proposal_id>/send-back")
@signed_in
def send_back(edition_id: int, proposal_id: int) -> Any:
    """Say what must be changed first."""
    edition = organizers_edition(edition_id)
    proposal = queries.get_proposal_or_404(edition, proposal_id)
    hidden = hidden_submissions(current_user, edition)
    authorize(policies.can_send_back(current_user, edition, proposal, hidden))
    form = SendBackForm()
    if not form.validate_on_submit():
        flash(str(form.reason.errors[0]) if form.reason.errors else _("Write what must be changed."), "error")
    else:
        release.send_back(proposal, reason=form.reason.data, actor=current_user)
        flash(_("It is sent back; your words stand above the prizes."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
