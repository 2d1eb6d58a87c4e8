"""Reading the log, and what its trees would hold if they were made now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, and_, cast, func, literal, select, type_coerce
from sqlalchemy.orm import joinedload, undefer
from werkzeug.exceptions import NotFound

from portal.assignments.models import Assignment
from portal.awards.models import Category, Edition
from portal.awards.queries import categories_of, prizes_of
from portal.core.db import db
from portal.core.json_rows import as_text, read_together
from portal.judges.models import Judge
from portal.scoring.models import Score, Scoresheet
from portal.scoring.valid_sheets import validity
from portal.submissions.models import Submission, SubmissionStatus, SubmissionVersion
from portal.submissions.queries import newest_versions
from portal.transparency.heads import HeadKind, receipt_of
from portal.transparency.models import LogHead, LogLeaf
from portal.transparency.rule_content import STEPS, category_content, in_form_of, rule_content, told_codes


@dataclass(frozen=True, slots=True)
class Sealable:
    """What a leaf would say now, without its nonce; `sheet` is None for a submission."""

    submission: int
    sheet: int | None
    content: dict[str, Any]

    @property
    def key(self) -> int:
        """The sheet or the submission it is about."""
        return self.submission if self.sheet is None else self.sheet


def heads_of(edition: Any) -> list[LogHead]:
    """The whole log, the first head first; a log has a handful of them."""
    statement = select(LogHead).options(joinedload(LogHead.token)).where(LogHead.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(LogHead.number)))


def in_force(heads: Iterable[LogHead], subject: HeadKind) -> LogHead | None:
    """The newest head that speaks of a subject."""
    return max((one for one in heads if one.subject is subject), key=lambda one: one.number, default=None)


def head_in_force(edition: Any, subject: HeadKind) -> LogHead | None:
    """The newest head of an edition that speaks of a subject, with the rule where it seals one."""
    statement = select(LogHead).where(LogHead.edition_id == edition.id, LogHead.subject == subject)
    return db.session.scalar(statement.options(undefer(LogHead.content)).order_by(LogHead.number.desc()).limit(1))


def get_head_or_404(edition: Any, number: int) -> LogHead:
    """One head of an edition, with what it seals."""
    statement = select(LogHead).options(joinedload(LogHead.token), undefer(LogHead.content))
    found = db.session.scalar(statement.where(LogHead.edition_id == edition.id, LogHead.number == number))
    if found is None:
        raise NotFound()
    return found


def current_rule(edition: Any) -> dict[str, Any]:
    """The rule as it stands now."""
    return rule_content(edition, categories_of(edition), prizes_of(edition))


def rule_as_sealed(edition: Any) -> dict[str, Any]:
    """The rule as it stands now, as far as the head in force speaks of it."""
    head = head_in_force(edition, HeadKind.RULE)
    return in_form_of(current_rule(edition), head.content if head else None)


def steps_sealed_by(head: LogHead | None) -> list[dict[str, Any]]:
    """The lists and votes that a head of the rule seals; none where there is no head, or one from before."""
    return list((head.content or {}).get(STEPS, ())) if head is not None else []


def submissions_now(edition: Any) -> list[Sealable]:
    """Every submission that has been sent and not withdrawn, by its newest version, in the order of the numbers."""
    newest = newest_versions()
    statement = (
        select(Submission.id, Submission.number, SubmissionVersion.digest)
        .join(newest, newest.c.submission_id == Submission.id)
        .join(
            SubmissionVersion,
            and_(SubmissionVersion.submission_id == Submission.id, SubmissionVersion.number == newest.c.number),
        )
        .where(Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED)
        .where(Submission.number.is_not(None))
    )
    rows = sorted(db.session.execute(statement).all(), key=lambda row: str(row[1]))
    return [Sealable(row[0], None, {"number": row[1], "digest": row[2]}) for row in rows]


def sheets_now(edition: Any) -> list[Sealable]:
    """Every valid sheet with the points that count or decide ties, as whole hundredths; in the order of the numbers."""
    # Of a work that was moved, points of the other category's criteria say nothing.
    told: dict[int | None, tuple[str, list[tuple[str, str]]]] = {
        one.id: (one.code, _told_criteria(one)) for one in categories_of(edition)
    }
    statement = (
        select(Scoresheet.id, Submission.id, Submission.number, Submission.category_id, _points_of_sheet())
        .join(Assignment, Assignment.id == Scoresheet.assignment_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(Score, Score.scoresheet_id == Scoresheet.id)
        .where(Submission.edition_id == edition.id, Submission.number.is_not(None), validity(edition.keeps_recused))
        .group_by(Scoresheet.id, Submission.id)
    )
    rows = db.session.execute(statement).all()
    given = read_together(f"{{{row[-1] or ''}}}" for row in rows)
    found = []
    for (sheet, submission, number, category_id, _text), points_by_id in zip(rows, given, strict=True):
        category, criteria = told[category_id]
        points = {code: points_by_id.get(criterion, 0) for criterion, code in criteria}
        found.append(Sealable(submission, sheet, {"category": category, "number": number, "points": points}))
    return sorted(found, key=lambda one: str(one.content["number"]))


def _told_criteria(category: Category) -> list[tuple[str, str]]:
    """The id of each criterion whose points are told, as JSON spells it, with its code."""
    codes = set(told_codes(category_content(category)))
    return [(str(one.id), one.code) for one in category.criteria if one.code in codes]


def _points_of_sheet() -> ColumnElement[str]:
    """The points of a sheet as the inside of a JSON object, by the id of the criterion: one row for many."""
    points = func.coalesce(type_coerce(Score.points, Integer), 0)
    cell = literal('"', Text).concat(cast(Score.criterion_id, Text)).concat('":').concat(cast(points, Text))
    return func.aggregate_strings(cell, ",")


def sealed_leaves(head: LogHead) -> dict[int, dict[str, Any]]:
    """What the leaves of a head say, in their order, by the sheet or the submission they are about."""
    key = func.coalesce(LogLeaf.scoresheet_id, LogLeaf.submission_id)
    statement = select(key, as_text(LogLeaf.content)).where(LogLeaf.head_id == head.id).order_by(LogLeaf.position)
    rows = db.session.execute(statement).all()
    return dict(zip((row[0] for row in rows), read_together(row[1] for row in rows), strict=True))


def leaf_hashes(head: LogHead) -> list[bytes]:
    """Only the hashes of a head's leaves, in their order."""
    statement = select(LogLeaf.hash).where(LogLeaf.head_id == head.id).order_by(LogLeaf.position)
    return [bytes.fromhex(one) for one in db.session.scalars(statement)]


