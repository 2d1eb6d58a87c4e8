"""Judges with known faults are found, honest ones hardly ever; every figure equals its definition."""

from dataclasses import replace

import numpy as np
import pytest

from portal.calibration import habits
from portal.calibration.analysis import analyse
from portal.calibration.criteria import agreement_by_criterion, points_by_criterion
from portal.calibration.profiles import profiles
from portal.calibration.residuals import leanings, residuals, spread_of_sum
from portal.calibration.scores import scores_of
from portal.calibration.severity import fit
from tests.calibration.simulated import Contest, draw_criteria

TEN = {f"c{n}": 10.0 for n in range(5)}
FAULTY = 0
"""The judge, by position, who is given a fault."""
SEEDS = range(30)
CONTEST = Contest(150, 20, 5, 0.5)


def table_of(scores, points):
    given = [dict(zip(TEN, row, strict=True)) for row in points]
    return points_by_criterion(replace(scores, points=points.sum(axis=1)), given, TEN)


def contest(seed, fault=None, kind=CONTEST):
    """The profiles of a contest in which one judge may have a fault; minutes spread as working times do."""
    _truth, scores, points = draw_criteria(kind, seed)
    rng = np.random.default_rng(seed + 1_000)
    own = np.exp(rng.normal(size=len(scores.judges)) * 0.3)
    minutes = 12 * own[scores.judge] * np.exp(rng.normal(size=len(scores)) * 0.5)
    if fault is not None:
        fault(points, minutes, np.flatnonzero(scores.judge == FAULTY), rng)
    table = table_of(scores, points)
    return profiles(analyse(table.scores, top=10, draws=50), table, minutes)


def one_impression(points, _minutes, own, rng):
    whole = points[own].mean(axis=1, keepdims=True)
    points[own] = np.clip(np.round((whole + rng.normal(size=(len(own), 5)) * 0.35) * 2) / 2, 1, 10)


def same_everywhere(points, _minutes, own, rng):
    lazy = own[rng.random(len(own)) < 0.7]
    points[lazy] = np.round(points[lazy].mean(axis=1, keepdims=True) * 2) / 2


def same_sheet_again(points, _minutes, own, rng):
    lazy = own[rng.random(len(own)) < 0.7]
    points[lazy] = [6, 7, 6.5, 6, 7]


def only_the_middle(points, _minutes, own, _rng):
    points[own] = np.round((5.5 + (points[own] - 5.5) * 0.25) * 2) / 2


def in_a_hurry(_points, minutes, own, rng):
    minutes[own] = 1.2 * np.exp(rng.normal(size=len(own)) * 0.4)


@pytest.mark.parametrize(
    ("fault", "name", "least"),
    [
        (one_impression, "halo", 0.9),
        (same_everywhere, "straight", 0.95),
        (same_sheet_again, "straight", 0.95),
        (only_the_middle, "spread", 0.95),
        (in_a_hurry, "hasty", 0.95),
    ],
)
def test_judge_with_a_known_fault_is_found(fault, name, least):
    found = [name in contest(seed, fault)[FAULTY].striking for seed in SEEDS]

    assert np.mean(found) >= least


@pytest.mark.parametrize("kind", [CONTEST, Contest(60, 20, 3, 0.5), Contest(150, 20, 5, 1.0, scale=0.15)])
def test_honest_judges_are_hardly_ever_pointed_out(kind):
    listed = [one for seed in SEEDS for one in contest(seed, kind=kind)]

    false_alarms = sum(bool(one.striking) for one in listed) / len(listed)

    assert len(listed) == 600
    assert false_alarms <= 0.01


def test_honest_judges_beside_a_faulty_one_are_left_alone():
    others = [one for seed in SEEDS for one in contest(seed, same_everywhere)[1:]]

    assert sum(bool(one.striking) for one in others) / len(others) <= 0.01


def sheets(rows):
    """A table from rows of judge, submission, points of each criterion."""
    scores = scores_of([(judge, work, float(sum(points))) for judge, work, points in rows])
    names = [f"c{n}" for n in range(len(rows[0][2]))]
    return points_by_criterion(
        scores, [dict(zip(names, points, strict=True)) for *_who, points in rows], dict.fromkeys(names, 10.0)
    )


def eight(judge, points):
    return [(judge, f"S{n}", one) for n, one in enumerate(points)]


VARIED = [(n % 10, (3 * n) % 10, (7 * n + 2) % 10) for n in range(8)]


def test_with_too_few_sheets_nothing_is_said():
    few = eight("A", [(5, 5, 5)] * 7) + eight("B", VARIED)
    table = sheets(few)

    one, other = profiles(analyse(table.scores, top=2), table, np.full(15, 5.0))

    figures = ("spread", "middle", "halo", "straight", "pace", "hasty")
    assert [getattr(one, name).value for name in figures] == [None] * 6
    assert [getattr(one, name).sheets for name in figures] == [7] * 6
    assert one.striking == ()
    assert other.straight.value == 0
    assert (other.pace.value, other.pace.sheets) == (5.0, 8)


