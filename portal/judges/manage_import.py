"""Taking judges in from a table: upload, look at every line with its errors, then confirm."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.awards import queries as awards
from portal.awards.models import Category, Edition
from portal.core.access import authorize, signed_in
from portal.core.i18n import localized
from portal.core.security import limiter
from portal.judges import imports, panels, policies
from portal.judges.forms import ConfirmImportForm
from portal.judges.import_rules import COLUMNS, Row, TableError, read_rows
from portal.judges.invitations import DueDateError
from portal.judges.labels import ROLE_LABELS, RULE_LABELS
from portal.judges.manage_panels import end_of_day
from portal.judges.tables import MOST_BYTES, read_table, write_xlsx
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_import", __name__)
KEPT_SECONDS = 4 * 3600
MOST_KEPT = 400_000


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(policies.can_change_panels(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _keeper(edition: Edition) -> URLSafeTimedSerializer:
    salt = f"judges.import.{edition.id}.{current_user.id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)


@bp.route("/manage/editions/<int:edition_id>/panels/import", methods=["GET", "POST"])
@signed_in
@limiter.limit("60/hour", methods=["POST"])
def upload(edition_id: int) -> Any:
    """Choose a file; the next page shows every line, and nothing is kept before it is confirmed."""
    edition, problems = _edition(edition_id), []
    if request.method == "POST":
        given = request.files.get("file")
        content = given.stream.read(MOST_BYTES + 1) if given and given.filename else b""
        try:
            if not content:
                raise TableError(_("Choose a file that is not empty"))
            return _preview(edition, read_table(content), ConfirmImportForm(formdata=None))
        except TableError as error:
            problems = [("file", str(error))]
    answer = render_template(
        "judges/import.html", edition=edition, problems=problems, columns=[label for label, _words in COLUMNS.values()]
    )
    return answer, 422 if problems else 200


def _preview(edition: Edition, table: list[list[str]], form: ConfirmImportForm, problems: Any = ()) -> str:
    categories = awards.categories_of(edition)
    rows = read_rows(table, panels.known_of(edition, categories))
    kept = str(_keeper(edition).dumps(table))
    if len(kept) > MOST_KEPT:
        raise TableError(_("The file holds too much text; split it into several"))
    good = [row for row in rows if not row.problems]
    return render_template(
        "judges/import_preview.html",
        edition=edition,
        rows=rows,
        good=len(good),
        kept=kept,
        form=form,
        problems=problems,
        columns={name: label for name, (label, _words) in COLUMNS.items()},
        categories={one.id: f"{one.number}. {localized(one.name)}" for one in categories},
        roles=ROLE_LABELS,
        rules=RULE_LABELS,
        checks=imports.checks_of(edition, categories, good),
        hidden=hidden_submissions(current_user, edition),
    )


@bp.post("/manage/editions/<int:edition_id>/panels/import/confirm")
@signed_in
@limiter.limit("60/hour")
def confirm(edition_id: int) -> Any:
    """Keep the good lines, read once more as things stand now; the others are left out."""
    edition, form = _edition(edition_id), ConfirmImportForm()
    try:
        table = _keeper(edition).loads(request.form.get("kept", ""), max_age=KEPT_SECONDS)
    except BadSignature:
        flash(_("The page is too old; choose the file again."), "error")
        return redirect(url_for(".upload", edition_id=edition.id))
    if not form.validate_on_submit():
        return _preview(edition, table, form, form.error_summary()), 422
    categories = awards.categories_of(edition)
    rows = read_rows(table, panels.known_of(edition, categories))
    try:
        count = _take_in(edition, categories, rows, form)
    except DueDateError as error:
        form.due_on.errors = [str(error)]
        return _preview(edition, table, form, form.error_summary()), 422
    flash(ngettext("%(num)d line is taken in.", "%(num)d lines are taken in.", count), "success")
    left = sum(bool(row.problems) for row in rows)
    if left:
        flash(ngettext("%(num)d line is left out.", "%(num)d lines are left out.", left), "error")
    return redirect(url_for("manage_panels.index", edition_id=edition.id))


def _take_in(edition: Edition, categories: list[Category], rows: list[Row], form: ConfirmImportForm) -> int:
    due_at = end_of_day(form.due_on.data or "", edition) if form.way.data == "invite" else None
    return imports.take_in(edition, categories, rows, due_at=due_at, actor=current_user)


@bp.get("/manage/editions/<int:edition_id>/panels/import/template/<kind>")
@signed_in
def template(edition_id: int, kind: str) -> Any:
    """An empty table with the columns' names and one example, as a workbook or as CSV."""
    edition = _edition(edition_id)
    rows = imports.template_rows(awards.categories_of(edition))
    if kind == "xlsx":
        body: Any = write_xlsx(rows)
        mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        body, mimetype = imports.write_csv(rows), "text/csv"
    answer = Response(body, mimetype=mimetype)
    name = "judges.xlsx" if kind == "xlsx" else "judges.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
