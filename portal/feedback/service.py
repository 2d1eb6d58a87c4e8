"""Gathering, editing and approving letters."""

from random import SystemRandom
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.access import Verdict
from portal.core.db import db, transaction
from portal.core.digest import digest
from portal.core.errors import PortalError, StaleRowError
from portal.feedback import policies, queries, rules
from portal.feedback.models import OPEN, FeedbackLetter, LetterState
from portal.feedback.name_check import Finding, Watch, findings_in
from portal.feedback.reading import values_of
from portal.feedback.settings import settings_of
from portal.submissions.models import Submission

TEXT_LENGTH = 60_000


class LetterRefusedError(PortalError):
    """Raised when a letter is not in a state, or its reader not the person, for what is wanted."""


class ReasonMissingError(PortalError):
    """Raised when a letter with findings is approved without a reason, or an approval taken back without one."""

    message = _l("Write the reason.")


class TooLongError(PortalError):
    """Raised for more words than a letter keeps."""

    message = _l("One part of a letter may have %(n)d characters at most.", n=TEXT_LENGTH)


class ConflictingLetterError(StaleRowError):
    """Raised when two windows changed the same part; `theirs` is what is stored, `conflicts` the parts that differ."""

    def __init__(self, letter: FeedbackLetter, theirs: dict[str, str], conflicts: tuple[str, ...]):
        super().__init__(revision=letter.revision)
        self.revision, self.theirs, self.conflicts = letter.revision, theirs, conflicts
        last = letter.edited_by_id or letter.gathered_by_id
        self.by = queries.names_of([last]).get(last, "")
        self.at = letter.edited_at or letter.gathered_at


def parts_of(submission: Submission) -> list[str]:
    """The parts of the letter about a work."""
    return rules.parts_of([one.id for one in submission.category.criteria] if submission.category else [])


def check(letter: FeedbackLetter, submission: Submission, watch: Watch) -> list[Finding]:
    """What the name check finds in a letter as it stands."""
    return findings_in(values_of(letter, parts_of(submission)), watch, submission.number or "")


def gather(submission: Submission, *, actor: Any) -> FeedbackLetter:
    """Make or make anew the letter about one work from its finished sheets; what was edited in it is replaced."""
    sheets = queries.remarks_of([submission.id])[submission.id]
    return gather_from(submission, sheets, queries.watch_of(submission.edition), actor=actor)


def gather_from(
    submission: Submission, sheets: list[rules.Remarks], watch: Watch, *, actor: Any
) -> FeedbackLetter:  # fmt: skip
    """The same, with what was read for many works at once."""
    with transaction():
        # The work is locked, not the letter: there may be none yet, and two people must not make two.
        db.session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update(key_share=True))
        # Read before there is a letter: reading would write one that is half made.
        letter, parts = _locked(submission.id), parts_of(submission)
        if letter is None:
            letter = FeedbackLetter(submission_id=submission.id, revision=0, places={}, approval_reason="")
        else:
            _require(policies.can_edit(letter))
        letter.places = rules.places(letter.places, sheets, parts, SystemRandom())
        _write(letter, rules.gathered(letter.places, sheets))
        letter.source_digest = rules.source_digest(sheets)
        letter.state, letter.revision = LetterState.GATHERED, letter.revision + 1
        letter.gathered_by_id, letter.gathered_at = actor.id, clock.now()
        letter.edited_by_id = letter.edited_at = None
        letter.submission = submission
        db.session.add(letter)
        letter.findings = len(check(letter, submission, watch))
        _record(Action.FEEDBACK_GATHERED, letter, submission, actor, sheets=len(sheets), findings=letter.findings)
        return letter


