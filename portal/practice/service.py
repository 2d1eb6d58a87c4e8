"""Choosing anchors, saying what one thinks of them, opening them to the panel and closing them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.anchors import policies
from portal.anchors.models import Anchor, AnchorFile, AnchorKind, AnchorReference
from portal.anchors.queries import judges_of
from portal.assignments import pair_rules
from portal.assignments.models import PairRuleKind
from portal.attachments import service as attachments
from portal.attachments.models import AttachmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.dossier import Slot
from portal.awards.models import Category, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.judges.models import Judge
from portal.judges.visibility import tied_people
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.scoring import rules
from portal.scoring.service import InvalidPointsError
from portal.submissions.models import SubmissionVersion

SLOT = Slot(
    code="practice", name={"vi": "Tài liệu", "en": "Documents"}, help={"vi": "", "en": ""}, required=False,
    extensions=("pdf",), media_types=("application/pdf",), max_files=5, max_size=20_000_000, categories=(),
    visible_to_judges=True,
)  # fmt: skip
"""What may go along with a work that organizers write."""


class AnchorError(PortalError):
    """Raised when an anchor cannot be chosen, changed, opened or closed so."""


def choose(
    category: Category,
    round: Round,
    *,
    kind: AnchorKind,
    reason: str,
    actor: Any,
    version: SubmissionVersion | None = None,
    title: str = "",
    text: str = "",
    required: bool = True,
) -> Anchor:
    """Choose a work that was submitted, or write one for practice; nobody else sees it before it is opened."""
    if not reason.strip():
        raise AnchorError(_l("Write why this work is chosen; the reason is kept with it"))
    if kind is AnchorKind.PRACTICE and round.kind.is_ordered:
        raise AnchorError(_l("In this round judges put works in order: a work to practise on has no place in it"))
    if version is None and (kind is AnchorKind.CONTROL or not title.strip() or not text.strip()):
        raise AnchorError(_l("Choose a submitted work, or write a title and a text"))
    if kind is AnchorKind.CONTROL and not round.has_controls:
        raise AnchorError(_l("Say first that this round may have controls: its judges are told so openly"))
    if kind is AnchorKind.CONTROL and version is not None and version.submission.category_id != category.id:
        raise AnchorError(_l("A control is a work of the same category, for its sheets count like all others"))
    with transaction():
        anchor = Anchor(
            edition_id=category.edition_id, round_id=round.id, category_id=category.id, kind=kind,
            version_id=version.id if version else None, title="" if version else title.strip(),
            text="" if version else text.strip(), required=required, reason=reason.strip(), chosen_by_id=actor.id,
            chosen_at=clock.now(),
        )  # fmt: skip
        db.session.add(anchor)
        db.session.flush()
        record(
            Action.ANCHOR_CHOSEN, anchor, actor=actor, kind=kind.value, category=category.code, required=required,
            submission=anchor.work_id, reason=anchor.reason,
        )  # fmt: skip
        return anchor


def _hold(anchor: Anchor) -> None:
    """Lock an anchor and read it anew."""
    statement = select(Anchor).where(Anchor.id == anchor.id).with_for_update(of=Anchor, key_share=True)
    db.session.execute(statement.execution_options(populate_existing=True))


def _hold_unopened(anchor: Anchor, actor: Any) -> None:
    _hold(anchor)
    verdict = policies.can_change(actor, anchor)
    if not verdict:
        raise AnchorError(verdict.reason)


def set_references(
    anchor: Anchor, *, points: Mapping[int, Decimal | None], reasons: Mapping[int, str], actor: Any
) -> None:
    """Keep what the organizers would give, criterion by criterion, and why."""
    known = {one.id: rules.limits_from(one) for one in anchor.category.criteria}
    given = {one: value for one, value in points.items() if one in known and value is not None}
    found = {one: rules.points_problem(known[one], value) for one, value in given.items()}
    problems = {one: problem for one, problem in found.items() if problem is not None}
    if problems:
        raise InvalidPointsError(problems)
    with transaction():
        _hold_unopened(anchor, actor)
        anchor.references.clear()
        db.session.flush()
        for one, value in given.items():
            anchor.references.append(AnchorReference(criterion_id=one, points=value, reason=reasons.get(one, "")))
        kept = {str(one): f"{given[one]:f}" for one in sorted(given)}
        record(Action.ANCHOR_CHANGED, anchor, actor=actor, submission=anchor.work_id, points=kept)


def add_file(
    anchor: Anchor, *, filename: str, stream: BinaryIO, size: int, content_type: str, actor: Any
) -> AnchorFile:
    """Take in a file of a work that the organizers wrote; it is checked like every other."""
    if anchor.version_id is not None:
        raise AnchorError(_l("A submitted work has its own files"))
    kept = [one for one in anchor.files if one.attachment.state is not AttachmentState.REJECTED]
    attachment = attachments.store_whole(
        slot=SLOT, filename=filename, stream=stream, size=size, content_type=content_type, actor=actor,
        already=len(kept),
    )  # fmt: skip
    with transaction():
        _hold_unopened(anchor, actor)
        file = AnchorFile(anchor_id=anchor.id, attachment_id=attachment.id)
        db.session.add(file)
        db.session.flush()
        record(Action.ANCHOR_CHANGED, anchor, actor=actor, file=attachment.public_id)
        return file


def open_anchor(anchor: Anchor, *, actor: Any) -> int:
    """Give the work to the panel, without those who are tied to it; gives how many judges it reaches."""
    with transaction():
        _hold_unopened(anchor, actor)
        tied = tied_people(anchor.version.submission) if anchor.version is not None else frozenset()
        reached = [judge for judge in judges_of(anchor) if judge.user_id not in tied]
        if not reached:
            raise AnchorError(_l("Nobody who may score this work sits on the panel yet"))
        anchor.opened_at = clock.now()
        record(
            Action.ANCHOR_OPENED, anchor, actor=actor, submission=anchor.work_id, kind=anchor.kind.value,
            judges=[one.id for one in reached],
        )  # fmt: skip
        if anchor.kind is AnchorKind.CONTROL:
            _fix(anchor, reached, actor)
        else:
            _tell(anchor, reached)
        return len(reached)


def _fix(anchor: Anchor, reached: list[Judge], actor: Any) -> None:
    """A control is an ordinary dossier: the next run gives it to everybody, in the second half of their orders."""
    if anchor.version is not None:
        for judge in reached:
            pair_rules.settle(
                judge,
                anchor.version.submission,
                kind=PairRuleKind.FIXED,
                reason=anchor.reason,
                actor=actor,
                reads_late=True,
            )


def _tell(anchor: Anchor, reached: list[Judge]) -> None:
    for judge in reached:
        notify(
            judge.user,
            Topic.PRACTICE_OPENED,
            title=anchor.name,
            required=anchor.required,
            url=external_url("practice.sheet", anchor_id=anchor.id),
        )


def close(anchor: Anchor, *, reason: str, actor: Any) -> None:
    """Take an anchor back: nobody owes it any more, and finished sheets stay where their judges can read them."""
    if not reason.strip():
        raise AnchorError(_l("Write why it is closed; the reason is kept with it"))
    with transaction():
        _hold(anchor)
        verdict = policies.can_close(actor, anchor)
        if not verdict:
            raise AnchorError(verdict.reason)
        anchor.closed_at, anchor.close_reason = clock.now(), reason.strip()
        record(Action.ANCHOR_CLOSED, anchor, actor=actor, submission=anchor.work_id, reason=anchor.close_reason)


def set_controls(round: Round, *, has_controls: bool, reason: str, actor: Any) -> None:
    """Say whether some dossiers of a round may be controls; its judges read the same sentence."""
    if not reason.strip():
        raise AnchorError(_l("Write why; the reason is kept in the audit log"))
    with transaction():
        round.has_controls = has_controls
        record(Action.CONTROLS_SET, round, actor=actor, has_controls=has_controls, reason=reason.strip())
