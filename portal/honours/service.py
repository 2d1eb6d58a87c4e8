"""Issuing certificates, issuing them anew, and revoking prizes."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.honours import queries
from portal.honours.models import BankDetails, Certificate, Recovery, Revocation
from portal.honours.rules import number_of
from portal.honours.settings import HonoursSettings, settings_of
from portal.honours.winners import Winner, winner_of
from portal.jobs.service import enqueue
from portal.notifications.topics import Topic
from portal.publication.works import announce
from portal.submissions.letters import write_about
from portal.submissions.models import Submission


class NotHonouredError(PortalError):
    """Raised for a work that has no published prize."""

    message = _l("This work has no prize in the published results.")


class RevokedAlreadyError(PortalError):
    """Raised when a prize was revoked before."""

    message = _l("This prize was revoked already.")


class NotNewestError(PortalError):
    """Raised when a certificate was issued anew meanwhile."""

    message = _l("This certificate was issued anew already. Open the page again.")


def issue(edition: Edition, winner: Winner, *, actor: Any) -> list[Certificate]:
    """The certificates of a winning work; those that exist are left as they are."""
    settings = settings_of(edition)
    with transaction():
        _lock(edition)
        if queries.revocation_of(winner.submission_id) is not None:
            return []
        kept = {one.position for one in queries.history_of(winner.submission_id)}
        return [
            _write(edition, settings, winner, position, recipient, actor=actor)
            for position, recipient in winner.recipients(settings)
            if position not in kept
        ]


def _write(
    edition: Edition, settings: HonoursSettings, winner: Winner, position: int, recipient: str, *, actor: Any
) -> Certificate:
    serial = queries.next_serial(edition.id)
    certificate = Certificate(
        edition_id=edition.id,
        submission_id=winner.submission_id,
        position=position,
        serial=serial,
        issue=1,
        number=number_of(edition.code, settings.mark, serial, 1),
        recipient=recipient,
        content=canonical(winner.content),
        issued_by_id=actor.id,
        issued_at=clock.now(),
    )
    db.session.add(certificate)
    announce(edition.id, "certificate")
    record(Action.CERTIFICATE_ISSUED, certificate, actor=actor, number=certificate.number)
    return certificate


def reissue(certificate: Certificate, *, recipient: str, reason: str, actor: Any) -> Certificate:
    """A new issue under the number with a suffix, from what is published now; the old one then says "replaced"."""
    edition = db.session.get_one(Edition, certificate.edition_id)
    with transaction():
        _lock(edition)
        winner = winner_of(edition, certificate.submission_id)
        if winner is None:
            raise NotHonouredError()
        if queries.revocation_of(certificate.submission_id) is not None:
            raise RevokedAlreadyError()
        if queries.newest_issue(certificate).id != certificate.id:
            raise NotNewestError()
        again = Certificate(
            edition_id=edition.id,
            submission_id=certificate.submission_id,
            position=certificate.position,
            serial=certificate.serial,
            issue=certificate.issue + 1,
            number=number_of(edition.code, settings_of(edition).mark, certificate.serial, certificate.issue + 1),
            recipient=recipient,
            content=canonical(winner.content),
            reason=reason,
            issued_by_id=actor.id,
            issued_at=clock.now(),
        )
        db.session.add(again)
        announce(edition.id, "certificate")
        record(
            Action.CERTIFICATE_REISSUED, again, actor=actor, number=again.number, before=certificate.number,
            reason=reason,
        )  # fmt: skip
        enqueue("honours.make_file", certificate_id=again.id)
        return again


def revoke(
    edition: Edition, submission_id: int, *, reference: str, reason: str, revoked_on: date, actor: Any
) -> Revocation:
    """Take a prize back for everybody to read, and tell the person behind the work."""
    with transaction():
        _lock(edition)
        submission = db.session.get_one(Submission, submission_id)
        winner = winner_of(edition, submission.id)
        if winner is None:
            raise NotHonouredError()
        if queries.revocation_of(submission.id) is not None:
            raise RevokedAlreadyError()
        payment = queries.bank_details_of(submission.id)
        paid = payment is not None and payment.paid_on is not None
        revocation = Revocation(
            edition_id=edition.id,
            submission_id=submission.id,
            reference=reference,
            reason=reason,
            revoked_on=revoked_on,
            revoked_by_id=actor.id,
            revoked_at=clock.now(),
            # The portal knows only of money that was marked as paid here.
            recovery=Recovery.TO_RECOVER if paid else Recovery.NOT_NEEDED,
            recovery_changed_at=clock.now(),
        )
        db.session.add(revocation)
        announce(edition.id, "revocation")
        if payment is not None and not paid:
            _erase(payment, actor)
        record(
            Action.PRIZE_REVOKED, revocation, actor=actor, work=winner.number, reference=reference, reason=reason,
            recovery=revocation.recovery.value,
        )  # fmt: skip
        write_about(
            submission,
            Topic.PRIZE_REVOKED,
            title=winner.title,
            number=winner.number,
            edition_name=edition.name,
            reference=reference,
            reason=reason,
            url=external_url("honours.revocations", slug=edition.slug),
            public=True,
        )
        return revocation


def set_recovery(revocation: Revocation, state: Recovery, *, actor: Any) -> None:
    """Say how far the recovery of the money has come."""
    with transaction():
        before = revocation.recovery
        revocation.recovery, revocation.recovery_changed_at = state, clock.now()
        record(
            Action.MONEY_RECOVERY_CHANGED, revocation, actor=actor, before=before.value, after=state.value
        )  # fmt: skip


def _erase(payment: BankDetails, actor: Any) -> None:
    payment.closed, payment.ending, payment.erased_at = "", "", clock.now()
    record(Action.BANK_DETAILS_ERASED, payment, actor=actor)


def _lock(edition: Edition) -> None:
    """Serials are given one after the other."""
    db.session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(key_share=True))
