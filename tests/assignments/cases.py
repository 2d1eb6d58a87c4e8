"""Assignment problems for tests: made at random from a seed, solved by brute force or by a linear programme."""

from itertools import combinations, product

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from portal.assignments.problem import NOT_GIVEN, Problem, limits
from portal.assignments.tables import DenseTable, no_pairs


def pairs_of(*pairs):
    """Pairs of (judge, submission) as the solver wants them."""
    return np.array(pairs, np.int64) if pairs else no_pairs()


def make_problem(fit, needed, *, low=None, high=None, conflicts=None, houses=None, homes=None, **more):
    """A problem of few words: one number stands for everybody."""
    fit = np.asarray(fit, np.float64)
    judges, submissions = fit.shape

    def everybody(value, count):
        return np.full(count, NOT_GIVEN if value is None else value) if np.ndim(value) == 0 else np.asarray(value)

    return Problem(
        judges=tuple(f"j{place}" for place in range(judges)),
        submissions=tuple(f"s{place}" for place in range(submissions)),
        needed=everybody(needed, submissions),
        min_load=everybody(low, judges),
        max_load=everybody(high, judges),
        judge_organisation=everybody(houses, judges),
        submission_organisation=everybody(homes, submissions),
        fit=DenseTable(fit),
        conflicts=DenseTable(np.zeros(fit.shape, bool) if conflicts is None else np.asarray(conflicts, bool)),
        **more,
    )


def random_problem(seed, judges=(3, 12), submissions=(2, 20), most_needed=3, **more):
    """A problem that may or may not have an answer, with every kind of limit now and then."""
    chance = np.random.default_rng(seed)
    shape = int(chance.integers(*judges)), int(chance.integers(*submissions))
    needed = chance.integers(1, most_needed + 1, shape[1])
    fair = needed.sum() / shape[0]
    high = chance.integers(max(1, int(fair * 0.8)), int(fair * 1.6) + 2, shape[0])
    options = {
        "low": np.minimum(high, chance.integers(0, max(1, int(fair)) + 1, shape[0])),
        "high": high,
        "conflicts": chance.random(shape) < chance.choice([0, 0.05, 0.2]),
        "houses": chance.integers(-1, 4, shape[0]),
        "homes": chance.integers(-1, 4, shape[1]),
        "distinct_organisations": bool(chance.integers(0, 2)),
        "seed": seed,
    }
    if chance.integers(0, 3) == 0:
        options |= {"experts": DenseTable(chance.random(shape) < 0.5), "minimum_experts": 1}
    if chance.integers(0, 2) == 0:
        options["forbidden"] = pairs_of((0, 0), (1, 1))
    return make_problem(np.round(chance.random(shape), 3), needed, **(options | more))


def may_be_made(problem):
    """Judges × submissions: true where no limit of a single pair forbids it. Written anew, to check the solver's."""
    submissions = problem.shape[1]
    allowed = ~problem.conflicts.block(0, submissions).T.astype(bool)
    if problem.forbid_same_organisation:
        for judge, home in enumerate(problem.judge_organisation):
            allowed[judge, (problem.submission_organisation == home) & (home >= 0)] = False
    for judge, submission in problem.forbidden:
        allowed[judge, submission] = False
    return allowed


def violations(problem, pairs):
    """Every broken limit of an answer, in words."""
    judges, submissions = problem.shape
    allowed, found = may_be_made(problem), []
    chosen = {tuple(pair) for pair in pairs.tolist()}
    standing = {tuple(pair) for pair in problem.standing.tolist()}
    found += [f"{pair} must not be made" for pair in chosen if not allowed[pair]]
    found += [f"{pair} stands and is missing" for pair in standing - chosen]
    if len(chosen) != len(pairs):
        found.append("a pair is made twice")
    for submission in range(submissions):
        panel = [judge for judge, one in chosen if one == submission]
        if len(panel) != problem.needed[submission]:
            found.append(f"{submission} has {len(panel)} judges")
        houses = [problem.judge_organisation[judge] for judge in panel if problem.judge_organisation[judge] >= 0]
        if problem.distinct_organisations and len(set(houses)) < len(houses):
            found.append(f"{submission} has colleagues")
        if problem.minimum_experts:
            able = problem.experts.at(np.array(panel, int), np.full(len(panel), submission))
            if able.sum() < problem.minimum_experts:
                found.append(f"{submission} lacks experts")
    most = limits(problem).most
    loads = np.bincount([judge for judge, _one in chosen], minlength=judges)
    return found + [
        f"{judge} has {loads[judge]} of {most[judge]}" for judge in range(judges) if loads[judge] > most[judge]
    ]


