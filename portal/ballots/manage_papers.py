"""The pages on which papers of absent members are received and counted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.attachments.rules import may_be_opened
from portal.attachments.service import download_url
from portal.awards.console import organizers_edition
from portal.awards.models import Edition
from portal.awards.queries import prizes_of
from portal.ballots import papers, policies, queries
from portal.ballots.ballot_input import read_ballot, read_numbers
from portal.ballots.ballot_rules import Count, Vote, settings_in
from portal.ballots.forms import PaperForm
from portal.ballots.manage import BASE
from portal.ballots.models import BallotBox, BallotVoter
from portal.ballots.words import CHOICE_LABELS
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_ballot_papers", __name__)


def _box(edition_id: int, box_id: int) -> tuple[Edition, BallotBox]:
    edition = organizers_edition(edition_id)
    authorize(policies.can_count_papers(current_user, edition, hidden_submissions(current_user, edition)))
    return edition, queries.get_box_or_404(edition.id, box_id)


def _voter(box: BallotBox, voter_id: int) -> BallotVoter:
    found = next((one for one in box.voters if one.id == voter_id), None)
    if found is None:
        raise NotFound()
    return found


@bp.route(f"{BASE}/<int:box_id>/papers/<int:voter_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("200/hour", methods=["POST"])
def receive(edition_id: int, box_id: int, voter_id: int) -> Any:
    """Receive the paper of one member, with its scan; of an open ballot with its votes."""
    edition, box = _box(edition_id, box_id)
    voter, form = _voter(box, voter_id), PaperForm()
    votes = read_ballot(request.form, box.works) if request.method == "POST" else {}
    if form.validate_on_submit():
        scan = form.scan.data
        scan.stream.seek(0, 2)
        size = scan.stream.tell()
        scan.stream.seek(0)
        try:
            papers.receive(
                voter, votes=votes, filename=scan.filename or "", stream=scan.stream, size=size,
                content_type=scan.mimetype or "", actor=current_user,
            )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The paper of %(name)s is received.", name=voter.name), "success")
            return redirect(url_for("manage_ballots.box", edition_id=edition.id, box_id=box.id))
    return _paper_page(edition, box, voter, form, votes), 422 if request.method == "POST" else 200


def _paper_page(edition: Edition, box: BallotBox, voter: BallotVoter, form: PaperForm, votes: dict[int, Vote]) -> str:
    secret = settings_in(box.settings).secret
    barred = hidden_submissions(voter.judge.user, edition)
    return render_template(
        "ballots/paper.html",
        edition=edition,
        box=box,
        voter=voter,
        form=form,
        secret=secret,
        entries=[] if secret else queries.works_in(box, barred),
        votes=votes,
        choices=CHOICE_LABELS,
        prizes=[(one.code, localized(one.name)) for one in prizes_of(edition)],
    )


@bp.route(f"{BASE}/<int:box_id>/papers", methods=["GET", "POST"])
@signed_in
@limiter.limit("100/hour", methods=["POST"])
def count(edition_id: int, box_id: int) -> Any:
    """Count the papers of a secret ballot: opened together, by two people one after the other."""
    edition, box = _box(edition_id, box_id)
    codes = list(box.prizes)
    typed = {name: read_numbers(request.form, name, box.works) for name in ("agree", "disagree", "abstain", *codes)}
    problem = ""
    if request.method == "POST":
        counts = {
            work: Count(
                typed["agree"][work], typed["disagree"][work], typed["abstain"][work],
                {code: typed[code][work] for code in codes if typed[code][work]},
            )
            for work in box.works
        }  # fmt: skip
        try:
            agreed = papers.count(box, counts, actor=current_user)
        except PortalError as error:
            problem = str(error)
        else:
            said = _("Both counts agree: the papers are in the urn.")
            flash(said if agreed else _("Your count is sealed. Now a second person counts the same papers."), "success")
            return redirect(url_for("manage_ballots.box", edition_id=edition.id, box_id=box.id))
    page = render_template(
        "ballots/papers.html",
        edition=edition,
        box=box,
        papers=papers.waiting_papers(box),
        entries=queries.works_in(box, frozenset()),
        typed=typed if request.method == "POST" else None,
        prizes=[(one.code, localized(one.name)) for one in prizes_of(edition) if one.code in codes],
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.get(f"{BASE}/<int:box_id>/papers/<int:voter_id>/scan")
@signed_in
def scan(edition_id: int, box_id: int, voter_id: int) -> Any:
    """The scan that came with a paper."""
    _edition, box = _box(edition_id, box_id)
    found = _voter(box, voter_id).scan
    if found is None or not may_be_opened(found):
        raise NotFound()
    return redirect(download_url(found))
