"""Changing a proposal by hand: who added or took out a pair, when and why, is kept with the run."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.assignments.models import AssignmentRun
from portal.assignments.run_problem import RunInputs, answer_of
from portal.assignments.run_settings import RunSettings
from portal.assignments.service import need_open
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.judges.queries import conflict_pairs
from portal.judges.searching import look_at_judge


class EditRefusedError(PortalError):
    """Raised when a pair cannot be added to a proposal or taken out of it."""


def add(run: AssignmentRun, judge_id: int, submission_id: int, *, reason: str, actor: Any) -> None:
    """Give a work to a judge whom the solver did not choose; never against a conflict, also one found only now."""
    look_at_judge(judge_id, run.category, actor=actor)
    with transaction():
        need_open(run)
        inputs = RunInputs(run.inputs)
        pair = (judge_id, submission_id)
        if judge_id not in inputs.sitting or submission_id not in inputs.submissions:
            raise EditRefusedError(_l("This judge or this work is not part of the proposal"))
        if pair in inputs.conflicts | conflict_pairs(run.category):
            raise EditRefusedError(_l("There is a conflict of interest between this judge and this work"))
        if pair in inputs.recused:
            raise EditRefusedError(_l("The judge has given this work back, or it was taken back; it never comes again"))
        if list(pair) in run.pairs:
            raise EditRefusedError(_l("The judge has this work already"))
        _change(run, inputs, pair, added=True, reason=reason, actor=actor)


def take_out(run: AssignmentRun, judge_id: int, submission_id: int, *, reason: str, actor: Any) -> None:
    """Take a pair out of a proposal, unless its sheet has been started."""
    with transaction():
        need_open(run)
        inputs, pair = RunInputs(run.inputs), (judge_id, submission_id)
        if list(pair) not in run.pairs:
            raise EditRefusedError(_l("The judge does not have this work"))
        if pair in inputs.started:
            raise EditRefusedError(_l("The judge has begun to score this work; take it back with a reason instead"))
        _change(run, inputs, pair, added=False, reason=reason, actor=actor)


def _change(
    run: AssignmentRun, inputs: RunInputs, pair: tuple[int, int], *, added: bool, reason: str, actor: Any
) -> None:
    from portal.assignments.run_outcome import measures

    if not reason.strip():
        raise EditRefusedError(_l("Write why; the reason is kept with the run"))
    others = [one for one in run.pairs if tuple(one) != pair]
    run.pairs = sorted([*others, list(pair)]) if added else others
    edit = {"judge": pair[0], "submission": pair[1], "added": added, "reason": reason.strip(), "by": actor.id}
    run.edits = [*run.edits, {**edit, "at": clock.now().isoformat()}]
    answer = answer_of(inputs, RunSettings.from_data(run.settings), run.pairs)
    run.outcome = {**run.outcome, **measures(inputs, answer)}
    db.session.flush()
    record(
        Action.ASSIGNMENT_EDITED, run, actor=actor, judge=pair[0], submission=pair[1], added=added,
        reason=reason.strip(),
    )  # fmt: skip
