"""Reading what the rules of conflicts look at: the works of an edition, and those who judge or run it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from portal.accounts.models import Role, RoleGrant, User
from portal.awards.models import Category, Edition
from portal.core.db import db
from portal.core.search_text import fold
from portal.judges.conflict_rules import Candidate, Finding, Grounds, Objected, Person, Work, identities
from portal.judges.models import Judge, Objection, OrganisationGroup, PanelSeat
from portal.judges.organisations import Groups
from portal.judges.queries import today_in
from portal.submissions.models import (
    Author,
    Collaborator,
    InvitationState,
    Origin,
    PaperPerson,
    Submission,
    SubmissionStatus,
)

Candidates = dict[int, tuple[Candidate, bool]]
"""People by account, and whether each is a judge."""

RECENT = timedelta(days=3 * 365)
"""How long an organisation that somebody has left still counts."""


def _of_judging(edition: Any, category: Category | None) -> tuple[Any, ...]:
    everywhere = (
        Submission.edition_id == edition.id,
        Submission.status == SubmissionStatus.SUBMITTED,
        Submission.origin != Origin.STUB,
    )
    return (*everywhere, Submission.category_id == category.id) if category is not None else everywhere


def _phone_keys(edition: Edition) -> list[str]:
    return [item["key"] for page in edition.form for item in page["fields"] if item.get("type") == "phone"]


def works_of(edition: Edition, category: Category | None = None) -> list[Work]:
    """Every submitted dossier of a category, or of the edition, with the people behind it; in a few statements."""
    mine, phones = _of_judging(edition, category), _phone_keys(edition)
    statement = (
        select(Submission.id, Submission.organisation, Submission.kept, User.name, User.email, Category.agency)
        .add_columns(PaperPerson.name, PaperPerson.email, PaperPerson.phone)
        .add_columns(*(Submission.answers[key].as_string() for key in phones))
        .join(User, User.id == Submission.owner_id)
        .outerjoin(Category, Category.id == Submission.category_id)
        .outerjoin(PaperPerson, PaperPerson.submission_id == Submission.id)
        .where(*mine)
    )
    found: dict[int, Work] = {}
    for row in db.session.execute(statement):
        number, organisation, kept, name, email, agency, person, address, phone, *answered = row
        # Behind a dossier on paper stands the person named there, not the secretary who keyed it in.
        owner = (person or "", address or "") if kept else (name, email)
        work = found[number] = Work(number, "; ".join((agency or {}).values()), organisations=[organisation])
        work.people.append(Person(*owner, organisation, phone or ""))
        work.people += [Person("", "", "", str(text)) for text in answered if text]
    _add_people(found, mine)
    return list(found.values())


def _add_people(found: dict[int, Work], mine: tuple[Any, ...]) -> None:
    authors = select(Author.submission_id, Author.full_name, Author.email, Author.organisation)
    for number, name, email, organisation in db.session.execute(authors.join(Submission).where(*mine)):
        found[number].people.append(Person(name, email, organisation))
        found[number].organisations.append(organisation)
    taking_part = select(Collaborator.submission_id, Collaborator.name, Collaborator.email).join(Submission)
    accepted = Collaborator.state == InvitationState.ACCEPTED
    for number, name, email in db.session.execute(taking_part.where(accepted, *mine)):
        found[number].people.append(Person(name, email, ""))
    for one in db.session.scalars(select(Objection).join(Submission).where(*mine)):
        objected = Objected(one.name, one.organisation, one.kind, one.reason)
        found[one.submission_id].objections.append(objected)


def grounds_of(edition: Edition, category: Category | None = None) -> Grounds:
    """Everything the rules may find somebody tied to."""
    return Grounds(works_of(edition, category), groups_of(edition))


def groups_of(edition: Any) -> Groups:
    """Which names belong together, by the edition's table."""
    return Groups.of(one.names for one in organisation_groups(edition))


def organisation_groups(edition: Any) -> list[OrganisationGroup]:
    """The lines of the edition's table of organisations."""
    statement = select(OrganisationGroup).where(OrganisationGroup.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(OrganisationGroup.id)))


def _judges(edition: Any, category: Category | None, people: Collection[int] | None) -> list[Judge]:
    where: ColumnElement[bool] = PanelSeat.left_at.is_(None)
    if category is not None:
        # The council of all categories looks at each of them.
        where &= or_(PanelSeat.category_id == category.id, PanelSeat.category_id.is_(None))
    statement = (
        select(Judge)
        .options(joinedload(Judge.user).lazyload(User.grants))
        .where(Judge.edition_id == edition.id, Judge.seats.any(where))
    )
    if people is not None:
        statement = statement.where(Judge.user_id.in_(people))
    return list(db.session.scalars(statement.order_by(Judge.id)))


def _staff(edition: Any, category: Category | None, people: Collection[int] | None) -> list[User]:
    here = or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition.id)
    secretary: ColumnElement[bool] = RoleGrant.role == Role.SECRETARY
    if category is not None:
        secretary &= or_(RoleGrant.category_id.is_(None), RoleGrant.category_id == category.id)
    granted = select(RoleGrant.user_id).where(here, or_(RoleGrant.role != Role.SECRETARY, secretary))
    statement = select(User).options(lazyload(User.grants)).where(User.id.in_(granted))
    if people is not None:
        statement = statement.where(User.id.in_(people))
    return list(db.session.scalars(statement.order_by(User.id)).unique())


def places_of(judge: Judge, today: date) -> tuple[str, ...]:
    """Where a judge works, or worked until lately."""
    kept = [one.name for one in judge.organisations if one.until_on is None or one.until_on >= today - RECENT]
    return tuple(dict.fromkeys((*kept, judge.user.organisation)))


