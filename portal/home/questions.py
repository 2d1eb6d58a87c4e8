"""Everything a category asks, as one plain document: to read, print and prepare before signing in."""

from typing import Any

from flask_babel import gettext as _

from portal.awards.condition_words import when_sentence
from portal.awards.conditions import Condition
from portal.awards.dossier import Slot, slots_of
from portal.awards.form import Field, Question, pages_of, questions_of
from portal.awards.models import Category, Edition
from portal.awards.preset_words import CriterionKind, FieldType
from portal.core.i18n import localized
from portal.core.templating import filter_datetime, filter_filesize, filter_points


def questions_of_category(edition: Edition, category: Category) -> dict[str, Any]:
    """Headings with their lines, in the reader's language: strings, lists and dicts only."""
    pages, questions = pages_of(edition, category), questions_of(edition)
    asked = {field.key: field for page in pages for field in page.fields}
    before = {question.code: question for question in questions}
    sections = [
        {"heading": _("Before you start"), "items": [_asked_before(one, before) for one in questions]},
        {"heading": _("The work"), "items": _built_in()},
        *(
            {"heading": localized(page.title), "items": [_asked(field, page.when, asked) for field in page.fields]}
            for page in pages
        ),
        {"heading": _("The dossier"), "items": [_document(slot, asked) for slot in slots_of(edition, category)]},
        {"heading": _("How it is judged"), "items": [_judged(one) for one in category.criteria]},
    ]
    closes_at = max(edition.closes_at, category.extended_until or edition.closes_at)
    return {
        "award": localized(edition.award.name),
        "edition": localized(edition.name),
        "title": f"{category.number}. {localized(category.name)}",
        "scope": localized(category.scope),
        "call": _(
            "The call runs from %(opens)s to %(closes)s.",
            opens=filter_datetime(edition.opens_at, edition.time_zone),
            closes=filter_datetime(closes_at, edition.time_zone),
        ),
        "agency": " · ".join(filter(None, [localized(category.agency), category.agency_contact])),
        "sections": [section for section in sections if section["items"]],
    }


def _item(label: str, *, required: bool = True, help: str = "", notes: list[str] | None = None) -> dict[str, Any]:
    mark = "" if required else f" {_('(optional)')}"
    return {"label": f"{label}{mark}", "help": help, "notes": notes or []}


def _asked_before(question: Question, before: dict[str, Question]) -> dict[str, Any]:
    options = " / ".join([localized(option.label) for option in question.options] or [_("Yes"), _("No")])
    notes = [note for note in (when_sentence(question.when, before), options) if note]
    return _item(localized(question.question), help=localized(question.hint), notes=notes)


def _built_in() -> list[dict[str, Any]]:
    return [
        _item(_("Title of the work")),
        _item(_("Summary"), help=_("What is it, what is new about it, and what has it changed? About 200 words.")),
        _item(_("Organisation behind the work"), required=False),
        _item(
            _("Authors and shares"),
            help=_("Name everybody who made the work, and each one's share of it."),
            notes=[_("The shares must add up to exactly 100 percent.")],
        ),
    ]


def _asked(field: Field, page_when: tuple[Condition, ...], asked: dict[str, Field]) -> dict[str, Any]:
    notes = _notes(field)
    if sentence := when_sentence((*page_when, *field.when), asked):
        notes.insert(0, sentence)
    if field.type is FieldType.GROUP:
        notes.append(_("May be given several times, at most %(n)d", n=field.max_rows))
        notes += [" – ".join([localized(one.label), *_notes(one)]) for one in field.fields]
    return _item(localized(field.label), required=field.required, help=localized(field.hint), notes=notes)


def _notes(field: Field) -> list[str]:
    notes = []
    if field.options:
        notes.append(" / ".join(localized(option.label) for option in field.options))
    elif field.type is FieldType.YES_NO:
        notes.append(f"{_('Yes')} / {_('No')}")
    if field.max_words:
        notes.append(_("At most %(n)d words", n=field.max_words))
    if field.max_length:
        notes.append(_("At most %(n)d characters", n=field.max_length))
    if field.confidential:
        notes.append(_("Confidential: never published"))
    return notes


def _document(slot: Slot, asked: dict[str, Field]) -> dict[str, Any]:
    limits = _(
        "%(types)s · up to %(size)s a file · at most %(n)d",
        types=", ".join(slot.extensions).upper(),
        size=filter_filesize(slot.max_size),
        n=slot.max_files,
    )
    notes = [note for note in (when_sentence(slot.when, asked), limits) if note]
    return _item(localized(slot.name), required=slot.required, help=localized(slot.help), notes=notes)


def _judged(criterion: Any) -> dict[str, Any]:
    bands = [
        f"{band['from']}–{band['to']}: {localized(band['label'])}. {localized(band['description'])}"
        for band in criterion.bands
    ]
    choices = [localized(one["label"]) for one in criterion.choices]
    label = f"{localized(criterion.name)} – {_scale(criterion)}"
    return _item(label, help=localized(criterion.guidance), notes=bands + choices)


def _scale(criterion: Any) -> str:
    """What judges give for a criterion, and how much it counts."""
    words = {
        CriterionKind.PASS_FAIL: _("pass or fail"),
        CriterionKind.RECOMMENDATION: _("recommendation"),
        CriterionKind.PLACE: _("place in the judge's order"),
    }
    scale = words.get(criterion.kind) or _("%(n)s points", n=filter_points(criterion.max_points))
    if not criterion.counts:
        return f"{scale}, {_('outside the total')}"
    return scale if criterion.weight == 1 else f"{scale} × {filter_points(criterion.weight)}"
