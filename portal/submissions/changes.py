"""What changed from one submitted version to the next, word by word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.awards.form import Question
from portal.core.i18n import localized
from portal.submissions.check_words import answer_label
from portal.submissions.versions import Stretch, differences


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: its name, and both texts with what differs marked."""

    label: str
    before: list[Stretch]
    after: list[Stretch]


def changes_between(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    labels: Mapping[str, str],
    slots: Mapping[str, str],
    questions: Iterable[Question] = (),
) -> list[Change]:
    """Compare two frozen contents; `labels` names the answers and `slots` the documents by their codes.

    `questions` are those asked before the draft.
    """
    before, after = ({**_given(content, questions), **_parts(content, labels, slots)} for content in (old, new))
    found = []
    for label in dict.fromkeys([*before, *after]):
        first, second = before.get(label, ""), after.get(label, "")
        if first != second:
            marked_first, marked_second = differences(first, second)
            found.append(Change(label, marked_first, marked_second))
    return found


def _given(content: Mapping[str, Any], questions: Iterable[Question]) -> dict[str, str]:
    given = content.get("eligibility", {})
    return {localized(one.question): answer_label(one, given[one.code]) for one in questions if one.code in given}


def _parts(content: Mapping[str, Any], labels: Mapping[str, str], slots: Mapping[str, str]) -> dict[str, str]:
    category = content.get("category") or {}
    parts = {
        _("Category"): str(category.get("number", "")),
        _("Title of the work"): content["title"],
        _("Organisation behind the work"): content["organisation"],
        _("Summary"): content["summary"],
    }
    for key, value in content["answers"].items():
        parts[labels.get(key, key)] = _text(value)
    parts[_("Authors and shares")] = "\n".join(
        f"{author['full_name']} – {author['organisation']} – {author['share_hundredths'] / 100:g} %"
        for author in content["authors"]
    )
    for code in dict.fromkeys(file["slot"] for file in content["files"]):
        files = [file for file in content["files"] if file["slot"] == code]
        parts[slots.get(code, code)] = "\n".join(
            f"{file['name']} – {file.get('caption', '')} – SHA-256 {file['sha256'][:12]}…" for file in files
        )
    return parts


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(str(item) for item in value.values())
    return str(value or "")
