"""The arithmetic of the official result, and advice that is shown only where the data can carry it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from portal.calibration.gate import Hindrance
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring.advice import advice_on
from portal.scoring.arithmetic import arithmetic_of
from portal.scoring.models import Scoresheet
from portal.scoring.queries import standings
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

    found = arithmetic_of(edition, works[0])
    assert (found.sum, found.mean) == (145, Fraction(145, 2))
    assert [sheet.total for sheet in found.sheets] in ([70, 75], [75, 70])
    assert "145 ÷ 2" in page
    assert "145 / 2" in page


def test_arithmetic_is_that_of_the_ranking(edition, organizer):
    works = make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])

    found = {work.id: arithmetic_of(edition, work) for work in works}

    listed = rank({one: [sheet.total for sheet in made.sheets] for one, made in found.items()}, minimum_sheets=2)
    assert {one.submission: one.mean for one in listed} == {one: made.mean for one, made in found.items()}
    assert sorted(one.rank for one in listed) == [1, 1, 3]


def test_arithmetic_shows_weights_ties_and_disagreement(edition, organizer, client):
    first, second = edition.categories[0].criteria
    first.weight, second.weight = Decimal("0.5"), Decimal(2)
    edition.categories[0].tie_criteria, edition.categories[0].disagreement = [second.code], Decimal(15)
    # Weighed, the sheets come to 30 and 50; to 38 and 34; and to 34 and 38.
    works = make_judged(edition, organizer, [[60, 70], [64, 62], [62, 64]])
    third = works[2]
    client.sign_in(organizer)

    apart = client.get_text(f"/manage/editions/{edition.id}/ranking/{works[0].id}")
    equal = client.get_text(f"/manage/editions/{edition.id}/ranking/{third.id}")
    ranking = client.get_text(f"/manage/editions/{edition.id}/ranking?category={edition.categories[0].id}")
    only = client.get_text(f"/manage/editions/{edition.id}/ranking?category={edition.categories[0].id}&show=apart")

    found = arithmetic_of(edition, works[0])
    assert ([sheet.total for sheet in found.sheets], found.spread) in (([30, 50], 20), ([50, 30], 20))
    assert "The totals lie 20 points apart; more than 15 ask for 3 sheets:" in apart
    assert "one more sheet is needed" in apart
    assert "× 0.5" in apart
    assert [one.mean for one in arithmetic_of(edition, third).ties] == [Fraction(3)]
    assert "shared: what is exactly the same has the same rank" in equal
    assert "1 work needs one more sheet, because its sheets lie more than 15 points apart." in ranking
    assert third.number in ranking
    assert third.number not in only
    assert works[0].number in only


def test_arithmetic_says_how_the_tie_rule_decided(edition, organizer, client):
    first, second = edition.categories[0].criteria
    second.weight = Decimal(2)
    edition.categories[0].tie_criteria = [second.code]
    # 60 + 2 × 0 is as much as 50 + 2 × 5.
    works = make_judged(edition, organizer, [[60, 60], [60, 60]])
    for sheet in db.session.scalars(select(Scoresheet)):
        if sheet.assignment.submission_id == works[1].id:
            given = {score.criterion_id: score for score in sheet.scores}
            given[first.id].points, given[second.id].points = Decimal(50), Decimal(5)
    db.session.commit()
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/{works[1].id}")
    ranking = client.get_text(f"/manage/editions/{edition.id}/ranking?category={edition.categories[0].id}")

    assert "the tie rule decided: " in page
    assert "by the tie rule" in ranking
    listed = standings(edition)[edition.categories[0].id]
    assert [(one.submission, one.rank, one.parted) for one in listed] == [
        (works[1].id, 1, True),
        (works[0].id, 2, True),
    ]


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
    assert page.count('<svg class="chart"') == 3
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
