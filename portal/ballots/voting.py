"""Voting: a sealed draft, the hand-in, and the urn of a secret box, which holds nothing but the sum."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_ngettext as _ln
from sqlalchemy import case, delete, literal, select, update

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.ballots import policies, queries
from portal.ballots.ballot_rules import Count, Vote, count_votes, settings_in
from portal.ballots.models import BallotBox, BallotDraft, BallotVoter, OpenVote, Urn
from portal.ballots.sealing import seal, unseal
from portal.ballots.tally_frame import added
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.traces import overwrite_deleted
from portal.judges.visibility import hidden_submissions


class BallotRefusedError(PortalError):
    """Raised when somebody may not do this, or not now; the message says why."""


class UnansweredError(PortalError):
    """Raised when a ballot is handed in with works left open."""


def refuse_unless(verdict: Any) -> None:
    """Stop with the reason of a policy."""
    if not verdict:
        raise BallotRefusedError(verdict.reason)


def _urn_purpose(box: BallotBox) -> str:
    return f"urn {box.id}"


def put_urn(box: BallotBox, counts: Mapping[int, Count]) -> None:
    """Seal the counters of a secret box anew, in place of those before."""
    sealed = seal(queries.frame_of(box).counter_bytes(counts), salt=box.salt, purpose=_urn_purpose(box))
    urn = db.session.get(Urn, box.id)
    if urn is None:
        db.session.add(Urn(box_id=box.id, sealed=sealed))
    else:
        urn.sealed = sealed
    db.session.flush()


def take_urn(box: BallotBox) -> dict[int, Count]:
    """The counters of a secret box, with its row locked."""
    sealed = db.session.scalars(select(Urn.sealed).where(Urn.box_id == box.id).with_for_update(key_share=True)).one()
    return queries.frame_of(box).counts(unseal(sealed, salt=box.salt, purpose=_urn_purpose(box)))


def lock_box(box: BallotBox) -> None:
    """Wait for whoever else changes this box, and see what they have done."""
    db.session.refresh(box, attribute_names=["state", "papers_counted"], with_for_update={"key_share": True})


def _may_vote(voter: BallotVoter, actor: Any) -> None:
    lock_box(voter.box)
    db.session.refresh(voter, attribute_names=["handed_in", "on_paper"])
    refuse_unless(policies.can_vote(actor, voter))


def recused_in(box: BallotBox, user: Any, edition: Edition) -> frozenset[int]:
    """The works of a box that somebody has no vote on."""
    return hidden_submissions(user, edition) & set(box.works)


def save_draft(voter: BallotVoter, votes: Mapping[int, Vote], *, actor: Any) -> None:
    """Keep what a member has ticked so far; nobody else can read it."""
    box = voter.box
    with transaction():
        _may_vote(voter, actor)
        overwrite_deleted()
        kept = _allowed(voter, votes, actor)
        sealed = seal(queries.frame_of(box).ballot_bytes(kept), salt=box.salt, purpose=queries.draft_purpose(voter))
        draft = db.session.get(BallotDraft, voter.id)
        if draft is None:
            db.session.add(BallotDraft(voter_id=voter.id, sealed=sealed))
        else:
            draft.sealed = sealed


def _allowed(voter: BallotVoter, votes: Mapping[int, Vote], actor: Any) -> dict[int, Vote]:
    """The votes that are this member's to give: a prize only with an agreement, nothing on works in conflict."""
    box, answers = voter.box, set(queries.frame_of(voter.box).answers)
    edition = db.session.get_one(Edition, box.edition_id)
    mine = set(box.works) - recused_in(box, actor, edition)
    return {work: vote for work, vote in votes.items() if work in mine and vote in answers}


def hand_in(voter: BallotVoter, votes: Mapping[int, Vote], *, actor: Any) -> None:
    """Hand in a whole ballot: it counts, and cannot be changed any more."""
    box = voter.box
    edition = db.session.get_one(Edition, box.edition_id)
    with transaction():
        _may_vote(voter, actor)
        given = _allowed(voter, votes, actor)
        recused = recused_in(box, actor, edition)
        missing = len(box.works) - len(recused) - len(given)
        if missing:
            raise UnansweredError(_ln("%(num)d work has no answer yet.", "%(num)d works have no answer yet.", missing))
        put_in(voter, given, recused)
        # Of a secret box closing tells who voted, all at once: an event for each would keep order and moment.
        if not settings_in(box.settings).secret:
            record(Action.BALLOT_HANDED_IN, box, actor=actor, on_paper=False)


def put_in(voter: BallotVoter, given: Mapping[int, Vote], recused: frozenset[int]) -> None:
    """Count a ballot in; of a secret one nothing is kept but the sum."""
    box = voter.box
    overwrite_deleted()
    db.session.execute(delete(BallotDraft).where(BallotDraft.voter_id == voter.id))
    if settings_in(box.settings).secret:
        put_urn(box, added(take_urn(box), {work: count_votes([vote]) for work, vote in given.items()}))
    else:
        db.session.add_all(
            OpenVote(voter_id=voter.id, submission_id=work, choice=vote.choice, prize=vote.prize)
            for work, vote in given.items()
        )
    mark_handed_in(voter, recused)


def mark_handed_in(voter: BallotVoter, recused: frozenset[int]) -> None:
    """Note that somebody has voted, by writing all lines of the box anew in one statement.

    PostgreSQL keeps beside every line the transaction that wrote it: a line written alone would tell its place in the
    order of the votes.
    """
    this, kept = BallotVoter.id == voter.id, sorted(recused)
    db.session.execute(
        update(BallotVoter)
        .where(BallotVoter.box_id == voter.box_id)
        .values(
            handed_in=case((this, True), else_=BallotVoter.handed_in),
            recused=case((this, literal(kept, BallotVoter.recused.type)), else_=BallotVoter.recused),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(voter, attribute_names=["handed_in", "recused"])
