"""What came out of an assignment, or what stands in its way, in English sentences with numbers."""

from collections.abc import Sequence

import numpy as np

from portal.assignments.assign import INFEASIBLE, OPTIMAL, Answer
from portal.assignments.contradictions import Contradiction
from portal.assignments.filling import Clash
from portal.assignments.problem import WORST_FIRST, Id, Problem, limits
from portal.assignments.relaxations import Relaxation

NAMED = 5


def named(ids: Sequence[Id], some: Sequence[int]) -> str:
    """The first few names of many."""
    first = ", ".join(str(ids[place]) for place in some[:NAMED])
    return first if len(some) <= NAMED else f"{first} and {len(some) - NAMED} more"


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def explanation(answer: Answer) -> list[str]:
    """Sentences on the answer."""
    if answer.status == INFEASIBLE:
        return _why_not(answer)
    if not len(answer.pairs) and not answer.problem.needed.sum():
        return ["There is nothing to assign."]
    return [*_what_came_out(answer), *_loads(answer), *_overlap(answer)]


def _what_came_out(answer: Answer) -> list[str]:
    problem, total = answer.problem, float(answer.fits.sum())
    if answer.probabilities is not None:
        return [
            f"Drawn with seed {problem.seed}; no pair had a probability above {problem.pair_probability_cap:g} "
            f"(rounded down to 64ths). On average such a draw has a total fit of {answer.expected_fit:,.4f}; "
            f"this one has {total:,.4f}."
        ]
    if answer.fewest_changes is not None:
        return [_repaired(answer)]
    lines = []
    if answer.status == OPTIMAL:
        lines.append(f"The total fit of {total:,.4f} is the best there is within the limits; shadow prices prove it.")
    elif answer.best_total_fit is not None:
        lines.append(f"The total fit is {total:,.4f}; the best total alone would be {answer.best_total_fit:,.4f}.")
    if problem.fairness == WORST_FIRST and answer.bound_on_worst is not None:
        lines.append(
            f"The worst-served submission has a mean fit of {answer.means.min():.4f}; "
            f"no assignment can lift every submission above {answer.bound_on_worst:.4f}."
        )
    return lines


def _repaired(answer: Answer) -> str:
    before = {tuple(pair) for pair in np.concatenate([answer.problem.keep, answer.problem.standing]).tolist()}
    now = {tuple(pair) for pair in answer.pairs.tolist()}
    proof = "no answer has fewer" if answer.fewest_changes else "fewer may be possible"
    return f"{len(before & now):,} pairs stay, {len(before - now):,} go, {len(now - before):,} are new; {proof}."


def _loads(answer: Answer) -> list[str]:
    loads, low = answer.loads, answer.below_minimum
    if not len(loads):
        return []
    lines = [f"Judges have from {loads.min()} to {loads.max()} submissions, {loads.mean():.1f} on average."]
    bounds = limits(answer.problem)
    if len(low):
        wanted = bounds.low[low]
        lines.append(
            f"{count(len(low), 'judge')} could not be given the least load: "
            + ", ".join(
                f"{answer.problem.judges[judge]} has {loads[judge]} of {least}"
                for judge, least in zip(low[:NAMED].tolist(), wanted[:NAMED].tolist(), strict=True)
            )
            + (" …" if len(low) > NAMED else "")
        )
    above = np.flatnonzero(loads > bounds.high)
    if len(above):
        lines.append(
            f"{count(len(above), 'judge')} had to be given more than a fifth above the mean: "
            f"{named(answer.problem.judges, above.tolist())}."
        )
    return lines


def _overlap(answer: Answer) -> list[str]:
    if answer.overlap.connected:
        return []
    groups, anchors = answer.overlap.groups, answer.overlap.anchors
    return [
        f"The judges fall into {groups} groups that share no submission, so that their scores cannot be compared: "
        f"add {count(anchors, 'anchor submission')} judged by members of different groups."
    ]


def _why_not(answer: Answer) -> list[str]:
    lines = [contradiction_text(answer.problem, one) for one in answer.contradictions]
    lines += [clash_text(answer.problem, one) for one in answer.clashes]
    if ways := [relaxation_text(answer.problem, one) for one in answer.relaxations]:
        lines.append(f"Ways out, each enough alone: {'; or '.join(ways)}.")
    cap = answer.problem.pair_probability_cap
    if not answer.clashes and not answer.contradictions and cap is not None:
        lines.insert(0, f"With at most {cap:g} for every pair, some submissions cannot be given all their judges.")
    return lines


