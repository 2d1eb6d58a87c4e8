"""Searching for what ties people to works: in each act that seats or names somebody, and again as time goes by.

Acts that seat, name or change a single person search for that person before anybody reads on; proposing and handing
out search the whole category; and what no such act shows (a work handed in late, an author added, somebody's own
account brought up to date) a background job finds.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.judges import grounds
from portal.judges.conflict_rules import Finding
from portal.judges.models import Conflict, ConflictKind, ConflictSource, ConflictState, Judge
from portal.submissions.models import Submission


def find_conflicts(category: Category, *, actor: Any, people: Collection[int] | None = None) -> int:
    """Look by rule for what ties those who judge or run a category to its works; how many conflicts are new.

    What was found before stays as it is, whether it waits, was confirmed, or was rejected. `people` asks only after
    some, by account; of them nothing is written down unless something is found.
    """
    with transaction():
        candidates = grounds.candidates_of(category.edition, category, people)
        fresh = _fresh(category, candidates) if candidates else []
        db.session.add_all(_found(user_id, finding, actor) for user_id, finding in fresh)
        if fresh or people is None:
            record(Action.CONFLICT_FOUND, category, actor=actor, edition_id=category.edition_id, found=len(fresh))
        return len(fresh)


def look_at(people: Collection[int], edition: Edition, category: Category | None = None, *, actor: Any) -> int:
    """Look for what ties some people, by account, to the works of a category, or of every category they judge or run.

    How many conflicts are new.
    """
    places = [category] if category is not None else categories_of(edition)
    return sum(find_conflicts(one, actor=actor, people=people) for one in places)


def look_at_judge(judge_id: int, category: Category, *, actor: Any) -> int:
    """Look for what ties one judge to the works of a category; how many conflicts are new."""
    user_id = db.session.scalar(select(Judge.user_id).where(Judge.id == judge_id))
    return 0 if user_id is None else find_conflicts(category, actor=actor, people={user_id})


def look_again(edition: Edition, *, actor: Any) -> int:
    """Look at everybody in every category of an edition; how many conflicts are new."""
    return sum(find_conflicts(one, actor=actor) for one in categories_of(edition))


def look_everywhere() -> int:
    """Look again in every edition that is not closed, and tell only of what is new; how many conflicts are new."""
    editions = db.session.scalars(select(Edition).where(Edition.closed_at.is_(None)).order_by(Edition.id)).all()
    found = 0
    for edition in editions:
        with transaction():
            for category in categories_of(edition):
                everybody = grounds.candidates_of(edition, category)
                found += find_conflicts(category, actor=None, people=everybody.keys())
    return found


def _fresh(category: Category, candidates: grounds.Candidates) -> list[tuple[int, Finding]]:
    known = _known(category)
    ground = grounds.grounds_of(category.edition, category)
    return [
        (user_id, finding)
        for user_id, (candidate, judges) in candidates.items()
        for finding in ground.of(candidate)
        # Authors may keep judges away; those who run the edition they cannot blind.
        if (judges or finding.source is not ConflictSource.AUTHOR)
        and (user_id, finding.work, finding.kind) not in known
    ]


def _known(category: Category) -> set[tuple[int, int, ConflictKind]]:
    statement = select(Conflict.user_id, Conflict.submission_id, Conflict.kind).join(Submission)
    rows = db.session.execute(statement.where(Submission.category_id == category.id))
    return {(row[0], row[1], row[2]) for row in rows}


def _found(user_id: int, finding: Finding, actor: Any) -> Conflict:
    return Conflict(
        user_id=user_id,
        submission_id=finding.work,
        kind=finding.kind,
        source=finding.source,
        state=ConflictState.OPEN,
        rule=finding.rule.value,
        evidence=finding.evidence,
        created_by_id=getattr(actor, "id", None),
        created_at=clock.now(),
    )
