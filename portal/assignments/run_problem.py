"""The frozen inputs of a run as a problem for the solver, and its pairs as an answer to ask why and why not."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from portal.assignments.fit import WHOLE, Fits, Weights
from portal.assignments.problem import NOT_GIVEN, Problem
from portal.assignments.run_settings import RunMode, RunSettings
from portal.assignments.tables import Array, DenseTable, marked, no_pairs

if TYPE_CHECKING:
    from portal.assignments.assign import Answer

Pair = tuple[int, int]
Inputs = dict[str, Any]


class RunInputs:
    """What a run looked at, read from its frozen form. All pairs are (judge, submission) by id.

    `judges` are rows of id, least, most, organisation (-1 for what is not stated) and whether he or she sits;
    `submissions` rows of id and judges needed; `standing` rows of judge, submission and whether a sheet is started.
    """

    def __init__(self, frozen: Inputs):
        self.frozen = frozen
        self.judges = {row[0]: place for place, row in enumerate(frozen["judges"])}
        self.submissions = {row[0]: place for place, row in enumerate(frozen["submissions"])}
        self.sitting = {row[0] for row in frozen["judges"] if row[4]}
        self.conflicts = _pairs(frozen["conflicts"])
        self.recused = _pairs(frozen["recused"])
        self.rules = _pairs(frozen["fixed"])
        self.forbidden = _pairs(frozen["forbidden"])
        self.standing = {(row[0], row[1]) for row in frozen["standing"]}
        self.started = {(row[0], row[1]) for row in frozen["standing"] if row[2]} - self.barred
        self.experts = set(frozen["experts"])

    @property
    def barred(self) -> set[Pair]:
        """Pairs that may not be: in conflict, or given back."""
        return self.conflicts | self.recused

    @property
    def fits(self) -> Fits:
        """The parts of each pair's fit, in thousandths."""
        shape = len(self.judges), len(self.submissions)
        keywords, text, preference = (np.array(self.frozen["fit"][name], np.int64).reshape(shape) for name in PARTS)
        return Fits(keywords, text, preference, Weights(*self.frozen["weights"]))

    def kept(self, settings: RunSettings) -> set[Pair]:
        """Pairs without a sheet that stand, and may go on standing, whatever the mode makes of them."""
        out = self.barred | self.kept_out(settings)
        return {pair for pair in self.standing - self.started - out if pair[0] in self.sitting}

    def kept_out(self, settings: RunSettings) -> set[Pair]:
        """Pairs that this run must not make, by rule or by wish; a started sheet stays all the same."""
        return set() if settings.ignore_forbidden else (self.forbidden | set(settings.without)) - self.started

    def places(self, pairs: set[Pair]) -> Array:
        """Pairs by position, in order."""
        found = sorted((self.judges[judge], self.submissions[one]) for judge, one in pairs)
        return np.array(found, np.int64) if found else no_pairs()

    def ids(self, pairs: Array) -> list[list[int]]:
        """Pairs by id, in order."""
        judges, submissions = list(self.judges), list(self.submissions)
        return sorted([judges[judge], submissions[one]] for judge, one in pairs.tolist())


PARTS = ("keywords", "text", "preference")


def _pairs(rows: list[list[int]]) -> set[Pair]:
    return {(row[0], row[1]) for row in rows}


def problem_of(inputs: RunInputs, settings: RunSettings) -> Problem:
    """The problem that the mode and the limits make of the inputs."""
    kept = inputs.kept(settings)
    fixed = {pair for pair in inputs.rules if pair[0] in inputs.sitting} - inputs.started - set(settings.without)
    if settings.mode is RunMode.COMPLETE:
        fixed |= kept
    untouched = fixed | inputs.started
    had, held = Counter(pair[1] for pair in untouched), Counter(pair[0] for pair in untouched)
    shape = len(inputs.judges), len(inputs.submissions)
    rows, fit = inputs.frozen["judges"], inputs.fits.joined
    most = [_most(row, inputs, settings, held[row[0]]) for row in rows]
    adjusting = settings.mode is RunMode.ADJUST
    return Problem(
        judges=tuple(inputs.judges),
        submissions=tuple(inputs.submissions),
        needed=np.array([max(_needed(row, settings), had[row[0]]) for row in inputs.frozen["submissions"]], np.int64),
        min_load=np.array([_least(row, inputs, settings, top) for row, top in zip(rows, most, strict=True)], np.int64),
        max_load=np.array(most, np.int64),
        judge_organisation=np.array([row[3] for row in rows], np.int64),
        submission_organisation=np.full(shape[1], NOT_GIVEN),
        fit=DenseTable(fit / WHOLE),
        conflicts=marked(inputs.places(_within(inputs, inputs.barred)), shape),
        fixed=inputs.places(fixed),
        started=inputs.places(inputs.started),
        keep=inputs.places(kept - fixed) if adjusting else no_pairs(),
        forbidden=inputs.places(_within(inputs, inputs.kept_out(settings))),
        experts=_experts(inputs) if settings.minimum_experts else None,
        minimum_experts=settings.minimum_experts,
        # The rules of conflicts have looked at organisations already, with their other names.
        forbid_same_organisation=False,
        distinct_organisations=settings.distinct_organisations,
        require_connected=settings.require_connected,
        fairness=settings.fairness,
        pair_probability_cap=None if adjusting or not settings.cap_hundredths else settings.cap_hundredths / 100,
        seed=settings.seed,
        # Where nothing is known of anybody, everybody gets as much as everybody else.
        even_loads=not fit.size or bool(fit.min() == fit.max()),
        balanced=True,
    )


def _within(inputs: RunInputs, pairs: set[Pair]) -> set[Pair]:
    return {pair for pair in pairs if pair[0] in inputs.judges and pair[1] in inputs.submissions}


def _needed(row: list[int], settings: RunSettings) -> int:
    return settings.needed.get(row[0], settings.judges_needed or row[1])


def _least(row: list[int], inputs: RunInputs, settings: RunSettings, most: int) -> int:
    stated = row[1] if row[1] >= 0 else settings.min_load or inputs.frozen["usual"][0]
    return NOT_GIVEN if stated < 0 or not row[4] else min(int(stated), most)


def _most(row: list[int], inputs: RunInputs, settings: RunSettings, held: int) -> int:
    """What stands is kept although a limit was lowered since; whoever left the panel gets nothing more."""
    if not row[4]:
        return held
    usual = settings.max_load or inputs.frozen["usual"][1]
    stated = settings.max_loads.get(row[0], row[2] if row[2] >= 0 else usual)
    return max(held, len(inputs.submissions) if stated < 0 else stated)


def _experts(inputs: RunInputs) -> DenseTable:
    able = np.array([judge in inputs.experts for judge in inputs.judges], bool)
    return DenseTable(np.repeat(able[:, None], len(inputs.submissions), axis=1))


def answer_of(inputs: RunInputs, settings: RunSettings, pairs: list[list[int]]) -> "Answer":
    """The pairs of a run, edited by hand or not, as an answer that can be asked about."""
    # The solver is loaded when first needed: a web server may never solve anything itself.
    from portal.assignments.assign import FEASIBLE, Answer

    problem = problem_of(inputs, settings)
    placed = inputs.places({(judge, one) for judge, one in pairs})
    ordered = placed[np.lexsort((placed[:, 0], placed[:, 1]))]
    return Answer(FEASIBLE, problem, ordered)
