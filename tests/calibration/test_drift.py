"""Steady judges are left alone as often as is stated; judges who move are found, with the right number of points."""

import numpy as np
import pytest

from portal.calibration.drift import FALSE_ALARMS, LEAST_SHEETS, drifts
from portal.calibration.scores import Scores

WORKS, JUDGES, SHEETS, NOISE = 80, 16, 4, 5.0
"""Sixteen judges with twenty sheets each; one sheet is sure to five points of a hundred."""
PANELS = 400


def panel(seed, moved=None, works=WORKS, judges=JUDGES, sheets=SHEETS):
    """Scores and the order of finishing of a panel; `moved` says how many points some judges give more at the end."""
    rng = np.random.default_rng(seed)
    submission = np.repeat(np.arange(works), sheets)
    judge = np.concatenate([(one + rng.permutation(4)[:sheets] * (judges // 4)) % judges for one in range(works)])
    order = rng.permutation(len(judge))
    points = rng.normal(70, 8, works)[submission] + rng.normal(0, 4, judges)[judge] + rng.normal(0, NOISE, len(judge))
    for who, change in (moved or {}).items():
        mine = np.flatnonzero(judge == who)
        mine = mine[np.argsort(order[mine])]
        points[mine] += change * np.linspace(0, 1, len(mine))
    names = (tuple(f"{letter}{n}" for n in range(size)) for letter, size in (("J", judges), ("S", works)))
    return Scores(*names, judge, submission, points), order


def test_panels_of_steady_judges_point_out_nobody_as_often_as_stated():
    alarms = sum(any(one.look for one in drifts(*panel(seed))) for seed in range(PANELS))

    # Three standard errors of a share of 0.05 among 400 panels are 0.033.
    assert alarms / PANELS <= FALSE_ALARMS + 0.033


def test_p_values_of_steady_judges_are_spread_evenly():
    found = np.concatenate([[one.p_value for one in drifts(*panel(seed))] for seed in range(100)])

    shares = [float((found < limit).mean()) for limit in (0.01, 0.05, 0.25, 0.5)]

    assert shares == pytest.approx([0.01, 0.05, 0.25, 0.5], abs=0.03)


def test_a_judge_who_moves_by_four_times_the_noise_of_a_sheet_is_nearly_always_found():
    looks = [[one.judge for one in drifts(*panel(seed, {3: -20.0})) if one.look] for seed in range(200)]

    found = sum(3 in listed for listed in looks) / 200
    others = sum(bool(set(listed) - {3}) for listed in looks) / 200
    assert found >= 0.85
    assert others <= 0.12


def test_the_line_says_how_many_points_somebody_moved_and_how_sure_that_is():
    lines = [next(one for one in drifts(*panel(seed, {3: 12.0})) if one.judge == 3) for seed in range(200)]

    slopes = np.array([one.slope for one in lines])
    covered = np.mean([abs(one.slope - 12) <= 2.1 * one.error for one in lines])
    halves = np.mean([one.late - one.early for one in lines])
    assert slopes.mean() == pytest.approx(12, abs=0.6)
    assert np.mean([one.error for one in lines]) == pytest.approx(slopes.std(), rel=0.12)
    assert 0.91 <= covered <= 0.985
    assert halves == pytest.approx(6.3, abs=0.6)


def test_severity_and_worth_of_the_works_do_not_show_in_the_line():
    scores, order = panel(7)
    shifted = Scores(
        scores.judges,
        scores.submissions,
        scores.judge,
        scores.submission,
        scores.points + 30.0 * scores.submission,
    )

    before, after = ([one.slope for one in drifts(given, order)] for given in (scores, shifted))

    assert after == pytest.approx(before)


@pytest.mark.parametrize(("works", "lines"), [(4 * LEAST_SHEETS, JUDGES), (4 * LEAST_SHEETS - 4, 0)])
def test_too_few_sheets_give_no_line(works, lines):
    scores, order = panel(1, works=works)
    fewest = int(scores.loads.min())

    found = drifts(scores, order)

    assert (fewest >= LEAST_SHEETS) == bool(lines)
    assert (len(found) == JUDGES) == bool(lines)


def test_sheets_that_stand_alone_and_points_without_any_spread_do_no_harm():
    alone = panel(1, sheets=1, judges=4)
    same = panel(1)
    flat = Scores(same[0].judges, same[0].submissions, same[0].judge, same[0].submission, np.full(len(same[1]), 70.0))

    assert drifts(*alone) == []
    assert not any(one.look for one in drifts(flat, same[1]))
