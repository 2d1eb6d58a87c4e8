"""Saving, finishing and reopening scoresheets."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.anchors.policies import can_open_dossiers
from portal.anchors.queries import owed_before
from portal.assignments.models import Assignment, AssignmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.access import Verdict
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.scoring import history, policies, rules, sheet_values
from portal.scoring.freezing import freeze
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.submissions.models import Submission
from portal.submissions.queries import latest_version

Policy = Callable[[Any, Assignment, Scoresheet | None], Verdict]
"""Who may write on a sheet: the judge at the desk, unless the sheet is keyed in from paper."""


class LockedSheetError(PortalError):
    """Raised when somebody writes on a finished sheet, or on one that is not theirs."""


class InvalidPointsError(PortalError):
    """Raised for points outside the rubric; `problems` are sentences by criterion."""

    message = _l("Some points are missing or outside the rubric")

    def __init__(self, problems: dict[int, Any]):
        super().__init__(self.message)
        self.problems = problems


def limits_of(assignment: Assignment) -> list[rules.CriterionLimits]:
    """What the rubric of the submission's category allows."""
    category = assignment.submission.category
    return [rules.limits_from(one) for one in category.criteria] if category else []


def save_scoresheet(
    assignment: Assignment,
    *,
    points: dict[int, Decimal | None],
    comments: dict[int, str],
    comment_for_author: str,
    private_note: str,
    actor: Any,
    revision: int | None = None,
    policy: Policy = policies.can_change,
) -> Scoresheet:
    """Keep what the judge has so far, and every value it replaces.

    `revision` is what the judge's window began from: what other windows changed since is joined, and a value that both
    changed raises ConflictingSheetError. Points outside the rubric raise InvalidPointsError, a sheet that is finished
    or somebody else's LockedSheetError.
    """
    texts = (comment_for_author, private_note)
    known = {limits.id: limits for limits in limits_of(assignment)}
    given = {criterion: value for criterion, value in points.items() if criterion in known}
    problems = {
        criterion: problem
        for criterion, value in given.items()
        if value is not None and (problem := rules.points_problem(known[criterion], value)) is not None
    }
    if problems:
        raise InvalidPointsError(problems)
    mine = sheet_values.flat(given, {one: text for one, text in comments.items() if one in known}, *texts)
    with transaction():
        sheet = _hold(assignment, actor, policy)
        theirs = sheet_values.flat_of(sheet, known)
        values = history.settle(sheet, mine=mine, theirs=theirs, seen=revision)
        sheet.saved_at = now = clock.now()
        changed = {name: value for name, value in values.items() if value != theirs.get(name)}
        if changed:
            sheet.revision += 1
            # The first save makes a row for every criterion, later ones touch what has changed.
            _write(sheet, changed if sheet.scores else values)
            history.remember(sheet, theirs, changed, actor=actor, now=now)
        return sheet


def _write(sheet: Scoresheet, values: dict[str, Any]) -> None:
    scores = {score.criterion_id: score for score in sheet.scores}
    for name, value in values.items():
        criterion = sheet_values.criterion_of(name)
        if criterion is None:
            setattr(sheet, name, value)
            continue
        if criterion not in scores:
            scores[criterion] = Score(criterion_id=criterion, points=None, comment="")
            sheet.scores.append(scores[criterion])
        setattr(scores[criterion], "points" if name.startswith(sheet_values.POINTS) else "comment", value)


def _locked_sheet(assignment: Assignment) -> Scoresheet | None:
    # The scores come in a statement of their own, made once the sheet is ours: joined, they could be older than it.
    return db.session.scalar(
        select(Scoresheet)
        .where(Scoresheet.assignment_id == assignment.id)
        .with_for_update(of=Scoresheet, key_share=True)
        .execution_options(populate_existing=True)
    )


