"""When paper is in time, and what a dossier keyed in from paper may lack."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from portal.submissions.rules import FileState, Problem

FORGIVEN = frozenset(
    {
        Problem.CALL_CLOSED,
        Problem.NOT_OPEN_YET,
        Problem.SUMMARY_MISSING,
        Problem.ANSWERS_MISSING,
        Problem.AUTHORS_MISSING,
        Problem.SHARES_NOT_WHOLE,
        Problem.FILES_MISSING,
    }
)
"""What the paper leaves blank stays blank, and the day that counts is the paper's, not that of the keying."""


def counted_at(received_at: datetime, postmarked_on: date | None, zone: str) -> datetime:
    """The moment that decides: the hour written on the paper, or the first moment of the postmark's day."""
    return datetime.combine(postmarked_on, time.min, tzinfo=ZoneInfo(zone)) if postmarked_on else received_at


def problems_on_paper(
    problems: Iterable[Problem], files: Iterable[FileState], *, pending: bool
) -> list[Problem]:  # fmt: skip
    """What still stands between keyed-in paper and its number: some paper not taken in yet, and a scan of it."""
    found = [problem for problem in problems if problem not in FORGIVEN]
    if not pending and Problem.NOT_EDITABLE not in found:
        found.insert(0, Problem.NOT_EDITABLE)
    if all(file.rejected for file in files):
        found.append(Problem.SCAN_MISSING)
    return found


def problems_of_stub(problems: Iterable[Problem], *, pending: bool) -> list[Problem]:
    """A stub has a title and a category; it is recorded once and has nothing to change."""
    needed = {Problem.TITLE_MISSING, Problem.CATEGORY_MISSING}
    found = [problem for problem in problems if problem in needed]
    return found if pending else [Problem.NOT_EDITABLE, *found]
