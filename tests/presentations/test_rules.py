"""Times, order and calendar entries of presentations."""

from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from portal.presentations import rules
from tests.moments import NOW


def session(**values):
    defaults = {"starts_at": NOW, "slot_minutes": 20, "gap_minutes": 5, "pause_after": 2, "pause_minutes": 30}
    return SimpleNamespace(**{**defaults, **values})


def minutes(times):
    return [tuple(int((moment - NOW) / timedelta(minutes=1)) for moment in pair) for pair in times]


def test_slots_follow_one_another_with_gaps_and_pauses():
    assert minutes(rules.times_of(session(), 5)) == [(0, 20), (25, 45), (75, 95), (100, 120), (150, 170)]
    assert minutes(rules.times_of(session(pause_after=0), 3)) == [(0, 20), (25, 45), (50, 70)]
    assert rules.times_of(session(), 0) == []


def test_lot_gives_the_same_order_for_the_same_words():
    works = [1, 2, 3, 4, 5, 6]

    assert rules.drawn(works, "2 tháng 9") == rules.drawn(reversed(works), "2 tháng 9")
    assert sorted(rules.drawn(works, "2 tháng 9")) == works
    assert len({tuple(rules.drawn(works, str(n))) for n in range(20)}) > 10


def test_moving_stops_at_the_ends():
    assert rules.moved("abc", "b", -1) == ["b", "a", "c"]
    assert rules.moved("abc", "b", 1) == ["a", "c", "b"]
    assert rules.moved("abc", "a", -1) == ["a", "b", "c"]
    assert rules.moved("abc", "c", 1) == ["a", "b", "c"]


def test_running_is_what_has_begun_and_not_ended():
    def slot(started, finished):
        return SimpleNamespace(started_at=started, finished_at=finished)

    over, running, waiting = slot(NOW, NOW), slot(NOW, None), slot(None, None)

    assert rules.present_and_next([over, running, waiting]) == (running, waiting)
    assert rules.present_and_next([over]) == (None, None)


def entry(title):
    return rules.calendar_entry(
        uid="presentation-1@example.com", title=title, place="Phòng 2; tầng 3, số 1", begins=NOW,
        ends=NOW + timedelta(minutes=20), made_at=NOW, address="https://example.com/x",
    )  # fmt: skip


def test_calendar_entry_names_times_and_escapes_text():
    text = entry("Máy, sấy")

    assert "DTSTART:20260302T090000Z\r\nDTEND:20260302T092000Z\r\nSUMMARY:Máy\\, sấy\r\n" in text
    assert "LOCATION:Phòng 2\\; tầng 3\\, số 1\r\n" in text


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300))
def test_calendar_lines_are_short_and_fold_back_to_the_text(title):
    text = entry(title)

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    unfolded = text.replace("\r\n ", "")
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped}\r\n" in unfolded
