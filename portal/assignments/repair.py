"""Adjusting an assignment with the fewest changes, after judges dropped out or submissions came late."""

from dataclasses import dataclass

import numpy as np

from portal.assignments.crossing import solve_if_crossing
from portal.assignments.filling import Filling, examine
from portal.assignments.flow import best_total
from portal.assignments.ground import Ground, lay_ground
from portal.assignments.tables import Array


@dataclass(frozen=True)
class Repaired:
    """The movable pairs, or what could not be filled; `fewest` when no answer has fewer changes, by proof."""

    pairs: Array | None
    fewest: bool = False
    filling: Filling | None = None


def adjust(ground: Ground) -> Repaired:
    """Keep what can be kept, fill the gaps at the best fit; move other pairs only if there is no other way.

    When the gaps can be filled beside everything kept, nothing unrelated moves, and no answer has fewer changes.
    Otherwise one flow over everything, in which a kept pair is worth more than any fit, keeps as many as can be kept.
    """
    kept = _allowed(ground)
    if _fits_within(ground, kept):
        answer = best_total(_with_kept(ground, kept))
        if answer is not None:
            return Repaired(_sorted(np.concatenate([kept, answer.pairs])), True)
    if crossed := solve_if_crossing(ground, kept):
        return Repaired(crossed.pairs, crossed.proven)
    answer = best_total(ground, keep=kept)
    if answer is not None and answer.proven:
        return Repaired(answer.pairs, True)
    filling = examine(ground)
    if (filling.gaps > 0).any():
        if crossed := solve_if_crossing(ground, kept, even_if_many=True):
            return Repaired(crossed.pairs, crossed.proven)
        return Repaired(None, False, filling)
    answer = best_total(ground, keep=kept, extra=filling.plan.pairs())
    if answer is None:
        return Repaired(filling.plan.pairs())
    return Repaired(answer.pairs, answer.proven)


def _allowed(ground: Ground) -> Array:
    keep = ground.problem.keep
    keep = np.unique(keep, axis=0) if len(keep) else keep
    allowed = ground.eligible if ground.crossing is None else ground.crossing
    return keep[allowed[keep[:, 1], keep[:, 0]] & (ground.needed[keep[:, 1]] > 0)]


def _fits_within(ground: Ground, kept: Array) -> bool:
    """Whether all kept pairs can stand together."""
    judges, submissions = ground.problem.shape
    within = (np.bincount(kept[:, 1], minlength=submissions) <= ground.needed).all()
    within &= (np.bincount(kept[:, 0], minlength=judges) <= ground.bounds.most).all()
    if ground.inexpert is not None:
        others = np.bincount(kept[:, 1], ground.inexpert[kept[:, 1], kept[:, 0]], minlength=submissions)
        within &= (others <= np.maximum(0, ground.inexpert_room)).all()
    if ground.problem.distinct_organisations:
        homes = ground.problem.judge_organisation[kept[:, 0]]
        housed = np.column_stack([kept[:, 1], homes])[homes >= 0]
        within &= len(np.unique(housed, axis=0)) == len(housed)
    return bool(within)


def _with_kept(ground: Ground, kept: Array) -> Ground:
    return lay_ground(ground.problem.changed(fixed=np.concatenate([ground.problem.fixed, kept])))


def _sorted(pairs: Array) -> Array:
    return pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
