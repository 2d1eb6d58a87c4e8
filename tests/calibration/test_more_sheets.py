"""Scoring again where the line is uncertain: what is chosen, and that it helps more than chance does."""

from dataclasses import replace

import numpy as np
import pytest

from portal.calibration.analysis import analyse
from portal.calibration.more_sheets import MOST_EACH, at_the_line, gain, more_sheets
from portal.calibration.scores import Scores, scores_of
from tests.calibration.simulated import Contest, draw

TOP = 10
FIRST = 3
EXTRA = 60
CONTESTS = 60


def seen(scores, chosen):
    """Only some of the sheets; submissions and judges keep their names."""
    return replace(
        scores, judge=scores.judge[chosen], submission=scores.submission[chosen], points=scores.points[chosen]
    )


def stages(seed):
    """The truth, a contest with nine sheets for each submission, and which of them come in the first stage."""
    truth, scores = draw(Contest(120, 20, 9, 0.5), seed)
    place = np.tile(np.arange(9), 120)
    return truth, scores, place


def precision(truth, points):
    best = set(np.argsort(-truth)[:TOP].tolist())
    return len(best & set(np.argsort(-points, kind="stable")[:TOP].tolist())) / TOP


def with_more(scores: Scores, place: np.ndarray, extra: np.ndarray) -> Scores:
    return seen(scores, place < (FIRST + extra)[scores.submission])


def test_chosen_sheets_raise_precision_at_the_line_more_than_random_ones():
    raised = []
    for seed in range(CONTESTS):
        truth, scores, place = stages(seed)
        before = with_more(scores, place, np.zeros(120, int))
        wanted = more_sheets(analyse(before, top=TOP, draws=400), sheets=EXTRA).wanted
        chosen = np.zeros(120, int)
        for one in wanted:
            chosen[one.submission] = one.sheets
        anywhere = np.bincount(np.random.default_rng(seed).choice(120, chosen.sum(), replace=False), minlength=120)
        row = []
        for extra in (np.zeros(120, int), chosen, anywhere):
            after = analyse(with_more(scores, place, extra), top=TOP, draws=2)
            row.append((precision(truth, after.fit.calibrated), precision(truth, after.fit.scores.raw)))
        raised.append(row)

    now, chosen, anywhere = np.array(raised).mean(axis=0)
    assert chosen[0] - now[0] >= 0.06
    assert chosen[0] - anywhere[0] >= 0.05
    assert chosen[1] - anywhere[1] >= 0.05


def test_worth_of_a_sheet_is_what_simulation_says():
    gap, variance, fresh = 0.7, 1.5, 2.0
    rng = np.random.default_rng(4)
    truth = rng.normal(gap, np.sqrt(variance), 400_000)
    heard = truth + rng.normal(size=len(truth)) * np.sqrt(fresh)
    then = gap + variance / (variance + fresh) * (heard - gap)

    worth = np.maximum(then, 0).mean() - max(gap, 0)

    assert gain(np.array([gap]), np.array([variance]), fresh)[0] == pytest.approx(worth, abs=0.005)


def test_sheets_go_to_the_line_and_no_work_gets_too_many():
    _truth, scores = draw(Contest(120, 20, 3, 0.5), 2)
    analysis = analyse(scores, top=TOP)

    found = more_sheets(analysis)

    open_ones = set(np.flatnonzero(at_the_line(analysis)).tolist())
    assert {one.submission for one in found.wanted} <= open_ones
    assert max(one.sheets for one in found.wanted) <= MOST_EACH
    assert found.sheets == sum(one.sheets for one in found.wanted)
    assert 0 < found.wrong_then < found.wrong_now
    assert [one.chance for one in found.wanted] == [float(analysis.ranks.p_top[one.submission]) for one in found.wanted]


def test_expected_wrong_winners_are_those_of_the_simulation():
    wrong, expected = [], []
    for seed in range(40):
        truth, scores = draw(Contest(120, 20, 5, 0.5), seed)
        analysis = analyse(scores, top=TOP, draws=300)
        wrong.append(TOP * (1 - precision(truth, analysis.fit.calibrated)))
        expected.append(more_sheets(analysis, sheets=0).wrong_now)

    assert np.mean(expected) == pytest.approx(np.mean(wrong), rel=0.25)


def test_where_everybody_wins_or_nothing_is_known_no_sheet_is_asked_for():
    _truth, scores = draw(Contest(12, 4, 3, 0.5), 2)

    assert more_sheets(analyse(scores, top=12)) is None
    assert more_sheets(analyse(scores, top=0)) is None
    assert more_sheets(analyse(scores_of([("a", "x", 1.0), ("b", "y", 2.0)]), top=1)) is None


def test_clear_line_asks_for_nothing():
    rows = [(f"J{j}", f"S{s}", float(100 * (s < 3) + j % 2 + 0.3 * ((s * j) % 3))) for s in range(9) for j in range(6)]

    found = more_sheets(analyse(scores_of(rows), top=3))

    assert (found.wanted, found.sheets) == ((), 0)
    assert found.wrong_now == pytest.approx(found.wrong_then)
