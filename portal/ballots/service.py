"""Opening a box, voting, closing it, and making the list of what passed."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition, prizes_of
from portal.ballots import policies, queries, scope
from portal.ballots.ballot_rules import (
    LEAST_SECRET,
    BallotSettings,
    Count,
    Outcome,
    Vote,
    count_votes,
    needed_for_quorum,
    settings_in,
)
from portal.ballots.models import (
    BallotBox,
    BallotDraft,
    BallotResult,
    BallotVoter,
    BoxState,
    CastingVote,
    PaperCount,
    Urn,
)
from portal.ballots.readiness import readiness_of
from portal.ballots.sealing import new_salt
from portal.ballots.voting import BallotRefusedError, lock_box, put_urn, recused_in, refuse_unless, take_urn
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.traces import overwrite_deleted
from portal.core.urls import external_url
from portal.decisions import lists
from portal.decisions.models import ListVersion
from portal.judges.council import council_round, members_of
from portal.judges.queries import today_in
from portal.judges.visibility import hidden_submissions
from portal.notifications.service import notify
from portal.notifications.topics import Topic


class QuorumError(PortalError):
    """Raised when a box would be closed with too few ballots."""


def open_box(
    edition: Edition, *, actor: Any, held_on: date | None = None, openly: bool = False, unheard_reason: str = ""
) -> BallotBox:
    """Open a box over the list that the council votes on; after a first vote, over what has not passed.

    `openly` is for the works that too few members may vote on for a secret vote; they get a box of their own.
    `unheard_reason` says why the council votes before the public has been heard, where it does.
    """
    hidden = hidden_submissions(actor, edition)
    refuse_unless(policies.can_open_ballots(actor, edition, hidden))
    with transaction():
        lock_edition(edition.id)
        round_, version = council_round(edition), queries.voted_list(edition)
        if round_ is None or version is None:
            raise BallotRefusedError(_l("Make the list first that the council votes on."))
        ready = readiness_of(edition)
        refuse_unless(policies.can_convene(ready, hidden, unheard_reason))
        seats = members_of(round_)
        if not seats:
            raise BallotRefusedError(_l("Nobody with a vote sits on the council yet."))
        settings, before = queries.council_settings(edition, round_.code), queries.boxes_over(version)
        left = scope.works_left(version, before, settings)
        works, settings = scope.chosen(left, settings, edition=edition, seats=seats, openly=openly)
        box = BallotBox(
            edition_id=edition.id, round=round_, list_version=version, number=len(before) + 1,
            settings=settings.frozen(), works=works,
            prizes=[one.code for one in prizes_of(edition)], salt=new_salt(),
            held_on=_day_of(edition, version, held_on), opened_by_id=actor.id, opened_at=clock.now(),
            unheard_reason=ready.reason_kept(unheard_reason),
            voters=[BallotVoter(judge=one.judge, name=one.judge.user.name, role=one.role, recused=[]) for one in seats],
        )  # fmt: skip
        db.session.add(box)
        lists.hold(edition, version.kind)
        db.session.flush()
        if settings.secret:
            put_urn(box, {})
        for seat in seats:
            notify(
                seat.judge.user, Topic.BALLOT_OPENED, edition_name=edition.name,
                url=external_url("ballots.ballot", box_id=box.id),
            )  # fmt: skip
        record(
            Action.BALLOT_OPENED, box, actor=actor, list=version.digest, number=box.number, works=len(box.works),
            members=len(seats), settings=box.settings, unheard_reason=box.unheard_reason,
        )  # fmt: skip
        return box


def _day_of(edition: Edition, version: ListVersion, held_on: date | None) -> date:
    """The day of a vote: today if nobody says another, never one to come, never before the list was there."""
    today = today_in(edition)
    if held_on is not None and not version.dated_on <= held_on <= today:
        raise BallotRefusedError(
            _l("Enter the day of the vote: not in the future, and not before the day of the list that is voted on.")
        )
    return held_on or today


def close(box: BallotBox, *, actor: Any) -> None:
    """Close a box and write down what it came to; the urn is emptied for good."""
    edition = db.session.get_one(Edition, box.edition_id)
    refuse_unless(policies.can_end_ballots(actor, edition, hidden_submissions(actor, edition)))
    with transaction():
        lock_box(box)
        if box.state is not BoxState.OPEN:
            raise BallotRefusedError(_l("This ballot is closed."))
        settings, voters = settings_in(box.settings), list(box.voters)
        _check_whole(box, settings, voters)
        box.late_conflicts = _late_conflicts(box, voters, edition)
        counts, recused = _counts(box, settings), _recused(box, voters, edition)
        if settings.secret:
            _check_enough(box, counts)
        elif queries.council_settings(edition, box.round.code).secret:
            _check_few(box, recused, len(voters))
        db.session.add_all(
            BallotResult(
                box_id=box.id, submission_id=work, agree=count.agree, disagree=count.disagree, abstain=count.abstain,
                recused=recused.get(work, 0), prizes=dict(count.prizes),
            )
            for work in box.works
            for count in [counts.get(work, Count())]
        )  # fmt: skip
        _empty(box)
        box.state, box.closed_by_id, box.closed_at = BoxState.CLOSED, actor.id, clock.now()
        record(
            Action.BALLOT_CLOSED, box, actor=actor, ballots=sum(one.handed_in for one in voters), members=len(voters),
            late_conflicts=[
                {"user": voter.judge.user_id, "submission": work} for voter, work in queries.late_conflicts_of(box)
            ],
            **_who_voted(box),
        )  # fmt: skip


def _check_whole(box: BallotBox, settings: BallotSettings, voters: list[BallotVoter]) -> None:
    voted, needed = sum(one.handed_in for one in voters), needed_for_quorum(len(voters), settings.quorum)
    if voted < needed:
        raise QuorumError(
            _l(
                "%(voted)d of %(members)d members have voted, and %(needed)d must: wait, or cancel the ballot.",
                voted=voted, members=len(voters), needed=needed,
            )
        )  # fmt: skip
    if settings.secret and sum(one.on_paper for one in voters) != box.papers_counted:
        raise BallotRefusedError(_l("Papers were received that two people have not counted yet."))


def _check_enough(box: BallotBox, counts: dict[int, Count]) -> None:
    few = [work for work in box.works if counts.get(work, Count()).cast < LEAST_SECRET]
    if few:
        raise BallotRefusedError(
            _l(
                "A secret vote needs %(least)d votes on each work, or it would tell who voted what; there are fewer on "
                "%(works)s. Wait for more, or cancel the ballot: a new one leaves out the works that fewer members may "
                "vote on, and these are voted on openly.",
                least=LEAST_SECRET, works=scope.names_of(few),
            )
        )  # fmt: skip


def _check_few(box: BallotBox, recused: dict[int, int], members: int) -> None:
    """An open vote where the rule is secret has few who may vote also when it ends: the results are checked for it."""
    many = [work for work in box.works if members - recused.get(work, 0) >= LEAST_SECRET]
    if many:
        raise BallotRefusedError(
            _l(
                "By now enough members may vote on %(works)s for a secret vote, which the rules want. Cancel this "
                "ballot; the next one is secret.",
                works=scope.names_of(many),
            )
        )  # fmt: skip


def _who_voted(box: BallotBox) -> dict[str, Any]:
    """Of a secret box, who has voted, sorted; it is said once, when no vote is left that it could be laid beside."""
    if not settings_in(box.settings).secret:
        return {}
    return {"handed_in": sorted(one.judge.user_id for one in box.voters if one.handed_in)}


def _late_conflicts(box: BallotBox, voters: list[BallotVoter], edition: Edition) -> list[dict[str, int]]:
    """The conflicts with works of the box that were not known yet when their members handed in."""
    return [
        {"voter": voter.id, "work": work}
        for voter in voters
        if voter.handed_in
        for work in sorted(recused_in(box, voter.judge.user, edition) - set(voter.recused))
    ]


def _counts(box: BallotBox, settings: BallotSettings) -> dict[int, Count]:
    if settings.secret:
        return take_urn(box)
    given: dict[int, list[Vote]] = {}
    late = {(one["voter"], one["work"]) for one in box.late_conflicts or ()}
    for vote in queries.open_votes_of(box):
        if (vote.voter_id, vote.submission_id) not in late:
            given.setdefault(vote.submission_id, []).append(Vote(vote.choice, vote.prize))
    return {work: count_votes(votes) for work, votes in given.items()}


def _recused(box: BallotBox, voters: list[BallotVoter], edition: Edition) -> dict[int, int]:
    """By work, how many members had no vote on it; of those who stayed away, as things stand at closing.

    A conflict that came up after the hand-in takes an open vote back; a secret vote is in the sum, and stays there.
    """
    found: dict[int, int] = {}
    late: dict[int, set[int]] = {}
    for voter, work in () if settings_in(box.settings).secret else queries.late_conflicts_of(box):
        late.setdefault(voter.id, set()).add(work)
    for voter in voters:
        works = voter.recused if voter.handed_in else recused_in(box, voter.judge.user, edition)
        voter.recused = sorted({*works, *late.get(voter.id, ())})
        for work in voter.recused:
            found[work] = found.get(work, 0) + 1
    return found


def _empty(box: BallotBox) -> None:
    overwrite_deleted()
    voters = select(BallotVoter.id).where(BallotVoter.box_id == box.id)
    db.session.execute(delete(BallotDraft).where(BallotDraft.voter_id.in_(voters)))
    db.session.execute(delete(PaperCount).where(PaperCount.box_id == box.id))
    db.session.execute(delete(Urn).where(Urn.box_id == box.id))


def cancel(box: BallotBox, *, reason: str, actor: Any) -> None:
    """Give up a box that cannot be brought to an end; its votes are thrown away unread."""
    edition = db.session.get_one(Edition, box.edition_id)
    refuse_unless(policies.can_end_ballots(actor, edition, hidden_submissions(actor, edition)))
    if not reason.strip():
        raise BallotRefusedError(_l("Write why the ballot is cancelled."))
    with transaction():
        lock_edition(edition.id)
        lock_box(box)
        if box.state is not BoxState.OPEN:
            raise BallotRefusedError(_l("This ballot is closed."))
        _empty(box)
        box.state, box.cancel_reason = BoxState.CANCELLED, reason.strip()
        box.closed_by_id, box.closed_at = actor.id, clock.now()
        if all(one.state is BoxState.CANCELLED for one in queries.boxes_over(box.list_version)):
            lists.let_go(edition, box.list_version.kind)
        record(Action.BALLOT_CANCELLED, box, actor=actor, reason=box.cancel_reason, **_who_voted(box))


def cast(box: BallotBox, submission_id: int, *, agrees: bool, reason: str, actor: Any) -> CastingVote:
    """Part the equal votes on a work by the chair's word, with its reason."""
    edition = db.session.get_one(Edition, box.edition_id)
    hidden = hidden_submissions(actor, edition)
    refuse_unless(policies.can_cast(actor, box, queries.voter_in(box, actor), submission_id, hidden))
    if not reason.strip():
        raise BallotRefusedError(_l("Write the reason; it goes into the record."))
    with transaction():
        lock_box(box)
        results = {one.submission.id: one for one in queries.results_of(box)} if box.state is BoxState.CLOSED else {}
        if submission_id not in results or results[submission_id].outcome is not Outcome.TIED:
            raise BallotRefusedError(_l("The votes on this work are not equal, or are parted already."))
        given = CastingVote(
            box_id=box.id, submission_id=submission_id, agrees=agrees, reason=reason.strip(), given_by_id=actor.id,
            given_at=clock.now(),
        )  # fmt: skip
        db.session.add(given)
        record(
            Action.CASTING_VOTE_GIVEN, box, actor=actor, submission=submission_id, agrees=agrees, reason=given.reason
        )
        return given


