"""The arithmetic of the official result, and advice that is shown only where the data can carry it."""

from fractions import Fraction

import pytest

from portal.calibration.gate import Hindrance
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring.advice import advice_on
from portal.scoring.arithmetic import arithmetic_of
from portal.scoring.ranking import rank
from tests.factories import make_edition, make_judged, make_organizer
from tests.html_client import counting_queries

STRICT = [[90 - 3 * work, 70 - 3 * work + work % 3] for work in range(9)]
"""Nine works scored by two judges, the second about twenty points stricter."""


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


def test_arithmetic_can_be_followed_by_hand(edition, organizer, client):
    works = make_judged(edition, organizer, [[70, 75], [80, 60]])
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/{works[0].id}")

    found = arithmetic_of(works[0])
    assert (found.sum, found.mean) == (145, Fraction(145, 2))
    assert [sheet.total for sheet in found.sheets] in ([70, 75], [75, 70])
    assert "145 ÷ 2" in page
    assert "145 / 2" in page


def test_arithmetic_is_that_of_the_ranking(edition, organizer):
    works = make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])

    found = {work.id: arithmetic_of(work) for work in works}

    listed = rank({one: [sheet.total for sheet in made.sheets] for one, made in found.items()}, minimum_sheets=2)
    assert {one.submission: one.mean for one in listed} == {one: made.mean for one, made in found.items()}
    assert sorted(one.rank for one in listed) == [1, 1, 3]


def test_work_in_conflict_with_the_reader_has_no_arithmetic(edition, organizer, client):
    works = make_judged(edition, organizer, [[70, 75], [80, 60]])
    seated = judges.add_judge(
        edition, name=organizer.name, email=organizer.email, organisation="", actor=organizer, tell=False
    )
    judges.declare_conflict(seated, works[0], kind=ConflictKind.RELATIVE, evidence="Anh", actor=organizer)
    client.sign_in(organizer)

    client.get_text(f"/manage/editions/{edition.id}/ranking/{works[0].id}", status=404)
    client.get_text(f"/manage/editions/{edition.id}/ranking/{works[1].id}")


def test_advice_says_why_it_is_not_shown(edition, organizer, client):
    make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice")

    reasons = {one.kind for one in advice_on(edition.categories[0]).analysis.gate.reasons}
    assert reasons == {Hindrance.FEW_SHEETS, Hindrance.ALIKE}
    assert "Calibrated scores are not shown" in page
    assert "Works, by calibrated score" not in page


def test_advice_shows_strict_judges_and_never_the_hidden(edition, organizer, client):
    works = make_judged(edition, organizer, STRICT)
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice?category={edition.categories[0].id}")

    analysis = advice_on(edition.categories[0]).analysis
    assert analysis.gate.open
    assert abs(analysis.fit.generosity).max() == pytest.approx(10, abs=1.5)
    assert page.count('<svg class="chart"') == 2
    assert "Works, by calibrated score" in page
    left = advice_on(edition.categories[0], frozenset({works[0].id}))
    assert works[0].id not in left.submissions


def test_advice_asks_few_questions_however_many_works(edition, organizer, client):
    make_judged(edition, organizer, STRICT)
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/ranking/advice"
    client.get_text(address)

    with counting_queries() as counted:
        client.get_text(address)

    assert len(counted) <= 15


def test_category_without_sheets_has_no_advice(edition, organizer, client):
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice")

    assert advice_on(edition.categories[0]) is None
    assert "Nothing to tell yet" in page
