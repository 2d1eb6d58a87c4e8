"""`python -m bench.calibration`: how fast the analysis is, and what calibration gains where the truth is known."""

import resource
import sys
import time

import numpy as np
from scipy.stats import kendalltau

from portal.calibration.analysis import analyse
from portal.calibration.scores import Scores
from portal.calibration.severity import fit
from portal.calibration.uncertainty import draw_ranks
from tests.calibration.simulated import Contest, draw, z_scored

SMALL, MIDDLE, WIDE = (150, 20, 5), (1_000, 60, 3), (1_000, 250, 3)
STRENGTHS = {"none": (0.0, 0.0), "moderate": (0.5, 0.15), "strong": (1.0, 0.3)}
LEAST, LOWEST, HIGHEST = -0.003, 0.87, 0.93
GAINS = {(SMALL, "strong"): 0.06, (MIDDLE, "strong"): 0.08}
OVER_Z = 0.10


def main() -> int:
    """Print both tables; 0 when every limit is kept."""
    return max(_speed(), _truth())


def _large(submissions: int, judges: int, sheets: int) -> Scores:
    """Scores in whole points, made at once."""
    rng = np.random.default_rng(1)
    submission = np.repeat(np.arange(submissions), sheets)
    first, step = rng.integers(judges, size=submissions), rng.integers(1, judges // sheets, size=submissions)
    judge = ((first[:, None] + step[:, None] * np.arange(sheets)) % judges).ravel()
    worth, severity = rng.normal(size=submissions) * 10, rng.normal(size=judges) * 5
    points = np.round(60 + worth[submission] - severity[judge] + rng.normal(size=len(judge)) * 10)
    return Scores(*(tuple(map(str, range(size))) for size in (judges, submissions)), judge, submission, points)


def _speed() -> int:
    print("| measured | seconds | limit |\n|---|---|---|")
    good = True
    for size, limit in (((150, 20, 5), 0.2), ((10_000, 500, 3), 3.0)):
        scores = _large(*size)
        began = time.perf_counter()
        analyse(scores, top=20)
        seconds = time.perf_counter() - began
        good &= seconds <= limit
        print(f"| whole analysis, 1,000 draws, {' × '.join(f'{one:,}' for one in size)} | {seconds:.3f} | ≤ {limit} |")
    scores = _large(100_000, 2_000, 5)
    began = time.perf_counter()
    fit(scores)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"| fit alone, 100,000 × 2,000 × 5 | {seconds:.2f} | ≤ 3 |")
    print(f"| most memory of the process so far (GB) | {memory:.2f} | < 2.5 |")
    return 0 if good and seconds <= 3 and memory < 2.5 else 1


def _cells() -> list[tuple[str, Contest, float]]:
    cells = []
    for size in (SMALL, MIDDLE, WIDE):
        for name, (severity, scale) in STRENGTHS.items():
            cells.append((name, Contest(*size, severity, scale), GAINS.get((size, name), LEAST)))
    for size in (SMALL, MIDDLE, WIDE):
        for gap, severity in ((0.5, 0.3), (0.5, 0.8), (1.0, 0.3), (1.0, 0.8)):
            contest = Contest(*size, severity, 0.15, groups=4, gap=gap, across=0.15)
            cells.append((f"4 groups, gap {gap}, severity {severity}", contest, LEAST))
    return cells


def _truth() -> int:
    print("\n| contest | raw | calibrated | z-score | gain | wanted | over z-score | rank intervals that hold |")
    print("|---|---|---|---|---|---|---|---|")
    bad = 0
    for name, contest, wanted in _cells():
        contests = 40 if contest.submissions < 500 else 12
        raw, calibrated, z, held = np.mean([_measure(contest, seed) for seed in range(contests)], axis=0)
        apart = contest.gap == 1.0 and contest.severity == 0.8
        good = calibrated - raw >= wanted and LOWEST <= held <= HIGHEST and (not apart or calibrated - z >= OVER_Z)
        bad += not good
        size = f"{contest.submissions:,} × {contest.judges} × {contest.sheets}"
        print(
            f"| {size}, {name} | {raw:.3f} | {calibrated:.3f} | {z:.3f} | {calibrated - raw:+.3f} | ≥ {wanted:+.3f} "
            f"| {calibrated - z:+.3f}{' (≥ +0.10)' if apart else ''} | {held:.3f}{'' if good else ' **missed**'} |"
        )
    return min(bad, 1)


def _measure(contest: Contest, seed: int) -> tuple[float, float, float, float]:
    """Kendall's tau with the truth: raw, calibrated, z-scored; and the share of 90 % rank intervals that hold."""
    truth, scores = draw(contest, seed)
    fitted = fit(scores)
    ranks = draw_ranks(fitted, top=10, draws=1_000, seed=seed)
    place = np.argsort(np.argsort(-truth)) + 1
    taus = [kendalltau(truth, listed)[0] for listed in (scores.raw, fitted.calibrated, z_scored(scores))]
    return (*taus, float(((ranks.low <= place) & (place <= ranks.high)).mean()))


if __name__ == "__main__":
    sys.exit(main())
