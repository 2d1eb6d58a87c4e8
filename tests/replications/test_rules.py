"""When winners are asked and reminded, and the table of spread."""

from datetime import UTC, datetime

from portal.replications import rules
from portal.replications.spread import spread_of
from tests.moments import DAY, NOW, SECOND


def test_months_are_counted_by_the_calendar_and_every_month_has_the_day():
    start = datetime(2026, 8, 31, 9, tzinfo=UTC)

    found = [rules.months_later(start, months).date().isoformat() for months in (0, 4, 6, 24)]

    assert found == ["2026-08-28", "2026-12-28", "2027-02-28", "2028-08-28"]


def test_only_the_last_check_in_whose_time_has_come_is_due():
    half, year = rules.months_later(NOW, 6), rules.months_later(NOW, 12)

    moments = (NOW, half - SECOND, half, year - SECOND, year + 900 * DAY)
    found = [rules.due_check_in(NOW, (6, 12), moment) for moment in moments]

    assert found == [None, None, 6, 6, 12]


def test_reminders_come_every_so_many_days_and_end():
    def due(reminders, last, days):
        return rules.reminder_is_due(NOW, last, reminders, every=14, most=2, now=NOW + days * DAY)

    assert [due(0, None, 13), due(0, None, 14), due(1, NOW + 14 * DAY, 27), due(1, NOW + 14 * DAY, 28)] == [
        False, True, False, True,
    ]  # fmt: skip
    assert not due(2, NOW + 28 * DAY, 999)


def test_spread_counts_works_by_places_the_most_adopted_first():
    found = spread_of([("B", "hue"), ("A", "hue"), ("B", "ha_noi"), ("B", "hue")])

    assert (found.works, found.places, found.total) == (("B", "A"), ("hue", "ha_noi"), 4)
    assert (found.counts["B", "hue"], found.counts["A", "ha_noi"]) == (2, 0)
    assert spread_of([]).total == 0
