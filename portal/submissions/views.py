"""An author's pages: task list, sections, check, submit, withdraw."""

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
from portal.awards.form import asked_pages
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.core.whole_numbers import whole
from portal.submissions import deadlines, policies, queries, rules, service, tasks, versions
from portal.submissions.answers import answers_from, authors_from
from portal.submissions.asked import pages_for
from portal.submissions.check_page import check_values
from portal.submissions.conditional import conditions_on, named_problems, shown_page
from portal.submissions.drafts import ConflictingEditError
from portal.submissions.forms import ConfirmForm, WorkForm, choose, loosen, submit_form
from portal.submissions.models import Submission
from portal.submissions.snapshot import grace_until

bp = Blueprint("submissions", __name__)


@bp.get("/submissions")
@signed_in
def index() -> str:
    """One's own submissions."""
    page = paginate(queries.list_of_owner(current_user), page_number())
    return render_template("submissions/index.html", page=page, editions=awards.open_editions(clock.now()))


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
        newer=_newer_form(submission) if editable else None,
        owns=policies.answers_for(current_user, submission),
        editions=awards.open_editions(clock.now()),
    )


@bp.post("/submissions/<int:submission_id>/form")
@signed_in
def adopt_form(submission_id: int) -> Any:
    """Go over to the newest version of the form."""
    submission = _own_editable(submission_id)
    service.adopt_form(submission, actor=current_user)
    flash(_("Your work now answers the newest form. Look through the list: something may be asked anew."), "success")
    return _back_to_hub(submission)


def _newer_form(submission: Submission) -> Any:
    edition = submission.edition
    return awards.newest_form(edition) if submission.form_number < edition.form_number else None


def _revision() -> int | None:
    return request.form.get("revision", type=whole)


def _is_autosave() -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def _saved(submission: Submission, sent: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """What an autosave learns: the revision to go on from, and the answers that others gave meanwhile."""
    return {
        "revision": submission.revision,
        "values": {key: value for key, value in stored.items() if value != sent.get(key)},
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
            sent = {**given, "category": given["category"].id if given["category"] else None}
            return _saved(submission, sent, stored)
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
    pages = pages_for(submission)
    found = shown_page(pages, code, submission.answers)
    if found is None:
        raise NotFound()
    values: dict[str, Any] = {"page": found, "answers": submission.answers, "errors": {}, "more": None}
    values["whens"] = conditions_on(found)
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
            return _saved(submission, given, stored)
        values["answers"] = given = stored
        if "add" in request.form or "remove" in request.form:
            values["more"] = request.form.get("add")
        else:
            values["errors"] = {} if submission.kept else _problems_of(pages, code, submission.answers)
            values["problems"] = named_problems(found, values["errors"])
            if not values["errors"]:
                return _back_to_hub(submission)
    return render_template("submissions/page.html", submission=submission, **values)


def _problems_of(pages: list[Any], code: str, answers: dict[str, Any]) -> dict[str, Any]:
    """What is wrong on a page as it is left: only with what is asked after all that was answered."""
    asked = next((one for one in asked_pages(pages, answers) if one.code == code), None)
    return rules.page_problems(asked, answers, leaving=True) if asked else {}


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
        elif (gone := request.form.get("remove", type=whole)) is not None:
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
                return _saved(submission, {}, {}) if _is_autosave() else _back_to_hub(submission)
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
    values = check_values(submission, None, clock.now())
    return render_template("submissions/check.html", form=submit_form(submission), **values)


@bp.post("/submissions/<int:submission_id>/submit")
@signed_in
def submit(submission_id: int) -> Any:
    """Freeze and send; whatever is missing is said, and nothing is lost."""
    submission = _own(submission_id)
    authorize(policies.can_submit(current_user, submission))
    form = submit_form(submission)
    problems: list[rules.Problem] = []
    if form.validate_on_submit():
        try:
            version = service.submit(submission, actor=current_user)
        except service.NotReadyError as error:
            problems = error.problems
        else:
            return redirect(url_for("receipts.show", submission_id=submission.id, number=version.number))
    values = check_values(submission, problems, clock.now())
    return render_template("submissions/check.html", form=form, **values), 422


@bp.post("/submissions/<int:submission_id>/copy")
@signed_in
def copy(submission_id: int) -> Any:
    """Begin a new draft with the words and files of this one; the questions before it are asked anew."""
    submission = _own(submission_id)
    if submission.kept:
        raise NotFound()
    edition = awards.get_edition_or_404(request.form.get("edition", 0, type=whole))
    authorize(policies.can_start(current_user, edition, clock.now()))
    session[f"copy-{edition.id}"] = submission.id
    return redirect(url_for("starting.start", slug=edition.slug))


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