def leaf_of_submission(head: LogHead, submission: Any) -> LogLeaf | None:
    """The leaf of a submission under a head of submissions."""
    statement = select(LogLeaf).where(LogLeaf.head_id == head.id, LogLeaf.submission_id == submission.id)
    return db.session.scalar(statement)


def leaves_of_sheets(heads: Sequence[LogHead], sheets: Sequence[int]) -> dict[int, LogLeaf]:
    """The leaves of some sheets under some heads, by sheet."""
    statement = select(LogLeaf).where(LogLeaf.head_id.in_([one.id for one in heads]), LogLeaf.scoresheet_id.in_(sheets))
    return {one.scoresheet_id: one for one in db.session.scalars(statement) if one.scoresheet_id is not None}


def receipt_under(head: LogHead, leaf: LogLeaf) -> dict[str, Any]:
    """The inclusion receipt of a leaf under its head."""
    return receipt_of(leaf.content, leaf.position, leaf_hashes(head), head.document)


def finished_sheets_of(user: Any) -> list[Scoresheet]:
    """The finished sheets of a judge with their works, in the order of the works' numbers."""
    work = joinedload(Scoresheet.assignment).joinedload(Assignment.submission)
    statement = (
        select(Scoresheet)
        .join(Assignment, Assignment.id == Scoresheet.assignment_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .options(work.options(joinedload(Submission.edition), joinedload(Submission.category)))
        .where(Judge.user_id == user.id, Scoresheet.finished_at.is_not(None))
        .order_by(Submission.number)
    )
    return list(db.session.scalars(statement))


def closing_time(edition: Any) -> datetime:
    """When nobody has time left: the last deadline, that of a single submission included."""
    latest = db.session.scalar(select(func.max(Submission.extended_until)).where(Submission.edition_id == edition.id))
    return max(edition.last_deadline, latest or edition.last_deadline)


def editions_without(subject: HeadKind, *, opened: tuple[datetime, datetime]) -> list[Edition]:
    """Editions whose call opens inside a span of time and whose log does not speak of a subject yet."""
    spoken = select(LogHead.edition_id).where(LogHead.subject == subject)
    statement = select(Edition).where(Edition.opens_at.between(*opened), Edition.id.not_in(spoken))
    return list(db.session.scalars(statement.order_by(Edition.id)))


def editions_to_seal(now: datetime, *, grace: timedelta, span: timedelta) -> list[Edition]:
    """Editions whose call has ended not long ago and whose submissions are not sealed yet."""
    spoken = select(LogHead.edition_id).where(LogHead.subject == HeadKind.SUBMISSIONS)
    statement = select(Edition).where(Edition.closes_at <= now, Edition.id.not_in(spoken)).order_by(Edition.id)
    return [one for one in db.session.scalars(statement) if grace <= now - closing_time(one) < span]
