"""Judges are joined by shared submissions where that is possible, and where not, it is said what would help."""

import numpy as np
import pytest

from portal.assignments.answer_text import explanation
from portal.assignments.assign import assign
from portal.assignments.overlap import groups_of
from tests.assignments.cases import make_problem, pairs_of, violations


def two_worlds():
    """Two halves of a panel, each fit for its own half of the submissions alone."""
    fit = np.full((8, 16), 0.1)
    fit[:4, :8] = fit[4:, 8:] = 0.9
    return fit


def test_groups_are_found():
    assert groups_of(pairs_of((0, 0), (1, 0), (1, 1), (3, 2)), 5, 3).tolist() == [0, 0, -1, 3, -1]


def test_split_panel_is_joined_at_the_least_loss():
    apart = assign(make_problem(two_worlds(), 2))
    joined = assign(make_problem(two_worlds(), 2, require_connected=True))

    assert not apart.overlap.connected
    assert joined.overlap.connected
    assert violations(joined.problem, joined.pairs) == []
    assert joined.fits.sum() == pytest.approx(apart.fits.sum() - 2 * 0.8)
    assert joined.loads.tolist() == apart.loads.tolist()


def test_panel_that_must_stay_split_is_told_how_many_anchors_join_it():
    conflicts = np.ones((8, 16), bool)
    conflicts[:4, :8] = conflicts[4:, 8:] = False

    answer = assign(make_problem(two_worlds(), 2, conflicts=conflicts, require_connected=True))

    assert (answer.overlap.groups, answer.overlap.anchors) == (2, 1)
    assert "add 1 anchor submission" in explanation(answer)[-1]


def test_single_readers_can_never_be_joined():
    answer = assign(make_problem(np.ones((3, 6)), 1, require_connected=True))

    assert answer.overlap.groups == 3


def test_overlap_of_the_worst_served_is_kept_while_joining():
    fit = two_worlds()
    fit[:, 0] = 0.2

    answer = assign(make_problem(fit, 2, require_connected=True, fairness="worst_first"))

    assert answer.overlap.connected
    assert answer.means.min() == pytest.approx(0.2)
