"""Made-up judges: who judges what, and points that a rubric allows."""

import numpy as np
import pytest

from portal.calibration.simulation import HALF_POINTS, Habits, Scale, draw_judges, draw_sheets, rotate


@pytest.mark.parametrize(("submissions", "judges", "sheets"), [(150, 20, 5), (7, 3, 3), (4, 9, 2), (60, 20, 20)])
def test_rotation_gives_no_judge_a_submission_twice_and_even_loads(submissions, judges, sheets):
    made = rotate(submissions, judges, sheets, np.random.default_rng(1))

    assert made.shape == (submissions, sheets)
    assert all(len(set(row)) == sheets for row in made.tolist())
    loads = np.bincount(made.ravel(), minlength=judges)
    assert loads.max() - loads.min() <= sheets


def test_rotation_needs_as_many_judges_as_sheets():
    with pytest.raises(ValueError, match="more sheets"):
        rotate(10, 3, 4, np.random.default_rng(1))


def test_points_are_on_the_step_and_within_the_ends():
    rng = np.random.default_rng(1)
    scale, habits = Scale(0, 7, 0.25, 4, 3), Habits(severity=1, slope=0.3)
    judge = rng.integers(5, size=2_000)

    points = draw_sheets(rng.normal(size=2_000), draw_judges(5, habits, rng), judge, [scale] * 2, habits, rng)

    assert points.shape == (2, 2_000)
    assert (points.min(), points.max()) == (0, 7)
    assert np.array_equal(points * 4, np.round(points * 4))


def test_noise_and_halo_are_as_large_as_asked_for():
    """A sheet's mean has the variance asked for, and criteria share the halo: tolerances of about four errors."""
    rng = np.random.default_rng(1)
    size, habits = 20_000, Habits(noise=0.5, halo=0.6)
    fine = [Scale(-1_000, 1_000, 0.001, 0, 1)] * len(HALF_POINTS)

    points = draw_sheets(np.zeros(size), draw_judges(1, habits, rng), np.zeros(size, int), fine, habits, rng)

    assert points.mean(axis=0).var() == pytest.approx(0.5, abs=0.02)
    assert np.cov(points)[0, 1] == pytest.approx(0.3, abs=0.04)