def edit(
    letter: FeedbackLetter, *, values: dict[str, str], actor: Any, revision: int | None = None
) -> FeedbackLetter:  # fmt: skip
    """Keep what was typed; `revision` is what the window began from. Raises ConflictingLetterError.

    The same words sent again are no conflict: an answer may have been lost on its way.
    """
    if any(len(one) > TEXT_LENGTH for one in values.values()):
        raise TooLongError()
    submission = letter.submission
    with transaction():
        letter = _hold(letter)
        _require(policies.can_edit(letter))
        theirs = values_of(letter, parts_of(submission))
        mine = {part: values.get(part, theirs[part]) for part in theirs}
        changed = rules.differing(mine, theirs)
        if not changed:
            return letter
        if revision is not None and revision != letter.revision:
            raise ConflictingLetterError(letter, theirs, changed)
        _write(letter, mine)
        is_news = letter.state is LetterState.GATHERED or letter.edited_by_id != actor.id
        letter.state, letter.revision = LetterState.EDITED, letter.revision + 1
        letter.edited_by_id, letter.edited_at = actor.id, clock.now()
        letter.findings = len(check(letter, submission, queries.watch_of(submission.edition)))
        if is_news:
            # A form that saves itself would fill the log: it tells who began to change, and approving keeps the words.
            _record(Action.FEEDBACK_EDITED, letter, submission, actor, revision=letter.revision)
        return letter


def approve(
    letter: FeedbackLetter, *, actor: Any, reason: str = "", revision: int | None = None, watch: Watch | None = None
) -> FeedbackLetter:
    """Say that a letter may go; what the name check finds now needs a reason, whatever it found before."""
    submission = letter.submission
    with transaction():
        letter = _hold(letter)
        if revision is not None and revision != letter.revision:
            raise StaleRowError()
        _require(policies.can_approve(actor, letter, settings_of(submission.edition)))
        letter.findings = len(check(letter, submission, watch or queries.watch_of(submission.edition)))
        if letter.findings and not reason.strip():
            raise ReasonMissingError(
                _l("The name check found something: mend the letter, or say why it is right as it is.")
            )
        letter.state = LetterState.APPROVED
        letter.approved_by_id, letter.approved_at = actor.id, clock.now()
        letter.approval_reason = reason.strip() if letter.findings else ""
        words = digest(values_of(letter, parts_of(submission)))
        _record(
            Action.FEEDBACK_APPROVED, letter, submission, actor,
            digest=words, findings=letter.findings, reason=letter.approval_reason,
        )  # fmt: skip
        return letter


def take_back(letter: FeedbackLetter, *, actor: Any, reason: str) -> FeedbackLetter:
    """Open an approved letter again, as long as it is not sent; the reason stays in the log."""
    submission = letter.submission
    with transaction():
        letter = _hold(letter)
        _require(policies.can_take_back(letter))
        if not reason.strip():
            raise ReasonMissingError()
        letter.state = LetterState.EDITED if letter.edited_by_id else LetterState.GATHERED
        letter.approved_by_id = letter.approved_at = None
        letter.approval_reason = ""
        _record(Action.FEEDBACK_TAKEN_BACK, letter, submission, actor, reason=reason.strip())
        return letter


def has_newer_sheets(letter: FeedbackLetter, sheets: list[rules.Remarks]) -> bool:
    """Whether the sheets say something else now than when an open letter was gathered."""
    return letter.state in OPEN and letter.source_digest != rules.source_digest(sheets)


def _locked(submission_id: int) -> FeedbackLetter | None:
    return db.session.scalar(
        select(FeedbackLetter)
        .where(FeedbackLetter.submission_id == submission_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _hold(letter: FeedbackLetter) -> FeedbackLetter:
    found = _locked(letter.submission_id)
    if found is None:
        raise LetterRefusedError()
    return found


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise LetterRefusedError(verdict.reason)


def _write(letter: FeedbackLetter, values: dict[str, str]) -> None:
    letter.general = values.get(rules.GENERAL, "")
    letter.texts = {one.removeprefix(rules.TEXT): text for one, text in values.items() if one != rules.GENERAL}


def _record(action: Action, letter: FeedbackLetter, submission: Submission, actor: Any, **details: Any) -> None:
    record(action, letter, actor=actor, edition_id=submission.edition_id, submission=submission.id, **details)
