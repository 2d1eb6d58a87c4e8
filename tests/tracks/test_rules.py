"""Codes of tracks, and their path with what is next and the days it took."""

from datetime import timedelta

from portal.awards.track_settings import TrackSettings
from portal.tracks.rules import Facts, Stage, days_between, days_taken, next_code, path_of
from tests.moments import DAY, NOW

NOTHING = Facts(0, 0, None)


def test_code_follows_the_highest_of_the_year():
    assert next_code("HCM-DX", 2026, []) == "HCM-DX-2026-01"
    assert next_code("HCM-DX", 2026, ["HCM-DX-2026-01", "HCM-DX-2026-09", "HCM-DX-2025-40"]) == "HCM-DX-2026-10"


def test_path_counts_days_and_stops_at_what_is_not_complete():
    facts = [
        (Stage.OPENED, Facts(1, 1, NOW)),
        (Stage.NOMINATED, Facts(3, 3, NOW + 2 * DAY)),
        (Stage.AGREED, Facts(2, 3, NOW + 3 * DAY)),
        (Stage.SCREENED, Facts(3, 3, NOW + 4 * DAY)),
        (Stage.PUBLISHED, NOTHING),
    ]

    steps = path_of(facts)

    assert [one.complete for one in steps] == [True, True, False, False, False]
    assert [one.stage for one in steps if one.next] == [Stage.AGREED]
    assert [one.days for one in steps] == [None, 2, None, None, None]
    assert days_taken(steps, NOW + timedelta(days=6, hours=1)) == 7


def test_days_of_a_finished_track_end_with_its_publication():
    steps = path_of([(Stage.OPENED, Facts(1, 1, NOW)), (Stage.PUBLISHED, Facts(1, 1, NOW + 12 * DAY))])

    assert days_taken(steps, NOW + 90 * DAY) == 12
    assert days_between(NOW, NOW - DAY) == 0


def test_domains_say_who_may_nominate():
    settings = TrackSettings(nominators=("tphcm.gov.vn",))

    assert [
        settings.lets_nominate(address) for address in ("a@tphcm.gov.vn", "b@Q1.tphcm.gov.vn", "c@nottphcm.gov.vn")
    ] == [True, True, False]
    assert TrackSettings().lets_nominate("d@example.com")
