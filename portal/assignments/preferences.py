"""What judges say of themselves and of the works before anybody is assigned: expertise, and what they would read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.assignments.models import Preference, PreferenceAnswer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db, transaction
from portal.judges.models import Judge
from portal.judges.queries import seated_categories
from portal.judges.visibility import hidden_submissions
from portal.screening.queries import accepted_dossiers
from portal.submissions.models import Submission


def open_works(judge: Judge, edition: Any) -> Select[tuple[Submission]]:
    """The works this judge may be given, to be paginated: accepted, of the own panels, and not in conflict."""
    hidden = hidden_submissions(judge.user, edition)
    return (
        accepted_dossiers()
        .options(
            joinedload(Submission.category).lazyload(Category.criteria),
            joinedload(Submission.edition),
        )
        .where(Submission.category_id.in_(seated_categories(judge, edition)), Submission.id.not_in(hidden))
        .order_by(Submission.category_id, Submission.number, Submission.id)
    )


def said(judge: Judge, submission_ids: Iterable[int]) -> dict[int, PreferenceAnswer]:
    """What a judge has said of some works."""
    statement = select(Preference.submission_id, Preference.answer).where(
        Preference.judge_id == judge.id, Preference.submission_id.in_(list(submission_ids))
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def say(judge: Judge, answers: dict[int, PreferenceAnswer | None], *, actor: Any) -> int:
    """Keep a judge's word on some works, or none where there is none any more. How many changed."""
    with transaction():
        rows = db.session.scalars(
            select(Preference).where(Preference.judge_id == judge.id, Preference.submission_id.in_(answers))
        )
        known = {row.submission_id: row for row in rows}
        changed = {
            one: answer for one, answer in answers.items() if answer != (known[one].answer if one in known else None)
        }
        for submission, answer in changed.items():
            _keep(judge, submission, answer, known.get(submission))
        if changed:
            record(
                Action.PREFERENCES_SAID, judge, actor=actor, edition_id=judge.edition_id,
                works=[[one, answer.value if answer else ""] for one, answer in sorted(changed.items())],
            )  # fmt: skip
        return len(changed)


def _keep(judge: Judge, submission: int, answer: PreferenceAnswer | None, row: Preference | None) -> None:
    if answer is None:
        db.session.delete(row)
        return
    row = row or Preference(judge_id=judge.id, submission_id=submission)
    row.answer, row.said_at = answer, clock.now()
    db.session.add(row)


def describe(judge: Judge, *, expertise: list[str], about: str, actor: Any) -> None:
    """Keep a judge's own words on his or her field."""
    with transaction():
        judge.expertise, judge.about = expertise, about
        record(Action.EXPERTISE_SAID, judge, actor=actor, edition_id=judge.edition_id, expertise=expertise)
