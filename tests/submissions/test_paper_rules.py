"""When paper is in time, and what it may lack."""

from datetime import UTC, date, datetime

import pytest

from portal.submissions.paper_rules import counted_at, problems_of_stub, problems_on_paper
from portal.submissions.rules import FileState, Problem

RECEIVED = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SCAN = FileState("form", ready=True, rejected=False)


def test_hour_on_paper_counts_unless_there_is_a_postmark():
    assert counted_at(RECEIVED, None, "Asia/Ho_Chi_Minh") == RECEIVED


def test_postmark_counts_from_the_first_moment_of_its_day_on_the_editions_clock():
    counted = counted_at(RECEIVED, date(2026, 3, 1), "Asia/Ho_Chi_Minh")

    assert counted.astimezone(UTC) == datetime(2026, 2, 28, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("problem", "stays"),
    [
        (Problem.CALL_CLOSED, False),
        (Problem.SUMMARY_MISSING, False),
        (Problem.ANSWERS_MISSING, False),
        (Problem.AUTHORS_MISSING, False),
        (Problem.SHARES_NOT_WHOLE, False),
        (Problem.FILES_MISSING, False),
        (Problem.TITLE_MISSING, True),
        (Problem.CATEGORY_MISSING, True),
        (Problem.FILES_UNFINISHED, True),
        (Problem.FILES_UNCHECKED, True),
        (Problem.FILES_REJECTED, True),
        (Problem.NOT_EDITABLE, True),
    ],
)
def test_paper_is_forgiven_what_it_leaves_blank_and_nothing_else(problem, stays):
    assert (problem in problems_on_paper([problem], [SCAN], pending=True)) is stays


def test_paper_needs_a_scan_that_was_not_rejected():
    rejected = FileState("form", ready=False, rejected=True)

    assert problems_on_paper([], [], pending=True) == [Problem.SCAN_MISSING]
    assert problems_on_paper([], [rejected], pending=True) == [Problem.SCAN_MISSING]
    assert problems_on_paper([], [rejected, SCAN], pending=True) == []


def test_what_was_sent_is_not_sent_again_without_new_paper():
    assert problems_on_paper([], [SCAN], pending=False) == [Problem.NOT_EDITABLE]
    assert problems_of_stub([], pending=False) == [Problem.NOT_EDITABLE]


def test_stub_needs_a_title_and_nothing_of_content():
    found = problems_of_stub([Problem.TITLE_MISSING, Problem.SUMMARY_MISSING, Problem.FILES_MISSING], pending=True)

    assert found == [Problem.TITLE_MISSING]
