"""Proposing an assignment and throwing a proposal away; what stands is only changed by publishing."""

import time
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.assignments import declarations, queries
from portal.assignments.models import Assignment, AssignmentRun, RunState
from portal.assignments.run_inputs import freeze
from portal.assignments.run_problem import RunInputs, problem_of
from portal.assignments.run_settings import RunSettings
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import digest
from portal.core.errors import PortalError
from portal.judges.models import ConflictKind
from portal.judges.searching import find_conflicts


class NothingToAssignError(PortalError):
    """Raised when a category has nothing to be judged yet."""

    message = _l("No dossier of this category has been accepted yet.")


class RunStateError(PortalError):
    """Raised when a proposal has been published or discarded already."""

    message = _l("This proposal is no longer open; make a new one")


def propose(category: Category, round: Round, settings: RunSettings | None = None, *, actor: Any) -> AssignmentRun:
    """Compute who judges what, after one more search for conflicts.

    Where the limits leave no room the run is kept as impossible, with what to change.
    """
    # Loaded when first needed: the web server starts faster and may never solve anything itself.
    from portal.assignments.assign import INFEASIBLE, assign
    from portal.assignments.run_outcome import outcome_of

    settings = settings or RunSettings()
    # What is found stays, also where there is nothing to assign.
    find_conflicts(category, actor=actor)
    with transaction():
        frozen = freeze(category, round, settings)
        if not frozen["submissions"]:
            raise NothingToAssignError()
        inputs = RunInputs(frozen)
        started = time.perf_counter()
        answer = assign(problem_of(inputs, settings))
        outcome = outcome_of(inputs, answer, round_milliseconds(time.perf_counter() - started))
        possible = answer.status != INFEASIBLE
        run = AssignmentRun(
            edition_id=category.edition_id, round_id=round.id, category_id=category.id,
            state=RunState.PROPOSED if possible else RunState.IMPOSSIBLE,
            seed=settings.seed, settings=settings.as_data(), inputs=frozen,
            inputs_digest=digest({"inputs": frozen, "settings": settings.as_data()}),
            pairs=inputs.ids(answer.pairs) if possible else [], outcome=outcome, edits=[],
            created_by_id=actor.id, created_at=clock.now(),
        )  # fmt: skip
        _discard_open(category)
        db.session.add(run)
        db.session.flush()
        record(
            Action.ASSIGNMENT_PROPOSED, run, actor=actor, category=category.id, inputs_digest=run.inputs_digest,
            pairs=len(run.pairs), mode=settings.mode.value, status=outcome["status"],
        )  # fmt: skip
        return run


def round_milliseconds(seconds: float) -> int:
    """Seconds as whole milliseconds."""
    return round(seconds * 1000)


def _discard_open(category: Category) -> None:
    while (run := queries.open_run(category)) is not None:
        run.state = RunState.DISCARDED
        db.session.flush()


def discard(run: AssignmentRun, *, actor: Any) -> None:
    """Throw a proposal away; judges never saw it."""
    with transaction():
        need_open(run)
        run.state = RunState.DISCARDED
        record(Action.ASSIGNMENT_DISCARDED, run, actor=actor)


def need_open(run: AssignmentRun) -> None:
    """Hold the run until the end of the transaction; raises RunStateError unless it is still a proposal."""
    state = db.session.scalar(
        select(AssignmentRun.state).where(AssignmentRun.id == run.id).with_for_update(key_share=True)
    )
    if state is not RunState.PROPOSED:
        raise RunStateError()


def recuse(assignment: Assignment, *, kind: ConflictKind, evidence: str, actor: Any) -> None:
    """Take a judge off one submission because of a conflict; the pair never comes again."""
    declarations.declare_tie(assignment, kind=kind, evidence=evidence, actor=actor)
