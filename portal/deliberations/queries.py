"""Reading meetings, and what lies on the table for a category."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.models import Category, Criterion, Edition
from portal.comments.queries import summary_for
from portal.comments.rules import WorkVoices
from portal.core.db import db
from portal.decisions.models import ListEntry
from portal.decisions.queries import entries_of
from portal.deliberations.models import AgendaItem, Attendee, Meeting, Minutes, MinutesSignature, Motion
from portal.judges.models import Judge
from portal.scoring.advice import advice_on
from portal.scoring.valid_sheets import sums_by_criterion
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Table:
    """A category as the council sees it: its works, the mean of each criterion, and who cannot be told apart."""

    criteria: list[Criterion]
    entries: list[ListEntry]
    means: dict[int, dict[str, Fraction]]
    alike: list[list[str]]
    """The numbers of neighbours whose places may be chance, where the sheets can carry saying so."""
    voices: dict[int, WorkVoices]
    """What the public said of each work; empty where it was not asked."""


def meetings_of(edition: Edition) -> list[Meeting]:
    """Every meeting of an edition, the newest first."""
    statement = select(Meeting).options(joinedload(Meeting.list_version)).where(Meeting.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(50)))


def _whole() -> Select[Any]:
    people = selectinload(Meeting.attendees).joinedload(Attendee.judge).options(lazyload(Judge.organisations))
    return select(Meeting).options(
        joinedload(Meeting.round),
        joinedload(Meeting.list_version),
        people.joinedload(Judge.user).lazyload(User.grants),
        selectinload(Meeting.items).options(
            joinedload(AgendaItem.category).lazyload(Category.criteria),
            selectinload(AgendaItem.motions).joinedload(Motion.submission),
        ),
    )


def get_meeting_or_404(edition_id: int, meeting_id: int) -> Meeting:
    """A meeting of this edition with everybody and everything in it."""
    found: Meeting | None = db.session.scalar(
        _whole().where(Meeting.id == meeting_id, Meeting.edition_id == edition_id)
    )
    if found is None:
        raise NotFound()
    return found


def find_meeting_or_404(meeting_id: int) -> Meeting:
    """A meeting by the number in an address; who may see it is asked afterwards."""
    found: Meeting | None = db.session.scalar(_whole().where(Meeting.id == meeting_id))
    if found is None:
        raise NotFound()
    return found


def get_members_meeting_or_404(meeting_id: int, user: Any) -> tuple[Meeting, Attendee]:
    """A meeting somebody is invited to; to everybody else it does not exist."""
    found = find_meeting_or_404(meeting_id)
    attendee = attendee_in(found, user)
    if attendee is None:
        raise NotFound()
    return found, attendee


def attendee_in(meeting: Meeting, user: Any) -> Attendee | None:
    """The line of somebody in a meeting."""
    return next((one for one in meeting.attendees if one.judge.user_id == user.id), None)


def own_meetings(user: Any) -> list[Meeting]:
    """The meetings somebody is invited to, the newest first."""
    statement = (
        select(Meeting)
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .join(Judge, Judge.id == Attendee.judge_id)
        .where(Judge.user_id == user.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return list(db.session.scalars(statement.limit(50)))


def open_item(meeting: Meeting) -> AgendaItem | None:
    """What is on the table now."""
    return next((one for one in meeting.items if one.is_open), None)


def get_item_or_404(meeting: Meeting, item_id: int) -> AgendaItem:
    """An item of this meeting's agenda."""
    found = next((one for one in meeting.items if one.id == item_id), None)
    if found is None:
        raise NotFound()
    return found


def get_motion_or_404(item: AgendaItem, motion_id: int) -> Motion:
    """A motion about this item."""
    found = next((one for one in item.motions if one.id == motion_id), None)
    if found is None:
        raise NotFound()
    return found


def works_hidden_in(item: AgendaItem, hidden: frozenset[int]) -> bool:
    """Whether some of the works that somebody is in conflict with are on the table with an item."""
    listed = select(ListEntry.id).where(
        ListEntry.list_version_id == item.meeting.list_version_id, ListEntry.category_id == item.category_id,
        ListEntry.submission_id.in_(hidden),
    )  # fmt: skip
    return bool(hidden) and db.session.scalar(listed.limit(1)) is not None


def hidden_categories(meeting: Meeting, hidden: frozenset[int]) -> frozenset[int]:
    """The categories of a meeting in which somebody is in conflict with a work."""
    statement = select(ListEntry.category_id).where(
        ListEntry.list_version_id == meeting.list_version_id, ListEntry.submission_id.in_(hidden)
    )
    return frozenset(db.session.scalars(statement)) if hidden else frozenset()


def table_of(item: AgendaItem) -> Table:
    """The merged sheets of a category: means by criterion without a word of who gave what, and tie groups."""
    edition = db.session.get_one(Edition, item.meeting.edition_id)
    category = db.session.get_one(Category, item.category_id)
    entries = list(
        db.session.scalars(entries_of(item.meeting.list_version).where(ListEntry.category_id == category.id))
    )
    listed = {entry.submission_id for entry in entries}
    sums = sums_by_criterion(edition, Submission.id.in_(listed))
    sheets = {entry.submission_id: entry.sheets for entry in entries}
    means = {work: _means(sums.get(work, {}), sheets[work]) for work in listed}
    voices = {work: said for work, said in summary_for(edition).items() if work in listed}
    return Table(list(category.criteria), entries, means, _alike(category, listed), voices)


def _means(sums: dict[str, Decimal], sheets: int) -> dict[str, Fraction]:
    return {code: Fraction(points) / sheets for code, points in sums.items()} if sheets else {}


def _alike(category: Category, listed: set[int]) -> list[list[str]]:
    advice = advice_on(category)
    if advice is None or not advice.analysis.gate.open:
        return []
    groups = []
    for group in advice.analysis.tie_groups:
        named = [advice.submission(place) for place in group]
        groups.append([advice.submissions[one] for one in named if one in listed])
    return [group for group in groups if len(group) > 1]


def minutes_of(meeting: Meeting) -> list[Minutes]:
    """Every version of a meeting's minutes, the newest first."""
    statement = select(Minutes).where(Minutes.meeting_id == meeting.id)
    return list(db.session.scalars(statement.order_by(Minutes.number.desc())))


def get_minutes_or_404(meeting: Meeting, number: int) -> Minutes:
    """One version of a meeting's minutes."""
    found = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id, Minutes.number == number))
    if found is None:
        raise NotFound()
    return found


def signatures_under(minutes: Minutes) -> list[MinutesSignature]:
    """Who signed minutes, in the order of signing."""
    statement = select(MinutesSignature).where(MinutesSignature.minutes_id == minutes.id)
    return list(db.session.scalars(statement.order_by(MinutesSignature.id)))
