"""Before a draft: what to have ready, the eligibility questions one a page, and the beginning."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards import queries as awards
from portal.awards.form import asked_questions, questions_of
from portal.core import clock
from portal.core.access import authorize, public, signed_in
from portal.core.forms import choices
from portal.core.i18n import localized
from portal.submissions import policies, queries, service
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


@bp.route("/editions/<slug>/eligibility/<code>", methods=["GET", "POST"])
@signed_in
def eligibility(slug: str, code: str) -> Any:
    """One question a page; a no that blocks leads to a page that says why and what else to do."""
    edition = awards.get_edition_by_slug_or_404(slug)
    authorize(policies.can_start(current_user, edition, clock.now()))
    answers = session.get(f"eligibility-{edition.id}", {})
    questions = asked_questions(questions_of(edition), answers)
    place = next((place for place, one in enumerate(questions) if one.code == code), None)
    if place is None:
        return redirect(url_for(".start", slug=slug))
    question, form = questions[place], EligibilityForm()
    form.answer.label.text = localized(question.question)
    form.answer.description = localized(question.hint)
    options = [(one.value, localized(one.label)) for one in question.options]
    form.answer.choices = choices(options or [("yes", _("Yes")), ("no", _("No"))])
    if form.validate_on_submit():
        session[f"eligibility-{edition.id}"] = answers = {**answers, code: form.answer.data}
        if form.answer.data not in question.passes and question.blocking:
            return render_template("submissions/not_eligible.html", edition=edition, question=question)
        following = asked_questions(questions_of(edition), answers)
        if place + 1 < len(following):
            return redirect(url_for(".eligibility", slug=slug, code=following[place + 1].code))
        return redirect(url_for(".begin", slug=slug))
    if request.method == "GET":
        form.answer.data = answers.get(code)
    back = url_for(".eligibility", slug=slug, code=questions[place - 1].code) if place else url_for(".start", slug=slug)
    return render_template(
        "submissions/eligibility.html",
        edition=edition,
        form=form,
        back=back,
        place=place + 1,
        count=None if any(one.when for one in questions_of(edition)) else len(questions),
    )


@bp.route("/editions/<slug>/begin", methods=["GET", "POST"])
@signed_in
def begin(slug: str) -> Any:
    """Make the draft once every question is answered so that it may."""
    edition = awards.get_edition_by_slug_or_404(slug)
    authorize(policies.can_start(current_user, edition, clock.now()))
    answers = session.get(f"eligibility-{edition.id}", {})
    asked = asked_questions(questions_of(edition), answers)
    for question in asked:
        given = answers.get(question.code, "")
        if not question.is_answer(given) or (question.blocking and given not in question.passes):
            return redirect(url_for(".eligibility", slug=slug, code=question.code))
    form = ConfirmForm()
    if form.validate_on_submit():
        kept = {question.code: answers[question.code] for question in asked}
        draft = service.start(edition, eligibility=kept, actor=current_user)
        if (source := session.pop(f"copy-{edition.id}", None)) is not None:
            service.copy_into(draft, queries.get_for_owner_or_404(source, current_user), actor=current_user)
        session.pop(f"eligibility-{edition.id}", None)
        return redirect(url_for("submissions.hub", submission_id=draft.id))
    return render_template("submissions/begin.html", edition=edition, form=form)
