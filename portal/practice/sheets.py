"""A judge's practice sheet: saving, finishing, and being excused from it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.anchors.models import PracticeScore, PracticeSheet, PracticeState
from portal.anchors.policies import can_practise
from portal.anchors.queries import Practice
from portal.assignments import declarations
from portal.assignments.queries import assignments_between
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.judges import service as judges
from portal.judges.models import ConflictKind, Judge
from portal.scoring import rules
from portal.scoring.service import InvalidPointsError, LockedSheetError


class ExcuseError(PortalError):
    """Raised when a judge would be excused without a word."""

    message = _l("Say in a few words what ties you to this work")


def limits_of(practice: Practice) -> list[rules.CriterionLimits]:
    """What the rubric of the category allows."""
    return [rules.limits_from(one) for one in practice.anchor.category.criteria]


def begin(practice: Practice, *, actor: Any) -> PracticeSheet:
    """Say that nothing ties one to the work; it opens."""
    with transaction():
        sheet = _hold(practice, actor)
        record(
            Action.CONFLICT_DENIED, actor, actor=actor, edition_id=practice.anchor.edition_id,
            anchor=practice.anchor.id, submission=practice.anchor.work_id,
        )  # fmt: skip
        return sheet


def save(
    practice: Practice, *, points: Mapping[int, Decimal | None], comments: Mapping[int, str], actor: Any
) -> PracticeSheet:
    """Keep what the judge has so far; points outside the rubric raise InvalidPointsError."""
    known = {one.id: one for one in limits_of(practice)}
    problems = {
        one: problem
        for one, value in points.items()
        if value is not None and one in known and (problem := rules.points_problem(known[one], value)) is not None
    }
    if problems:
        raise InvalidPointsError(problems)
    with transaction():
        sheet = _hold(practice, actor)
        scores = {score.criterion_id: score for score in sheet.scores}
        for one in known.keys() & (points.keys() | comments.keys()):
            score = scores.get(one) or PracticeScore(criterion_id=one)
            # What makes no sense is not among the points: the value before it stays until it is mended.
            score.points, score.comment = points.get(one, score.points), comments.get(one, score.comment or "")
            if one not in scores:
                sheet.scores.append(score)
        sheet.saved_at = clock.now()
        return sheet


def _hold(practice: Practice, actor: Any) -> PracticeSheet:
    """Lock the judge, so that two windows begin one sheet only; then find or begin it."""
    if practice.judge.user_id != actor.id:
        raise LockedSheetError(_l("Only the judge can write on this sheet."))
    judge, anchor = practice.judge, practice.anchor
    db.session.execute(select(Judge.id).where(Judge.id == judge.id).with_for_update(key_share=True))
    sheet = db.session.scalar(
        select(PracticeSheet)
        .where(PracticeSheet.anchor_id == anchor.id, PracticeSheet.judge_id == judge.id)
        .execution_options(populate_existing=True)
    )
    verdict = can_practise(sheet, anchor)
    if not verdict:
        raise LockedSheetError(verdict.reason)
    if sheet is None:
        now = clock.now()
        sheet = PracticeSheet(anchor_id=anchor.id, judge_id=judge.id, started_at=now, saved_at=now)
        sheet.state = PracticeState.IN_PROGRESS
        db.session.add(sheet)
        db.session.flush()
    return sheet


def finish(practice: Practice, *, actor: Any) -> PracticeSheet:
    """Lock a complete sheet; from then on the judge sees how the panel's points lie."""
    with transaction():
        sheet = _hold(practice, actor)
        points = {score.criterion_id: score.points for score in sheet.scores}
        comments = {score.criterion_id: score.comment for score in sheet.scores}
        problems = rules.problems_before_finishing(limits_of(practice), points, comments)
        if problems:
            raise InvalidPointsError(problems)
        sheet.state, sheet.finished_at = PracticeState.FINISHED, clock.now()
        record(
            Action.PRACTICE_FINISHED, sheet, actor=actor, edition_id=practice.anchor.edition_id,
            anchor=practice.anchor.id, submission=practice.anchor.work_id,
        )  # fmt: skip
        return sheet


def excuse(practice: Practice, *, kind: ConflictKind, words: str, actor: Any) -> None:
    """Let a judge off who is tied to the work; in the own edition the tie is a conflict of interest like any other."""
    if not words.strip():
        raise ExcuseError()
    with transaction():
        sheet = _hold(practice, actor)
        sheet.state, sheet.excuse = PracticeState.EXCUSED, words.strip()
        record(
            Action.PRACTICE_EXCUSED, sheet, actor=actor, edition_id=practice.anchor.edition_id,
            anchor=practice.anchor.id, submission=practice.anchor.work_id, kind=kind.value, reason=sheet.excuse,
        )  # fmt: skip
        if practice.anchor.version is not None:
            _declare(practice, kind, sheet.excuse, actor)


def _declare(practice: Practice, kind: ConflictKind, words: str, actor: Any) -> None:
    version = practice.anchor.version
    if version is None or version.submission.edition_id != practice.anchor.edition_id:
        return
    work = version.submission
    standing = assignments_between(practice.judge.user_id, work.id)
    for one in standing:
        declarations.declare_tie(one, kind=kind, evidence=words, actor=actor)
    if not standing:
        judges.declare_conflict(practice.judge, work, kind=kind, evidence=words, actor=actor)