def candidates_of(
    edition: Edition, category: Category | None = None, people: Collection[int] | None = None
) -> Candidates:
    """Those who judge or run a category, or only those among some people, by account."""
    today = today_in(edition)
    judges, staff = _judges(edition, category, people), _staff(edition, category, people)
    plain: dict[int, tuple[str, str, tuple[str, ...], str]] = {
        one.id: (one.name, one.email, (one.organisation,), "") for one in staff
    }
    plain |= {one.user_id: (one.user.name, one.user.email, places_of(one, today), one.phone) for one in judges}
    partners = partners_of({user: (name, email) for user, (name, email, _places, _phone) in plain.items()})
    judging = {one.user_id for one in judges}
    return {
        user: (Candidate(name, frozenset({email}), places, phone, partners.get(user, {})), user in judging)
        for user, (name, email, places, phone) in plain.items()
    }


def partners_of(people: dict[int, tuple[str, str]]) -> dict[int, dict[str, str]]:
    """With whom each of these people (name and address) has written before, in whatever edition, and what."""
    wrote = _works_written(people)
    numbers = {number for listed in wrote.values() for number in listed}
    titles = _titles(numbers)
    behind = _authors_of(numbers)
    found: dict[int, dict[str, str]] = {}
    for user, listed in wrote.items():
        name, email = fold(people[user][0]), people[user][1].lower()
        partners = found.setdefault(user, {})
        for number in sorted(listed):
            for person in behind[number]:
                if person.email.lower() != email and fold(person.name) != name:
                    partners.update(dict.fromkeys(identities(person), titles[number]))
    return found


def _works_written(people: dict[int, tuple[str, str]]) -> dict[int, set[int]]:
    by_email = {email.lower(): user for user, (_name, email) in people.items()}
    wrote: dict[int, set[int]] = defaultdict(set)
    authored = select(func.lower(Author.email), Author.submission_id).where(func.lower(Author.email).in_(by_email))
    for email, number in db.session.execute(authored):
        wrote[by_email[email]].add(number)
    owned = select(Submission.owner_id, Submission.id).where(
        Submission.owner_id.in_(people), Submission.kept.is_(False)
    )
    shared = select(Collaborator.user_id, Collaborator.submission_id).where(
        Collaborator.user_id.in_(people), Collaborator.state == InvitationState.ACCEPTED
    )
    for user, number in (*db.session.execute(owned), *db.session.execute(shared)):
        wrote[user].add(number)
    return wrote


def _titles(numbers: set[int]) -> dict[int, str]:
    statement = select(Submission.id, Submission.title, Edition.year).join(Submission.edition)
    rows = db.session.execute(statement.where(Submission.id.in_(numbers)))
    return {number: f"{title} ({year})" for number, title, year in rows}


def _authors_of(numbers: set[int]) -> dict[int, list[Person]]:
    behind: dict[int, list[Person]] = defaultdict(list)
    authors = select(Author.submission_id, Author.full_name, Author.email, Author.organisation, Submission.organisation)
    for number, name, email, own, whole in db.session.execute(
        authors.join(Submission).where(Author.submission_id.in_(numbers))
    ):
        behind[number].append(Person(name, email, own or whole))
    owners = select(Submission.id, User.name, User.email, Submission.organisation).join(Submission.owner)
    mine = (Submission.id.in_(numbers), Submission.kept.is_(False))
    for number, name, email, organisation in db.session.execute(owners.where(*mine)):
        behind[number].append(Person(name, email, organisation))
    return behind


@dataclass(frozen=True, slots=True)
class Check:
    """What would tie somebody to the works of a panel, before he or she is invited."""

    works: int
    findings: list[Finding]
    named: dict[int, tuple[str, str]]

    @property
    def conflicting(self) -> int:
        return len({one.work for one in self.findings})


class Checker:
    """Looks at people who are not invited yet; the works are read once for all of them."""

    def __init__(self, edition: Edition, category: Category | None) -> None:
        self.works = works_of(edition, category)
        self.grounds = Grounds(self.works, groups_of(edition))

    def check_all(self, people: dict[int, tuple[str, str, tuple[str, ...], str]]) -> dict[int, Check]:
        """Checks of several people (name, address, organisations, telephone), by whatever number they have."""
        partners = self._partners(people)
        found = {
            number: self.grounds.of(Candidate(name, frozenset({email}), places, phone, partners.get(number, {})))
            for number, (name, email, places, phone) in people.items()
        }
        wanted = {one.work for findings in found.values() for one in findings}
        rows = db.session.execute(select(Submission.id, Submission.number, Submission.title).where(
            Submission.id.in_(wanted)
        ))  # fmt: skip
        named = {row.id: (row.number or "", row.title) for row in rows}
        return {number: Check(len(self.works), findings, named) for number, findings in found.items()}

    def check(self, name: str, email: str, places: tuple[str, ...], phone: str = "") -> Check:
        """The check of one person."""
        return self.check_all({0: (name, email, places, phone)})[0]

    def _partners(self, people: dict[int, tuple[str, str, tuple[str, ...], str]]) -> dict[int, dict[str, str]]:
        emails = {email.lower() for _name, email, _places, _phone in people.values()}
        accounts = dict(db.session.execute(select(User.email, User.id).where(User.email.in_(emails))).all())
        # Those without an account get a number no account has.
        ids = {number: accounts.get(one[1].lower(), -1 - number) for number, one in people.items()}
        partners = partners_of({ids[number]: (one[0], one[1]) for number, one in people.items()})
        return {number: partners.get(ids[number], {}) for number in people}
