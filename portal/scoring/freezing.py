"""The rubric and the rule of a category stand still once its first sheet is finished."""

from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db


def hold(category_id: int) -> Category:
    """Lock a category, read anew with its rubric; whoever finishes a sheet or changes the rubric waits here."""
    statement = select(Category).where(Category.id == category_id).with_for_update(of=Category, key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def freeze(category_id: int | None) -> None:
    """Freeze the rubric, unless that has been done; part of the transaction that finishes a sheet."""
    frozen = db.session.scalar(select(Category.rubric_frozen_at).where(Category.id == category_id))
    if category_id is None or frozen is not None:
        return
    category = hold(category_id)
    if category.rubric_frozen_at is None:
        category.rubric_frozen_at = clock.now()
        # Nobody is named: who finished which sheet stands in an event of its own, which not everybody may read.
        record(Action.RUBRIC_FROZEN, category, actor=None, edition_id=category.edition_id, category=category.code)
