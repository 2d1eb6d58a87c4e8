"""Inviting judges, seating them on panels, and recording conflicts of interest."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from portal.accounts import service as accounts
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.urls import external_url
from portal.judges import conflict_rules, queries
from portal.judges.conflict_rules import Person
from portal.judges.models import Conflict, ConflictKind, ConflictSource, Judge, PanelRole, PanelSeat
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.models import Submission


def add_judge(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str,
    expertise: Iterable[str] = (),
    max_load: int | None = None,
    actor: Any,
    tell: bool = True,
) -> Judge:
    """Make somebody a judge of the edition; a judge already there is brought up to date."""
    with transaction():
        user = accounts.find_or_invite(email=email, name=name, organisation=organisation, actor=actor, tell=tell)
        judge = db.session.scalar(select(Judge).where(Judge.edition_id == edition.id, Judge.user_id == user.id))
        if judge is None:
            judge = Judge(edition_id=edition.id, user=user, created_at=clock.now())
            db.session.add(judge)
            if tell:
                notify(user, Topic.JUDGE_INVITED, edition_name=edition.name, url=external_url("scoring.index"))
        judge.organisation, judge.max_load, judge.expertise = organisation, max_load, [*expertise]
        db.session.flush()
        record(Action.JUDGE_ADDED, judge, actor=actor, organisation=organisation)
        return judge


def seat(
    judge: Judge, *, category: Category, round: Round, role: PanelRole = PanelRole.MEMBER, actor: Any
) -> PanelSeat:
    """Give a judge a seat on the panel of a category; a second seat there only changes the role."""
    with transaction():
        existing = db.session.scalar(
            select(PanelSeat).where(
                PanelSeat.judge_id == judge.id,
                PanelSeat.category_id == category.id,
                PanelSeat.round_id == round.id,
            )
        )
        found = existing or PanelSeat(judge=judge, category_id=category.id, round_id=round.id)
        found.role = role
        db.session.add(found)
        record(Action.JUDGE_SEATED, judge, actor=actor, category=category.id, role=role.value)
        return found


def unseat(found: PanelSeat, *, actor: Any) -> None:
    """Take a judge off a panel; sheets already begun stay."""
    with transaction():
        record(Action.JUDGE_UNSEATED, found.judge, actor=actor, category=found.category_id)
        db.session.execute(delete(PanelSeat).where(PanelSeat.id == found.id))


def find_conflicts(category: Category, *, actor: Any) -> int:
    """Compare every judge of the panel with every submission of the category; how many conflicts are new."""
    with transaction():
        known = queries.conflict_pairs(category)
        found = 0
        people = queries.people_of_submissions(category)
        for judge in queries.panel(category):
            person = Person(judge.user.name, judge.user.email, judge.organisation)
            for submission_id, submission_people in people.items():
                evidence = _evidence(person, submission_people)
                if evidence is not None and (judge.id, submission_id) not in known:
                    _add_conflict(judge, submission_id, *evidence, source=ConflictSource.RULE, actor=actor)
                    found += 1
        record(Action.CONFLICT_FOUND, category, actor=actor, edition_id=category.edition_id, found=found)
        return found


def _evidence(judge: Person, people: queries.SubmissionPeople) -> tuple[ConflictKind, str] | None:
    for author in people.authors:
        if conflict_rules.is_same_person(judge, author):
            return ConflictKind.AUTHOR, author.name
    shared = conflict_rules.shared_organisation(judge, people.organisations)
    return (ConflictKind.SAME_ORGANISATION, shared) if shared else None


def _add_conflict(
    judge: Judge, submission_id: int, kind: ConflictKind, evidence: str, *, source: ConflictSource, actor: Any
) -> Conflict:
    conflict = Conflict(
        judge_id=judge.id,
        submission_id=submission_id,
        kind=kind,
        source=source,
        evidence=evidence,
        created_by_id=getattr(actor, "id", None),
        created_at=clock.now(),
    )
    db.session.add(conflict)
    return conflict


def set_conflict(
    judge: Judge,
    submission: Submission,
    *,
    kind: ConflictKind,
    evidence: str,
    source: ConflictSource,
    actor: Any,
) -> Conflict:
    """Record a conflict that somebody names; the same kind is recorded once."""
    with transaction():
        existing = db.session.scalar(
            select(Conflict).where(
                Conflict.judge_id == judge.id, Conflict.submission_id == submission.id, Conflict.kind == kind
            )
        )
        if existing is not None:
            return existing
        conflict = _add_conflict(judge, submission.id, kind, evidence, source=source, actor=actor)
        action = Action.CONFLICT_DECLARED if source is ConflictSource.DECLARED else Action.CONFLICT_SET
        record(action, submission, actor=actor, judge=judge.id, kind=kind.value)
        return conflict


def declare_conflict(
    judge: Judge, submission: Submission, *, kind: ConflictKind, evidence: str, actor: Any
) -> Conflict:
    """What a judge says about himself or herself."""
    return set_conflict(judge, submission, kind=kind, evidence=evidence, source=ConflictSource.DECLARED, actor=actor)
