"""Shortlists with a comment period, and what people write in it."""

import re
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from portal.comments import periods, service
from portal.comments.models import Comment, CommentKind, CommentPeriod
from portal.core import clock
from portal.core.db import db
from portal.decisions.models import ListEntry, ListKind, ListVersion
from portal.decisions.queries import latest_list
from portal.notifications.models import Email
from tests.factories import both, make_edition, make_organizer, make_submission, save
from tests.moments import NOW

_people = count(1)
REASONS = [{"code": "personal_attack", "label": both("A personal attack"), "text": both("It attacks somebody.")}]
RULES: dict[str, Any] = {
    "edition": {"calendar": {"comment_days": 15}},
    "contact": {},
    "comments": {"answer_days": 10, "erase_after_days": 90, "reasons": REASONS},
}


def make_shortlisted(**values: Any) -> tuple[Any, Any, list[Any]]:
    """An edition with a list of two of its three works, the second ranked first: edition, organizer, works."""
    edition = make_edition(rules=RULES, prize_cap=20, **values)
    organizer = make_organizer(edition)
    works = [make_submission(edition=edition, title=f"Công trình {n}", organisation=f"Cơ quan {n}") for n in range(3)]
    entries = [
        ListEntry(
            position=place, submission_id=work.id, category_id=work.category_id, rank=place, sheets=2,
            mean_numerator=97531 - place, mean_denominator=1,
        )
        for place, work in enumerate((works[1], works[0]), start=1)
    ]  # fmt: skip
    save(
        ListVersion(
            edition_id=edition.id, kind=ListKind.SHORTLIST, number=1, rule={}, digest="0" * 64,
            created_by_id=organizer.id, created_at=NOW, dated_on=NOW.date(), entries=entries,
        )
    )  # fmt: skip
    return edition, organizer, works


def make_period(edition: Any, organizer: Any) -> CommentPeriod:
    """A period that has just begun and runs for fifteen days."""
    now = clock.now()
    version = latest_list(edition, ListKind.SHORTLIST)
    period = periods.open_period(edition, version, opens_at=now, closes_at=now + timedelta(days=15), actor=organizer)
    db.session.commit()
    return period


def close(period: CommentPeriod, days_ago: int = 1) -> None:
    """Let the time of a period be over."""
    period.opens_at = clock.now() - timedelta(days=days_ago + 15)
    period.closes_at = clock.now() - timedelta(days=days_ago)
    db.session.commit()


def say(
    period: CommentPeriod, work: Any, kind: CommentKind = CommentKind.COMMENT, email: str = "", **values: Any
) -> Comment:  # fmt: skip
    """Something written and confirmed, by somebody new unless an address is given."""
    email = email or f"dan{next(_people)}@example.com"
    text = "" if kind is CommentKind.SUPPORT else "Rất có ích cho khu phố"
    comment = service.write(period, work, kind=kind, email=email, locale="en", **{"text": text, **values})
    service.confirm(comment)
    return comment


def letters(topic: str) -> list[Email]:
    """The letters of a topic, the oldest first."""
    return list(db.session.scalars(select(Email).where(Email.topic == topic).order_by(Email.id)))


def link_in(email: Email) -> str:
    """The path of the link in a letter."""
    found = re.search(r"http://localhost(/\S+)", email.body_text)
    assert found is not None, email.body_text
    return found[1]