def make_voted_list(edition: Edition, *, actor: Any, dated_on: date | None = None) -> ListVersion:
    """Make the list of what passed, out of every closed vote over the list that was voted on."""
    refuse_unless(policies.can_end_ballots(actor, edition, hidden_submissions(actor, edition)))
    version = queries.voted_list(edition)
    boxes = queries.boxes_over(version) if version is not None else []
    closed = [one for one in boxes if one.state is BoxState.CLOSED]
    if version is None or not closed or any(one.state is BoxState.OPEN for one in boxes):
        raise BallotRefusedError(_l("Close the ballot first."))
    results = queries.results_over(version)
    waiting = [entry.submission_id for entry in version.entries if entry.submission_id not in results]
    if waiting:
        raise BallotRefusedError(
            _l("There was no vote on %(works)s yet. Vote on these openly.", works=scope.names_of(waiting))
        )
    if any(one.outcome is Outcome.TIED for one in results.values()):
        raise BallotRefusedError(_l("Equal votes wait for the chair; they are parted first."))
    passed = frozenset(work for work, one in results.items() if one.outcome is Outcome.PASSED)
    facts = {"votes": [{"number": one.number, "works": len(one.works), **one.settings} for one in closed]}
    return lists.make_from_votes(version, passed, facts, actor=actor, dated_on=dated_on)
