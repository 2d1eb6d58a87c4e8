"""An author's pages: eligibility, task list, sections, check, submit, receipt."""

from decimal import Decimal
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards import queries as awards
from portal.awards.form import pages_of, questions_of
from portal.core import clock
from portal.core.access import authorize, public, signed_in
from portal.core.forms import choices, page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.submissions import deadlines, policies, queries, rules, service, tasks, versions
from portal.submissions.answers import answers_from, authors_from
from portal.submissions.drafts import ConflictingEditError
from portal.submissions.forms import ConfirmForm, EligibilityForm, WorkForm, choose, loosen, submit_form
from portal.submissions.models import Submission
from portal.submissions.snapshot import grace_until

bp = Blueprint("submissions", __name__)


@bp.get("/submissions")
@signed_in
def index() -> str:
    """One's own submissions."""
    page = paginate(queries.list_of_owner(current_user), page_number())
    return render_template("submissions/index.html", page=page, editions=awards.open_editions(clock.now()))


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
    questions = questions_of(edition)
    place = next((place for place, one in enumerate(questions) if one.code == code), None)
    if place is None:
        raise NotFound()
    question, form = questions[place], EligibilityForm()
    form.answer.label.text = localized(question.question)
    form.answer.description = localized(question.hint)
    options = [(one.value, localized(one.label)) for one in question.options]
    form.answer.choices = choices(options or [("yes", _("Yes")), ("no", _("No"))])
    answers = session.get(f"eligibility-{edition.id}", {})
    if form.validate_on_submit():
        session[f"eligibility-{edition.id}"] = answers = {**answers, code: form.answer.data}
        if form.answer.data not in question.passes and question.blocking:
            return render_template("submissions/not_eligible.html", edition=edition, question=question)
        if place + 1 < len(questions):
            return redirect(url_for(".eligibility", slug=slug, code=questions[place + 1].code))
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
        count=len(questions),
    )


@bp.route("/editions/<slug>/begin", methods=["GET", "POST"])
@signed_in
def begin(slug: str) -> Any:
    """Make the draft once every question is answered so that it may."""
    edition = awards.get_edition_by_slug_or_404(slug)
    authorize(policies.can_start(current_user, edition, clock.now()))
    answers = session.get(f"eligibility-{edition.id}", {})
    for question in questions_of(edition):
        given = answers.get(question.code, "")
        if not question.is_answer(given) or (question.blocking and given not in question.passes):
            return redirect(url_for(".eligibility", slug=slug, code=question.code))
    form = ConfirmForm()
    if form.validate_on_submit():
        draft = service.start(edition, eligibility=answers, actor=current_user)
        if (source := session.pop(f"copy-{edition.id}", None)) is not None:
            service.copy_into(draft, queries.get_for_owner_or_404(source, current_user), actor=current_user)
        session.pop(f"eligibility-{edition.id}", None)
        return redirect(url_for(".hub", submission_id=draft.id))
    return render_template("submissions/begin.html", edition=edition, form=form)


def _own(submission_id: int) -> Submission:
    submission = queries.get_for_owner_or_404(submission_id, current_user)
    g.time_zone = submission.edition.time_zone
    return submission


def _own_editable(submission_id: int, policy: Any = policies.can_edit) -> Submission:
    submission = _own(submission_id)
    authorize(policy(current_user, submission, clock.now()))
    return submission


@bp.get("/submissions/<int:submission_id>")
@signed_in
def hub(submission_id: int) -> str:
    """The task list, or what became of a submission that was sent."""
    submission = _own(submission_id)
    groups = tasks.sections(submission)
    editable = policies.can_edit(current_user, submission, clock.now())
    return render_template(
        "submissions/hub.html",
        submission=submission,
        groups=groups,
        progress=tasks.completed(groups),
        editable=editable,
        may_finish=policies.can_finish(current_user, submission, clock.now()),
        grace_until=grace_until(submission),
        version=queries.latest_version(submission),
        versions=queries.versions_of(submission),
        owns=policies.answers_for(current_user, submission),
        editions=awards.open_editions(clock.now()),
    )


def _revision() -> int | None:
    return request.form.get("revision", type=int)


def _is_autosave() -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def _saved(submission: Submission, stored: dict[str, Any] | None = None) -> dict[str, Any]:
    """What an autosave learns: the revision to go on from, and the answers as joined with those of others."""
    return {
        "revision": submission.revision,
        "values": stored or {},
        "saved_at": current_app.jinja_env.filters["time"](submission.saved_at),
    }


