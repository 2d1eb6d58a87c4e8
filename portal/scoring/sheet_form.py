"""What a judge typed on a scoresheet, and what of it makes sense."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.awards.models import Category
from portal.awards.preset_words import CriterionKind
from portal.core.forms import tidy
from portal.core.i18n import localized
from portal.scoring import history, rules
from portal.scoring.history import ConflictingSheetError
from portal.scoring.sheet_values import COMMENT, POINTS, TEXTS
from portal.scoring.typed import read_value
from portal.submissions.versions import Conflict, differences

REMARK_LENGTH, TEXT_LENGTH = 4000, 8000


@dataclass(frozen=True, slots=True)
class Typed:
    """The words as typed by name, the points and remarks by criterion, and sentences about what cannot be kept."""

    words: dict[str, str]
    points: dict[int, Decimal | None]
    comments: dict[int, str]
    problems: dict[int, Any]


def read(limits: Iterable[rules.CriterionLimits], sent: Mapping[str, str]) -> Typed:
    """Read a sheet as it was sent; points that make no sense are left out of `points`, never of `words`."""
    words = {name: tidy(sent.get(name, ""))[:TEXT_LENGTH] for name in TEXTS}
    typed = Typed(words, {}, {}, {})
    for one in limits:
        text = sent.get(f"{POINTS}{one.id}", "").strip()[:20]
        remark = tidy(sent.get(f"{COMMENT}{one.id}", ""))[:REMARK_LENGTH]
        words[f"{POINTS}{one.id}"], words[f"{COMMENT}{one.id}"] = text, remark
        typed.comments[one.id] = remark
        if one.kind is CriterionKind.PLACE:
            # The place comes from the judge's order, never from a sheet.
            continue
        value, problem = read_value(one, text)
        if problem is not None:
            typed.problems[one.id] = problem
        else:
            typed.points[one.id] = value
    return typed


def taken_back(sent: Mapping[str, str], stored: Mapping[str, Any]) -> dict[str, str]:
    """The form as sent, with the stored value wherever the reader of two versions picked that one."""
    picked = {name: words_of(value) for name, value in stored.items() if sent.get(f"pick-{name}") == "theirs"}
    return {**sent, **picked}


def words_of(value: Any) -> str:
    """A value as its form shows it, without signs between thousands, which nobody types."""
    if isinstance(value, Decimal):
        return str(format_decimal(value, format="0.##", locale=get_locale()))
    return str(value or "")


def conflicts_of(error: ConflictingSheetError, category: Category) -> list[Conflict]:
    """Every value that two windows changed, as a person compares them."""
    labels = labels_of(category)
    found = []
    for name in error.conflicts:
        theirs, mine = (words_of(side[name]) or _("Not provided") for side in (error.theirs, error.merged))
        found.append(Conflict(name, labels[name], *differences(theirs, mine)))
    return found


def labels_of(category: Category | None) -> dict[str, str]:
    """What readers call each value of a sheet of this category."""
    return history.labels(
        category.criteria if category else [],
        points=lambda one: _("Points for %(name)s", name=localized(one.name)),
        remark=lambda one: _("Remark on %(name)s", name=localized(one.name)),
        texts={"comment_for_author": _("Comment for the author"), "private_note": _("Private note")},
    )
