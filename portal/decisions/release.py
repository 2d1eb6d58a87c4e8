"""Releasing the decision: one person prepares it, another looks at it and releases it or sends it back."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.decisions import queries, service
from portal.decisions.models import Decision, DecisionProposal, ProposalState
from portal.decisions.public_words import refuse_private


class AnsweredAlreadyError(PortalError):
    """Raised when a proposal is no longer waiting."""

    message = _l("This has been answered, or a newer one has taken its place. Open the page again.")


class OutdatedShortlistError(PortalError):
    """Raised when a newer shortlist was made after the decision was prepared."""

    message = _l("A newer shortlist has been made since. Send this back and prepare the decision again.")


class ReasonNeededError(PortalError):
    """Raised when a prepared decision is sent back without saying why."""

    message = _l("Write what must be changed.")


def prepare(
    edition: Edition,
    *,
    prizes: dict[int, str],
    cap_reasons: dict[int, str],
    reference: str,
    signatory: str,
    decided_on: date,
    actor: Any,
) -> DecisionProposal:
    """Prepare a decision for another person to release; it takes the place of one that still waits."""
    with transaction():
        # Two people may prepare at once: the second takes the place of the first.
        lock_edition(edition.id)
        sentences = service.check(edition, prizes, cap_reasons)
        shortlist = queries.basis_of_decision(edition)
        if sentences or shortlist is None:
            raise service.PrizesRefusedError(sentences)
        refuse_private(edition, *cap_reasons.values())
        waiting = queries.waiting_proposal(edition)
        if waiting is not None:
            _answer(waiting, ProposalState.REPLACED, actor)
        proposal = DecisionProposal(
            edition_id=edition.id,
            shortlist_id=shortlist.id,
            prizes={str(submission): code for submission, code in prizes.items()},
            cap_reasons={str(category): text.strip() for category, text in cap_reasons.items() if text.strip()},
            reference=reference,
            signatory=signatory,
            decided_on=decided_on,
            prepared_by_id=actor.id,
            prepared_at=clock.now(),
        )
        db.session.add(proposal)
        record(
            Action.DECISION_PREPARED, proposal, actor=actor, reference=reference, prizes=proposal.prizes,
            cap_reasons=proposal.cap_reasons,
        )  # fmt: skip
        return proposal


def release(proposal: DecisionProposal, *, actor: Any) -> Decision:
    """Make the decision that somebody else has prepared; the caps are checked anew."""
    with transaction():
        edition = _waiting(proposal)
        shortlist = queries.basis_of_decision(edition)
        if shortlist is None or shortlist.id != proposal.shortlist_id:
            raise OutdatedShortlistError()
        decision = service.decide(
            edition,
            prizes={int(submission): code for submission, code in proposal.prizes.items()},
            cap_reasons={int(category): text for category, text in proposal.cap_reasons.items()},
            reference=proposal.reference,
            signatory=proposal.signatory,
            decided_on=proposal.decided_on,
            proposal=proposal,
            actor=actor,
        )
        _answer(proposal, ProposalState.RELEASED, actor)
        return decision


def decide_alone(edition: Edition, *, actor: Any, **words: Any) -> Decision:
    """Prepare and release in one go, where the edition is content with one person."""
    with transaction():
        return release(prepare(edition, actor=actor, **words), actor=actor)


def send_back(proposal: DecisionProposal, *, reason: str, actor: Any) -> None:
    """Say what must be changed; whoever prepares next begins from what was prepared."""
    if not reason.strip():
        raise ReasonNeededError()
    with transaction():
        _waiting(proposal)
        _answer(proposal, ProposalState.SENT_BACK, actor, reason.strip())
        record(Action.DECISION_SENT_BACK, proposal, actor=actor, reason=proposal.answer)


def _waiting(proposal: DecisionProposal) -> Edition:
    """The edition of a proposal that is locked and still waits."""
    edition = db.session.get_one(Edition, proposal.edition_id)
    lock_edition(edition.id)
    db.session.refresh(proposal)
    if proposal.state is not ProposalState.WAITING:
        raise AnsweredAlreadyError()
    return edition


def _answer(proposal: DecisionProposal, state: ProposalState, actor: Any, reason: str = "") -> None:
    proposal.state, proposal.answer = state, reason
    proposal.answered_by_id, proposal.answered_at = actor.id, clock.now()
