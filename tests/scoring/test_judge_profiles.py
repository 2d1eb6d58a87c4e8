"""Pages of judge profiles: every figure is that of the sheets, with enough of them, and nothing of the hidden."""

import random
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from sqlalchemy import select, update

from portal.assignments.models import Assignment
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind, Judge
from portal.scoring.judge_profiles import profiles_on
from portal.scoring.manage_profiles import SHOWN
from portal.scoring.models import Score, ScoreChange, Scoresheet
from portal.scoring.profile_words import lines_of, words_of_agreement
from tests.factories import make_edition, make_judged, make_organizer
from tests.html_client import counting_queries

WORKS, JUDGES = 16, 4
FAVOURED = range(3)


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


def panel(edition, organizer):
    """Four judges of different severity; the last favours one organisation, writes straight lines, and is quick."""
    edition.categories[0].judges_per_submission = JUDGES
    works = make_judged(edition, organizer, [[50] * JUDGES for _work in range(WORKS)])
    rng, table = random.Random(5), {}
    listed = list(db.session.scalars(select(Judge).order_by(Judge.id)))
    first, second = edition.categories[0].criteria
    for place, work in enumerate(works):
        if place in FAVOURED:
            work.organisation = "Sở Thí nghiệm"
        worth = rng.uniform(0.3, 0.7)
        for order, judge in enumerate(listed):
            shares = [worth + (-0.15, -0.05, 0.05, 0.15)[order] + rng.gauss(0, 0.06) for _criterion in range(2)]
            if order == JUDGES - 1:
                shares = [round(shares[0] + (0.25 if place in FAVOURED else 0), 1)] * 2
            points = [int(60 * shares[0]), int(40 * shares[1])]
            table[judge.id, work.id] = points
            give(judge, work, dict(zip((first.id, second.id), points, strict=True)), 20 if order < JUDGES - 1 else 1)
    db.session.commit()
    db.session.expire_all()
    return works, listed, table


def give(judge, work, points, minutes):
    """Set the points of a finished sheet, and a last change so many minutes after the first."""
    pair = (Assignment.judge_id == judge.id, Assignment.submission_id == work.id)
    sheet = db.session.scalar(select(Scoresheet).join(Assignment).where(*pair))
    for criterion, value in points.items():
        same = (Score.scoresheet_id == sheet.id, Score.criterion_id == criterion)
        db.session.execute(update(Score).where(*same).values(points=Decimal(value)))
    later = sheet.started_at + timedelta(minutes=minutes)
    change = {"scoresheet_id": sheet.id, "revision": 9, "name": "x", "before": "", "after": "1"}
    db.session.add(ScoreChange(**change, actor_id=judge.user_id, at=later))


def test_profiles_are_those_of_the_sheets(edition, organizer, client):
    works, listed, table = panel(edition, organizer)
    client.sign_in(organizer)
    quick, base = listed[-1], f"/manage/editions/{edition.id}/ranking/advice/judges"

    page, one = client.get_text(base), client.get_text(f"{base}/{quick.id}")

    found = profiles_on(edition.categories[0], frozenset())
    profile = found.of(quick.id)
    given = {judge.id: np.array([table[judge.id, work.id] for work in works], float) for judge in listed}
    spreads = {judge: points.sum(axis=1).std(ddof=1) for judge, points in given.items()}
    shares = given[quick.id] / (60, 40)
    assert found.calibrated
    assert profile.severity < 0
    assert profile.spread.value == pytest.approx(spreads[quick.id] / np.median(list(spreads.values())))
    assert profile.halo.value == pytest.approx(np.corrcoef(given[quick.id].T)[0, 1])
    assert profile.middle.value == pytest.approx(((shares >= 1 / 3) & (shares <= 2 / 3)).mean())
    assert (profile.pace.value, profile.pace.usual) == (pytest.approx(1, abs=0.1), pytest.approx(20, abs=0.1))
    assert (profile.hasty.value, profile.hasty.striking) == (1, True)
    assert (profile.straight.value > 0.5, profile.straight.striking) == (True, True)
    for line in lines_of(profile):
        assert line.value
        assert line.value in one
        assert (line.title in page) is (line.name in SHOWN or line.striking)
    assert f"{profile.severity:.1f} ± {profile.error:.1f}" in page
    assert f"{-profile.severity:.1f} points more than the panel, give or take {profile.error:.1f}" in one
    assert page.index(quick.user.name) < page.index(listed[0].user.name)
    assert [leaning.organisation for leaning in found.leanings_of(profile)] == ["Sở Thí nghiệm"]
    assert f"{found.leanings_of(profile)[0].z:+.1f}" in one
    honest = client.get_text(f"{base}/{listed[0].id}")
    assert "Sở Thí nghiệm" not in honest
    assert "please look" not in honest


def test_hidden_works_count_for_nothing_in_a_profile(edition, organizer, client):
    works, listed, _table = panel(edition, organizer)
    seated = judges.add_judge(
        edition, name=organizer.name, email=organizer.email, organisation="", actor=organizer, tell=False
    )
    judges.declare_conflict(seated, works[4], kind=ConflictKind.RELATIVE, evidence="Anh", actor=organizer)
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/ranking/advice/judges/{listed[0].id}")

    assert f"{WORKS - 1} finished sheets" in page
    assert f"{WORKS} finished sheets" not in page


def test_few_sheets_and_a_shut_gate_tell_nothing(edition, organizer, client):
    make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])
    client.sign_in(organizer)
    judge = db.session.scalar(select(Judge).order_by(Judge.id))
    base = f"/manage/editions/{edition.id}/ranking/advice/judges"

    page, one = client.get_text(base), client.get_text(f"{base}/{judge.id}")

    assert page.count("too few sheets") == 2 * len(SHOWN)
    assert one.count("too few sheets") == 6
    assert "±" not in page
    assert "than the panel" not in one
    assert "please look" not in page


def test_judge_of_another_edition_has_no_profile_here(edition, organizer, client):
    other = make_edition()
    make_judged(other, make_organizer(other), [[70, 72]])
    judge = db.session.scalar(select(Judge).where(Judge.edition_id == other.id).order_by(Judge.id))
    client.sign_in(organizer)

    client.get_text(f"/manage/editions/{edition.id}/ranking/advice/judges/{judge.id}", status=404)


def test_profiles_ask_few_questions_however_many_sheets(edition, organizer, client):
    panel(edition, organizer)
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/ranking/advice/judges"
    client.get_text(address)

    with counting_queries() as counted:
        client.get_text(address)

    assert len(counted) <= 15


def test_sheet_saved_once_has_no_duration(edition, organizer):
    make_judged(edition, organizer, [[70, 72]] * 9)

    profile = profiles_on(edition.categories[0], frozenset()).listed[0]

    assert (profile.pace.value, profile.pace.sheets, profile.sheets) == (None, 0, 9)


def test_agreement_has_words_for_every_value():
    said = [words_of_agreement(alpha) for alpha in (None, 0.9, 0.7, 0.5, -0.2)]

    assert len(set(said)) == 5
    assert said[1] == "The judges agree well."
    assert [words_of_agreement(alpha) for alpha in (0.8, 0.667)] == said[1:3]
