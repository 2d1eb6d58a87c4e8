"""Settling pairs: a judge who must have a work, or must not, whatever the solver would choose."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.assignments.models import PairRule, PairRuleKind
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.judges.models import BARRING, Conflict, Judge
from portal.judges.searching import look_at
from portal.submissions.models import Submission


class PairRuleError(PortalError):
    """Raised when a pair cannot be settled so."""


def settle(
    judge: Judge, submission: Submission, *, kind: PairRuleKind, reason: str, actor: Any, reads_late: bool = False
) -> PairRule:
    """Fix or forbid a pair for every run to come; a word said before is replaced."""
    if not reason.strip():
        raise PairRuleError(_l("Write why; the reason is kept with the rule"))
    if submission.category is not None:
        look_at({judge.user_id}, submission.edition, submission.category, actor=actor)
    with transaction():
        if kind is PairRuleKind.FIXED and _in_conflict(judge, submission):
            raise PairRuleError(_l("There is a conflict of interest between this judge and this work"))
        rule = _rule_of(judge, submission) or PairRule(judge_id=judge.id, submission_id=submission.id)
        rule.kind, rule.reason, rule.reads_late = kind, reason.strip(), reads_late
        rule.set_by_id, rule.set_at = actor.id, clock.now()
        db.session.add(rule)
        db.session.flush()
        record(
            Action.PAIR_SETTLED, rule, actor=actor, edition_id=submission.edition_id, judge=judge.id,
            submission=submission.id, kind=kind.value, reason=rule.reason,
        )  # fmt: skip
        return rule


def _rule_of(judge: Judge, submission: Submission) -> PairRule | None:
    return db.session.scalar(
        select(PairRule).where(PairRule.judge_id == judge.id, PairRule.submission_id == submission.id)
    )


def _in_conflict(judge: Judge, submission: Submission) -> bool:
    statement = select(Conflict.id).where(
        Conflict.user_id == judge.user_id, Conflict.submission_id == submission.id, Conflict.state.in_(BARRING)
    )
    return db.session.scalar(statement.limit(1)) is not None


def lift(rule: PairRule, *, actor: Any) -> None:
    """Leave the pair to the solver again."""
    with transaction():
        record(
            Action.PAIR_LEFT_OPEN, rule, actor=actor, edition_id=rule.submission.edition_id, judge=rule.judge_id,
            submission=rule.submission_id,
        )  # fmt: skip
        db.session.delete(rule)


def list_rules(edition: Any, hidden: frozenset[int]) -> Select[Any]:
    """The settled pairs of an edition, to be paginated; those of hidden works are not among them."""
    return (
        select(PairRule)
        .join(Submission, Submission.id == PairRule.submission_id)
        .options(
            joinedload(PairRule.submission).lazyload(Submission.category),
            joinedload(PairRule.judge).joinedload(Judge.user).lazyload(User.grants),
            joinedload(PairRule.judge).lazyload(Judge.organisations),
        )
        .where(Submission.edition_id == edition.id, Submission.id.not_in(hidden))
        .order_by(PairRule.id.desc())
    )


def get_rule_or_404(edition: Any, rule_id: int, hidden: frozenset[int]) -> PairRule:
    """One settled pair."""
    found: PairRule | None = db.session.scalar(list_rules(edition, hidden).where(PairRule.id == rule_id))
    if found is None:
        raise NotFound()
    return found
