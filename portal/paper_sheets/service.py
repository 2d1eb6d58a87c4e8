"""Keying in a paper scoresheet, keeping its scan, and the word of its judge against it."""

from decimal import Decimal
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import queries as accounts
from portal.assignments import declarations
from portal.assignments.models import Assignment
from portal.attachments import service as attachments
from portal.attachments.rules import FileProblem
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.access import Verdict
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges.visibility import unconcerned
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.paper_sheets import policies, queries, rules
from portal.paper_sheets.models import PaperSheet
from portal.scoring import rules as scoring_rules
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.submissions.queries import latest_titles

NOTHING_CHOSEN = FileProblem.NO_NAME


class NotDeclaredError(PortalError):
    """Raised for a paper on which the judge has not said to have no conflict."""

    message = _l("Without the judge's tick that there is no conflict of interest, the sheet does not count")


class ControlTotalError(PortalError):
    """Raised when the total read from the paper does not confirm the points."""


class RefusedError(PortalError):
    """Raised when somebody may not do this; the message says why."""


class ObjectionTextError(PortalError):
    """Raised for an objection without words."""

    message = _l("Write what is wrong")


def key_in(
    assignment: Assignment,
    *,
    points: dict[int, Decimal | None],
    comments: dict[int, str],
    comment_for_author: str,
    written_total: Decimal | None,
    actor: Any,
    declared: bool = False,
    wrong_on_paper: bool = False,
    reason: str = "",
) -> PaperSheet:
    """Keep a paper sheet as the finished sheet of its judge, and tell the judge.

    What is missing by the rubric raises InvalidPointsError, a total that does not fit ControlTotalError, a paper
    without the judge's declaration NotDeclaredError, a sheet that this person may not key in LockedSheetError.
    """

    def policy(user: Any, one: Assignment, sheet: Scoresheet | None) -> Verdict:
        # Asked while the pair is locked: the judge may be writing at the desk at this very moment.
        return policies.can_key(user, one, sheet, queries.facts_of(user, one), reason)

    with transaction():
        if not assignment.is_declared and not declared:
            raise NotDeclaredError()
        begun = queries.sheet_of(assignment)
        sheet = scoring.save_scoresheet(
            assignment, points=points, comments=comments, comment_for_author=comment_for_author,
            private_note=begun.private_note if begun else "", actor=actor, policy=policy,
        )  # fmt: skip
        computed = scoring_rules.total_of(scoring.limits_of(assignment), points)
        problem = rules.total_problem(computed, written_total, wrong_on_paper=wrong_on_paper)
        declarations.declare_on_paper(assignment, actor=actor)
        scoring.finish_assignment(assignment, actor=actor, policy=policy)
        # Missing points are said before a total that cannot fit without them.
        if problem is not None:
            raise ControlTotalError(problem)
        paper = _keep(sheet, None if computed is None else written_total, reason, actor)
        _tell_judge(paper, actor)
        return paper


def _keep(sheet: Scoresheet, written_total: Decimal | None, reason: str, actor: Any) -> PaperSheet:
    paper = db.session.scalar(select(PaperSheet).where(PaperSheet.scoresheet_id == sheet.id))
    if paper is None:
        paper = PaperSheet(scoresheet=sheet)
        db.session.add(paper)
    paper.keyed_by_id, paper.keyed_at, paper.written_total = actor.id, clock.now(), written_total
    paper.reason, paper.objection, paper.objected_at = reason.strip(), "", None
    submission = sheet.assignment.submission
    record(
        Action.PAPER_SHEET_KEYED, sheet, actor=actor, edition_id=submission.edition_id, submission=submission.id,
        on_behalf_of=sheet.assignment.judge.user_id, reason=paper.reason,
    )  # fmt: skip
    return paper


def _tell_judge(paper: PaperSheet, actor: Any) -> None:
    assignment = paper.scoresheet.assignment
    work = assignment.submission
    notify(
        assignment.judge.user, Topic.SCORING_KEYED, title=latest_titles([work.id]).get(work.id, ""),
        number=work.number, keyed_by=actor.name, url=external_url("paper_sheets.own", assignment_id=assignment.id),
    )  # fmt: skip


def attach_scan(
    paper: PaperSheet, *, filename: str, stream: BinaryIO, size: int, content_type: str, actor: Any
) -> None:
    """Keep the scan of a sheet, instead of the one before; a file that is not taken raises FileRefusedError."""
    sheet = paper.scoresheet
    submission = sheet.assignment.submission
    verdict = policies.can_key_in(actor, submission.edition, submission.category)
    if not verdict:
        raise RefusedError(verdict.reason)
    made = attachments.store_whole(
        slot=rules.SCAN, filename=filename, stream=stream, size=size, content_type=content_type, actor=actor
    )
    with transaction():
        before = paper.scan
        paper.scan = made
        if before is not None:
            attachments.remove(before, actor=actor)
        record(
            Action.PAPER_SHEET_SCANNED, sheet, actor=actor, edition_id=submission.edition_id,
            submission=submission.id, attachment=made.id,
        )  # fmt: skip


def object_to(paper: PaperSheet, *, text: str, actor: Any) -> None:
    """Keep what a judge says against a sheet keyed in for them; who keyed it in and the organizers are told."""
    sheet = paper.scoresheet
    submission = sheet.assignment.submission
    verdict = policies.can_object(actor, paper, published=queries.is_published(submission.edition))
    if not verdict:
        raise RefusedError(verdict.reason)
    if not text.strip():
        raise ObjectionTextError()
    with transaction():
        paper.objection, paper.objected_at = text.strip(), clock.now()
        record(
            Action.PAPER_SHEET_DISPUTED, sheet, actor=actor, edition_id=submission.edition_id,
            submission=submission.id,
        )  # fmt: skip
        told = {one.id: one for one in [paper.keyed_by, *accounts.organizers_of(submission.edition_id)]}
        for person in unconcerned(told.values(), submission):
            notify(
                person, Topic.SCORING_DISPUTED, judge_name=actor.name, number=submission.number, text=text.strip(),
                url=external_url("manage_paper_sheets.sheet", edition_id=submission.edition_id, paper_id=paper.id),
            )  # fmt: skip
