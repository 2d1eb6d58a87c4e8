"""Making judges, seating them on panels, and keeping conflicts of interest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.accounts import service as accounts
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges.models import (
    Conflict,
    ConflictKind,
    ConflictSource,
    ConflictState,
    Judge,
    JudgeOrganisation,
    OrganisationGroup,
    PanelRole,
    PanelSeat,
)
from portal.judges.searching import look_again, look_at
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.submissions.models import Submission


class ConflictReasonError(PortalError):
    """Raised when a conflict would be rejected without saying why."""

    message = _l("Write why this is no conflict of interest; it is kept in the audit log")


class OwnConflictError(PortalError):
    """Raised when somebody would decide about a conflict of his or her own."""

    message = _l("Nobody decides about an own conflict of interest; another organizer does")


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation somebody works in, with dates where they are known."""

    name: str
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a judge beside name and address."""

    places: tuple[Place, ...] = ()
    expertise: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    phone: str = ""
    min_load: int | None = None
    max_load: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(place.name for place in self.places)


def places_in(text: str) -> tuple[Place, ...]:
    """Organisations written in one line, separated by semicolons."""
    return tuple(Place(name[:200]) for part in text.split(";") if (name := part.strip()))


def add_judge(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str = "",
    expertise: Iterable[str] = (),
    max_load: int | None = None,
    profile: Profile | None = None,
    actor: Any,
    tell: bool = True,
    look: bool = True,
) -> Judge:
    """Make somebody a judge of the edition; a judge already there is brought up to date.

    Then what ties the judge to works is looked for as well, unless `look=False`: who adds many looks once.
    """
    profile = profile or Profile(places_in(organisation), tuple(expertise), max_load=max_load)
    first = profile.places[0].name if profile.places else ""
    with transaction():
        user = accounts.find_or_invite(email=email, name=name, organisation=first, actor=actor, tell=tell)
        judge = db.session.scalar(select(Judge).where(Judge.edition_id == edition.id, Judge.user_id == user.id))
        known = judge is not None
        if judge is None:
            judge = Judge(edition_id=edition.id, user=user, created_at=clock.now())
            db.session.add(judge)
            if tell:
                notify(user, Topic.JUDGE_INVITED, edition_name=edition.name, url=external_url("scoring.index"))
        if not known or profile != Profile():
            # Saying nothing wipes nothing of what is known already.
            _keep_profile(judge, profile)
        db.session.flush()
        record(Action.JUDGE_ADDED, judge, actor=actor, organisation="; ".join(profile.names))
        if known and look:
            look_at({user.id}, edition, actor=actor)
        return judge


def _keep_profile(judge: Judge, profile: Profile) -> None:
    judge.expertise, judge.languages, judge.phone = [*profile.expertise], [*profile.languages], profile.phone[:40]
    judge.min_load, judge.max_load = profile.min_load, profile.max_load
    judge.organisations = [
        JudgeOrganisation(position=position, name=one.name[:200], from_on=one.from_on, until_on=one.until_on)
        for position, one in enumerate(profile.places, start=1)
    ]


def change_judge(judge: Judge, profile: Profile, *, actor: Any) -> None:
    """Keep what is now known of a judge."""
    with transaction():
        _keep_profile(judge, profile)
        db.session.flush()
        record(Action.JUDGE_CHANGED, judge, actor=actor, organisation="; ".join(profile.names))
        look_at({judge.user_id}, db.session.get_one(Edition, judge.edition_id), actor=actor)


def seat(
    judge: Judge,
    *,
    category: Category | None,
    round: Round,
    role: PanelRole = PanelRole.MEMBER,
    from_on: date | None = None,
    until_on: date | None = None,
    actor: Any,
    look: bool = True,
) -> PanelSeat:
    """Give a judge a seat, on the council where there is no category; a second one there only changes the first.

    What ties the judge to the works there is looked for at once; who seats many says `look=False` and looks once.
    """
    with transaction():
        existing = db.session.scalar(
            select(PanelSeat).where(
                PanelSeat.judge_id == judge.id,
                PanelSeat.category_id == category.id if category is not None else PanelSeat.category_id.is_(None),
                PanelSeat.round_id == round.id,
            )
        )
        found = existing or PanelSeat(judge=judge, category=category, round=round)
        found.role, found.from_on, found.until_on, found.left_at = role, from_on, until_on, None
        db.session.add(found)
        record(
            Action.JUDGE_SEATED, judge, actor=actor, category=category.id if category is not None else None,
            role=role.value,
        )  # fmt: skip
        if look:
            db.session.flush()
            look_at({judge.user_id}, db.session.get_one(Edition, judge.edition_id), category, actor=actor)
        return found


def unseat(found: PanelSeat, *, actor: Any) -> None:
    """Take a judge off a panel; the seat stays as history, and so do sheets already begun."""
    with transaction():
        found.left_at = clock.now()
        record(Action.JUDGE_UNSEATED, found.judge, actor=actor, category=found.category_id)


def set_conflict(
    person: Any,
    submission: Submission,
    *,
    kind: ConflictKind,
    evidence: str,
    source: ConflictSource,
    actor: Any,
) -> Conflict:
    """Record a conflict that a person names, confirmed at once; of each kind there is one, and this renews it."""
    user_id = person.user_id if isinstance(person, Judge) else person.id
    with transaction():
        conflict = db.session.scalar(
            select(Conflict)
            .where(
                Conflict.user_id == user_id, Conflict.submission_id == submission.id, Conflict.kind == kind
            )
            .with_for_update(key_share=True)
        )  # fmt: skip
        if conflict is None:
            conflict = Conflict(user_id=user_id, submission=submission, kind=kind, created_at=clock.now())
            conflict.created_by_id = getattr(actor, "id", None)
            db.session.add(conflict)
        conflict.source, conflict.state, conflict.evidence, conflict.rule = (
            source, ConflictState.CONFIRMED, evidence, "",
        )  # fmt: skip
        action = Action.CONFLICT_DECLARED if source is ConflictSource.DECLARED else Action.CONFLICT_SET
        record(action, submission, actor=actor, user=user_id, kind=kind.value)
        return conflict


def declare_conflict(person: Any, submission: Submission, *, kind: ConflictKind, evidence: str, actor: Any) -> Conflict:
    """What a judge, or somebody who runs the edition, says about himself or herself."""
    return set_conflict(person, submission, kind=kind, evidence=evidence, source=ConflictSource.DECLARED, actor=actor)


def decide_conflict(conflict: Conflict, *, confirmed: bool, reason: str, actor: Any) -> None:
    """Confirm a conflict, or reject it with a reason; what is rejected does not come back by rule."""
    if conflict.user_id == actor.id:
        raise OwnConflictError()
    if not confirmed and not reason.strip():
        raise ConflictReasonError()
    with transaction():
        db.session.refresh(conflict, with_for_update={"of": Conflict, "key_share": True})
        conflict.state = ConflictState.CONFIRMED if confirmed else ConflictState.REJECTED
        conflict.reason, conflict.decided_by_id, conflict.decided_at = reason.strip(), actor.id, clock.now()
        record(
            Action.CONFLICT_CONFIRMED if confirmed else Action.CONFLICT_REJECTED,
            conflict.submission,
            actor=actor,
            user=conflict.user_id,
            kind=conflict.kind.value,
            source=conflict.source.value,
            reason=conflict.reason,
        )


def group_organisations(edition: Edition, text: str, *, actor: Any) -> int:
    """Keep which names are one organisation or belong together, a line for each group; how many groups."""
    lines = ([name.strip()[:200] for name in line.split("=")] for line in text.splitlines())
    groups = [names for line in lines if len(names := [name for name in line if name]) > 1]
    with transaction():
        db.session.execute(delete(OrganisationGroup).where(OrganisationGroup.edition_id == edition.id))
        db.session.add_all(OrganisationGroup(edition_id=edition.id, names=names) for names in groups)
        record(Action.ORGANISATIONS_GROUPED, edition, actor=actor, edition_id=edition.id, groups=groups)
        db.session.flush()
        look_again(edition, actor=actor)
    return len(groups)
