"""Making one list of another, with changes named one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.list_steps import BY_POINTS, after, before, steps_of
from portal.awards.models import Edition
from portal.awards.preset_words import ListRule
from portal.awards.queries import categories_of, lock_edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.decisions import policies, queries
from portal.decisions.list_order import Placed, arranged
from portal.decisions.models import ChangeKind, DroppedMove, ListChange, ListEntry, ListHold, ListKind, ListVersion
from portal.decisions.public_words import refuse_private
from portal.decisions.service import make_by_points
from portal.decisions.writing import Line, RefusedError, write_list
from portal.judges.visibility import hidden_submissions
from portal.scoring import queries as scoring
from portal.scoring.ranking import Standing
from portal.screening.queries import accepted_dossiers
from portal.submissions.models import Submission


class NotTheTurnError(PortalError):
    """Raised for a list that this edition does not make, or not yet."""

    message = _l("This list cannot be made now: the one it is made from is missing.")


class OldListError(PortalError):
    """Raised for a list that has been followed by a newer version of its kind."""

    message = _l("A newer version of this list has been made; go on from that one.")


class CarriedError(PortalError):
    """Raised where what the council has carried would fall without a word."""


class NoSuchWorkError(PortalError):
    """Raised for a number that is no accepted work of the edition, or that the change does not fit."""


def _refuse_unless(verdict: Any) -> None:
    if not verdict:
        raise RefusedError(verdict.reason)


def _refuse_old(version: ListVersion, edition: Edition) -> None:
    newest = queries.latest_list(edition, version.kind)
    if newest is None or newest.id != version.id:
        raise OldListError()


def name_change(
    version: ListVersion, *, change: ChangeKind, number: str, reason: str, place: int | None = None, actor: Any
) -> ListChange:
    """Name a work to be added, removed or moved when the next list is made of this one; the reason is required."""
    edition = db.session.get_one(Edition, version.edition_id)
    hidden = hidden_submissions(actor, edition)
    _refuse_unless(policies.can_change_lists(actor, edition, hidden))
    return _keep_change(version, edition, change, number, reason, place, actor)


def carry_move(version: ListVersion, *, number: str, reason: str, place: int | None, actor: Any) -> ListChange:
    """Keep a move that the council has carried, whoever writes it down; it takes the place of one carried before."""
    edition = db.session.get_one(Edition, version.edition_id)
    return _keep_change(version, edition, ChangeKind.MOVED, number, reason, place, actor, carried=True)


def _keep_change(
    version: ListVersion,
    edition: Edition,
    change: ChangeKind,
    number: str,
    reason: str,
    place: int | None,
    actor: Any,
    *,
    carried: bool = False,
) -> ListChange:
    if not reason.strip():
        raise NoSuchWorkError(_l("Write the reason; it is published with the list."))
    refuse_private(edition, reason)
    with transaction():
        lock_edition(edition.id)
        _refuse_old(version, edition)
        submission = _work_for(version, edition, change, number)
        if change is ChangeKind.MOVED and not 1 <= (place or 0) <= _size(version, submission):
            raise NoSuchWorkError(
                _l("Enter a place from 1 to %(n)d, the works of its category.", n=_size(version, submission))
            )
        _make_room(version, submission, carried, actor)
        named = ListChange(
            list_version=version, submission=submission, change=change,
            place=place if change is ChangeKind.MOVED else None, reason=reason.strip(), carried=carried,
            named_by_id=actor.id, named_at=clock.now(),
        )  # fmt: skip
        db.session.add(named)
        record(
            Action.LIST_CHANGE_NAMED, version, actor=actor, submission=submission.id, change=change.value,
            place=named.place, reason=named.reason, carried=carried,
        )  # fmt: skip
        return named


def _make_room(version: ListVersion, submission: Submission, carried: bool, actor: Any) -> None:
    """A work has one change on a list: what the council carries replaces what it carried before, and nothing else."""
    taken = db.session.scalar(
        select(ListChange).where(
            ListChange.list_version_id == version.id, ListChange.submission_id == submission.id
        )
    )  # fmt: skip
    if taken is None:
        return
    if not (carried and taken.carried):
        raise NoSuchWorkError(_l("A change of this work is named already; drop that one first."))
    record(Action.LIST_CHANGE_DROPPED, version, actor=actor, submission=submission.id, reason="", carried=True)
    db.session.delete(taken)
    db.session.flush()


def _work_for(version: ListVersion, edition: Edition, change: ChangeKind, number: str) -> Submission:
    """The work that a change names: one of the list, or for an addition an accepted one that is not on it."""
    listed = select(ListEntry.submission_id).where(ListEntry.list_version_id == version.id)
    if change is ChangeKind.ADDED:
        wanted: Select[Any] = accepted_dossiers().where(Submission.id.not_in(listed))
        problem = _l("No accepted work of this edition outside the list has the number %(number)s.", number=number)
    else:
        wanted = select(Submission).where(Submission.id.in_(listed))
        problem = _l("No work on the list has the number %(number)s.", number=number)
    wanted = wanted.where(Submission.edition_id == edition.id, Submission.number == number.strip())
    found: Submission | None = db.session.scalar(wanted.limit(1))
    if found is None:
        raise NoSuchWorkError(problem)
    return found


def _size(version: ListVersion, submission: Submission) -> int:
    return sum(entry.category_id == submission.category_id for entry in version.entries)


def drop_change(change: ListChange, *, actor: Any, reason: str = "") -> None:
    """Take back a change; what the council has carried only with a reason, which the list made next publishes."""
    version = change.list_version
    edition = db.session.get_one(Edition, version.edition_id)
    _refuse_unless(policies.can_change_lists(actor, edition, hidden_submissions(actor, edition)))
    reason = reason.strip()
    if change.carried and not reason:
        raise CarriedError(
            _l("The council has carried this: write why it is not taken up. The reason is published with the list.")
        )
    refuse_private(edition, reason)
    with transaction():
        lock_edition(edition.id)
        _refuse_old(version, edition)
        if change.carried:
            db.session.add(_dropped(change, reason, actor))
        record(
            Action.LIST_CHANGE_DROPPED, version, actor=actor, submission=change.submission_id, reason=reason,
            carried=change.carried,
        )  # fmt: skip
        db.session.delete(change)


def _dropped(change: ListChange, reason: str, actor: Any) -> DroppedMove:
    # The sentence is written once: what is published must be the same whoever reads it, in whatever language.
    told = _l(
        "The council carried that work %(number)s moves to place %(place)d (%(motion)s); it was not taken up: %(why)s",
        number=change.submission.number, place=change.place, motion=change.reason, why=reason,
    )  # fmt: skip
    return DroppedMove(
        list_version_id=change.list_version_id, submission_id=change.submission_id, place=change.place,
        motion=change.reason, reason=reason, told=str(told), dropped_by_id=actor.id, dropped_at=clock.now(),
    )  # fmt: skip


def hold(edition: Edition, kind: ListKind) -> None:
    """Let no other version of a kind be made, because the council votes on it; the caller has locked the edition."""
    if db.session.get(ListHold, (edition.id, kind)) is None:
        db.session.add(ListHold(edition_id=edition.id, kind=kind))


def let_go(edition: Edition, kind: ListKind) -> None:
    """Let other versions be made again, because every vote on the list was given up."""
    db.session.execute(delete(ListHold).where(ListHold.edition_id == edition.id, ListHold.kind == kind))


def make_list(
    edition: Edition, kind: ListKind, *, actor: Any, reason: str = "", dated_on: date | None = None
) -> ListVersion:
    """Make the next version of a kind by the edition's rule for it, with the changes named on the list before."""
    steps = steps_of(edition.rules)
    step = next((one for one in steps if one.kind is kind), None)
    if step is None or step.rule is ListRule.COUNCIL_VOTE:
        raise NotTheTurnError()
    with transaction():
        lock_edition(edition.id)
        if queries.has_motions(edition, kind):
            raise CarriedError(
                _l("The council has carried motions about this list: correct it by name instead of making it anew.")
            )
        if step.rule in BY_POINTS:
            return make_by_points(edition, step, actor=actor, reason=reason, dated_on=dated_on)
        earlier = before(steps, kind)
        base = queries.latest_list(edition, earlier) if earlier else None
        if base is None:
            raise NotTheTurnError()
        return _follow(base, kind, {"kind": "list"}, None, actor, reason, dated_on)


