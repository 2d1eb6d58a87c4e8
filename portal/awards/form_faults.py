"""What keeps a changed form from being published, and what a change consists of; over plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.awards.conditions import Comparison
from portal.awards.form_edit import FormContent, Raw, all_fields, earlier_fields

_OF_CHOICES = (Comparison.IS, Comparison.IS_NOT)


class Fault(StrEnum):
    """Why a form cannot be published."""

    NO_PAGES = "no_pages"
    EMPTY_PAGE = "empty_page"
    EMPTY_GROUP = "empty_group"
    NO_WORDS = "no_words"
    CONDITION_NOT_EARLIER = "condition_not_earlier"
    CONDITION_WITHOUT_ANSWER = "condition_without_answer"
    KIND_CHANGED = "kind_changed"


@dataclass(frozen=True, slots=True)
class FaultFound:
    """A fault, and the words of the part that has it."""

    fault: Fault
    kind: str
    address: str
    words: Any


class ChangeKind(StrEnum):
    """What happened to a part between two forms."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """A part that differs, with what of it."""

    change: ChangeKind
    kind: str
    words: Any
    names: tuple[str, ...] = ()


def faults_of(content: FormContent, published: Iterable[FormContent]) -> list[FaultFound]:
    """Everything that must be mended first; `published` are the forms somebody may have answered."""
    found = [] if content.form else [FaultFound(Fault.NO_PAGES, "page", "", {})]
    kinds = {field["key"]: field["type"] for one in published for field in all_fields(one)}
    for page in content.form:
        if not page["fields"]:
            found.append(FaultFound(Fault.EMPTY_PAGE, "page", page["code"], page["title"]))
        found += _part_faults("page", page["code"], page["title"], page, earlier_fields(content, page["code"]))
        for field in page["fields"]:
            found += _field_faults(field, earlier_fields(content, field["key"]), kinds)
    for slot in content.dossier:
        found += _part_faults("slot", slot["code"], slot["name"], slot, all_fields(content))
    return found


def _field_faults(field: Raw, earlier: list[Raw], kinds: dict[str, str]) -> list[FaultFound]:
    key, label = field["key"], field["label"]
    found = _part_faults("field", key, label, field, earlier)
    if field["type"] == "group" and not field["fields"]:
        found.append(FaultFound(Fault.EMPTY_GROUP, "field", key, label))
    if kinds.get(key, field["type"]) != field["type"]:
        found.append(FaultFound(Fault.KIND_CHANGED, "field", key, label))
    return found


def _part_faults(kind: str, address: str, words: Any, part: Raw, earlier: list[Raw]) -> list[FaultFound]:
    found = [] if words else [FaultFound(Fault.NO_WORDS, kind, address, address)]
    known = {field["key"]: field for field in earlier}
    for condition in part.get("when") or ():
        asked = known.get(condition["key"])
        if asked is None:
            found.append(FaultFound(Fault.CONDITION_NOT_EARLIER, kind, address, words))
        elif condition["test"] in _OF_CHOICES and not set(condition["values"]) <= _answers(asked):
            found.append(FaultFound(Fault.CONDITION_WITHOUT_ANSWER, kind, address, words))
    return found


def _answers(asked: Raw) -> set[str]:
    return {"yes", "no"} if asked["type"] == "yes_no" else {option["value"] for option in asked["options"]}


def changes_of(before: FormContent, after: FormContent) -> list[Change]:
    """What a new form changes, in its order: parts added, removed, changed in some of their keys, or moved."""
    return [*_changes("page", "code", "title", before.form, after.form), *_field_changes(before, after),
            *_changes("slot", "code", "name", before.dossier, after.dossier)]  # fmt: skip


def _field_changes(before: FormContent, after: FormContent) -> Iterator[Change]:
    yield from _changes("field", "key", "label", all_fields(before), all_fields(after))
    pages = {field["key"]: page["code"] for page in before.form for field in page["fields"]}
    for page in after.form:
        for field in page["fields"]:
            if pages.get(field["key"], page["code"]) != page["code"]:
                yield Change(ChangeKind.MOVED, "field", field["label"])


def _changes(kind: str, name: str, words: str, before: list[Raw], after: list[Raw]) -> Iterator[Change]:
    old, new = {part[name]: part for part in before}, {part[name]: part for part in after}
    for key, part in new.items():
        if key not in old:
            yield Change(ChangeKind.ADDED, kind, part[words])
        else:
            compared = [one for one in part if one != "fields" or kind == "field"]
            differing = tuple(one for one in compared if part[one] != old[key].get(one))
            if differing:
                yield Change(ChangeKind.CHANGED, kind, part[words], differing)
    for key, part in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, kind, part[words])
    kept_before, kept_after = [key for key in old if key in new], [key for key in new if key in old]
    if kept_before != kept_after:
        for was, now in zip(kept_before, kept_after, strict=True):
            if was != now:
                yield Change(ChangeKind.MOVED, kind, new[now][words])
                break
