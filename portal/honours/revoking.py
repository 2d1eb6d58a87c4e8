"""Revoking a prize: one person proposes it with the reason, another confirms it, and only then it is public."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.decisions.public_words import refuse_private
from portal.honours import bank, policies, queries
from portal.honours.models import Recovery, Revocation, RevocationProposal, RevocationState
from portal.honours.service import NotHonouredError, RevokedAlreadyError, lock
from portal.honours.winners import Winner, winner_of
from portal.judges.visibility import hidden_submissions
from portal.notifications.topics import Topic
from portal.publication.works import announce
from portal.submissions.letters import write_about
from portal.submissions.models import Submission


class ProposedAlreadyError(PortalError):
    """Raised when a revocation of the same prize waits already."""

    message = _l("A revocation of this prize is proposed already: confirm it or drop it.")


class AnsweredAlreadyError(PortalError):
    """Raised when a proposal no longer waits."""

    message = _l("This proposal has been answered already. Open the page again.")


class DropReasonError(PortalError):
    """Raised when a proposal is dropped without saying why."""

    message = _l("Write why the proposal is dropped; it stays in the audit log.")


class RevocationRefusedError(PortalError):
    """Raised when somebody may not confirm; the message says why."""


def propose(
    edition: Edition, submission_id: int, *, reference: str, reason: str, revoked_on: date, actor: Any
) -> RevocationProposal:
    """Propose to take a prize back; nothing changes before another person has confirmed it."""
    refuse_private(edition, reason)
    with transaction():
        lock(edition)
        winner = _revocable(edition, submission_id)
        if queries.waiting_proposal(submission_id) is not None:
            raise ProposedAlreadyError()
        proposal = RevocationProposal(
            edition_id=edition.id, submission_id=submission_id, reference=reference, reason=reason,
            revoked_on=revoked_on, proposed_by_id=actor.id, proposed_at=clock.now(),
        )  # fmt: skip
        db.session.add(proposal)
        record(
            Action.REVOCATION_PROPOSED, proposal, actor=actor, work=winner.number, reference=reference, reason=reason,
        )  # fmt: skip
        return proposal


def confirm(proposal: RevocationProposal, *, actor: Any) -> Revocation:
    """Take a prize back, as somebody else has proposed, for everybody to read; the person behind the work is told."""
    edition = db.session.get_one(Edition, proposal.edition_id)
    with transaction():
        _hold(proposal)
        verdict = policies.can_confirm(actor, edition, proposal, hidden_submissions(actor, edition))
        if not verdict:
            raise RevocationRefusedError(verdict.reason)
        submission = db.session.get_one(Submission, proposal.submission_id)
        winner = _revocable(edition, submission.id)
        payment = queries.bank_details_of(submission.id)
        if payment is not None:
            db.session.refresh(payment)
        paid = payment is not None and payment.paid_on is not None
        revocation = Revocation(
            edition_id=edition.id,
            submission_id=submission.id,
            reference=proposal.reference,
            reason=proposal.reason,
            revoked_on=proposal.revoked_on,
            revoked_by_id=actor.id,
            revoked_at=clock.now(),
            # The portal knows only of money that was marked as paid here.
            recovery=Recovery.TO_RECOVER if paid else Recovery.NOT_NEEDED,
            recovery_changed_at=clock.now(),
        )
        db.session.add(revocation)
        _answer(proposal, RevocationState.CONFIRMED, actor)
        announce(edition.id, "revocation")
        if payment is not None and not paid:
            bank.erase(payment, actor=actor)
        record(
            Action.PRIZE_REVOKED, revocation, actor=actor, work=winner.number, reference=proposal.reference,
            reason=proposal.reason, recovery=revocation.recovery.value, proposed_by=proposal.proposed_by_id,
        )  # fmt: skip
        write_about(
            submission,
            Topic.PRIZE_REVOKED,
            title=winner.title,
            number=winner.number,
            edition_name=edition.name,
            reference=proposal.reference,
            reason=proposal.reason,
            url=external_url("honours.revocations", slug=edition.slug),
            public=True,
        )
        return revocation


def drop(proposal: RevocationProposal, *, reason: str, actor: Any) -> None:
    """Let a proposal go, by whoever made it or whoever should confirm it; the prize stays as it is."""
    if not reason.strip():
        raise DropReasonError()
    with transaction():
        _hold(proposal)
        _answer(proposal, RevocationState.DROPPED, actor, reason.strip())
        record(Action.REVOCATION_DROPPED, proposal, actor=actor, reason=proposal.answer)


def _revocable(edition: Edition, submission_id: int) -> Winner:
    """The winner whose prize is still to be revoked."""
    winner = winner_of(edition, submission_id)
    if winner is None:
        raise NotHonouredError()
    if queries.revocation_of(submission_id) is not None:
        raise RevokedAlreadyError()
    return winner


def _hold(proposal: RevocationProposal) -> None:
    lock(db.session.get_one(Edition, proposal.edition_id))
    db.session.refresh(proposal)
    if proposal.state is not RevocationState.WAITING:
        raise AnsweredAlreadyError()


def _answer(proposal: RevocationProposal, state: RevocationState, actor: Any, reason: str = "") -> None:
    proposal.state, proposal.answer = state, reason
    proposal.answered_by_id, proposal.answered_at = actor.id, clock.now()
