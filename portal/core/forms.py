"""The base of every form: tidy input, messages in the reader's language."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from portal.core.whole_numbers import whole

# Blanks, joiners, fillers and marks that show nothing: the same that the published checks take for no reason at all.
UNSEEN = re.compile(
    r"[\0-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]*"
)


def tidy(value: Any) -> Any:
    """Strip the ends, write accents one way (NFC), drop control characters, and take what nobody sees for nothing."""
    if not isinstance(value, str):
        return value
    composed = unicodedata.normalize("NFC", value).replace("\r\n", "\n")
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "" if UNSEEN.fullmatch(kept) else kept.strip()


def one_line(value: Any) -> Any:
    """Tidy text that must stay on one line."""
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


class PortalForm(FlaskForm):
    """A form whose errors can be listed above the page."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = [*unbound_field.kwargs.get("filters", [])]
            if issubclass(unbound_field.field_class, TextAreaField):
                filters.append(tidy)
            elif issubclass(unbound_field.field_class, StringField):
                filters.append(one_line)
            if filters:
                unbound_field.kwargs["filters"] = list(dict.fromkeys(filters))
            field: Field = unbound_field.bind(form=form, **options)
            return field

    def error_summary(self) -> list[tuple[str, str]]:
        """Each error as (id of its field, sentence), in the order of the form."""
        found = []
        for field in self:
            for error in field.errors:
                text = next(iter(error.values()), "") if isinstance(error, dict) else error
                found.append((field.id, str(text if not isinstance(text, list) else text[0])))
        found.extend(("", str(error)) for error in self.form_errors)
        return found


class TickBox(BooleanField):
    """A box that must be ticked to go on."""

    def __init__(self, label: Any, message: Any = None, **kwargs: Any):
        text = message or _l("Tick the box to confirm")
        super().__init__(label, validators=[InputRequired(message=text)], **kwargs)


class Trap(StringField):
    """A field that people leave empty and simple robots fill in; whoever fills it in is told so and asked again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Leave this field empty; it catches robots"), [_nothing], **kwargs)


def _nothing(_form: Any, field: Field) -> None:
    if field.data:
        raise ValidationError(_l("Leave this field empty, then send again"))


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Answers to choose from, as value and label."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def required(message: Any) -> InputRequired:
    """Something must be given; the message says what."""
    return InputRequired(message=message)


def at_most(characters: int) -> Length:
    """No longer than the database keeps."""
    return Length(max=characters, message=_l("This must be %(max)d characters or fewer"))


def page_number() -> int:
    """The page asked for in the address; anything odd means the first."""
    return min(max(1, request.args.get("page", 1, type=whole) or 1), 100_000)


__all__ = [
    "PortalForm",
    "TickBox",
    "Trap",
    "ValidationError",
    "at_most",
    "choices",
    "one_line",
    "page_number",
    "required",
    "tidy",
]
