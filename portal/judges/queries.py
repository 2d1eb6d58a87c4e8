"""Finding judges, panels and conflicts."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.conflict_rules import Person
from portal.judges.models import Conflict, Judge, PanelSeat
from portal.submissions.models import Author, Origin, PaperPerson, Submission, SubmissionStatus


@dataclass(slots=True)
class SubmissionPeople:
    """Who stands behind a submission."""

    authors: list[Person] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)


def panel(category: Category) -> list[Judge]:
    """The judges seated for a category."""
    statement = (
        select(Judge)
        .join(PanelSeat, PanelSeat.judge_id == Judge.id)
        .options(joinedload(Judge.user).lazyload(User.grants))
        .where(PanelSeat.category_id == category.id)
        .order_by(Judge.id)
    )
    return list(db.session.scalars(statement).unique())


def panel_sizes(edition: Any) -> dict[int, int]:
    """How many judges sit for each category."""
    statement = (
        select(PanelSeat.category_id, func.count(PanelSeat.id))
        .join(Category, Category.id == PanelSeat.category_id)
        .where(Category.edition_id == edition.id)
        .group_by(PanelSeat.category_id)
    )
    return dict(db.session.execute(statement).all())


def people_of_submissions(category: Category) -> dict[int, SubmissionPeople]:
    """Owners, authors and organisations of every submitted dossier of a category, in two statements."""
    mine = (
        Submission.category_id == category.id,
        Submission.status == SubmissionStatus.SUBMITTED,
        Submission.origin != Origin.STUB,
    )
    # Behind a dossier on paper stands the person named there, not the secretary who keyed it in.
    owners = (
        select(Submission.id, Submission.organisation, Submission.kept, User.name, User.email)
        .add_columns(PaperPerson.name.label("person"), PaperPerson.email.label("address"))
        .join(User, User.id == Submission.owner_id)
        .outerjoin(PaperPerson, PaperPerson.submission_id == Submission.id)
    )
    found: dict[int, SubmissionPeople] = {}
    for row in db.session.execute(owners.where(*mine)):
        name, address = (row.person or "", row.address or "") if row.kept else (row.name, row.email)
        owner = Person(name, address, row.organisation)
        found[row.id] = SubmissionPeople([owner], [row.organisation])
    authors = select(Author).join(Submission, Submission.id == Author.submission_id).where(*mine)
    for author in db.session.scalars(authors):
        people = found[author.submission_id]
        people.authors.append(Person(author.full_name, author.email, author.organisation))
        people.organisations.append(author.organisation)
    return found


def conflict_pairs(category: Category) -> set[tuple[int, int]]:
    """Judge and submission of every conflict in a category."""
    statement = (
        select(Conflict.judge_id, Conflict.submission_id)
        .join(Submission, Submission.id == Conflict.submission_id)
        .where(Submission.category_id == category.id)
    )
    return set(db.session.execute(statement).all())


def list_judges(edition: Any, *, category_id: int = 0, search: str = "") -> Select[tuple[Judge]]:
    """The judges of an edition by name, to be paginated."""
    statement = (
        select(Judge)
        .join(User, User.id == Judge.user_id)
        .options(
            joinedload(Judge.user).lazyload(User.grants),
            selectinload(Judge.seats).joinedload(PanelSeat.category).lazyload(Category.criteria),
        )
        .where(Judge.edition_id == edition.id)
        .order_by(User.name, Judge.id)
    )
    if category_id:
        statement = statement.where(Judge.seats.any(PanelSeat.category_id == category_id))
    if search:
        pattern = f"%{search}%"
        statement = statement.where(User.name.ilike(pattern) | Judge.organisation.ilike(pattern))
    return statement


def list_conflicts(edition: Any) -> Select[tuple[Conflict]]:
    """Every conflict of an edition, the newest first, to be paginated."""
    return (
        select(Conflict)
        .join(Submission, Submission.id == Conflict.submission_id)
        .options(
            joinedload(Conflict.judge).joinedload(Judge.user).lazyload(User.grants),
            joinedload(Conflict.submission),
        )
        .where(Submission.edition_id == edition.id)
        .order_by(Conflict.id.desc())
    )


def get_judge_or_404(edition: Any, judge_id: int) -> Judge:
    """A judge of this edition."""
    found = db.session.scalar(select(Judge).where(Judge.id == judge_id, Judge.edition_id == edition.id))
    if found is None:
        raise NotFound()
    return found


def judge_of_user(edition_id: int, user: Any) -> Judge | None:
    """Somebody's judgeship in an edition."""
    return db.session.scalar(select(Judge).where(Judge.edition_id == edition_id, Judge.user_id == user.id))