def correct(version: ListVersion, *, actor: Any, reason: str, dated_on: date | None = None) -> ListVersion:
    """Make the next version of the same kind of a list, with the changes named on it."""
    edition = db.session.get_one(Edition, version.edition_id)
    with transaction():
        _refuse_old(version, edition)
        if version.kind is ListKind.DECIDED or not queries.changes_to(version):
            raise NotTheTurnError(_l("Name the changes first."))
        return _follow(version, version.kind, {"kind": "correction"}, None, actor, reason, dated_on)


def make_from_votes(
    base: ListVersion, passed: frozenset[int], facts: Mapping[str, Any], *, actor: Any, dated_on: date | None = None
) -> ListVersion:
    """Make the list of what the council passed; `facts` say of which votes, and the digest covers them."""
    edition = db.session.get_one(Edition, base.edition_id)
    step = after(steps_of(edition.rules), base.kind)
    if step is None or step.rule is not ListRule.COUNCIL_VOTE:
        raise NotTheTurnError()
    with transaction():
        _refuse_old(base, edition)
        return _follow(base, step.kind, {"kind": "council_vote", **facts}, passed, actor, "", dated_on)


def _follow(
    base: ListVersion,
    kind: ListKind,
    rule: dict[str, Any],
    passed: frozenset[int] | None,
    actor: Any,
    reason: str,
    dated_on: date | None,
) -> ListVersion:
    edition = db.session.get_one(Edition, base.edition_id)
    changes = queries.changes_to(base)
    if passed is not None:
        # What the council did not pass cannot be moved, and is gone already.
        changes = [one for one in changes if one.change is ChangeKind.ADDED or one.submission_id in passed]
    lines = _lines(edition, base, changes, passed)
    return write_list(
        edition, kind, lines, {**rule, "from": base.digest}, reason.strip(), actor,
        base=base, changes=changes, dated_on=dated_on,
    )  # fmt: skip


