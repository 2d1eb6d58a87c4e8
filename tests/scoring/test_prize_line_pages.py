"""How sheets spread around the line of the prizes, and which works to score again, by whom."""

from fractions import Fraction

import pytest

from portal.assignments.eligible import eligible_judges
from portal.calibration.more_sheets import more_sheets
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring.advice import advice_on
from portal.scoring.prize_line import prize_line
from portal.scoring.ranking import rank
from portal.scoring.score_again import score_again
from tests.factories import make_edition, make_judged, make_organizer, make_panel
from tests.html_client import counting_queries

NOTHING = frozenset()


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


def test_line_is_halfway_between_the_last_prize_and_the_next():
    listed = rank({1: [90], 2: [80], 3: [75], 4: []}, minimum_sheets=1)

    assert prize_line(listed, 2) == Fraction(155, 2)
    assert [prize_line(listed, cap) for cap in (0, 3, 9)] == [None] * 3


def test_spread_shows_every_sheet_as_a_dot_with_the_mean_and_the_line(edition, organizer, client):
    edition.categories[0].prize_cap = 2
    works = make_judged(edition, organizer, [[70, 75], [80, 60], [71, 90]])
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/spread")

    assert page.count('class="sheet"') == 6
    assert page.count('class="mean"') == 3
    assert page.count('class="mark"') == 1
    # Means are 80.5, 72.5 and 70: the line lies at 71.25 on a scale from 60 to 90.
    assert f'x1="{200 + 500 * (71.25 - 60) / 30:.1f}"' in page
    assert f'x1="{200 + 500 * (80.5 - 60) / 30:.1f}"' in page
    assert [page.index(work.title) for work in (works[2], works[0], works[1])] == sorted(
        page.index(work.title) for work in works
    )
    assert "71 · 90" in page


def test_spread_without_sheets_says_so(edition, organizer, client):
    client.sign_in(organizer)

    assert "Nothing is scored yet" in client.get_text(f"/manage/editions/{edition.id}/ranking/spread")


CLOSE = [
    [worth + noise, worth - 20 - noise] for worth, noise in zip(range(90, 66, -2), (3, -4, 1, -2, 4) * 3, strict=False)
]
"""Twelve works two points apart, scored by two judges of whom the second is stricter, with noise of a few points."""


def close(edition, organizer):
    edition.categories[0].prize_cap = 4
    return make_judged(edition, organizer, CLOSE)


def test_works_at_the_line_are_named_with_who_may_judge_them(edition, organizer, client):
    works = close(edition, organizer)
    spare, tied = make_panel(edition, organizer, 2)
    category = edition.categories[0]
    advice = advice_on(category)
    expected = more_sheets(advice.analysis)
    first = advice.submission(expected.wanted[0].submission)
    work = next(one for one in works if one.id == first)
    judges.declare_conflict(tied, work, kind=ConflictKind.RELATIVE, evidence="Anh", actor=organizer)
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice/again")

    found = score_again(advice, category, NOTHING)
    assert [row.work.id for row in found.rows] == [advice.submission(one.submission) for one in expected.wanted]
    assert found.rows[0].judges[0].judge.id == spare.id
    assert tied.id not in [one.judge.id for one in found.rows[0].judges]
    assert found.found.sheets == sum(row.sheets for row in found.rows)
    assert f"{expected.wrong_now:.1f} → {expected.wrong_then:.1f}" in page
    assert page.index(found.rows[0].work.number) < page.index(found.rows[-1].work.number) or len(found.rows) == 1
    assert f"/assignments/categories/{category.id}/runs" in page


def test_eligible_are_the_free_ones_least_loaded_first(edition, organizer):
    works = close(edition, organizer)
    spare, full = make_panel(edition, organizer, 2)
    full.max_load = 0
    category = edition.categories[0]

    found = eligible_judges(category, works[:2], NOTHING)

    assert [[one.judge.id for one in listed] for listed in found.values()] == [[spare.id]] * 2
    assert found[works[0].id][0].load == 0


def test_where_the_gate_is_shut_nothing_is_proposed(edition, organizer, client):
    make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice/again")

    assert score_again(advice_on(edition.categories[0]), edition.categories[0], NOTHING) is None
    assert "Nothing is proposed" in page


def test_scoring_again_asks_few_questions_however_many_works(edition, organizer, client):
    close(edition, organizer)
    make_panel(edition, organizer, 1)
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/ranking/advice/again"
    client.get_text(address)

    with counting_queries() as counted:
        client.get_text(address)

    assert len(counted) <= 15
