"""What stands between a draft and a valid submission, and what is frozen when it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.awards.answer_values import parse_date, parse_number
from portal.awards.dossier import Slot, asked_slots
from portal.awards.form import Field, FormPage, asked_answers, asked_pages
from portal.awards.preset_words import FieldType

WHOLE = Decimal(100)
BEFORE_THE_BELL = timedelta(minutes=2)
"""A file that arrived so shortly before the deadline may still be in the middle of being checked."""
REMINDERS = (7 * 24, 3 * 24, 24, 3)
"""Hours before the deadline at which owners of unfinished drafts are reminded."""


class Problem(StrEnum):
    """Why a draft cannot be submitted yet."""

    NOT_EDITABLE = "not_editable"
    NOT_OPEN_YET = "not_open_yet"
    CALL_CLOSED = "call_closed"
    CATEGORY_MISSING = "category_missing"
    TITLE_MISSING = "title_missing"
    SUMMARY_MISSING = "summary_missing"
    ANSWERS_MISSING = "answers_missing"
    AUTHORS_MISSING = "authors_missing"
    SHARES_NOT_WHOLE = "shares_not_whole"
    FILES_MISSING = "files_missing"
    FILES_UNFINISHED = "files_unfinished"
    FILES_UNCHECKED = "files_unchecked"
    FILES_REJECTED = "files_rejected"
    SCAN_MISSING = "scan_missing"
    NOT_ELIGIBLE = "not_eligible"
    RULE_NOT_MET = "rule_not_met"
    NOMINATES_ONESELF = "nominates_oneself"
    NOMINEES_UNREACHABLE = "nominees_unreachable"


SENTENCES = {
    Problem.NOT_EDITABLE: _l("This submission can no longer be changed."),
    Problem.NOT_OPEN_YET: _l("The call has not opened yet; your draft is kept."),
    Problem.CALL_CLOSED: _l("The call is closed; your draft is kept, but it can no longer be submitted."),
    Problem.CATEGORY_MISSING: _l("Choose the category"),
    Problem.TITLE_MISSING: _l("Enter the title of the work"),
    Problem.SUMMARY_MISSING: _l("Write the summary of the work"),
    Problem.ANSWERS_MISSING: _l("Answer every required question"),
    Problem.AUTHORS_MISSING: _l("Enter at least one author"),
    Problem.SHARES_NOT_WHOLE: _l("The authors' shares must add up to exactly 100 percent"),
    Problem.FILES_MISSING: _l("Upload every required document"),
    Problem.FILES_UNFINISHED: _l("Some uploads are not finished; choose those files again to go on, or remove them"),
    Problem.FILES_UNCHECKED: _l("Some files are still being checked; wait a moment, then try again"),
    Problem.FILES_REJECTED: _l("Some files were rejected; remove them and upload new ones"),
    Problem.SCAN_MISSING: _l("Upload the scan of the paper, into whichever document it belongs to"),
    Problem.NOT_ELIGIBLE: _l("Answer the questions about eligibility so that the work may enter"),
    Problem.RULE_NOT_MET: _l("A rule of the award is not met"),
    Problem.NOMINATES_ONESELF: _l("Nominate somebody else: nobody can nominate their own work here"),
    Problem.NOMINEES_UNREACHABLE: _l(
        "Enter the e-mail address of everybody you nominate, each their own: they are asked to confirm"
    ),
}


@dataclass(frozen=True, slots=True)
class FileState:
    """A file of the dossier as the rules see it."""

    slot: str
    ready: bool
    rejected: bool
    uploading: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the rules look at, as plain values."""

    editable: bool
    opens_at: datetime
    closes_at: datetime
    editable_until: datetime | None
    category: str | None
    title: str
    summary: str
    answers: Mapping[str, Any]
    shares: tuple[Decimal, ...]
    files: tuple[FileState, ...]
    grace_until: datetime | None = None
    nominator: str = ""
    """The address of whoever nominates, in an ad-hoc track; nobody does in an edition of the cycle."""
    nominees: tuple[str, ...] = ()
    """The addresses of the authors, in their order."""


def is_open(opens_at: datetime, closes_at: datetime, editable_until: datetime | None, now: datetime) -> bool:
    """Whether something may still be sent, to the second: inside the call, or inside a supplement's time."""
    return opens_at <= now < closes_at or (editable_until is not None and now < editable_until)


def was_in_flight(begun_at: datetime, arrived_at: datetime | None, deadline: datetime) -> bool:
    """Whether an upload had begun before the bell and was not done with when it rang."""
    return begun_at < deadline and (arrived_at is None or arrived_at > deadline - BEFORE_THE_BELL)


def due_reminder(deadline: datetime, begun_at: datetime, now: datetime) -> int | None:
    """How many hours before the deadline the reminder due now belongs to; none for what was begun after its time."""
    left = deadline - now
    if left <= timedelta(0):
        return None
    due = [hours for hours in REMINDERS if left <= timedelta(hours=hours)]
    return min(due) if due and begun_at <= deadline - timedelta(hours=min(due)) else None


def page_problems(page: FormPage, answers: Mapping[str, Any], *, leaving: bool = False) -> dict[str, Any]:
    """What is wrong with the answers of a page, by the key that the input has on it.

    While the page is only left, what must be there at submitting may still be missing.
    """
    found: dict[str, Any] = {}
    for field in page.fields:
        value = answers.get(field.key)
        if field.type is FieldType.GROUP:
            found |= _group_problems(field, value, leaving)
        elif (problem := field_problem(field, value, leaving=leaving)) is not None:
            found[field.key] = problem
    return found


