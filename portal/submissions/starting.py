"""Before a draft: what to have ready, the eligibility questions one a page, and the beginning."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.form import Question, asked_questions, kept_answers, questions_of
from portal.core import clock
from portal.core.access import authorize, public, signed_in
from portal.core.forms import choices
from portal.core.i18n import localized
from portal.core.kept import keep_for, kept_for
from portal.submissions import policies, queries, service
from portal.submissions.check_words import answer_label
from portal.submissions.forms import ConfirmForm, EligibilityForm

bp = Blueprint("starting", __name__)


@bp.get("/editions/<slug>/submit")
@public
def start(slug: str) -> str:
    """What to have ready, and the button that begins; outside the call, when it opens or that it closed."""
    edition = awards.get_edition_by_slug_or_404(slug)
    g.time_zone = edition.time_zone
    verdict = policies.can_start(current_user, edition, clock.now())
    is_open = edition.is_open(clock.now())
    first = next((question.code for question in questions_of(edition)), None)
    return render_template("submissions/start.html", edition=edition, is_open=is_open, verdict=verdict, first=first)


def _given(edition: Any) -> dict[str, Any]:
    return kept_for(current_user, f"eligibility-{edition.id}") or {}


def _form_for(question: Question, given: Any) -> EligibilityForm:
    form = EligibilityForm()
    form.answer.label.text = localized(question.question)
    form.answer.description = localized(question.hint)
    options = [(one.value, localized(one.label)) for one in question.options]
    form.answer.choices = choices(options or [("yes", _("Yes")), ("no", _("No"))])
    if request.method == "GET":
        form.answer.data = given
    return form


def _next_open(questions: list[Question], answers: dict[str, Any]) -> Question | None:
    """The first question that is asked and whose answer, missing or blocking, lets nobody by."""
    asked = asked_questions(questions, answers)
    return next((one for one in asked if not one.lets_by(answers.get(one.code))), None)


def _refusal(edition: Any, question: Question, given: str, again: str) -> str:
    """Say why the work cannot be taken in, what else to do and whom to ask: a page like any other, not an error."""
    return render_template(
        "submissions/not_eligible.html",
        edition=edition,
        question=question,
        given=answer_label(question, given),
        again=again,
        contact=edition.rules.get("contact") or {},
        categories=awards.categories_of(edition),
    )


@bp.route("/editions/<slug>/eligibility/<code>", methods=["GET", "POST"])
@signed_in
def eligibility(slug: str, code: str) -> Any:
    """One question a page; a no that blocks leads to a page that says why and what else to do."""
    edition = awards.get_edition_by_slug_or_404(slug)
    authorize(policies.can_start(current_user, edition, clock.now()))
    answers, questions = _given(edition), questions_of(edition)
    asked = asked_questions(questions, answers)
    place = next((place for place, one in enumerate(asked) if one.code == code), None)
    if place is None:
        return redirect(url_for(".start", slug=slug))
    question, form = asked[place], _form_for(asked[place], answers.get(code))
    changing = "change" in request.args
    if form.validate_on_submit():
        answers = kept_answers(questions, {**answers, code: form.answer.data})
        keep_for(current_user, f"eligibility-{edition.id}", answers)
        if not question.lets_by(form.answer.data):
            again = url_for(".eligibility", slug=slug, code=code, change="1" if changing else None)
            return _refusal(edition, question, form.answer.data, again)
        following = _next_open(questions, answers)
        if following is None:
            return redirect(url_for(".begin", slug=slug))
        return redirect(url_for(".eligibility", slug=slug, code=following.code))
    back = url_for(".eligibility", slug=slug, code=asked[place - 1].code) if place else url_for(".start", slug=slug)
    return render_template(
        "submissions/eligibility.html",
        edition=edition,
        form=form,
        back=url_for(".begin", slug=slug) if changing else back,
        place=place + 1,
        count=None if any(one.when for one in questions) else len(asked),
    )


@bp.route("/editions/<slug>/begin", methods=["GET", "POST"])
@signed_in
def begin(slug: str) -> Any:
    """Read the answers once more and make the draft, once every question is answered so that it may."""
    edition = awards.get_edition_by_slug_or_404(slug)
    authorize(policies.can_start(current_user, edition, clock.now()))
    answers, questions = _given(edition), questions_of(edition)
    if (barring := _next_open(questions, answers)) is not None:
        return redirect(url_for(".eligibility", slug=slug, code=barring.code))
    form = ConfirmForm()
    if form.validate_on_submit():
        draft = service.start(edition, eligibility=kept_answers(questions, answers), actor=current_user)
        if (source := session.pop(f"copy-{edition.id}", None)) is not None:
            service.copy_into(draft, queries.get_for_owner_or_404(source, current_user), actor=current_user)
        keep_for(current_user, f"eligibility-{edition.id}", None)
        return redirect(url_for("submissions.hub", submission_id=draft.id))
    asked = asked_questions(questions, answers)
    back = url_for(".eligibility", slug=slug, code=asked[-1].code) if asked else url_for(".start", slug=slug)
    return render_template(
        "submissions/begin.html", edition=edition, form=form, questions=asked, answers=answers, back=back
    )


@bp.route("/submissions/<int:submission_id>/eligibility/<code>", methods=["GET", "POST"])
@signed_in
def answer(submission_id: int, code: str) -> Any:
    """Change an answer after the draft has begun; one that blocks is kept, and the work cannot be sent with it."""
    submission = queries.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    authorize(policies.can_edit(current_user, submission, clock.now()))
    check, questions = url_for("submissions.check", submission_id=submission.id), questions_of(submission.edition)
    asked = asked_questions(questions, submission.eligibility)
    question = next((one for one in asked if one.code == code), None)
    if question is None:
        return redirect(check)
    form = _form_for(question, submission.eligibility.get(code))
    if form.validate_on_submit():
        service.save_eligibility(submission, code, form.answer.data, actor=current_user)
        if not question.lets_by(form.answer.data):
            return _refusal(submission.edition, question, form.answer.data, request.path)
        following = _next_open(questions, submission.eligibility)
        if following is None:
            return redirect(check)
        return redirect(url_for(".answer", submission_id=submission.id, code=following.code))
    return render_template("submissions/eligibility.html", edition=submission.edition, form=form, back=check, place=0)
