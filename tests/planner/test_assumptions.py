"""What is learned about judges from scores that they gave."""

import pytest

from portal.calibration.gate import Hindrance
from portal.calibration.simulation import Habits
from portal.planner.assumptions import learn, pooled, scale_of
from tests.calibration.simulated import Contest, draw


def test_severity_and_noise_are_found_again():
    """Means of 20 contests whose judges differ by .8 and whose noise is .86: to .08, for ends and steps take some."""
    found = [learn(draw(Contest(300, 30, 5, 0.8), seed)[1]) for seed in range(20)]

    assert sum(one.severity for one in found) / 20 == pytest.approx(0.8, abs=0.08)
    assert sum(one.noise for one in found) / 20 == pytest.approx(0.86, abs=0.08)


def test_scores_that_cannot_carry_it_say_why():
    _truth, scores = draw(Contest(12, 12, 2, 0.8), 1)

    assert Hindrance.FEW_SHEETS in {one.kind for one in learn(scores)}


def test_larger_groups_of_judges_weigh_more():
    found = pooled([(Habits(severity=1.0, noise=1.0), 300), (Habits(severity=0.0, noise=0.2), 100)])

    assert (found.severity, found.noise) == (pytest.approx(0.75**0.5), pytest.approx(0.8))


def test_scale_of_a_rubric_keeps_its_ends_and_step():
    scale = scale_of(20, 0.5)

    assert (scale.least, scale.most, scale.step, scale.middle, scale.spread) == (0, 20, 0.5, 11, 2.5)
