"""The page where one paper sheet after another is keyed in."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.assignments.models import Assignment
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.judges.visibility import hidden_submissions
from portal.paper_sheets import policies, queries, service
from portal.paper_sheets.forms import KeyForm
from portal.paper_sheets.manage import BASE, take_scan
from portal.paper_sheets.models import PaperSheet
from portal.scoring import rules, sheet_form, sheet_values
from portal.scoring.models import ScoresheetState
from portal.scoring.service import InvalidPointsError, limits_of
from portal.submissions.queries import latest_titles

bp = Blueprint("key_paper_sheets", __name__)


@bp.route(f"{BASE}/key/<int:assignment_id>", methods=["GET", "POST"])
@signed_in
@limiter.limit("600/hour", methods=["POST"])
def key(edition_id: int, assignment_id: int) -> Any:
    """All of one sheet in one form; saving finishes it and leads to the judge's next one."""
    edition = awards.get_edition_or_404(edition_id)
    hidden = hidden_submissions(current_user, edition)
    pair = queries.get_pair_or_404(edition, assignment_id, hidden)
    g.time_zone = edition.time_zone
    sheet, facts = queries.sheet_of(pair), queries.facts_of(current_user, pair, hidden)
    finished = sheet is not None and sheet.state is ScoresheetState.FINISHED
    if request.method == "POST" and finished and not facts.published:
        # Somebody else was quicker: the service says so, and what was typed stays in the page.
        authorize(policies.can_key_in(current_user, edition, pair.submission.category))
    else:
        authorize(policies.can_key(current_user, pair, sheet, facts))
    form, following = KeyForm(), queries.next_pair(pair, hidden)
    page = partial(_page, pair, form, over=facts.touched, following=following)
    if request.method == "GET":
        stored = sheet_values.flat_of(None if facts.touched else sheet, [one.id for one in limits_of(pair)])
        return page({name: sheet_form.words_of(value) for name, value in stored.items()})
    typed = sheet_form.read(limits_of(pair), request.form)
    problems: dict[int, Any] = typed.problems
    if form.validate_on_submit() and not problems:
        try:
            paper = _keyed(pair, form, typed)
        except InvalidPointsError as error:
            problems = error.problems
        except (service.ControlTotalError, service.NotDeclaredError) as error:
            _beside(form, error)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            return _onward(pair, paper, form, following)
    return page(typed.words, problems=problems), 422


def _keyed(pair: Assignment, form: KeyForm, typed: sheet_form.Typed) -> PaperSheet:
    written = rules.parse_points(form.written_total.data or "")
    return service.key_in(
        pair,
        points=typed.points,
        comments=typed.comments,
        comment_for_author=typed.words["comment_for_author"],
        written_total=written,
        declared=bool(form.declared.data),
        wrong_on_paper=bool(form.wrong_on_paper.data),
        reason=form.reason.data or "",
        actor=current_user,
    )


def _beside(form: KeyForm, error: PortalError) -> None:
    field = form.declared if isinstance(error, service.NotDeclaredError) else form.written_total
    field.errors = [str(error)]


def _onward(pair: Assignment, paper: PaperSheet, form: KeyForm, following: int | None) -> Any:
    name, number = pair.judge.user.name, pair.submission.number
    flash(_("Kept and finished: %(number)s for %(name)s. The judge is told.", number=number, name=name), "success")
    edition = pair.submission.edition
    if getattr(form.scan.data, "filename", ""):
        try:
            take_scan(paper, form.scan.data)
        except PortalError as error:
            flash(_("The scan was not taken: %(reason)s", reason=error), "error")
            return redirect(url_for("manage_paper_sheets.sheet", edition_id=edition.id, paper_id=paper.id))
    if following is None:
        flash(_("All sheets of %(name)s in this category are finished.", name=name), "success")
        category = pair.submission.category_id
        return redirect(url_for("manage_paper_sheets.index", edition_id=edition.id, category=category))
    return redirect(url_for(".key", edition_id=edition.id, assignment_id=following))


def _page(
    pair: Assignment,
    form: KeyForm,
    words: dict[str, str],
    *,
    over: bool,
    following: int | None,
    problems: dict[int, Any] | None = None,
) -> str:
    limits = limits_of(pair)
    submission = pair.submission
    return render_template(
        "paper_sheets/key.html",
        edition=submission.edition,
        pair=pair,
        submission=submission,
        title=latest_titles([submission.id]).get(submission.id, ""),
        criteria=submission.category.criteria if submission.category else [],
        words=words,
        problems=problems or {},
        form=form,
        over=over,
        highest=rules.highest_total(limits),
        following=following,
    )