def _back_to_hub(submission: Submission) -> Any:
    return redirect(url_for(".hub", submission_id=submission.id))


@bp.route("/submissions/<int:submission_id>/work", methods=["GET", "POST"])
@signed_in
def work(submission_id: int) -> Any:
    """Category, title, organisation and summary."""
    submission = _own_editable(submission_id)
    categories = deadlines.open_categories(submission, awards.categories_of(submission.edition), clock.now())
    form = WorkForm(obj=submission if request.method == "GET" else None)
    choose(form, categories, {one.id: f"{one.number}. {localized(one.name)}" for one in categories})
    loosen(form, submission)
    if request.method == "GET":
        form.category.data = str(submission.category_id or "")
        form.revision.data = str(submission.revision)
    elif form.csrf_token.validate(form):
        chosen = next((one for one in categories if str(one.id) == form.category.data), None)
        valid = form.validate_on_submit()
        if chosen is None:
            form.category.errors = [*form.category.errors, _("Choose the category")]
        typed = {
            "title": form.title.data or "",
            "summary": (form.summary.data or "")[:6000],
            "organisation": form.organisation.data or "",
            "category": chosen or submission.category,
        }
        given = versions.chosen(typed, {key: getattr(submission, key) for key in typed}, request.form)
        try:
            stored = service.save_work(
                submission,
                category=given["category"],
                **{key: given[key] for key in ("title", "summary", "organisation")},
                actor=current_user,
                revision=_revision(),
            )
        except ConflictingEditError as error:
            labels = {one.name: one.label.text for one in form}
            form.title.data, form.summary.data = error.merged["title"], error.merged["summary"]
            form.organisation.data, form.category.data = error.merged["organisation"], str(error.merged["category"])
            return _two_versions(error, submission, labels, "submissions/work.html", form=form, categories=categories)
        if _is_autosave():
            return _saved(submission, {**stored, "category": str(stored["category"] or "")})
        if valid and chosen is not None:
            return _back_to_hub(submission)
        form.revision.data = str(submission.revision)
    return render_template("submissions/work.html", submission=submission, form=form, categories=categories)


def _two_versions(
    error: ConflictingEditError, submission: Submission, labels: dict[str, Any], template: str, **values: Any
) -> Any:
    """Show the stored version beside what was typed: the next save goes on from what is stored now."""
    if _is_autosave():
        return {"error": str(error), "revision": error.revision}, 409
    conflicts = versions.conflicts_of(error, submission, labels)
    page = render_template(
        template, submission=submission, conflicts=conflicts, conflict=error, current_revision=error.revision, **values
    )
    return page, 409


@bp.route("/submissions/<int:submission_id>/pages/<code>", methods=["GET", "POST"])
@signed_in
def page(submission_id: int, code: str) -> Any:
    """One page of the edition's own form."""
    submission = _own_editable(submission_id)
    found = next((one for one in pages_of(submission.edition, submission.category) if one.code == code), None)
    if found is None:
        raise NotFound()
    values: dict[str, Any] = {"page": found, "answers": submission.answers, "errors": {}}
    if request.method == "POST":
        given = versions.chosen(answers_from(found, request.form), submission.answers, request.form)
        values["answers"] = given
        try:
            stored = service.save_page(submission, code, given, actor=current_user, revision=_revision())
        except ConflictingEditError as error:
            labels = {field.key: localized(field.label) for field in found.fields}
            values["answers"] = error.merged
            return _two_versions(error, submission, labels, "submissions/page.html", **values)
        if _is_autosave():
            return _saved(submission, stored)
        values["answers"] = given = stored
        values["errors"] = {} if submission.kept else rules.page_problems(found, given)
        if not values["errors"]:
            return _back_to_hub(submission)
    return render_template("submissions/page.html", submission=submission, **values)


