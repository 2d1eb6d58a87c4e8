"""Conflicts of interest as lists: what was found or said, what authors object to, what was looked at."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.models import Category
from portal.core.db import db
from portal.judges.models import (
    Conflict,
    ConflictKind,
    ConflictSource,
    ConflictState,
    Judge,
    JudgeOrganisation,
    Objection,
)
from portal.submissions.models import Submission


def list_conflicts(
    edition: Any, hidden: frozenset[int], reader: Any, *, state: str = "", kind: str = "", source: str = ""
) -> Select[tuple[Conflict]]:
    """The conflicts of an edition, the newest first; of works hidden from the reader only the reader's own."""
    statement = (
        select(Conflict)
        .join(Submission, Submission.id == Conflict.submission_id)
        .options(joinedload(Conflict.user).lazyload(User.grants), joinedload(Conflict.submission))
        .where(Submission.edition_id == edition.id)
        .where(Conflict.submission_id.not_in(hidden) | (Conflict.user_id == reader.id))
        .order_by(Conflict.id.desc())
    )
    for column, enum, wanted in (
        (Conflict.state, ConflictState, state), (Conflict.kind, ConflictKind, kind),
        (Conflict.source, ConflictSource, source),
    ):  # fmt: skip
        if wanted in set(enum):
            statement = statement.where(column == enum(wanted))
    return statement


def own_conflicts(edition: Any, user: Any) -> list[Conflict]:
    """What is known of somebody's own conflicts in an edition."""
    statement = (
        select(Conflict)
        .join(Submission)
        .options(joinedload(Conflict.submission))
        .where(Submission.edition_id == edition.id, Conflict.user_id == user.id)
    )
    return list(db.session.scalars(statement.order_by(Conflict.id)))


def count_open(edition: Any, hidden: frozenset[int]) -> int:
    """How many conflicts wait for somebody to look at them."""
    statement = select(func.count(Conflict.id)).join(Submission).where(Submission.edition_id == edition.id)
    waiting = statement.where(Conflict.state == ConflictState.OPEN, Conflict.submission_id.not_in(hidden))
    return db.session.scalar(waiting) or 0


def get_conflict_or_404(edition: Any, conflict_id: int, hidden: frozenset[int], reader: Any) -> Conflict:
    """A conflict that the reader may see."""
    statement: Any = list_conflicts(edition, hidden, reader).where(Conflict.id == conflict_id)
    found: Conflict | None = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def organisations_by_user(edition: Any, user_ids: set[int]) -> dict[int, str]:
    """Where the judges among some people work, in one line each."""
    statement = (
        select(Judge.user_id, JudgeOrganisation.name)
        .join(JudgeOrganisation, JudgeOrganisation.judge_id == Judge.id)
        .where(Judge.edition_id == edition.id, Judge.user_id.in_(user_ids), JudgeOrganisation.until_on.is_(None))
        .order_by(Judge.id, JudgeOrganisation.position)
    )
    found: dict[int, str] = {}
    for user, name in db.session.execute(statement):
        found[user] = f"{found[user]}; {name}" if user in found else name
    return found


def find_submission(edition: Any, number: str) -> Submission | None:
    """A submission by the number people write."""
    wanted = select(Submission).where(Submission.edition_id == edition.id, Submission.number == number.strip())
    return db.session.scalar(wanted)


def list_objections(edition: Any, hidden: frozenset[int], limit: int = 200) -> list[Objection]:
    """Whom the authors do not want as judges, the newest first."""
    statement = (
        select(Objection)
        .join(Submission)
        .options(joinedload(Objection.submission).joinedload(Submission.category).lazyload(Category.criteria))
        .where(Submission.edition_id == edition.id, Submission.number.is_not(None), Submission.id.not_in(hidden))
    )
    return list(db.session.scalars(statement.order_by(Objection.id.desc()).limit(limit)))


def objections_of(submission: Submission) -> list[Objection]:
    """Whom the authors of one work do not want as judges."""
    statement = select(Objection).where(Objection.submission_id == submission.id)
    return list(db.session.scalars(statement.order_by(Objection.id)))
