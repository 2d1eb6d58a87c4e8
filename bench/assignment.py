"""`python -m bench.assignment`: speed, quality and honesty of the solver on made problems, as Markdown tables.

Every row has its limit; the command ends with 1 when one is missed. `--quick` leaves the two largest out.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench import assignment_cases as cases
from portal.assignments.assign import INFEASIBLE, assign
from portal.assignments.problem import Problem
from portal.assignments.problem_file import read_problem
from portal.assignments.relaxations import apply_relaxation

SIZES = ((150, 20, 5, 0.1), (1_000, 60, 3, 0.5), (10_000, 500, 3, 5.0), (50_000, 2_000, 3, 30.0))
REPEATS = 5
LEAST_SHARE_OF_BOUND = 0.95

Row = tuple[str, str, str, bool]


def main() -> int:
    """Measure all and print the tables."""
    if sys.argv[1:2] == ["--child"]:
        return _child(Path(sys.argv[2]), sys.argv[3])
    sizes = SIZES[:2] if "--quick" in sys.argv else SIZES
    parts = (
        _speed(sizes, "total"),
        _speed(sizes, "worst_first"),
        _optimum(sizes[:3]),
        _fairness(),
        _feasible_instances(),
        _repairs(sizes[:3]),
        _ways_out(sizes[:3]),
    )
    print("| measured | value | limit |\n|---|---|---|")
    rows = []
    for part in parts:
        for row in part:
            rows.append(row)
            print(f"| {row[0]} | {row[1]} | {row[2]}{'' if row[3] else ' **missed**'} |", flush=True)
    return 0 if all(row[3] for row in rows) else 1


def _child(path: Path, fairness: str) -> int:
    """Solve in a process of its own, so that its memory is its own too."""
    problem = read_problem(path).changed(fairness=fairness)
    began = time.perf_counter()
    answer = assign(problem)
    seconds = time.perf_counter() - began
    # A child's `ru_maxrss` begins with its parent's; the kernel's own mark begins anew.
    marks = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(marks["VmHWM"].split()[0]) / 2**20
    print(json.dumps({"seconds": seconds, "peak": peak, "status": answer.status, "total": float(answer.fits.sum())}))
    return 0


def _timed(command: list[str]) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, text=True, check=True)
    return time.perf_counter() - began, done.stdout


def _speed(sizes: tuple[tuple[int, int, int, float], ...], fairness: str):
    """Candidate building and solving in a fresh process, and the whole command with reading and writing."""
    for submissions, judges, k, limit in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = cases.written(cases.made(submissions, judges, k), Path(folder), fairness=fairness)
            repeats = REPEATS if submissions <= 10_000 else 3
            runs = [
                json.loads(_timed(["-m", "bench.assignment", "--child", str(path), fairness])[1])
                for _run in range(repeats)
            ]
            whole = [_timed(["-m", "portal.cli", "assign", str(path), "--json"])[0] for _run in range(repeats)]
        seconds, peak = statistics.median(run["seconds"] for run in runs), max(run["peak"] for run in runs)
        name = f"{submissions:,} × {judges:,}, k = {k}, {fairness}"
        yield f"{name}: solver (s)", f"{seconds:.3f}", f"≤ {limit}", seconds <= limit
        yield f"{name}: the whole command (s)", f"{statistics.median(whole):.2f}", "", True
        yield f"{name}: peak memory (GB)", f"{peak:.2f}", "≤ 2.5", peak <= 2.5


def _optimum(sizes: tuple[tuple[int, int, int, float], ...]):
    """Against HiGHS on the same limits, and against a plain greedy."""
    for submissions, judges, k, _limit in sizes:
        problem = cases.made(submissions, judges, k)
        answer = assign(problem)
        best = cases.linear_optimum(problem, answer.pairs)
        total, greedy = float(answer.fits.sum()), cases.greedy(problem)
        name = f"{submissions:,} × {judges:,}"
        gap = abs(total - best)
        yield f"{name}: total fit − optimum of the linear programme", f"{gap:.1e} of {best:,.1f}", "≤ 1e-4", gap <= 1e-4
        short = (
            f", {greedy.missing} sheets unfilled, {greedy.below} judges below the least"
            if greedy.missing or greedy.below
            else ""
        )
        yield f"{name}: a plain greedy's total fit", f"{greedy.total:,.1f}{short}", "", True


def _fairness():
    """Worst-served submission against the max-min bound of the linear programme, on problems made to be unfair."""
    shares, lifts, seconds = [], [], []
    for seed in range(20):
        problem = cases.unfair(seed)
        before = assign(problem)
        began = time.perf_counter()
        after = assign(problem.changed(fairness="worst_first"))
        seconds.append(time.perf_counter() - began)
        shares.append(after.means.min() / cases.linear_worst(problem))
        lifts.append((before.means.min(), after.means.min(), before.means.mean(), after.means.mean()))
    worst_before, worst, mean_before, mean = np.mean(lifts, axis=0)
    words = f"{min(shares):.3f} least, {statistics.median(shares):.3f} median"
    yield (
        "118 × 177, loads exactly 2, 20 problems: worst-served ÷ its bound",
        words,
        f"median ≥ {LEAST_SHARE_OF_BOUND}",
        statistics.median(shares) >= LEAST_SHARE_OF_BOUND,
    )
    yield "— worst-served, best total → worst first (mean of 20)", f"{worst_before:.3f} → {worst:.3f}", "", True
    yield "— mean fit, best total → worst first (mean of 20)", f"{mean_before:.3f} → {mean:.3f}", "", True
    yield "— median time (s)", f"{statistics.median(seconds):.2f}", "", True


def _feasible_instances():
    """A thousand problems that have an answer, each with every kind of limit."""
    solved = broken = seed = 0
    while solved < 1_000:
        problem = cases.random_problem(seed, fairness=("total", "worst_first")[seed % 2])
        answer = assign(problem)
        seed += 1
        if answer.status != INFEASIBLE:
            solved += 1
            broken += bool(cases.violations(problem, answer.pairs))
    yield "1,000 feasible problems: with a broken limit", str(broken), "0", broken == 0


def _repairs(sizes: tuple[tuple[int, int, int, float], ...]):
    """The busiest judge leaves."""
    for submissions, judges, k, _limit in sizes:
        problem = cases.made(submissions, judges, k)
        before = assign(problem)
        gone = int(before.loads.argmax())
        most = np.where(np.arange(judges) == gone, 0, problem.max_load)
        changed = problem.changed(keep=before.pairs, max_load=most, min_load=np.where(most == 0, 0, problem.min_load))
        times = []
        for _run in range(REPEATS):
            began = time.perf_counter()
            after = assign(changed)
            times.append(time.perf_counter() - began)
        old, new = ({tuple(pair) for pair in each.pairs.tolist()} for each in (before, after))
        moved = sum(judge != gone for judge, _one in old - new)
        name = f"{submissions:,} × {judges:,}: a judge with {before.loads[gone]} submissions leaves"
        yield f"{name}: unrelated pairs moved", str(moved), "0", moved == 0
        yield f"{name}: time (s)", f"{statistics.median(times):.3f}", "≤ 1", statistics.median(times) <= 1


def _ways_out(sizes: tuple[tuple[int, int, int, float], ...]):
    """Limits that leave too little room: the time to say so, and whether every way out is one."""
    for submissions, judges, k, _limit in sizes:
        problem = cases.too_tight(cases.made(submissions, judges, k))
        times = []
        for _run in range(REPEATS):
            began = time.perf_counter()
            answer = assign(problem)
            times.append(time.perf_counter() - began)
        fine = answer.status == INFEASIBLE and all(_helps(problem, way) for way in answer.relaxations)
        name = f"{submissions:,} × {judges:,} that cannot be done: clash and {len(answer.relaxations)} ways out"
        yield f"{name} (s)", f"{statistics.median(times):.2f}", "≤ 5", statistics.median(times) <= 5 and fine
    helped = ways = found = seed = 0
    while found < 200:
        problem = cases.too_tight(cases.random_problem(seed))
        seed += 1
        answer = assign(problem)
        if answer.status == INFEASIBLE:
            found += 1
            ways += len(answer.relaxations)
            helped += bool(answer.relaxations) and all(_helps(problem, way) for way in answer.relaxations)
    yield (
        f"200 problems that cannot be done: those whose every way out ({ways} in all) helps",
        str(helped),
        "200",
        helped == 200,
    )


def _helps(problem: Problem, way) -> bool:
    return assign(apply_relaxation(problem, way)).status != INFEASIBLE


if __name__ == "__main__":
    sys.exit(main())