def _lines(edition: Edition, base: ListVersion, changes: list[ListChange], passed: frozenset[int] | None) -> list[Line]:
    """What is kept of the base with its means as they stand there, and what is added with today's."""
    removed = {one.submission_id for one in changes if one.change is ChangeKind.REMOVED}
    added = {one.submission_id: one.submission for one in changes if one.change is ChangeKind.ADDED}
    moved = {one.submission_id: one.place or 1 for one in changes if one.change is ChangeKind.MOVED}
    kept = [
        entry
        for entry in base.entries
        if entry.submission_id not in removed and (passed is None or entry.submission_id in passed)
    ]
    known = scoring.standings(edition) if added else {}
    today = {one.submission: one for listed in known.values() for one in listed}
    lines = []
    for category in categories_of(edition):
        mine = {one.submission_id: queries.standing_of(one) for one in kept if one.category_id == category.id}
        new = {
            number: today.get(number) or Standing(number, None, 0, None, tied=False)
            for number, work in added.items()
            if work.category_id == category.id
        }
        places = [Placed(one, mine[one].rank, _by_points(one, mine[one], today)) for one in mine]
        places += [Placed(one, None, new[one].rank) for one in new]
        for submission, rank in arranged(places, moved):
            lines.append(Line(queries.ranked({**mine, **new}[submission], rank), category))
    return lines


def _by_points(submission: int, listed: Standing, today: Mapping[int, Standing]) -> int | None:
    """Only beside additions does it matter who has more points."""
    return today[submission].rank if submission in today else listed.rank if listed.sheets else None
