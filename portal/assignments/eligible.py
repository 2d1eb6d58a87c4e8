"""Who may still be given a work: by the same rules as a run, the least loaded first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.assignments.models import Assignment, AssignmentState
from portal.assignments.problem import NOT_GIVEN
from portal.assignments.queries import recused_pairs
from portal.assignments.run_inputs import pair_rules, usual_limit
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import Judge
from portal.judges.queries import conflict_pairs, panel
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Eligible:
    """A judge who may take one work more, with how many he or she has in the category."""

    judge: Judge
    load: int


def eligible_judges(
    category: Category, works: Iterable[Submission], hidden: frozenset[int]
) -> dict[int, list[Eligible]]:
    """For each work the judges of the panel without conflict, refusal, rule or full desk, who do not have it yet.

    What is hidden from the reader counts for nobody's load.
    """
    listed, judges = list(works), panel(category)
    standing = _standing(category, hidden)
    load = Counter(judge for judge, _work in standing)
    _fixed, forbidden, _late = pair_rules(judges, listed)
    barred = standing | conflict_pairs(category) | recused_pairs(category) | {(row[0], row[1]) for row in forbidden}
    usual = usual_limit(category, "max_load")
    free = [Eligible(one, load[one.id]) for one in judges if load[one.id] < _limit(one, usual)]
    free.sort(key=lambda one: (one.load, one.judge.user.name, one.judge.id))
    return {work.id: [one for one in free if (one.judge.id, work.id) not in barred] for work in listed}


def _standing(category: Category, hidden: frozenset[int]) -> set[tuple[int, int]]:
    statement = (
        select(Assignment.judge_id, Assignment.submission_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(Submission.category_id == category.id, Submission.id.not_in(hidden))
        .where(Assignment.state == AssignmentState.ACTIVE)
    )
    return {(row[0], row[1]) for row in db.session.execute(statement)}


def _limit(judge: Judge, usual: int) -> float:
    """The most works a judge takes: own word, or what the edition asks; without either there is no end."""
    most = usual if judge.max_load is None else judge.max_load
    return float("inf") if most == NOT_GIVEN else most
