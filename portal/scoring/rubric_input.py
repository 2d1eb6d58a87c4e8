"""Reading what organizers type about a criterion or the rule of a category; every input is named `f-…`.

Gives plain values by the names of the columns and, by input, what is wrong.
"""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.awards.form_input import PartInput
from portal.awards.preset_words import CriterionKind
from portal.core.forms import one_line
from portal.scoring.rules import parse_points

MOST_LINES = 20
MOST_POINTS, MOST_WEIGHT = Decimal(1000), Decimal("99.99")
LONGEST_CODE = 60
PLACE = {
    "max_points": Decimal(100),
    "step": Decimal("0.01"),
    "weight": Decimal(1),
    "counts": True,
    "comment_below": None,
    "comment_above": None,
    "choices": [],
    "bands": [],
}
"""What a place in an order always is; only its words can be changed."""


class RubricInput(PartInput):
    """One submitted form about a criterion, with decimals besides what every part has."""

    def points(self, name: str, *, most: Decimal, least: Decimal = Decimal(), needed: bool = False) -> Decimal | None:
        """A number of at most two decimals in a range; nothing typed is None."""
        typed = one_line(self.sent.get(f"f-{name}", ""))
        if not typed and not needed:
            return None
        value = parse_points(typed[:20])
        if value is None or not least <= value <= most or value * 100 % 1:
            self.errors[f"f-{name}"] = _(
                "Enter a number from %(low)s to %(high)s, with at most two decimals",
                low=f"{least:f}", high=f"{most.normalize():f}",
            )  # fmt: skip
            return None
        return value.normalize() if value else Decimal()


def criterion_from(given: RubricInput, kind: CriterionKind, before: list[Any]) -> dict[str, Any]:
    """A criterion as typed; `before` are its choices so far, whose values stay."""
    words = {"name": given.words("name", needed=True), "guidance": given.words("guidance", needed=True, long=True)}
    if kind is CriterionKind.POINTS:
        return {**words, **_points(given)}
    if kind is CriterionKind.PLACE:
        return {**words, **PLACE}
    choices = _choices(given, before) if kind is CriterionKind.RECOMMENDATION else []
    passes = kind is CriterionKind.PASS_FAIL
    return {
        **words,
        "max_points": Decimal(max((one["value"] for one in choices), default=1)),
        "step": Decimal(1),
        "weight": (passes and _weight(given)) or Decimal(1),
        "counts": passes and given.ticked("counts"),
        "comment_below": Decimal(1) if passes and given.ticked("comment_fail") else None,
        "comment_above": Decimal(0) if passes and given.ticked("comment_pass") else None,
        "choices": choices,
        "bands": [],
    }


def _weight(given: RubricInput) -> Decimal:
    return given.points("weight", least=Decimal("0.01"), most=MOST_WEIGHT) or Decimal(1)


def _points(given: RubricInput) -> dict[str, Any]:
    most = given.points("max_points", least=Decimal(1), most=MOST_POINTS, needed=True) or MOST_POINTS
    step = given.points("step", least=Decimal("0.01"), most=most) or Decimal(1)
    if most % step:
        given.errors.setdefault("f-step", _("The step must divide the highest points"))
    return {
        "max_points": most,
        "step": step,
        "weight": _weight(given),
        "counts": given.ticked("counts"),
        "comment_below": given.points("comment_below", most=most),
        "comment_above": given.points("comment_above", most=most),
        "choices": [],
        "bands": _bands(given, most, step),
    }


def _choices(given: RubricInput, before: list[Any]) -> list[dict[str, Any]]:
    """The recommendations in their order; an emptied line is gone, a new one gets the next value."""
    found: list[dict[str, Any]] = []
    highest = max((one["value"] for one in before), default=0)
    for place in range(MOST_LINES):
        label = _line(given, f"option-{place}")
        if label is None:
            continue
        known = before[place]["value"] if place < len(before) else None
        highest = highest if known is not None else highest + 1
        found.append(
            {"value": highest if known is None else known, "label": label,
             "comment": given.ticked(f"option-{place}-comment")}
        )  # fmt: skip
    if len(found) < 2:
        given.errors.setdefault(f"f-option-{len(found)}-{given.locales[0]}", _("Write at least two recommendations"))
    return found


def _line(given: RubricInput, name: str) -> dict[str, str] | None:
    """A short text in every language, or None where the line is empty."""
    return given.words(name, needed=False)


def _bands(given: RubricInput, most: Decimal, step: Decimal) -> list[dict[str, Any]]:
    """Described levels from 0 to the highest points, each a step above the one before; there may be none."""
    found: list[dict[str, Any]] = []
    start = Decimal()
    for place in range(MOST_LINES):
        label, description = _line(given, f"band-{place}-label"), _line(given, f"band-{place}-description")
        upper = given.points(f"band-{place}-to", most=most)
        if label is None and description is None and upper is None:
            continue
        if label is None or description is None:
            given.words(f"band-{place}-{'label' if label is None else 'description'}", needed=True)
        if upper is None or upper < start:
            text = _("A level ends at %(n)s points or above", n=f"{start.normalize():f}")
            given.errors.setdefault(f"f-band-{place}-to", text)
        found.append({"from": f"{start.normalize():f}", "to": f"{(upper or start).normalize():f}",
                      "label": label or {}, "description": description or {}})  # fmt: skip
        start = (upper if upper is not None else start) + step
        last = place
    if found and Decimal(found[-1]["to"]) != most:
        given.errors.setdefault(f"f-band-{last}-to", _("The last level ends at the highest points"))
    return found


def rule_from(given: RubricInput, codes: list[str], highest: Decimal) -> dict[str, Any]:
    """The rule of a category: how far sheets may lie apart, and which criteria part equal means, in their order."""
    limit = given.points("disagreement", most=max(highest - Decimal("0.01"), Decimal()))
    chosen = [one_line(given.sent.get(f"f-tie-{place}", "")) for place in range(len(codes))]
    ties = [one for one in dict.fromkeys(chosen) if one in codes]
    return {"disagreement": limit, "tie_criteria": ties}
