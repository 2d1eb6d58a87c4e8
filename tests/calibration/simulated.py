"""Contests with a known truth: submissions, judges who differ in severity and scale, and what they write down."""

from dataclasses import dataclass

import numpy as np

from portal.calibration.scores import Scores
from portal.calibration.simulation import HALF_POINTS, Habits, draw_judges, draw_sheets


@dataclass(frozen=True)
class Contest:
    """How a contest is made; severities are in standard deviations of the submissions' true worth."""

    submissions: int
    judges: int
    sheets: int
    severity: float = 0.0
    scale: float = 0.0
    """How much judges differ in how far they spread their points: the standard deviation of their slopes."""
    groups: int = 1
    gap: float = 0.0
    """How far the groups of submissions lie apart, from one to the next."""
    across: float = 0.0
    """The share of sheets that go to judges of another group."""


def draw(contest: Contest, seed: int) -> tuple[np.ndarray, Scores]:
    """The true worth of every submission, and the totals that its judges gave."""
    truth, scores, _points = draw_criteria(contest, seed)
    return truth, scores


def draw_criteria(contest: Contest, seed: int) -> tuple[np.ndarray, Scores, np.ndarray]:
    """The same with the points of every sheet, shape (sheets, criteria): half points from 1 to 10."""
    rng = np.random.default_rng(seed)
    group = rng.integers(contest.groups, size=contest.submissions)
    truth = rng.normal(size=contest.submissions) + contest.gap * (group - (contest.groups - 1) / 2)
    judge, submission = _panels(contest, group, rng)
    habits = Habits(contest.severity, contest.scale)
    judges = draw_judges(contest.judges, habits, rng)
    points = draw_sheets(truth[submission], judges, judge, HALF_POINTS, habits, rng).T
    names = (tuple(f"{letter}{n}" for n in range(size)) for letter, size in (("J", contest.judges), ("S", len(truth))))
    return truth, Scores(*names, judge, submission, points.sum(axis=1)), points


def _panels(contest: Contest, group: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random judges for each submission, loads kept even; each sheet goes across groups with the wanted chance."""
    home = np.arange(contest.judges) % contest.groups
    load = np.zeros(contest.judges)
    judges = np.empty((contest.submissions, contest.sheets), np.int64)
    for one in rng.permutation(contest.submissions):
        free = np.ones(contest.judges, bool)
        for place in range(contest.sheets):
            away = contest.groups > 1 and rng.random() < contest.across
            wanted = free & ((home != group[one]) if away else (home == group[one]) | (contest.groups == 1))
            pool = np.flatnonzero(wanted if wanted.any() else free)
            chosen = pool[np.argmin(load[pool] + rng.random(len(pool)) * 1.5)]
            judges[one, place] = chosen
            free[chosen] = False
            load[chosen] += 1
    return judges.ravel(), np.repeat(np.arange(contest.submissions), contest.sheets)


def z_scored(scores: Scores) -> np.ndarray:
    """What the portal never uses: means of scores in standard deviations of their judge, for comparison only."""
    size = len(scores.judges)
    mean = np.bincount(scores.judge, scores.points, size) / scores.loads
    apart = scores.points - mean[scores.judge]
    spread = np.sqrt(np.bincount(scores.judge, apart**2, size) / scores.loads)
    spread[spread == 0] = 1
    return np.bincount(scores.submission, apart / spread[scores.judge], len(scores.submissions)) / scores.sheets
