"""Faults in the edition, its prizes and its rounds are told with line, key and expectation."""

from pathlib import Path

import pytest

from tests.awards.preset_breaking import FAULT_NAMES, check_fault, fault

FAULTS = [
    fault(
        "kind: scoring\n",
        "kind: scoring\n    hides: [organisation]\n",
        "hides: [organisation]",
        "rounds[0].hides[0]",
        None,
        '"organisation"',
        "round that hides what nobody asks",
    ),
    fault(
        "timezone: Europe/London",
        "timezone: Europe/Londn",
        "Londn",
        "edition.timezone",
        "a time zone such as Asia/Ho_Chi_Minh",
        '"Europe/Londn"',
        "unknown zone",
    ),
    fault(
        "timezone: Europe/London",
        "timezone: ../etc/passwd",
        "passwd",
        "edition.timezone",
        "a time zone such as Asia/Ho_Chi_Minh",
        '"../etc/passwd"',
        "path for zone",
    ),
    fault(
        "locales: [en]",
        "locales: [en, en]",
        "[en, en]",
        "edition.locales[1]",
        "each value once",
        '"en"',
        "locale twice",
    ),
    fault(
        "closes_at: 2026-04-30 18:00",
        "closes_at: 2026-03-01 18:00",
        "2026-03-01 18:00",
        "edition.calendar.closes_at",
        "a moment after opens_at (2026-03-02 09:00)",
        "2026-03-01 18:00",
        "closes before opening",
    ),
    fault(
        "closes_at: 2026-04-30 18:00",
        "closes_at: 2026-04-31 18:00",
        "2026-04-31",
        "edition.calendar.closes_at",
        "a local date and time such as 2025-01-31 17:00",
        '"2026-04-31 18:00"',
        "no such day",
    ),
    fault(
        "comment_days: 7",
        "applied_from: 2026-01-02\n    applied_to: 2026-01-01",
        "applied_to",
        "edition.calendar.applied_to",
        "a date not before applied_from (2026-01-02)",
        "2026-01-01",
        "window backwards",
    ),
    fault(
        "min_load: 1\n",
        "min_load: 20\n",
        "max_load",
        "edition.assignment.max_load",
        "at least min_load (20)",
        "12",
        "loads backwards",
    ),
    fault(
        "minimum_sheets: 2",
        "minimum_sheets: 3",
        "minimum_sheets: 3",
        "edition.result.minimum_sheets",
        "at most judges_per_submission (2)",
        "3",
        "more sheets than judges",
    ),
    fault(
        "threshold: 32.5",
        "threshold: 51",
        "threshold: 51",
        "edition.result.threshold",
        "at most the scale (50)",
        "51",
        "threshold above scale",
    ),
    fault(
        "rule: mean_of_totals",
        "rule: mean_of_total",
        "mean_of_total\n",
        "edition.result.rule",
        "mean_of_totals (did you mean mean_of_totals?)",
        '"mean_of_total"',
        "unknown rule",
    ),
    fault(
        "max_per_category: 2",
        "max_per_category: 6",
        "max_per_category: 6",
        "prizes[1].max_per_category",
        "at most the total cap (5)",
        "6",
        "prize cap above total",
    ),
    fault(
        "amount: 400",
        "amount: 1400",
        "amount: 1400",
        "prizes[1].amount",
        "at most that of a higher rank (1000)",
        "1400",
        "lower rank worth more",
    ),
    fault(
        "    rank: 2\n",
        "    rank: 1\n",
        None,
        "prizes[1].rank",
        "a rank of its own",
        '"1" again (the first is on line <rank: 1>)',
        "rank twice",
    ),
    fault(
        "kind: ballot",
        "kind: balot",
        "balot",
        "rounds[1].kind",
        "scoring, pass_fail, ranking, pairwise or ballot",
        '"balot"',
        "unknown kind of round",
    ),
    fault(
        "quorum: 1/2",
        "quorum: 3/2",
        "3/2",
        "rounds[1].quorum",
        "a fraction of the council such as 2/3",
        '"3/2"',
        "more than the council",
    ),
    fault(
        "council: Volunteer readers",
        "council: Volunteer readers\n    quorum: 2/3",
        "quorum: 2/3",
        "rounds[0].quorum",
        "no such key in a scoring round",
        '"2/3"',
        "quorum of a scoring round",
    ),
    fault(
        "  email: ideas@lantern.example\n",
        "  email: ideas at lantern\n",
        "ideas at lantern",
        "contact.email",
        "an e-mail address",
        '"ideas at lantern"',
        "no e-mail address",
    ),
]


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_edition_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)
