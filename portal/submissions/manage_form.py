"""The organizers' editor of the form: its parts, each with a live preview, and publishing it as the next version."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.awards import form_edit, form_input, form_versions
from portal.awards import queries as awards
from portal.awards.console import locales_of, organizers_edition
from portal.awards.dossier import slot_from
from portal.awards.form import FormPage, field_from
from portal.awards.form_edit import FormContent, Raw, UnknownPartError
from portal.awards.form_faults import changes_of
from portal.awards.models import Edition
from portal.awards.preset_form import MEDIA_TYPES
from portal.awards.preset_words import FieldType
from portal.core.access import signed_in
from portal.core.errors import PortalError, StaleRowError
from portal.core.forms import one_line
from portal.core.whole_numbers import whole
from portal.submissions import queries
from portal.submissions.conditional import conditions_on
from portal.submissions.form_words import fault_sentence

bp = Blueprint("manage_form", __name__, url_prefix="/manage/editions/<int:edition_id>/form")
READ = {"page": form_input.page_from, "field": form_input.field_from, "slot": form_input.slot_from}


def _revision(edition: Edition) -> int:
    draft = form_versions.draft_of(edition)
    return draft.revision if draft else 0


def _save(edition: Edition, content: FormContent, part: str) -> None:
    seen = request.form.get("revision", -1, type=whole)
    form_versions.save_draft(edition, content, revision=seen, part=part, actor=current_user)


def _anchor(kind: str, address: str) -> str:
    """The place of a part on the page of the whole form; a page may be called like one of its questions."""
    return f"{kind}-{address.partition('.')[0]}"


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """The whole form, what of it is not published yet, and its versions."""
    edition = organizers_edition(edition_id)
    content = form_versions.content_of(edition)
    return render_template(
        "submissions/manage_form/index.html",
        edition=edition,
        content=content,
        draft=form_versions.draft_of(edition),
        revision=_revision(edition),
        changes=changes_of(form_versions.published(edition), content),
        faults=[(found, fault_sentence(found)) for found in form_versions.faults(edition)],
        versions=awards.form_versions(edition),
    )


@bp.route("/new/<kind>", methods=["GET", "POST"])
@signed_in
def new(edition_id: int, kind: str) -> Any:
    """Add a page, a question or a document: its name first, then everything else."""
    edition = organizers_edition(edition_id)
    if kind not in READ:
        raise NotFound()
    content, inside = form_versions.content_of(edition), request.args.get("inside", "")
    given = form_input.PartInput(request.form, locales_of(edition), [])
    types = [one for one in FieldType if not _is_group(content, inside) or one not in form_edit.NOT_IN_ROWS]
    kept = request.form.get("f-type", "")
    if request.method == "POST":
        words = given.words("words", needed=True) or {}
        if kind == "field" and kept not in types:
            given.errors["f-type"] = _("Choose what kind of answer you want")
        if not given.errors:
            name = form_input.free_name(words, form_edit.all_names(content), kind)
            part = _blank(kind, name, kept, words)
            try:
                _save(edition, form_edit.add(content, kind, inside, part), name)
            except UnknownPartError:
                raise NotFound() from None
            address = f"{inside}.{name}" if kind == "field" and _is_group(content, inside) else name
            return redirect(url_for(".edit", edition_id=edition.id, kind=kind, address=address))
    page = render_template(
        "submissions/manage_form/new.html", edition=edition, kind=kind, types=types, chosen=kept, errors=given.errors,
        locales=locales_of(edition), revision=_revision(edition), sent=request.form,
    )  # fmt: skip
    return page, 422 if given.errors else 200


def _is_group(content: FormContent, address: str) -> bool:
    return any(field["key"] == address and field["type"] == "group" for field in form_edit.all_fields(content))


def _blank(kind: str, name: str, field_type: str, words: Raw) -> Raw:
    if kind == "field":
        return {**form_edit.blank_field(name, field_type), "label": words}
    if kind == "page":
        return {**form_edit.blank_page(name), "title": words}
    return {**form_edit.blank_slot(name), "name": words, "help": words, "file_types": form_edit.PDF_ONLY}


@bp.route("/<kind>/<address>", methods=["GET", "POST"])
@signed_in
def edit(edition_id: int, kind: str, address: str) -> Any:
    """One part with its live preview; nothing is public before the form is published."""
    edition = organizers_edition(edition_id)
    content = form_versions.content_of(edition)
    part, errors = _found(content, kind, address), {}
    if request.method == "POST":
        categories = [one.code for one in awards.categories_of(edition)]
        given = form_input.PartInput(request.form, locales_of(edition), categories)
        part = READ[kind](given, part, _earlier(content, kind, address))
        errors, content = given.errors, form_edit.put(content, kind, address, part)
        if request.headers.get("X-Requested-With") == "preview":
            return render_template("submissions/manage_form/preview.html", **_preview(content, kind, address))
        if not errors and "preview" not in request.form:
            try:
                _save(edition, content, address)
            except StaleRowError as error:
                errors = {"": str(error)}
            else:
                flash(_("Saved in the draft of the form. Authors see it once you publish the form."), "success")
                return redirect(url_for(".index", edition_id=edition.id, _anchor=_anchor(kind, address)))
    values = {
        "edition": edition, "kind": kind, "address": address, "part": part, "errors": errors,
        "locales": locales_of(edition), "categories": awards.categories_of(edition), "revision": _revision(edition),
        "earlier": _earlier(content, kind, address), "kept": form_input.kept_conditions(part),
        "extensions": list(MEDIA_TYPES), "inside_group": "." in address,
    }  # fmt: skip
    page = render_template("submissions/manage_form/edit.html", **values, **_preview(content, kind, address))
    return page, 422 if errors and "preview" not in request.form else 200


def _found(content: FormContent, kind: str, address: str) -> Raw:
    if kind not in READ:
        raise NotFound()
    try:
        return form_edit.find(content, kind, address)
    except UnknownPartError:
        raise NotFound() from None


def _earlier(content: FormContent, kind: str, address: str) -> list[Raw]:
    return form_edit.all_fields(content) if kind == "slot" else form_edit.earlier_fields(content, address)


def _preview(content: FormContent, kind: str, address: str) -> dict[str, Any]:
    """The page as authors would see it, or the document."""
    if kind == "slot":
        return {"shown": None, "whens": {}, "slot": slot_from(_found(content, kind, address))}
    raw = _found(content, kind, address) if kind == "page" else form_edit.page_of(content, address)
    fields = tuple(field_from(one) for one in raw["fields"])
    shown = FormPage(raw["code"], raw["title"], raw["help"], fields)
    whens = conditions_on(shown)
    if address in whens:
        # What is being edited stays in sight, whatever it depends on.
        whens[address] = replace(whens[address], test=[])
    return {"shown": shown, "whens": whens, "slot": None}


@bp.post("/<kind>/<address>/move")
@signed_in
def move(edition_id: int, kind: str, address: str) -> Any:
    """Move a part one place up or down."""
    edition = organizers_edition(edition_id)
    content = form_versions.content_of(edition)
    _found(content, kind, address)
    steps = -1 if request.form.get("to") == "up" else 1
    _save(edition, form_edit.move(content, kind, address, steps), address)
    return redirect(url_for(".index", edition_id=edition.id, _anchor=_anchor(kind, address)))


@bp.post("/<kind>/<address>/remove")
@signed_in
def remove(edition_id: int, kind: str, address: str) -> Any:
    """Take a part out of the form; answers given under earlier versions stay with their works."""
    edition = organizers_edition(edition_id)
    content = form_versions.content_of(edition)
    _found(content, kind, address)
    _save(edition, form_edit.remove(content, kind, address), address)
    flash(_("Taken out of the draft of the form."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post("/discard")
@signed_in
def discard(edition_id: int) -> Any:
    """Put all changes away that are not published."""
    edition = organizers_edition(edition_id)
    form_versions.discard_draft(edition, actor=current_user)
    flash(_("The changes are put away; the published form stands."), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.post("/publish")
@signed_in
def publish(edition_id: int) -> Any:
    """Make the changes the form of new submissions; works already begun keep theirs."""
    edition = organizers_edition(edition_id)
    reason = one_line(request.form.get("reason", ""))
    try:
        form_versions.publish(edition, in_use=queries.has_any(edition), reason=reason, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The form is published. Works begun before keep the form they were begun with."), "success")
    return redirect(url_for(".index", edition_id=edition.id))
