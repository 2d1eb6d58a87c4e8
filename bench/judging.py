"""An edition under judging, of any size: one work made through the services, all others its copies by statement."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from bench.entrants import PASSWORD
from portal.accounts.models import User
from portal.accounts.passwords import hash_password
from portal.assignments.models import Assignment, AssignmentRun, AssignmentState, RunState
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db
from portal.judges.models import Declaration, DeclaredAnswer, Judge
from portal.submissions.models import Submission, SubmissionVersion

PIECE = 2_000


def judged_edition(pattern: Submission, *, submissions: int, judges: int, sheets: int, first: int = 0) -> list[str]:
    """Copies of an accepted work, judges with a password, and `sheets` declared judges for each work; their e-mails.

    Copies and judges are numbered from `first`, so that an edition can grow.
    """
    works = _copies(pattern, submissions, first)
    panel = _judges(pattern.edition, judges, first)
    pairs = [(panel[(n * sheets + place) % judges], work) for n, work in enumerate(works) for place in range(sheets)]
    _hand_out(pattern, pairs)
    db.session.commit()
    emails = db.session.execute(select(Judge.id, User.email).join(User, User.id == Judge.user_id)).all()
    known = dict(emails)  # type: ignore[arg-type]
    return [str(known[one]) for one in panel]


def _row(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in type(thing).__mapper__.column_attrs}


def add_rows(model: Any, rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows piece by piece; their ids in the same order."""
    made: list[int] = []
    for start in range(0, len(rows), PIECE):
        made += db.session.scalars(
            insert(model).returning(model.id, sort_by_parameter_order=True), rows[start : start + PIECE]
        )
    return made


def _copies(pattern: Submission, count: int, first: int) -> list[int]:
    base = _row(pattern)
    base.pop("id")
    rows = [{**base, "number": f"BENCH-{n:06d}", "title": f"Công trình số {n}"} for n in range(first, first + count)]
    for row in rows:
        for key in ("public_id", "token"):
            row.pop(key, None)
    works = add_rows(Submission, rows)
    frozen = db.session.scalars(select(SubmissionVersion).where(SubmissionVersion.submission_id == pattern.id)).first()
    version = _row(frozen)
    version.pop("id")
    content = version["content"]
    add_rows(
        SubmissionVersion,
        [
            {**version, "submission_id": work, "content": {**content, "number": row["number"], "title": row["title"]}}
            for work, row in zip(works, rows, strict=True)
        ],
    )
    return works


def _judges(edition: Edition, count: int, first: int) -> list[int]:
    now, hashed = clock.now(), hash_password(PASSWORD)
    users = add_rows(
        User,
        [
            {
                "email": f"judge{n}@bench.example", "name": f"Giám khảo số {n}", "locale": "vi", "created_at": now,
                "password_hash": hashed, "verified_at": now,
            }
            for n in range(first, first + count)
        ],
    )  # fmt: skip
    return add_rows(
        Judge, [{"edition_id": edition.id, "user_id": user, "expertise": [], "created_at": now} for user in users]
    )


def _hand_out(pattern: Submission, pairs: list[tuple[int, int]]) -> None:
    now, edition = clock.now(), pattern.edition
    run = AssignmentRun(
        edition_id=edition.id, round_id=edition.rounds[0].id, category_id=pattern.category_id,
        state=RunState.PUBLISHED, seed=1, inputs={}, inputs_digest="", pairs=[], created_by_id=pattern.owner_id,
        created_at=now - timedelta(hours=1), published_at=now,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    add_rows(
        Assignment,
        [
            {
                "run_id": run.id, "round_id": run.round_id, "judge_id": judge, "submission_id": work, "position": n,
                "state": AssignmentState.ACTIVE, "created_at": now,
            }
            for n, (judge, work) in enumerate(pairs)
        ],
    )  # fmt: skip
    add_rows(
        Declaration,
        [
            {"judge_id": judge, "submission_id": work, "answer": DeclaredAnswer.NONE, "declared_at": now}
            for judge, work in pairs
        ],
    )
