"""The ballot of a member of the council: ticked on a telephone, saved, handed in."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.list_words import words_of_vote
from portal.awards.models import Edition
from portal.awards.preset_words import ORGANISATIONS
from portal.awards.queries import categories_of, prizes_of
from portal.ballots import policies, queries, service, voting
from portal.ballots.ballot_input import read_ballot
from portal.ballots.ballot_rules import Vote, settings_in
from portal.ballots.models import BallotBox, BallotVoter, BoxState
from portal.ballots.words import CHOICE_LABELS, OUTCOME_LABELS
from portal.core.access import signed_in
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.forms import tidy
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions

bp = Blueprint("ballots", __name__)


def _edition_of(box: BallotBox) -> Edition:
    edition = db.session.get_one(Edition, box.edition_id)
    g.time_zone = edition.time_zone
    return edition


@bp.route("/council/ballots/<int:box_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("600/hour", methods=["POST"])
def ballot(box_id: int) -> Any:
    """The own ballot while the box is open, and what it came to afterwards."""
    box, voter = queries.get_members_box_or_404(box_id, current_user)
    edition = _edition_of(box)
    if request.method == "GET":
        may = policies.can_vote(current_user, voter)
        if not may:
            return _over(edition, box, voter, may.reason)
        return _ballot_page(edition, box, voter, queries.draft_of(voter))
    votes = read_ballot(request.form, box.works)
    try:
        if request.form.get("act") != "hand_in":
            voting.save_draft(voter, votes, actor=current_user)
            flash(_("Saved. Your ballot counts only after it is handed in."), "success")
            return redirect(url_for(".ballot", box_id=box.id))
        if not request.form.get("sure"):
            return _ballot_page(edition, box, voter, votes, [("sure", _("Tick that the ballot is final"))]), 422
        voting.hand_in(voter, votes, actor=current_user)
    except voting.UnansweredError as error:
        open_work = next((one for one in box.works if one not in votes), box.works[0])
        return _ballot_page(edition, box, voter, votes, [(f"work-{open_work}", str(error))]), 422
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("Your ballot is handed in. Thank you."), "success")
    return redirect(url_for(".ballot", box_id=box.id))


def _ballot_page(
    edition: Edition,
    box: BallotBox,
    voter: BallotVoter,
    votes: dict[int, Vote],
    problems: list[tuple[str, str]] | None = None,
) -> str:
    hidden = hidden_submissions(current_user, edition)
    entries = queries.works_in(box, hidden)
    return render_template(
        "ballots/ballot.html",
        edition=edition,
        box=box,
        voter=voter,
        groups=_by_category(edition, entries),
        votes=votes,
        answered=sum(entry.submission_id in votes for entry in entries),
        works=len(entries),
        recused=len(hidden & set(box.works)),
        prizes=[(one.code, localized(one.name)) for one in prizes_of(edition)],
        choices=CHOICE_LABELS,
        rules=words_of_vote(settings_in(box.settings)),
        secret=settings_in(box.settings).secret,
        names_organisations=ORGANISATIONS not in box.round.hides,
        problems=problems or [],
    )


def _by_category(edition: Edition, entries: list[Any]) -> list[tuple[Any, list[Any]]]:
    groups = [(one, [entry for entry in entries if entry.category_id == one.id]) for one in categories_of(edition)]
    return [group for group in groups if group[1]]


def _over(edition: Edition, box: BallotBox, voter: BallotVoter, reason: Any) -> str:
    hidden = hidden_submissions(current_user, edition)
    shown = policies.can_see_result(box)
    results = queries.results_of(box, hidden) if shown else []
    return render_template(
        "ballots/over.html",
        edition=edition,
        box=box,
        voter=voter,
        reason=reason,
        results=results,
        recused=len(hidden & set(box.works)),
        prizes={one.code: localized(one.name) for one in prizes_of(edition)},
        outcomes=OUTCOME_LABELS,
        casting=[one for one in results if policies.can_cast(current_user, box, voter, one.submission.id, hidden)],
        rules=words_of_vote(settings_in(box.settings)),
        waits=box.state is BoxState.OPEN,
    )


@bp.post("/council/ballots/<int:box_id>/casting/<int:submission_id>")
@signed_in
@limiter.limit("120/hour")
def cast(box_id: int, submission_id: int) -> Any:
    """The chair's word on a work with equal votes."""
    box, _voter = queries.get_members_box_or_404(box_id, current_user)
    _edition_of(box)
    answer = request.form.get("agrees", "")
    try:
        if answer not in ("yes", "no"):
            raise voting.BallotRefusedError(_("Choose whether the work passes."))
        reason = tidy(request.form.get("reason", ""))[:1000]
        service.cast(box, submission_id, agrees=answer == "yes", reason=reason, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("Your casting vote is recorded."), "success")
    return redirect(url_for(".ballot", box_id=box.id))
