"""Papers of absent members: an open ballot is keyed in by name, a secret one is counted without names by two people."""

from collections.abc import Mapping
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln
from sqlalchemy import delete

from portal.attachments import service as attachments
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.dossier import scan_slot
from portal.awards.models import Edition
from portal.ballots import policies, queries
from portal.ballots.ballot_rules import Count, Vote, settings_in
from portal.ballots.models import BallotBox, BallotVoter, BoxState, PaperCount
from portal.ballots.sealing import seal, unseal
from portal.ballots.tally_frame import added
from portal.ballots.voting import (
    BallotRefusedError,
    UnansweredError,
    lock_box,
    mark_handed_in,
    put_in,
    put_urn,
    recused_in,
    refuse_unless,
    take_urn,
)
from portal.core.db import db, transaction
from portal.core.traces import overwrite_deleted
from portal.judges.visibility import hidden_submissions

SCAN = scan_slot("ballot_paper", required=True)
"""A scan: of an open ballot the paper, of a secret one only the signed cover."""

LEAST_SECRET_PAPERS = 2
"""One paper alone is that of the member who sent it, whatever is done with it."""


def receive(
    voter: BallotVoter,
    *,
    votes: Mapping[int, Vote],
    filename: str,
    stream: BinaryIO,
    size: int,
    content_type: str,
    actor: Any,
) -> None:
    """Take the signed paper of an absent member; of a secret ballot only that it has come, and its signed cover."""
    box = voter.box
    edition = db.session.get_one(Edition, box.edition_id)
    hidden = hidden_submissions(actor, edition)
    refuse_unless(policies.can_count_papers(actor, edition, hidden))
    _refuse_own(voter, actor)
    scan = attachments.store_whole(
        slot=SCAN, filename=filename, stream=stream, size=size, content_type=content_type, actor=actor
    )
    with transaction():
        _open_and_waiting(voter)
        recused = recused_in(box, voter.judge.user, edition)
        voter.on_paper, voter.scan = True, scan
        if settings_in(box.settings).secret:
            if box.papers_counted:
                raise BallotRefusedError(_l("The papers are opened and counted already; this one comes too late."))
            mark_handed_in(voter, recused)
        else:
            given = {work: vote for work, vote in votes.items() if work in set(box.works) - recused}
            missing = len(set(box.works) - recused) - len(given)
            if missing:
                raise UnansweredError(
                    _ln("%(num)d work has no answer yet.", "%(num)d works have no answer yet.", missing)
                )
            put_in(voter, given, recused)
        record(Action.BALLOT_PAPER_RECEIVED, box, actor=actor, on_behalf_of=voter.judge.user_id)


def _refuse_own(voter: BallotVoter, actor: Any) -> None:
    if voter.judge.user_id == actor.id:
        raise BallotRefusedError(_l("Vote with your own account: somebody else takes papers for you."))


def _open_and_waiting(voter: BallotVoter) -> None:
    lock_box(voter.box)
    db.session.refresh(voter, attribute_names=["handed_in", "on_paper"])
    if voter.box.state is not BoxState.OPEN:
        raise BallotRefusedError(_l("This ballot is closed."))
    if voter.handed_in:
        raise BallotRefusedError(_l("This member has voted already."))


def _purpose(box: BallotBox) -> str:
    return f"papers {box.id}"


def waiting_papers(box: BallotBox) -> list[BallotVoter]:
    """The members of a secret box whose papers have come; all are counted together."""
    return [one for one in box.voters if one.on_paper] if not box.papers_counted else []


def count(box: BallotBox, counts: Mapping[int, Count], *, actor: Any) -> bool:
    """Count the papers of a secret box, opened together; True when the second person came to the same.

    The first count is sealed and shown to nobody. When a second person counts the same, the sum goes into the urn and
    the first count is deleted; when not, both have to look again.
    """
    edition = db.session.get_one(Edition, box.edition_id)
    refuse_unless(policies.can_count_papers(actor, edition, hidden_submissions(actor, edition)))
    with transaction():
        lock_box(box)
        papers = waiting_papers(box)
        _check_papers(box, papers, counts)
        overwrite_deleted()
        first = db.session.get(PaperCount, box.id, populate_existing=True)
        content = queries.frame_of(box).counter_bytes(counts)
        if first is None or first.papers != len(papers):
            _keep_first(box, first, len(papers), content, actor)
            return False
        if first.counted_by_id == actor.id:
            raise BallotRefusedError(_l("You have counted already; a second person counts now."))
        same = unseal(first.sealed, salt=box.salt, purpose=_purpose(box)) == content
        db.session.execute(delete(PaperCount).where(PaperCount.box_id == box.id))
        db.session.expunge(first)
        if same:
            put_urn(box, added(take_urn(box), counts))
            box.papers_counted = len(papers)
            record(Action.BALLOT_PAPERS_COUNTED, box, actor=actor, papers=len(papers), first=first.counted_by_id)
    if not same:
        raise BallotRefusedError(_l("The two counts differ: both are thrown away. Count again, one after the other."))
    return True


def _keep_first(box: BallotBox, first: PaperCount | None, papers: int, content: bytes, actor: Any) -> None:
    sealed = seal(content, salt=box.salt, purpose=_purpose(box))
    kept = first or PaperCount(box_id=box.id)
    kept.papers, kept.counted_by_id, kept.sealed = papers, actor.id, sealed
    db.session.add(kept)


def _check_papers(box: BallotBox, papers: list[BallotVoter], counts: Mapping[int, Count]) -> None:
    if box.state is not BoxState.OPEN or not settings_in(box.settings).secret or not papers:
        raise BallotRefusedError(_l("No papers wait to be counted."))
    if len(papers) < LEAST_SECRET_PAPERS:
        raise BallotRefusedError(
            _l("One paper alone would tell how its member voted. Wait for a second, or ask the member to vote here.")
        )
    for work in box.works:
        one = counts.get(work, Count())
        numbers = (one.agree, one.disagree, one.abstain, *one.prizes.values())
        able = sum(work not in voter.recused for voter in papers)
        if min(numbers) < 0 or one.cast != able or sum(one.prizes.values()) > one.agree:
            raise BallotRefusedError(
                _l("Each work needs as many votes as there are papers of members who may vote on it.")
            )