def every_answer(problem):
    """All answers there are, as sets of pairs; for very small problems only."""
    judges, submissions = problem.shape
    panels = [
        [[(judge, one) for judge in panel] for panel in combinations(range(judges), int(problem.needed[one]))]
        for one in range(submissions)
    ]
    for choice in product(*panels):
        pairs = [pair for panel in choice for pair in panel]
        if not violations(problem, pairs_of(*pairs)):
            yield frozenset(pairs)


class LinearProgramme:
    """The same problem as a programme for HiGHS, linear where that is exact: a bound that owes nothing to our code."""

    def __init__(self, problem, among=None):
        judges, submissions = problem.shape
        self.judge, self.one = np.nonzero(may_be_made(problem) if among is None else may_be_made(problem) & among)
        count = len(self.judge)
        self.fit = problem.fit.at(self.judge, self.one)
        self.needed = problem.needed
        # Organisations that may not meet and experts that are asked for cross: only whole numbers tell the best then.
        self.whole = bool(problem.distinct_organisations and problem.minimum_experts)
        columns, ones = np.arange(count), np.ones(count)
        self.panel = sparse.csr_matrix((ones, (self.one, columns)), (submissions, count))
        load = sparse.csr_matrix((ones, (self.judge, columns)), (judges, count))
        bounds = limits(problem)
        self.rows, self.most = [load, -load], [bounds.most, -bounds.low]
        homes = problem.judge_organisation[self.judge]
        if problem.distinct_organisations:
            known = homes >= 0
            _keys, group = np.unique(self.one[known] * 10_000 + homes[known], return_inverse=True)
            self.rows.append(
                sparse.csr_matrix((ones[known], (group, columns[known])), (group.max(initial=0) + 1, count))
            )
            self.most.append(np.ones(group.max(initial=0) + 1))
        if problem.minimum_experts:
            able = problem.experts.at(self.judge, self.one)
            self.rows.append(-sparse.csr_matrix((ones[able], (self.one[able], columns[able])), (submissions, count)))
            self.most.append(np.full(submissions, -problem.minimum_experts))

    def best_total(self):
        """The largest total fit, or None when there is no answer."""
        done = linprog(
            -self.fit,
            A_ub=sparse.vstack(self.rows),
            b_ub=np.concatenate(self.most),
            A_eq=self.panel,
            b_eq=self.needed,
            bounds=(0, 1),
            method="highs",
            integrality=int(self.whole),
        )
        return None if done.status == 2 else -done.fun

    def best_worst(self):
        """The largest mean fit that all submissions can have at once, in fractions of judges."""
        submissions, count = self.panel.shape
        sums = sparse.csr_matrix((self.fit, (self.one, np.arange(count))), (submissions, count))
        rows = [sparse.hstack([row, sparse.csr_matrix((row.shape[0], 1))]) for row in self.rows]
        rows.append(sparse.hstack([-sums, sparse.csr_matrix(self.needed[:, None].astype(float))]))
        done = linprog(
            np.r_[np.zeros(count), -1.0],
            A_ub=sparse.vstack(rows),
            b_ub=np.concatenate([*self.most, np.zeros(submissions)]),
            A_eq=sparse.hstack([self.panel, sparse.csr_matrix((submissions, 1))]),
            b_eq=self.needed,
            bounds=(0, 1),
            method="highs",
        )
        return -done.fun
