"""`python -m bench.planner`: what plans of judging promise, by a known truth, and how long the answer takes."""

import sys
import time

from portal.planner.assumptions import HABITS, Strictness
from portal.planner.comparison import compare
from portal.planner.outlook import Outlook, expected
from portal.planner.plans import Contest, Plan, alternatives
from portal.planner.report import plan_words

AWARD = Contest(submissions=150, judges=20, prizes=10)
PLANS = (Plan(3), Plan(4), Plan(5), Plan(7), Plan(9), Plan(3, 4, 40))
CONTESTS = 600
TWO_STAGES, MOST_SHEETS = 0.70, 620
SIZES = (Contest(150, 20, 10), Contest(1_000, 60, 20), Contest(5_000, 500, 100))


def main() -> int:
    """Print three tables; 0 when the goals are kept."""
    good = _published()
    _assumptions()
    return 0 if _speed() and good else 1


def _published() -> bool:
    print("| plan, 150 × 20, moderate | sheets | reliability | tau | tau, calibrated | winners | winners, calibrated |")
    print("|---|---|---|---|---|---|---|")
    found = expected(AWARD, PLANS, HABITS[Strictness.MODERATE], contests=CONTESTS)
    for one in found:
        print(f"| {plan_words(one.plan)} | {one.plan.sheets(150)} | {_figures(one)} |")
    staged = found[-1]
    good = staged.calibrated_winners.value >= TWO_STAGES and staged.plan.sheets(150) <= MOST_SHEETS
    print(f"\nTwo stages, ≥ {TWO_STAGES} with ≤ {MOST_SHEETS} sheets: {'kept' if good else '**missed**'}\n")
    return good


def _figures(one: Outlook) -> str:
    shown = (one.reliability, one.tau, one.calibrated_tau, one.winners, one.calibrated_winners)
    return " | ".join(f"{figure.value:.3f} ± {figure.error:.3f}" for figure in shown)


def _assumptions() -> None:
    print("| 150 × 20 | strictness | reliability | tau | tau, calibrated | winners | winners, calibrated |")
    print("|---|---|---|---|---|---|---|")
    for strictness in Strictness:
        for one in expected(AWARD, [Plan(4), Plan(3, 4, 37)], HABITS[strictness], contests=CONTESTS):
            print(f"| {plan_words(one.plan)} | {strictness} | {_figures(one)} |")


def _speed() -> bool:
    print("\n| all alternatives | plans | contests | seconds |\n|---|---|---|---|")
    slowest = 0.0
    for contest in SIZES:
        began = time.process_time()
        found = compare(contest, Plan(3), HABITS[Strictness.MODERATE])
        seconds = time.process_time() - began
        slowest = max(slowest, seconds)
        size = f"{contest.submissions:,} × {contest.judges}"
        print(f"| {size} | {len(alternatives(contest, Plan(3)))} | {found.contests} | {seconds:.2f} |")
    return slowest <= 2


if __name__ == "__main__":
    sys.exit(main())