def _group_problems(field: Field, value: Any, leaving: bool) -> dict[str, Any]:
    rows = value if isinstance(value, list) else []
    if any(not isinstance(row, dict) for row in rows):
        return {field.key: _l("Answer this question")}
    fewest = max(field.min_rows, 1 if field.required else 0)
    if len(rows) > field.max_rows:
        return {field.key: _l("Keep at most %(n)d of them", n=field.max_rows)}
    found: dict[str, Any] = {}
    if len(rows) < fewest and not (leaving and field.at_submit):
        found[field.key] = _l("Enter at least %(n)d", n=fewest)
    for place, row in enumerate(rows):
        for key, one in field.in_row(place):
            if (problem := field_problem(one, row.get(key), leaving=leaving)) is not None:
                found[one.key] = problem
    return found


def field_problem(field: Field, value: Any, *, leaving: bool = False) -> Any:
    """The sentence about an answer that is missing or wrong, or None."""
    if value in (None, "", []):
        wanted = field.required and not (leaving and field.at_submit)
        return _l("Answer this question") if wanted else None
    if field.type in (FieldType.CHOICE, FieldType.MULTIPLE_CHOICE):
        known = {option.value for option in field.options}
        chosen = set(map(str, value)) if isinstance(value, list) else {value}
        return None if chosen <= known else _l("Choose one of the answers listed")
    if field.type is FieldType.YES_NO:
        return None if value in ("yes", "no") else _l("Choose yes or no")
    if not isinstance(value, str):
        return _l("Answer this question")
    return _text_problem(field, value)


def _text_problem(field: Field, value: str) -> Any:
    if field.type in (FieldType.NUMBER, FieldType.MONEY):
        return _number_problem(field, value)
    if field.type is FieldType.DATE:
        return None if parse_date(value) else _l("Enter a real date, like 27/3/2025")
    if field.type is FieldType.EMAIL and ("@" not in value or " " in value):
        return _l("Enter an e-mail address in the correct format, like name@example.com")
    if field.max_words and len(value.split()) > field.max_words:
        return _l(
            "Use %(limit)d words or fewer; there are %(count)d now",
            limit=field.max_words,
            count=len(value.split()),
        )
    if field.max_length and len(value) > field.max_length:
        return _l("Use %(limit)d characters or fewer", limit=field.max_length)
    return None


def _number_problem(field: Field, value: str) -> Any:
    number = parse_number(value)
    if number is None:
        return _l("Enter a number, like 1200")
    if field.minimum is not None and number < field.minimum:
        return _l("Enter %(limit)d or more", limit=field.minimum)
    if field.maximum is not None and number > field.maximum:
        return _l("Enter %(limit)d or less", limit=field.maximum)
    return None


def parse_share(text: str) -> Decimal | None:
    """A percentage with at most two places, written with a point or a comma."""
    plain = text.strip().rstrip("%").strip().replace(",", ".")
    if not plain or not plain.replace(".", "", 1).isdigit() or not plain.isascii():
        return None
    share = Decimal(plain)
    return share if share <= WHOLE and share == share.quantize(Decimal("0.01")) else None


def shares_are_whole(shares: Iterable[Decimal]) -> bool:
    """Whether contribution shares add up to exactly one hundred percent, each above nothing."""
    listed = list(shares)
    return bool(listed) and all(share > 0 for share in listed) and sum(listed) == WHOLE


def missing_slots(slots: Iterable[Slot], files: Iterable[FileState]) -> list[Slot]:
    """Required slots without a single file."""
    filled = {file.slot for file in files if not file.rejected}
    return [slot for slot in slots if slot.required and slot.code not in filled]


def problems_before_submitting(
    draft: Snapshot, slots: Iterable[Slot], pages: Iterable[FormPage], now: datetime
) -> list[Problem]:
    """Everything still standing between this draft and a valid submission; what is not asked stands in nobody's way."""
    pages = list(pages)
    slots = asked_slots(slots, asked_answers(pages, draft.answers))
    asked = {slot.code for slot in slots}
    files = [file for file in draft.files if file.slot in asked]
    opened = is_open(draft.opens_at, draft.closes_at, draft.editable_until, now)
    opened = opened or (draft.grace_until is not None and now < draft.grace_until)
    checks = {
        Problem.NOT_EDITABLE: not draft.editable,
        Problem.NOT_OPEN_YET: now < draft.opens_at,
        Problem.CALL_CLOSED: not opened and now >= draft.closes_at,
        Problem.CATEGORY_MISSING: draft.category is None,
        Problem.TITLE_MISSING: not draft.title.strip(),
        Problem.SUMMARY_MISSING: not draft.summary.strip(),
        Problem.ANSWERS_MISSING: any(page_problems(page, draft.answers) for page in asked_pages(pages, draft.answers)),
        Problem.AUTHORS_MISSING: not draft.shares,
        Problem.SHARES_NOT_WHOLE: bool(draft.shares) and not shares_are_whole(draft.shares),
        Problem.FILES_MISSING: bool(missing_slots(slots, files)),
        Problem.FILES_UNFINISHED: any(file.uploading for file in files),
        Problem.FILES_UNCHECKED: any(not (file.ready or file.rejected or file.uploading) for file in files),
        Problem.FILES_REJECTED: any(file.rejected for file in files),
        Problem.NOMINATES_ONESELF: bool(draft.nominator) and draft.nominator in draft.nominees,
        Problem.NOMINEES_UNREACHABLE: bool(draft.nominator) and not _each_reachable(draft.nominees),
    }
    return [problem for problem, found in checks.items() if found]


def _each_reachable(addresses: tuple[str, ...]) -> bool:
    """Whether everybody has an address, and nobody answers for somebody else."""
    return all(addresses) and len(set(addresses)) == len(addresses)
