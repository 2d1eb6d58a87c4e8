"""Bank details of winners: encrypted when given, opened with a record of who looked, emptied once paid."""

import json
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.adapters.vault import UnreadableError, get_vault
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.honours import queries
from portal.honours.models import BankDetails
from portal.submissions.models import Submission


class ErasedError(PortalError):
    """Raised when there is nothing to read any more, or nothing to pay."""

    message = _l("The bank details are erased.")


class LostKeyError(PortalError):
    """Raised when no key of this installation opens the details."""

    message = _l("The bank details cannot be opened with the keys of this installation. Ask the winner for them again.")


def give(submission: Submission, *, holder: str, bank: str, account: str, actor: Any) -> BankDetails:
    """Keep where the money goes; giving them again takes the place of what was given."""
    closed = get_vault().close(json.dumps({"holder": holder, "bank": bank, "account": account}, ensure_ascii=False))
    with transaction():
        details = _locked(submission.id)
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
    """Note the payment and empty the details: only that it was paid, when and how much remains."""
    with transaction():
        kept = _locked(details.submission_id)
        if kept is None or kept.paid_on is not None or not kept.closed:
            raise ErasedError()
        kept.amount, kept.paid_on, kept.paid_by_id = amount, paid_on, actor.id
        kept.closed, kept.ending, kept.erased_at = "", "", clock.now()
        record(Action.PRIZE_PAID, kept, actor=actor, amount=amount, paid_on=paid_on.isoformat())
        record(Action.BANK_DETAILS_ERASED, kept, actor=actor)


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


def _locked(submission_id: int) -> BankDetails | None:
    db.session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update(key_share=True))
    return queries.bank_details_of(submission_id)
