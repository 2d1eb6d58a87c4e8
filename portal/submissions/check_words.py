"""What a check came to, in the reader's words: its name, the values that were compared, and why it is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.awards.checks import Check, checks_of
from portal.awards.form import Field, FormPage, Question, questions_of
from portal.awards.preset_words import CheckKind
from portal.core.i18n import localized
from portal.submissions.checks import Outcome, Result
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as it is read: its name, what was compared, and why the rule is there and what to do."""

    check: Check
    outcome: Outcome
    name: str
    detail: str
    text: str


def check_lines(submission: Submission, results: Iterable[Result], pages: Iterable[FormPage]) -> list[CheckLine]:
    """Every result in words, without the rules of other categories; `pages` are those that the work answers."""
    category = submission.category.code if submission.category else None
    checks = {check.code: check for check in checks_of(submission.edition)}
    asked: dict[str, Question | Field] = {one.code: one for one in questions_of(submission.edition)}
    fields = {field.key: field for page in pages for field in page.fields}
    lines = []
    for result in results:
        check = checks.get(result.code)
        if check is not None and (not check.categories or category in check.categories):
            looked_at = asked.get(check.question or "") or fields.get(check.field or "")
            detail = _detail(check, result, looked_at)
            lines.append(CheckLine(check, result.outcome, localized(check.name), detail, localized(check.text)))
    return lines


def _detail(check: Check, result: Result, looked_at: Question | Field | None) -> str:
    if result.outcome is Outcome.NOT_APPLICABLE:
        return _("There is nothing to compare yet.")
    sentences = {
        CheckKind.ANSWER: _answer_words,
        CheckKind.DATE_WITHIN: _date_words,
        CheckKind.ONE_CATEGORY: _category_words,
        CheckKind.NOT_OWN_AGENCY: _agency_words,
    }
    return str(sentences[check.kind](result.compared, looked_at))


def _answer_words(compared: Mapping[str, Any], looked_at: Question | Field | None) -> str:
    if looked_at is None:
        return _("The answer is “%(answer)s”.", answer=compared["answer"])
    label = looked_at.question if isinstance(looked_at, Question) else looked_at.label
    given = "; ".join(answer_label(looked_at, value) for value in str(compared["answer"]).split("; "))
    return _("The answer to “%(question)s” is “%(answer)s”.", question=localized(label), answer=given)


def answer_label(asked: Question | Field, value: str) -> str:
    """The words of an answer that was chosen from a list."""
    found = next((option.label for option in asked.options if option.value == value), None)
    return localized(found) if found else str({"yes": _("Yes"), "no": _("No")}.get(value, value))


def _date_words(compared: Mapping[str, Any], _looked_at: Any) -> str:
    day, first, last = (day_words(compared[name]) for name in ("day", "from", "to"))
    if first and last:
        return _(
            "The date given is %(day)s; the window runs from %(first)s to %(last)s.", day=day, first=first, last=last
        )
    if first:
        return _("The date given is %(day)s; the window begins on %(first)s.", day=day, first=first)
    return _("The date given is %(day)s; the window ends on %(last)s.", day=day, last=last)


def day_words(iso: str) -> str:
    """A day in the reader's way of writing; nothing for none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day:%d/%m/%Y}" if str(get_locale()) == "vi" else f"{day.day} {day:%B %Y}"


def _category_words(compared: Mapping[str, Any], _looked_at: Any) -> str:
    if "works" in compared:
        return _(
            "Works submitted by the same person in other categories: %(n)d; none has this title or these documents.",
            n=compared["works"],
        )
    values = {"number": compared["number"], "category": compared["category"]}
    if compared["alike"] == "title":
        return _("%(number)s in category %(category)s, submitted by the same person, has the same title.", **values)
    return _("%(number)s in category %(category)s, submitted by the same person, holds the same document.", **values)


def _agency_words(compared: Mapping[str, Any], _looked_at: Any) -> str:
    agency = compared["agency"]
    if "own" in compared:
        return _("“%(own)s” is the agency of this category, %(agency)s.", own=compared["own"], agency=agency)
    named = compared["organisations"]
    return _("Compared with %(agency)s and its other names: %(organisations)s.", agency=agency, organisations=named)