def _hold(assignment: Assignment, actor: Any, policy: Policy) -> Scoresheet:
    """Find and lock the sheet of an assignment, or begin it; refuse a locked or foreign one."""
    sheet = _locked_sheet(assignment)
    if sheet is None:
        # Two windows must not both begin it: the second waits here, and then finds the sheet of the first.
        db.session.execute(select(Assignment.id).where(Assignment.id == assignment.id).with_for_update(key_share=True))
        sheet = _locked_sheet(assignment)
    verdict = policy(actor, assignment, sheet)
    if verdict and sheet is None and actor.id == assignment.judge.user_id:
        # Who keys in paper for a judge begins nothing: that judge has read the dossier already.
        verdict = can_open_dossiers(owed_before(assignment))
    if not verdict:
        raise LockedSheetError(verdict.reason)
    if sheet is None:
        now = clock.now()
        assignment.started_at = now
        sheet = Scoresheet(assignment_id=assignment.id, started_at=now, saved_at=now, revision=0)
        sheet.state = ScoresheetState.IN_PROGRESS
        db.session.add(sheet)
        record(
            Action.SCORESHEET_STARTED, sheet, actor=actor, edition_id=assignment.submission.edition_id,
            submission=assignment.submission_id,
        )  # fmt: skip
    return sheet


def finish(sheet: Scoresheet, *, actor: Any) -> None:
    """Lock a complete sheet; missing points raise InvalidPointsError."""
    finish_assignment(sheet.assignment, actor=actor)


def finish_assignment(assignment: Assignment, *, actor: Any, policy: Policy = policies.can_finish) -> None:
    """Lock the sheet of an assignment; missing points raise InvalidPointsError, a locked sheet LockedSheetError."""
    with transaction():
        sheet = _hold(assignment, actor, policy)
        freeze(assignment.submission.category_id)
        limits = limits_of(assignment)
        points = {score.criterion_id: score.points for score in sheet.scores}
        comments = {score.criterion_id: score.comment for score in sheet.scores}
        problems = rules.problems_before_finishing(limits, points, comments)
        if problems:
            raise InvalidPointsError(problems)
        sheet.state, sheet.finished_at = ScoresheetState.FINISHED, clock.now()
        sheet.entered_by_id = None if actor.id == assignment.judge.user_id else actor.id
        total = rules.total_of(limits, points) or Decimal()
        record(
            Action.SCORESHEET_FINISHED,
            sheet,
            actor=actor,
            edition_id=sheet.assignment.submission.edition_id,
            submission=sheet.assignment.submission_id,
            points={str(criterion): f"{value:f}" for criterion, value in sorted(points.items()) if value is not None},
            total=f"{total.normalize():f}",
        )


class ReopenReasonError(PortalError):
    """Raised when a sheet would be opened again without a reason."""

    message = _l("Write why the sheet is opened again; it is kept in the audit log")


def reopen(sheet: Scoresheet, *, reason: str, actor: Any) -> None:
    """Unlock a finished sheet, with a reason, and tell its judge; with it goes the whole order it is part of."""
    if not reason.strip():
        raise ReopenReasonError()
    with transaction():
        ordered = sheet.assignment.round.kind.is_ordered
        for one in finished_with(sheet.assignment) if ordered else [sheet]:
            unlock(one, reason=reason.strip(), actor=actor)
        submission = sheet.assignment.submission
        # Judges know a work by the version they read, never by a draft under way.
        read = latest_version(submission)
        notify(
            sheet.assignment.judge.user,
            Topic.SCORING_REOPENED,
            title=read.content["title"] if read else "",
            number=submission.number,
            reason=reason.strip(),
            url=external_url("scoring.sheet", assignment_id=sheet.assignment_id),
        )


def unlock(sheet: Scoresheet, *, reason: str, actor: Any) -> None:
    """Make one finished sheet writable again; part of the transaction of whoever says why."""
    sheet.state, sheet.finished_at = ScoresheetState.IN_PROGRESS, None
    sheet.revision += 1
    submission = sheet.assignment.submission
    record(
        Action.SCORESHEET_REOPENED, sheet, actor=actor, edition_id=submission.edition_id, submission=submission.id,
        reason=reason,
    )  # fmt: skip


def finished_with(assignment: Assignment) -> list[Scoresheet]:
    """The finished sheets of the same judge in the same round and category, locked: those of one order."""
    statement = (
        select(Scoresheet)
        .join(Assignment)
        .join(Submission)
        .where(Assignment.judge_id == assignment.judge_id, Assignment.round_id == assignment.round_id)
        .where(Assignment.state == AssignmentState.ACTIVE, Scoresheet.state == ScoresheetState.FINISHED)
        .where(Submission.category_id == assignment.submission.category_id)
        .order_by(Scoresheet.id)
    )
    return list(
        db.session.scalars(
            statement.with_for_update(of=Scoresheet, key_share=True).execution_options(populate_existing=True)
        )
    )
