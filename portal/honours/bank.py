"""Bank details of winners: encrypted when given, opened with a record of who looked, emptied once paid."""

import json
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.adapters.vault import UnreadableError, get_vault
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.honours import queries
from portal.honours.models import BankDetails, Recovery
from portal.honours.service import NotHonouredError, RevokedAlreadyError, lock
from portal.honours.winners import winner_of
from portal.submissions.models import Submission


class ErasedError(PortalError):
    """Raised when there is nothing to read any more, or nothing to pay."""

    message = _l("The bank details are erased.")


class LostKeyError(PortalError):
    """Raised when no key of this installation opens the details."""

    message = _l("The bank details cannot be opened with the keys of this installation. Ask the winner for them again.")


def give(submission: Submission, *, holder: str, bank: str, account: str, actor: Any) -> BankDetails:
    """Keep where the money goes, for a prize that stands; giving them again takes the place of what was given."""
    closed = get_vault().close(json.dumps({"holder": holder, "bank": bank, "account": account}, ensure_ascii=False))
    with transaction():
        details = _of_standing_prize(submission)
        if details is None:
            details = BankDetails(edition_id=submission.edition_id, submission_id=submission.id)
            db.session.add(details)
        if details.paid_on is not None:
            raise ErasedError()
        details.closed, details.ending, details.erased_at = closed, account[-4:], None
        details.given_by_id, details.given_at = actor.id, clock.now()
        record(Action.BANK_DETAILS_GIVEN, details, actor=actor)
        return details


def look(details: BankDetails, *, actor: Any) -> dict[str, str]:
    """Open the details; the look is in the audit log before anything is shown."""
    with transaction():
        record(Action.BANK_DETAILS_SEEN, details, actor=actor, submission=details.submission_id)
    if not details.closed:
        raise ErasedError()
    try:
        opened: dict[str, str] = json.loads(get_vault().open(details.closed))
    except UnreadableError as error:
        raise LostKeyError() from error
    return opened


def mark_paid(details: BankDetails, *, amount: int, paid_on: date, actor: Any) -> None:
    """Note the payment of a prize that stands and empty the details: that it was paid, when and how much remains."""
    with transaction():
        kept = _of_standing_prize(details.submission)
        if kept is None or kept.paid_on is not None or not kept.closed:
            raise ErasedError()
        kept.amount, kept.paid_on, kept.paid_by_id = amount, paid_on, actor.id
        record(Action.PRIZE_PAID, kept, actor=actor, amount=amount, paid_on=paid_on.isoformat())
        erase(kept, actor=actor)


def erase(details: BankDetails, *, actor: Any) -> None:
    """Empty the details; what was paid stays."""
    details.closed, details.ending, details.erased_at = "", "", clock.now()
    record(Action.BANK_DETAILS_ERASED, details, actor=actor)


def erase_unused() -> int:
    """Empty what was given for prizes that a correction of the results took away; how many there were."""
    with transaction():
        unused = queries.unused_details()
        for details in unused:
            erase(details, actor=None)
        return len(unused)


def set_recovery(details: BankDetails, state: Recovery, *, actor: Any) -> None:
    """Say how far the recovery of money has come that was paid before a correction took the prize away."""
    with transaction():
        before = details.recovery or Recovery.TO_RECOVER
        details.recovery, details.recovery_changed_at = state, clock.now()
        record(Action.MONEY_RECOVERY_CHANGED, details, actor=actor, before=before.value, after=state.value)


def renew_keys(*, forget: bool = False) -> int:
    """Encrypt everything anew with a new key; how many were renewed. The old keys stay unless told otherwise."""
    vault = get_vault()
    vault.add_key()
    with transaction():
        held = list(
            db.session.scalars(select(BankDetails).where(BankDetails.closed != "").with_for_update(key_share=True))
        )
        for details in held:
            details.closed = vault.renew(details.closed)
    if forget:
        vault.forget_old_keys()
    return len(held)


def _of_standing_prize(submission: Submission) -> BankDetails | None:
    """What was given for a work whose prize stands, with the edition held as by whoever revokes or corrects."""
    edition = db.session.get_one(Edition, submission.edition_id)
    lock(edition)
    if queries.revocation_of(submission.id) is not None:
        raise RevokedAlreadyError()
    if winner_of(edition, submission.id) is None:
        raise NotHonouredError()
    details = queries.bank_details_of(submission.id)
    if details is not None:
        # Whoever waited for the edition reads what the one before has written.
        db.session.refresh(details)
    return details
