"""Writing a list down: the one place where a version with its entries and digest comes into being."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.i18n import local_time
from portal.decisions.list_order import list_digest
from portal.decisions.models import ListAdjustment, ListChange, ListEntry, ListHold, ListKind, ListVersion
from portal.decisions.policies import can_change_lists
from portal.decisions.public_words import refuse_private
from portal.judges.queries import today_in
from portal.judges.visibility import hidden_submissions
from portal.scoring.ranking import Standing


class RefusedError(PortalError):
    """Raised when somebody may not do this; the message says why."""


class ListDateError(PortalError):
    """Raised for a day that has not come yet, or that lies before the edition or the list it is made from."""

    message = _l(
        "Enter the day the list was settled: not in the future, and neither before the edition opened nor before the "
        "list it is made from."
    )


class ListHeldError(PortalError):
    """Raised for another version of a list that the council votes, or has voted, on."""

    message = _l(
        "The council votes, or has voted, on this list: no other version of it is made. Name changes with their "
        "reasons; they go into the list that is made of it."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A work as a list is to hold it."""

    standing: Standing
    category: Category
    prize_id: int | None = None


def write_list(
    edition: Edition,
    kind: ListKind,
    lines: list[Line],
    rule: dict[str, Any],
    reason: str,
    actor: Any,
    *,
    base: ListVersion | None = None,
    changes: Sequence[ListChange] = (),
    dated_on: date | None = None,
) -> ListVersion:
    """Write the next version of a kind; what its digest covers beside the entries stands in `rule`."""
    verdict = can_change_lists(actor, edition, hidden_submissions(actor, edition))
    if not verdict:
        raise RefusedError(verdict.reason)
    refuse_private(edition, reason)
    lock_edition(edition.id)
    if db.session.get(ListHold, (edition.id, kind), populate_existing=True) is not None:
        raise ListHeldError()
    today = today_in(edition)
    if dated_on is not None:
        earliest = base.dated_on if base is not None else local_time(edition.opens_at, edition.time_zone).date()
        if not earliest <= dated_on <= today:
            raise ListDateError()
        rule = {**rule, "dated_on": dated_on.isoformat()}
    if changes:
        rule = {**rule, "changes": [[one.submission_id, one.change.value, one.place, one.reason] for one in changes]}
    numbers = select(func.max(ListVersion.number)).where(ListVersion.edition_id == edition.id, ListVersion.kind == kind)
    number = (db.session.scalar(numbers) or 0) + 1
    entries = [_entry(position, line) for position, line in enumerate(lines, start=1)]
    version = ListVersion(
        edition_id=edition.id,
        kind=kind,
        number=number,
        base_id=base.id if base is not None else None,
        dated_on=dated_on or today,
        rule=rule,
        reason=reason,
        digest=list_digest(kind.value, number, rule, [vars(one) for one in entries]),
        created_by_id=actor.id,
        created_at=clock.now(),
        entries=entries,
        adjustments=[_adjustment(one) for one in changes],
    )
    db.session.add(version)
    db.session.flush()
    record(
        Action.LIST_MADE, version, actor=actor, list=kind.value, number=number, entries=len(entries),
        changes=len(changes), digest=version.digest,
    )  # fmt: skip
    return version


def _entry(position: int, line: Line) -> ListEntry:
    mean = line.standing.mean or Fraction()
    return ListEntry(
        position=position,
        submission_id=line.standing.submission,
        category_id=line.category.id,
        rank=line.standing.rank or 0,
        mean_numerator=mean.numerator,
        mean_denominator=mean.denominator,
        sheets=line.standing.sheets,
        prize_id=line.prize_id,
    )


def _adjustment(change: ListChange) -> ListAdjustment:
    return ListAdjustment(
        submission_id=change.submission_id,
        change=change.change,
        place=change.place,
        reason=change.reason,
        named_by_id=change.named_by_id,
    )