def contradiction_text(problem: Problem, found: Contradiction) -> str:
    """One sentence on pairs that cannot stand."""
    pairs = "; ".join(f"{problem.judges[j]} for {problem.submissions[s]}" for j, s in found.pairs[:NAMED])
    judge, submission = problem.judges[found.pairs[0][0]], problem.submissions[found.pairs[0][1]]
    number = len(found.pairs)
    more = f" and {number - NAMED} more" if number > NAMED else ""
    reasons = {
        "conflict": f"A pair is fixed although there is a conflict of interest: {pairs}{more}.",
        "same_organisation": f"A pair is fixed although both are of one organisation: {pairs}{more}.",
        "forbidden": f"A pair is both fixed and forbidden: {pairs}{more}.",
        "judges_needed": f"{submission} needs {count(found.allowed, 'judge')}, but {number} are fixed.",
        "max_load": f"{judge} may take {count(found.allowed, 'submission')}, but {number} are fixed.",
        "minimum_experts": f"{number} judges who are no experts are fixed for {submission}; there is room for "
        f"{found.allowed}.",
        "distinct_organisations": f"{number} judges of one organisation are fixed for {submission}.",
    }
    return reasons[found.reason]


def _who_needs(problem: Problem, clash: Clash) -> str:
    names = {problem.categories[one] for one in clash.submissions} if problem.categories else {None}
    if len(clash.submissions) == 1:
        return f"Submission {problem.submissions[clash.submissions[0]]} needs"
    if len(names) == 1 and (name := names.pop()) is not None:
        return f"Category {name} ({count(len(clash.submissions), 'submission')}) needs"
    if len(clash.submissions) == problem.shape[1]:
        return f"The {count(len(clash.submissions), 'submission')} need"
    return f"These {count(len(clash.submissions), 'submission')} ({named(problem.submissions, clash.submissions)}) need"


def clash_text(problem: Problem, clash: Clash) -> str:
    """One sentence on the limits that clash."""
    parts = []
    if clash.judges:
        most = limits(problem).most[list(clash.judges)]
        each = f" × {most[0]}" if len(set(most.tolist())) == 1 else " with their limits"
        who = f" ({named(problem.judges, clash.judges)})" if len(clash.judges) < problem.shape[0] else ""
        parts.append(f"{count(len(clash.judges), 'judge')}{each} allow {clash.room:,}{who}")
    if clash.elsewhere or not clash.judges:
        others = "all others" if clash.judges else "the judges"
        parts.append(f"{others}, by conflicts, organisations and one sheet each, allow {clash.elsewhere:,}")
    return f"{_who_needs(problem, clash)} {count(clash.needed, 'sheet')}; {'; '.join(parts)}: {clash.missing:,} short."


def relaxation_text(problem: Problem, way: Relaxation) -> str:
    """One way out in words."""
    some = named(problem.judges, way.judges) or named(problem.submissions, way.submissions)
    numbers = f"from {_span(way.before)} to {_span(way.after)}"
    texts = {
        "max_load": lambda: f"raise the limit of {count(len(way.judges), 'judge')} {numbers} ({some})",
        "judges_needed": lambda: (
            f"lower the judges needed for {count(len(way.submissions), 'submission')} {numbers} ({some})"
        ),
        "add_judges": lambda: (
            f"add {count(way.details['count'], 'judge')} without conflicts, "
            f"for up to {count(way.details['max_load'], 'submission')} each"
        ),
        "fixed": lambda: f"take {count(len(way.details['remove']), 'pair')} out of those that are fixed",
        "forbidden": lambda: "lift the forbidden pairs",
        "pair_probability_cap": lambda: f"raise the cap on a pair's probability to {way.details['to']:g}",
        "forbid_same_organisation": lambda: "let judges of the submission's own organisation judge it",
        "distinct_organisations": lambda: "let several judges of one organisation judge a submission",
        "minimum_experts": lambda: "do without experts among the judges of each submission",
    }
    return texts[way.kind]()


def _span(numbers: tuple[int, ...]) -> str:
    low, high = min(numbers, default=0), max(numbers, default=0)
    return f"{low}" if low == high else f"{low}–{high}"
