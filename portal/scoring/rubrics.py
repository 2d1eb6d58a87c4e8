"""Changing the rubric and the rule of a category, until its first sheet is finished."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Criterion, Edition
from portal.awards.preset_words import CriterionKind, RoundKind
from portal.awards.round_fit import Misfit, misfit
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest
from portal.core.errors import PortalError, StaleRowError
from portal.scoring import policies
from portal.scoring.freezing import hold
from portal.scoring.models import Score

VALUES = (
    *("name", "guidance", "max_points", "step", "weight", "counts"),
    *("comment_below", "comment_above", "choices", "bands"),
)
MOST_CRITERIA = 30


class FrozenRubricError(PortalError):
    """Raised when somebody would change what sheets have been finished by; the message says since when."""


class TooManyCriteriaError(PortalError):
    """Raised when a rubric would become longer than a judge can fill in."""

    message = _l("A rubric has at most %(n)d criteria", n=MOST_CRITERIA)


MISFITS = {
    Misfit.ONLY_POINTS_COUNT: _l("In this round only criteria with points can count in the total"),
    Misfit.ONLY_PASSES_COUNT: _l("In this round only pass or fail can count; points stand outside the total"),
    Misfit.NOTHING_COUNTS: _l("In this round at least one criterion of pass or fail must count"),
    Misfit.ONLY_A_PLACE: _l("In this round judges put works in order: its only criterion is the place in that order"),
}


class MisfitError(PortalError):
    """Raised when a rubric would no longer fit the kind of round it is judged in; the message says what would."""


class FewJudgesError(PortalError):
    """Raised when more sheets would be needed than a category has judges; `most` is what can be asked."""

    message = _l("This is more sheets than every category has judges for a work")


def add(category: Category, kind: CriterionKind, values: dict[str, Any], *, revision: int, actor: Any) -> Criterion:
    """Put a criterion at the end of the rubric."""
    with transaction():
        held = _open(category, revision, actor)
        if len(held.criteria) >= MOST_CRITERIA:
            raise TooManyCriteriaError()
        position = max((one.position for one in held.criteria), default=0) + 1
        criterion = Criterion(position=position, kind=kind, **values)
        held.criteria.append(criterion)
        _check_fit(held, held.edition.judged_kind)
        _record(held, actor, change="added", criterion=criterion.code, after=plain(criterion))
        return criterion


def change(category: Category, criterion_id: int, values: dict[str, Any], *, revision: int, actor: Any) -> None:
    """Rewrite a criterion; its code and its kind stay."""
    with transaction():
        held = _open(category, revision, actor)
        criterion = _criterion(held, criterion_id)
        before = plain(criterion)
        for name in VALUES:
            setattr(criterion, name, values[name])
        _check_fit(held, held.edition.judged_kind)
        _record(held, actor, change="changed", criterion=criterion.code, before=before, after=plain(criterion))


def move(category: Category, criterion_id: int, steps: int, *, revision: int, actor: Any) -> None:
    """Move a criterion up or down; at the edge it stays."""
    with transaction():
        held = _open(category, revision, actor)
        criterion = _criterion(held, criterion_id)
        listed = sorted(held.criteria, key=lambda one: one.position)
        here = listed.index(criterion)
        there = min(max(here + steps, 0), len(listed) - 1)
        listed.insert(there, listed.pop(here))
        for position, one in enumerate(listed, start=1):
            one.position = position
        _record(held, actor, change="moved", criterion=criterion.code, position=there + 1)


def remove(category: Category, criterion_id: int, *, revision: int, actor: Any) -> int:
    """Take a criterion out, with what unfinished sheets say about it; gives on how many sheets that was."""
    with transaction():
        held = _open(category, revision, actor)
        criterion = _criterion(held, criterion_id)
        count = given_to(criterion)
        db.session.execute(delete(Score).where(Score.criterion_id == criterion.id))
        held.tie_criteria = [code for code in held.tie_criteria if code != criterion.code]
        kind = held.edition.judged_kind  # Asked for first: while a criterion hangs loose, nothing may be written.
        held.criteria.remove(criterion)
        _check_fit(held, kind)
        db.session.delete(criterion)
        _record(held, actor, change="removed", criterion=criterion.code, before=plain(criterion), sheets=count)
        return count


def set_rule(
    category: Category, *, disagreement: Decimal | None, tie_criteria: list[str], revision: int, actor: Any
) -> None:
    """Say how far sheets may lie apart, and which criteria part equal means."""
    with transaction():
        held = _open(category, revision, actor)
        known = [one.code for one in held.criteria if one.kind is CriterionKind.POINTS]
        held.disagreement, held.tie_criteria = disagreement, [code for code in tie_criteria if code in known]
        _stamp(held)
        record(
            Action.RESULT_RULE_CHANGED, held, actor=actor, edition_id=held.edition_id, category=held.code,
            disagreement=_text(held.disagreement), ties=list(held.tie_criteria),
        )  # fmt: skip


def set_edition_rule(edition: Edition, *, minimum_sheets: int, keeps_recused: bool, actor: Any) -> None:
    """Say how many sheets a result needs, and whether recusal leaves finished sheets valid."""
    with transaction():
        # All categories are locked in one order: a sheet that is being finished freezes one of them.
        statement = select(Category).where(Category.edition_id == edition.id).order_by(Category.id)
        held = list(
            db.session.scalars(
                statement.with_for_update(of=Category, key_share=True).execution_options(populate_existing=True)
            )
        )
        verdict = policies.can_change_edition_rule(actor, edition, held)
        if not verdict:
            raise FrozenRubricError(verdict.reason)
        if minimum_sheets > min(one.judges_per_submission for one in held):
            raise FewJudgesError()
        edition.minimum_sheets, edition.keeps_recused = minimum_sheets, keeps_recused
        record(
            Action.RESULT_RULE_CHANGED, edition, actor=actor, edition_id=edition.id, minimum_sheets=minimum_sheets,
            keeps_recused=keeps_recused,
        )  # fmt: skip


def given_to(criterion: Criterion) -> int:
    """On how many sheets something stands about a criterion."""
    statement = select(func.count(Score.id)).where(Score.criterion_id == criterion.id)
    return db.session.scalar(statement.where((Score.points.is_not(None)) | (Score.comment != ""))) or 0


def plain(criterion: Criterion) -> dict[str, Any]:
    """A criterion as the audit keeps it: texts and whole numbers only."""
    return {
        "kind": criterion.kind.value,
        "counts": criterion.counts,
        **{name: getattr(criterion, name) for name in ("name", "guidance", "choices", "bands")},
        **{
            name: _text(getattr(criterion, name))
            for name in ("max_points", "step", "weight", "comment_below", "comment_above")
        },
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def _open(category: Category, revision: int, actor: Any) -> Category:
    """The category, locked; refused when it is frozen, or was changed since the page was opened."""
    held = hold(category.id)
    verdict = policies.can_change_rubric(actor, held)
    if not verdict:
        raise FrozenRubricError(verdict.reason)
    if held.rubric_revision != revision:
        raise StaleRowError(revision=held.rubric_revision)
    return held


def _criterion(category: Category, criterion_id: int) -> Criterion:
    found = next((one for one in category.criteria if one.id == criterion_id), None)
    if found is None:
        raise StaleRowError()
    return found


def _check_fit(category: Category, kind: RoundKind) -> None:
    found = misfit(kind, category.criteria)
    if found is not None:
        raise MisfitError(MISFITS[found])


def _stamp(category: Category) -> None:
    category.rubric_revision += 1
    db.session.flush()


def _record(category: Category, actor: Any, **details: Any) -> None:
    _stamp(category)
    rubric = digest(canonical([{"code": one.code, **plain(one)} for one in category.criteria]))
    record(
        Action.RUBRIC_CHANGED, category, actor=actor, edition_id=category.edition_id, category=category.code,
        digest=rubric, **details,
    )  # fmt: skip
