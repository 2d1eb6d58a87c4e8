"""Appending heads to the log of an edition: first ones, corrections with a reason, and that of a release."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from portal.adapters.signer import get_signer
from portal.adapters.time_stamps import get_authority
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.collecting import without_collecting
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest_of, spelled
from portal.core.errors import PortalError
from portal.jobs.service import enqueue
from portal.judges.visibility import hidden_submissions
from portal.submissions.queries import has_any
from portal.transparency import heads, merkle, policies, queries
from portal.transparency.heads import LATE, HeadKind, Sealing
from portal.transparency.models import LogHead, LogLeaf
from portal.transparency.queries import Sealable
from portal.transparency.rule_content import in_form_of, place_of_sheet

Log = list[dict[str, Any]]
"""The heads so far, as signed documents."""
LONGEST_REASON = 300
BEFORE_OPENING = timedelta(hours=1)
"""The rule is sealed at the latest so long before the call opens."""
NOT_LATER = timedelta(days=7)
"""What should have been sealed longer ago is left to the organizers: it is no longer done by itself."""


class SealRefusedError(PortalError):
    """Raised when somebody may not seal; the message says why."""


class NothingToSealError(PortalError):
    """Raised when a tree would have no leaf."""

    message = _l("There is nothing to seal yet.")


class NothingChangedError(PortalError):
    """Raised when a correction would say what is said already."""

    message = _l("Nothing has changed since it was sealed.")


class ReasonMissingError(PortalError):
    """Raised when what was sealed has changed and nobody says why."""

    message = _l("Write why it has changed since it was sealed: the reason is published with the correction.")


class UnsettledError(PortalError):
    """Raised when results would be released that are not what has been sealed."""

    message = _l(
        "The rule or the sheets have changed since they were sealed. Publish a correction with its reason first."
    )


def seal(edition: Edition, subject: HeadKind, *, actor: Any, reason: str = "") -> LogHead:
    """Seal rule, submissions or sheets as they stand; what was sealed before needs a reason to be corrected."""
    verdict = policies.can_keep_log(actor, edition, hidden_submissions(actor, edition))
    if not verdict:
        raise SealRefusedError(verdict.reason)
    return _seal(edition, subject, actor=actor, reason=reason)


def _seal(edition: Edition, subject: HeadKind, *, actor: Any, reason: str = "") -> LogHead:
    """The same without asking who may: for the portal by itself, and for whoever releases the results."""
    with without_collecting(), transaction():
        documents, before = _locked_log(edition, subject)
        if before is not None and not is_changed(edition, before) and not lacks_steps(before):
            raise NothingChangedError()
        if before is not None and not reason.strip():
            raise ReasonMissingError()
        reason = reason.strip()[:LONGEST_REASON]
        if subject is HeadKind.RULE:
            late = before is None and clock.now() >= edition.opens_at and has_any(edition)
            content = canonical(queries.current_rule(edition))
            document = _sign_whole(edition, documents, subject, spelled(content), reason or (LATE if late else ""))
            return _append(edition, document, content, actor)
        found = _stands(edition, subject)
        if not found:
            raise NothingToSealError()
        return _append_tree(edition, documents, subject, found, reason, actor)


def is_changed(edition: Edition, head: LogHead) -> bool:
    """Whether what a head seals has changed since: the rule, a submission or a sheet."""
    if head.subject is HeadKind.RULE:
        return bool(canonical(in_form_of(queries.current_rule(edition), head.content)) != head.content)
    return bool(changes_since(edition, head))


def lacks_steps(head: LogHead) -> bool:
    """Whether a head of the rule is from before lists and votes were sealed: it holds, and may be completed."""
    return head.subject is HeadKind.RULE and not queries.steps_sealed_by(head)


def sealing_of_rule(edition: Edition) -> Sealing:
    """Whether the rule is sealed as it stands now."""
    head = queries.head_in_force(edition, HeadKind.RULE)
    if head is None:
        return Sealing.MISSING
    return Sealing.CHANGED if is_changed(edition, head) else Sealing.SEALED


def sealing_of_sheets(edition: Edition) -> Sealing:
    """Whether every sheet is sealed as it stands now."""
    head = queries.head_in_force(edition, HeadKind.SHEETS)
    if head is None:
        return Sealing.MISSING if queries.sheets_now(edition) else Sealing.NOTHING
    return Sealing.CHANGED if is_changed(edition, head) else Sealing.SEALED


def changes_since(edition: Edition, head: LogHead) -> set[int]:
    """The submissions or sheets that a tree holds otherwise than they stand now, or not at all."""
    return _changes(edition, head, queries.sealed_leaves(head))


def _changes(edition: Edition, head: LogHead, sealed: dict[int, dict[str, Any]]) -> set[int]:
    now = {one.key: one.content for one in _stands(edition, head.subject)}
    then = {key: {name: part for name, part in leaf.items() if name != "nonce"} for key, leaf in sealed.items()}
    return {one for one in now.keys() | then.keys() if now.get(one) != then.get(one)}


def _stands(edition: Edition, subject: HeadKind) -> list[Sealable]:
    return queries.sheets_now(edition) if subject is HeadKind.SHEETS else queries.submissions_now(edition)


def settle(edition: Edition, *, actor: Any) -> list[dict[str, Any]]:
    """Make sure that rule and sheets are sealed as they stand, before a release: late heads say that they are late.

    Gives the sealed sheets in their order. What was sealed and has changed raises UnsettledError: only people can say
    why.
    """
    with transaction():
        rule = queries.head_in_force(edition, HeadKind.RULE)
        if rule is None:
            _seal(edition, HeadKind.RULE, actor=actor, reason=LATE)
        elif is_changed(edition, rule):
            raise UnsettledError()
        sheets = queries.head_in_force(edition, HeadKind.SHEETS)
        try:
            sheets = sheets or _seal(edition, HeadKind.SHEETS, actor=actor, reason=LATE)
        except NothingToSealError:
            return []
        sealed = queries.sealed_leaves(sheets)
        if _changes(edition, sheets, sealed):
            raise UnsettledError()
        return list(sealed.values())


def append_decision(edition: Edition, written: bytes, *, reason: str, actor: Any) -> Log:
    """Seal the canonical JSON of a release, from the second on with a reason; gives the whole log as documents."""
    with transaction():
        documents, before = _locked_log(edition, HeadKind.DECISION)
        document = _sign_whole(edition, documents, HeadKind.DECISION, written, reason if before else "")
        return [*documents, _append(edition, document, None, actor).document]


def _locked_log(edition: Edition, subject: HeadKind) -> tuple[Log, LogHead | None]:
    """The log as documents, with the edition locked so that it grows by one at a time; and who speaks of a subject."""
    lock_edition(edition.id)
    listed = queries.heads_of(edition)
    return [one.document for one in listed], queries.in_force(listed, subject)


def _append_tree(
    edition: Edition, documents: Log, subject: HeadKind, found: list[Sealable], reason: str, actor: Any
) -> LogHead:
    leaves = [(one, _leaf(one)) for one in found]
    if subject is HeadKind.SHEETS:
        categories = {one["code"]: one for one in queries.current_rule(edition)["categories"]}
        leaves.sort(key=lambda pair: place_of_sheet(categories[pair[1]["category"]], pair[1]))
    hashes = [heads.hash_of(leaf) for _one, leaf in leaves]
    head = _append(edition, _sign(edition, documents, subject, hashes, reason), None, actor)
    rows = [
        {
            "head_id": head.id,
            "position": position,
            "submission_id": one.submission,
            "scoresheet_id": one.sheet,
            "hash": hashed.hex(),
            "content": leaf,
        }
        for position, ((one, leaf), hashed) in enumerate(zip(leaves, hashes, strict=True))
    ]
    db.session.execute(insert(LogLeaf), rows)
    return head


def _leaf(one: Sealable) -> dict[str, Any]:
    nonce = secrets.token_hex(16)
    content = canonical(one.content)
    if one.sheet is None:
        return heads.submission_leaf(**content, nonce=nonce)
    return heads.sheet_leaf(**content, nonce=nonce)


def _sign_whole(edition: Edition, documents: Log, subject: HeadKind, written: bytes, reason: str) -> dict[str, Any]:
    return _sign(edition, documents, subject, [merkle.leaf_hash(written)], reason, digest_of(written))


def _sign(
    edition: Edition,
    documents: Log,
    subject: HeadKind,
    hashes: list[bytes],
    reason: str,
    digest: str = "",
) -> dict[str, Any]:
    return heads.sign_head(
        documents,
        edition=edition.code,
        subject=subject,
        leaves=hashes,
        digest=digest,
        reason=canonical(reason),
        on=_day(edition, clock.now()),
        signer=get_signer(),
    )


def _day(edition: Edition, moment: datetime) -> Any:
    return moment.astimezone(ZoneInfo(edition.time_zone)).date()


def _append(edition: Edition, document: dict[str, Any], content: dict[str, Any] | None, actor: Any) -> LogHead:
    head = LogHead(
        edition_id=edition.id,
        number=document["number"],
        kind=HeadKind(document["kind"]),
        subject=HeadKind(document["subject"]),
        document=document,
        content=content,
        made_by_id=getattr(actor, "id", None),
        made_at=clock.now(),
    )
    db.session.add(head)
    record(
        Action.HEAD_APPENDED, head, actor=actor, edition_id=edition.id, number=head.number, sealed=head.subject.value,
        root=document["root"], reason=document["reason"],
    )  # fmt: skip
    authority = get_authority()
    if authority is not None and authority.url:
        enqueue("transparency.stamp", head_id=head.id)
    return head


def keep_log(now: datetime, *, grace: timedelta) -> list[LogHead]:
    """Seal by itself what is due: rules before the call opens, submissions once nobody has time left."""
    span = (now - NOT_LATER, now + BEFORE_OPENING)
    opening = queries.editions_without(HeadKind.RULE, opened=span)
    appended = [_seal(edition, HeadKind.RULE, actor=None) for edition in opening]
    for edition in queries.editions_to_seal(now, grace=grace, span=NOT_LATER):
        try:
            appended.append(_seal(edition, HeadKind.SUBMISSIONS, actor=None))
        except NothingToSealError:
            continue
    return appended
