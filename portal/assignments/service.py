"""Proposing an assignment, publishing it, and taking a pair back when a conflict comes up."""

from random import Random
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import User
from portal.assignments import declarations, queries, solver
from portal.assignments.models import Assignment, AssignmentRun, RunState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import digest
from portal.core.errors import PortalError
from portal.core.i18n import localized
from portal.core.urls import external_url
from portal.judges.models import ConflictKind, Judge
from portal.judges.queries import conflict_pairs, panel
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.screening.queries import accepted_submissions


class InfeasibleError(PortalError):
    """Raised when the panel cannot take the work; `reasons` are sentences that say what to change."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons), reasons=reasons)
        self.reasons = reasons


class RunStateError(PortalError):
    """Raised when a proposal has been published or discarded already."""

    message = _l("This proposal is no longer open; make a new one")


def propose(category: Category, round: Round, *, seed: int = 1, actor: Any) -> AssignmentRun:
    """Compute who judges what; what stands already is kept, and only the gaps are filled."""
    with transaction():
        candidates, submissions = panel(category), accepted_submissions(category)
        fixed = queries.standing_pairs(category)
        problem = _problem(category, candidates, [one.id for one in submissions], fixed, seed)
        if not submissions:
            raise InfeasibleError([str(_l("No dossier of this category has been accepted yet."))])
        try:
            solution = solver.solve(problem)
        except solver.NoSolutionError as error:
            numbers = {one.id: one.number or str(one.id) for one in submissions}
            raise InfeasibleError([_sentence(shortage, category, numbers) for shortage in error.shortages]) from error
        _discard_open(category)
        run = _keep_run(category, round, problem, solution, actor)
        record(
            Action.ASSIGNMENT_PROPOSED,
            run,
            actor=actor,
            category=category.id,
            inputs_digest=run.inputs_digest,
            pairs=len(run.pairs),
        )
        return run


def _problem(
    category: Category,
    candidates: list[Judge],
    submissions: list[int],
    fixed: set[tuple[int, int]],
    seed: int,
) -> solver.Problem:
    limit = category.edition.rules.get("edition", {}).get("assignment", {}).get("max_load")
    known = {judge.id for judge in candidates}
    kept = frozenset(pair for pair in fixed if pair[1] in submissions)
    gone = {judge for judge, _submission in kept} - known
    return solver.Problem(
        judges=(
            *(solver.JudgeCapacity(judge.id, judge.max_load or limit) for judge in candidates),
            *(solver.JudgeCapacity(judge, 0) for judge in sorted(gone)),
        ),
        needed=dict.fromkeys(submissions, category.judges_per_submission),
        conflicts=frozenset(conflict_pairs(category) | queries.recused_pairs(category)),
        fixed=kept,
        seed=seed,
    )


def _sentence(shortage: solver.Shortage, category: Category, numbers: dict[int, str]) -> str:
    if shortage.submission is not None:
        return str(
            _l(
                "Dossier %(number)s needs %(needed)d judges, but only %(possible)d of the panel's %(judges)d "
                "have no conflict: seat %(more)d more judges.",
                number=numbers[shortage.submission],
                needed=shortage.needed,
                possible=shortage.possible,
                judges=shortage.judges,
                more=shortage.needed - shortage.possible,
            )
        )
    higher = -(-shortage.needed // max(1, shortage.judges))
    return str(
        _l(
            "Category “%(category)s” needs %(needed)d sheets; its %(judges)d judges may take %(possible)d in all, "
            "fewer where there are conflicts: raise the limit to at least %(higher)d each, ask for fewer judges "
            "per dossier, or seat more judges.",
            category=localized(category.name),
            needed=shortage.needed,
            judges=shortage.judges,
            possible=shortage.possible,
            higher=higher,
        )
    )


def _keep_run(
    category: Category, round: Round, problem: solver.Problem, solution: solver.Solution, actor: Any
) -> AssignmentRun:
    inputs = {
        "judges": [[judge.id, judge.max_load] for judge in problem.judges],
        "needed": [[submission, k] for submission, k in sorted(problem.needed.items())],
        "conflicts": [list(pair) for pair in sorted(problem.conflicts)],
        "fixed": [list(pair) for pair in sorted(problem.fixed)],
        "seed": problem.seed,
    }
    run = AssignmentRun(
        edition_id=category.edition_id,
        round_id=round.id,
        category_id=category.id,
        seed=problem.seed,
        inputs=inputs,
        inputs_digest=digest(inputs),
        pairs=[list(pair) for pair in solution.pairs if pair not in problem.fixed],
        created_by_id=actor.id,
        created_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    return run


def _discard_open(category: Category) -> None:
    while (run := queries.open_run(category)) is not None:
        run.state = RunState.DISCARDED
        db.session.flush()


def discard(run: AssignmentRun, *, actor: Any) -> None:
    """Throw a proposal away; judges never saw it."""
    with transaction():
        _need_open(run)
        run.state = RunState.DISCARDED
        record(Action.ASSIGNMENT_DISCARDED, run, actor=actor)


def _need_open(run: AssignmentRun) -> None:
    state = db.session.scalar(select(AssignmentRun.state).where(AssignmentRun.id == run.id).with_for_update())
    if state is not RunState.PROPOSED:
        raise RunStateError()


def publish(run: AssignmentRun, *, actor: Any) -> list[Assignment]:
    """Hand the work out: rows for every pair, each judge's in an order of their own, and one e-mail a judge."""
    with transaction():
        _need_open(run)
        now = clock.now()
        run.state, run.published_at = RunState.PUBLISHED, now
        rng = Random(run.seed)  # noqa: S311 - the order is stored, not secret
        by_judge: dict[int, list[int]] = {}
        # A conflict may have come up since the proposal was made; the gap is filled by the next one.
        barred = conflict_pairs(run.category)
        for judge_id, submission_id in run.pairs:
            if (judge_id, submission_id) not in barred:
                by_judge.setdefault(judge_id, []).append(submission_id)
        made = []
        for judge_id, submissions in sorted(by_judge.items()):
            rng.shuffle(submissions)
            made += [
                Assignment(
                    run_id=run.id,
                    round_id=run.round_id,
                    judge_id=judge_id,
                    submission_id=submission_id,
                    position=position,
                    created_at=now,
                )
                for position, submission_id in enumerate(submissions, start=1)
            ]
        db.session.add_all(made)
        record(Action.ASSIGNMENT_PUBLISHED, run, actor=actor, pairs=len(made), category=run.category_id)
        _tell_judges(run, by_judge)
        return made


def _tell_judges(run: AssignmentRun, by_judge: dict[int, list[int]]) -> None:
    people = db.session.execute(
        select(Judge.id, User).join(User, User.id == Judge.user_id).where(Judge.id.in_(by_judge))
    ).all()
    edition = run.category.edition
    for judge_id, user in people:
        notify(
            user,
            Topic.ASSIGNMENT_PUBLISHED,
            edition_name=edition.name,
            category_name=run.category.name,
            count=len(by_judge[judge_id]),
            url=external_url("scoring.index"),
        )


def recuse(assignment: Assignment, *, kind: ConflictKind, evidence: str, actor: Any) -> None:
    """Take a judge off one submission because of a conflict; the pair never comes again."""
    declarations.declare_tie(assignment, kind=kind, evidence=evidence, actor=actor)