def test_halo_is_the_mean_correlation_between_criteria():
    table = sheets(eight("A", VARIED))

    pairs = np.corrcoef(np.array(VARIED, float).T)[np.triu_indices(3, 1)]

    assert habits.halo(table).values[0] == pytest.approx(pairs.mean())


def test_straight_lines_are_level_sheets_and_repeated_ones():
    points = [(4, 4, 4), (7, 7, 7), (1, 2, 3), (1, 2, 3), (5, 6, 7), (6, 5, 1), (2, 9, 4), (3, 8, 8)]

    assert habits.straight_lines(sheets(eight("A", points))).values[0] == 4 / 8


def test_level_is_meant_in_shares_of_the_maximum():
    scores = scores_of([("A", f"S{n}", 3.0 * n) for n in range(1, 9)])
    given = [{"a": 2.0 * n, "b": 1.0 * n} for n in range(1, 9)]

    assert habits.straight_lines(points_by_criterion(scores, given, {"a": 20.0, "b": 10.0})).values[0] == 1
    assert habits.straight_lines(points_by_criterion(scores, given, {"a": 20.0, "b": 20.0})).values[0] == 0


def test_middle_is_the_middle_third_of_the_scale():
    points = [(1, 5), (5, 6), (3, 7), (4, 4), (9, 10), (0, 1), (2, 5), (8, 8)]

    assert habits.middle_share(sheets(eight("A", points))).values[0] == 6 / 16


def test_one_criterion_has_neither_halo_nor_straight_lines():
    table = sheets(eight("A", [(n,) for n in range(8)]))

    assert np.isnan(habits.halo(table).values).all()
    assert np.isnan(habits.straight_lines(table).values).all()


def test_sheet_that_lacks_a_criterion_breaks_nothing():
    scores = scores_of([("A", f"S{n}", float(n)) for n in range(9)])
    given = [{"a": float(n), "b": 9.0 - n} for n in range(8)] + [{"a": 8.0}]
    table = points_by_criterion(scores, given, {"a": 10.0, "b": 10.0})

    assert habits.halo(table).counts[0] == 8
    assert habits.halo(table).values[0] == pytest.approx(-1)
    assert [one.sheets for one in agreement_by_criterion(table)] == [9, 8]


def test_agreement_is_measured_criterion_by_criterion():
    rows = [(judge, f"S{n}", (n % 7, (n * (5 if judge == "A" else 3)) % 8)) for judge in "AB" for n in range(20)]

    alike, apart = agreement_by_criterion(sheets(rows))

    assert alike.krippendorff_alpha == pytest.approx(1)
    assert alike.icc_single == pytest.approx(1)
    assert abs(apart.krippendorff_alpha) < 0.4
    assert (alike.criterion, apart.criterion) == ("c0", "c1")


def test_spread_of_residuals_equals_the_dense_formula():
    _truth, scores, _points = draw_criteria(Contest(24, 6, 3, 1.0), 5)
    found = fit(scores)
    n = len(scores)
    x, z = np.zeros((n, 24)), np.zeros((n, 6))
    x[np.arange(n), scores.submission] = 1
    z[np.arange(n), scores.judge] = 1
    v = np.linalg.inv(np.eye(n) + found.ratio * z @ z.T)
    projected = v - v @ x @ np.linalg.solve(x.T @ v @ x, x.T @ v)
    own = np.flatnonzero(scores.judge == 2)[:3]
    chosen = np.zeros(n)
    chosen[own] = 1

    assert residuals(found) == pytest.approx(projected @ scores.points)
    assert spread_of_sum(found, 2, scores.submission[own]) == pytest.approx(chosen @ projected @ chosen)


def leaning_contest(seed, favour):
    """Six works of each organisation; one judge gives the first organisation's works so many points more."""
    _truth, scores, points = draw_criteria(CONTEST, seed)
    totals = points.sum(axis=1)
    own = np.flatnonzero((scores.judge == FAULTY) & (scores.submission < 18))
    totals[own[:4]] += favour
    found = fit(replace(scores, points=totals))
    return leanings(found, [f"O{one // 18}" for one in range(150)]), len(own)


def test_favours_for_an_organisation_are_pointed_out():
    found = [
        any((one.judge, one.organisation) == (FAULTY, "O0") and one.z > 3 for one in listed)
        for listed, own in (leaning_contest(seed, 15.0) for seed in SEEDS)
        if own >= 3
    ]

    assert len(found) >= 15
    assert np.mean(found) >= 0.7


def test_honest_panels_have_about_half_a_false_leaning_each():
    counts = [len(leaning_contest(seed, 0.0)[0]) for seed in SEEDS]

    assert np.mean(counts) <= 1.0


def test_works_of_no_organisation_and_single_sheets_lean_nowhere():
    _truth, scores, _points = draw_criteria(Contest(40, 8, 4, 0.5), 1)
    assert leanings(fit(scores), [""] * 40) == []
    assert leanings(fit(scores), [f"O{n}" for n in range(40)]) == []
    assert leanings(fit(scores_of([("a", "x", 1.0), ("b", "y", 2.0)])), ["O", "O"]) == []