@bp.route("/submissions/<int:submission_id>/authors", methods=["GET", "POST"])
@signed_in
def authors(submission_id: int) -> Any:
    """The authors with their shares; rows are added and removed without script too."""
    submission = _own_editable(submission_id)
    rows: list[dict[str, Any]] = [
        {
            "full_name": a.full_name,
            "organisation": a.organisation,
            "job_title": a.job_title,
            "email": a.email,
            "share": f"{a.share.normalize():f}",
            "minor": "yes" if a.minor else "",
        }
        for a in submission.authors
    ]
    errors: list[tuple[str, Any]] = []
    if request.method == "POST":
        rows = authors_from(request.form)
        if "add" in request.form:
            rows.append({})
        elif (gone := request.form.get("remove", type=int)) is not None:
            rows = rows[:gone] + rows[gone + 1 :]
        elif request.form.get("pick-authors") == "theirs":
            return _back_to_hub(submission)
        else:
            shares = [rules.parse_share(row["share"]) for row in rows]
            errors = [] if _is_autosave() else _author_errors(rows, shares, whole=not submission.kept)
            if not errors:
                parsed = [{**row, "share": share or Decimal()} for row, share in zip(rows, shares, strict=True)]
                try:
                    service.save_authors(submission, parsed, actor=current_user, revision=_revision())
                except ConflictingEditError as error:
                    labels = {"authors": _("Authors and shares")}
                    return _two_versions(
                        error, submission, labels, "submissions/authors.html", rows=rows, errors=errors
                    )
                return _saved(submission) if _is_autosave() else _back_to_hub(submission)
    rows = rows or [_first_author(submission)]
    return render_template("submissions/authors.html", submission=submission, rows=rows, errors=errors)


def _first_author(submission: Submission) -> dict[str, Any]:
    person = submission.person if submission.kept else None
    who = {"full_name": person.name, "email": person.email} if person else None
    who = who or {"full_name": current_user.name, "email": current_user.email, "share": "100"}
    return {**who, "organisation": submission.organisation}


def _author_errors(rows: list[dict[str, Any]], shares: list[Any], *, whole: bool) -> list[tuple[str, Any]]:
    errors: list[tuple[str, Any]] = []
    for place, (row, share) in enumerate(zip(rows, shares, strict=True)):
        if not row["full_name"]:
            errors.append((f"full_name-{place}", _("Enter the name of author %(n)d", n=place + 1)))
        if (share is None or share <= 0) and (whole or row["share"]):
            errors.append((f"share-{place}", _("Enter the share of author %(n)d, like 33.5", n=place + 1)))
    if not whole:
        return errors
    if not rows:
        errors.append(("full_name-0", rules.SENTENCES[rules.Problem.AUTHORS_MISSING]))
    elif not errors and not rules.shares_are_whole(shares):
        total = f"{sum(shares).normalize():f}"
        errors.append(("share-0", _("The shares add up to %(total)s percent; they must make exactly 100", total=total)))
    return errors


@bp.get("/submissions/<int:submission_id>/check")
@signed_in
def check(submission_id: int) -> str:
    """Everything on one page before sending, each part with a way to change it."""
    submission = _own_editable(submission_id, policies.can_finish)
    problems = service.problems_of(submission, clock.now())
    return render_template(
        "submissions/check.html",
        submission=submission,
        pages=pages_of(submission.edition, submission.category),
        groups=tasks.sections(submission),
        problems=[rules.SENTENCES[problem] for problem in problems],
        form=submit_form(submission),
    )


@bp.post("/submissions/<int:submission_id>/submit")
@signed_in
def submit(submission_id: int) -> Any:
    """Freeze and send; whatever is missing is said, and nothing is lost."""
    submission = _own(submission_id)
    authorize(policies.can_submit(current_user, submission))
    form = submit_form(submission)
    problems: list[Any] = []
    if form.validate_on_submit():
        try:
            version = service.submit(submission, actor=current_user)
        except service.NotReadyError as error:
            problems = [rules.SENTENCES[problem] for problem in error.problems]
        else:
            return redirect(url_for("receipts.show", submission_id=submission.id, number=version.number))
    page = render_template(
        "submissions/check.html",
        submission=submission,
        pages=pages_of(submission.edition, submission.category),
        groups=tasks.sections(submission),
        problems=problems,
        form=form,
    )
    return page, 422


@bp.post("/submissions/<int:submission_id>/copy")
@signed_in
def copy(submission_id: int) -> Any:
    """Begin a new draft with the words and files of this one; the questions before it are asked anew."""
    submission = _own(submission_id)
    if submission.kept:
        raise NotFound()
    edition = awards.get_edition_or_404(request.form.get("edition", 0, type=int))
    authorize(policies.can_start(current_user, edition, clock.now()))
    session[f"copy-{edition.id}"] = submission.id
    return redirect(url_for(".start", slug=edition.slug))


@bp.route("/submissions/<int:submission_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(submission_id: int) -> Any:
    """Take the work out of the award, after a question."""
    submission = _own(submission_id)
    authorize(policies.can_withdraw(current_user, submission))
    form = ConfirmForm()
    if form.validate_on_submit():
        service.withdraw(submission, actor=current_user)
        flash(_("The submission is withdrawn."), "success")
        return redirect(url_for(".index"))
    return render_template("submissions/withdraw.html", submission=submission, form=form)
