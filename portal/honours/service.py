"""Issuing certificates, and issuing them anew."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical
from portal.core.errors import PortalError
from portal.honours import queries
from portal.honours.models import Certificate, Recovery, Revocation
from portal.honours.rules import number_of
from portal.honours.settings import HonoursSettings, settings_of
from portal.honours.winners import Winner, winner_of
from portal.jobs.service import enqueue
from portal.publication.works import announce


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
        lock(edition)
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
        lock(edition)
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


def set_recovery(revocation: Revocation, state: Recovery, *, actor: Any) -> None:
    """Say how far the recovery of the money has come."""
    with transaction():
        before = revocation.recovery
        revocation.recovery, revocation.recovery_changed_at = state, clock.now()
        record(
            Action.MONEY_RECOVERY_CHANGED, revocation, actor=actor, before=before.value, after=state.value
        )  # fmt: skip


def lock(edition: Edition) -> None:
    """Hold an edition: serials are given, and revocations proposed, one after the other."""
    lock_edition(edition.id)
