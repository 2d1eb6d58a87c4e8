"""Reading boxes, who has voted, and what closed boxes came to."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from werkzeug.exceptions import NotFound

from portal.accounts.models import User
from portal.awards.list_steps import steps_of
from portal.awards.models import Category, Edition
from portal.awards.preset_words import ListRule
from portal.awards.vote_settings import settings_of_round
from portal.ballots.ballot_rules import BallotSettings, Count, Outcome, Vote, outcome, settings_in
from portal.ballots.models import BallotBox, BallotDraft, BallotResult, BallotVoter, BoxState, CastingVote, OpenVote
from portal.ballots.sealing import unseal
from portal.ballots.tally_frame import Frame
from portal.core.db import db
from portal.decisions.models import ListEntry, ListVersion
from portal.decisions.queries import entries_of, latest_list
from portal.judges.models import Judge
from portal.submissions.models import Submission

CASTING_ON_RESULT = (CastingVote.box_id == BallotResult.box_id) & (
    CastingVote.submission_id == BallotResult.submission_id
)


@dataclass(frozen=True, slots=True)
class WorkResult:
    """What the votes on a work came to, and what that means."""

    submission: Submission
    count: Count
    recused: int
    outcome: Outcome
    casting: CastingVote | None


def council_settings(edition: Edition, code: str) -> BallotSettings:
    """What the frozen rules say of a ballot round."""
    return settings_of_round(edition.rules, code)


def voted_list(edition: Edition) -> ListVersion | None:
    """The newest list that the council votes on, where the edition has such a vote."""
    steps = steps_of(edition.rules)
    for earlier, step in pairwise(steps):
        if step.rule is ListRule.COUNCIL_VOTE:
            return latest_list(edition, earlier.kind)
    return None


def boxes_of(edition: Edition) -> list[BallotBox]:
    """Every box of an edition, the newest first."""
    statement = (
        select(BallotBox)
        .options(joinedload(BallotBox.list_version), selectinload(BallotBox.voters).lazyload(BallotVoter.judge))
        .where(BallotBox.edition_id == edition.id)
    )
    return list(db.session.scalars(statement.order_by(BallotBox.id.desc()).limit(50)))


def boxes_over(version: ListVersion) -> list[BallotBox]:
    """The boxes over a list in the order of voting, whatever its version was: a list made anew gives no vote more."""
    statement = (
        select(BallotBox)
        .join(ListVersion, ListVersion.id == BallotBox.list_version_id)
        .where(ListVersion.edition_id == version.edition_id, ListVersion.kind == version.kind)
    )
    return list(db.session.scalars(statement.order_by(BallotBox.id)))


def get_box_or_404(edition_id: int, box_id: int) -> BallotBox:
    """A box of this edition with its list, round and voters."""
    statement = _box().where(BallotBox.id == box_id, BallotBox.edition_id == edition_id)
    found: BallotBox | None = db.session.scalar(statement)
    if found is None:
        raise NotFound()
    return found


def get_members_box_or_404(box_id: int, user: Any) -> tuple[BallotBox, BallotVoter]:
    """A box in which somebody votes, and the own line in it; to everybody else it does not exist."""
    box: BallotBox | None = db.session.scalar(_box().where(BallotBox.id == box_id))
    voter = voter_in(box, user) if box is not None else None
    if box is None or voter is None:
        raise NotFound()
    return box, voter


def _box() -> Select[Any]:
    people = joinedload(BallotVoter.judge).options(lazyload(Judge.organisations))
    return select(BallotBox).options(
        joinedload(BallotBox.list_version),
        joinedload(BallotBox.round),
        selectinload(BallotBox.voters).options(
            people.joinedload(Judge.user).lazyload(User.grants), joinedload(BallotVoter.scan)
        ),
    )


def voter_in(box: BallotBox, user: Any) -> BallotVoter | None:
    """The line of somebody in a box."""
    return next((one for one in box.voters if one.judge.user_id == user.id), None)


def own_boxes(user: Any) -> list[tuple[BallotBox, BallotVoter]]:
    """The boxes somebody votes in, the newest first."""
    statement = (
        select(BallotBox, BallotVoter)
        .join(BallotVoter, BallotVoter.box_id == BallotBox.id)
        .join(Judge, Judge.id == BallotVoter.judge_id)
        .where(Judge.user_id == user.id, BallotBox.state != BoxState.CANCELLED)
        .order_by(BallotBox.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement.limit(50))]


def frame_of(box: BallotBox) -> Frame:
    """The works and prizes of a box."""
    return Frame(tuple(box.works), tuple(box.prizes))


def draft_of(voter: BallotVoter) -> dict[int, Vote]:
    """What a member has ticked so far."""
    draft = db.session.get(BallotDraft, voter.id)
    if draft is None:
        return {}
    return frame_of(voter.box).ballot(unseal(draft.sealed, salt=voter.box.salt, purpose=draft_purpose(voter)))


def draft_purpose(voter: BallotVoter) -> str:
    """What a draft is sealed for: this voter's, in this box."""
    return f"draft {voter.box_id} {voter.id}"


def works_in(box: BallotBox, hidden: frozenset[int]) -> list[ListEntry]:
    """The works voted on as they stand on the list; hidden works are not among them."""
    statement = entries_of(box.list_version, hidden).where(ListEntry.submission_id.in_(box.works))
    return list(db.session.scalars(statement))


def open_votes_of(box: BallotBox) -> list[OpenVote]:
    """Every vote of an open ballot."""
    statement = select(OpenVote).options(joinedload(OpenVote.voter)).join(BallotVoter)
    return list(db.session.scalars(statement.where(BallotVoter.box_id == box.id)))


def open_votes_by_work(box: BallotBox) -> dict[int, list[OpenVote]]:
    """Who voted what on each work, in an open ballot."""
    found: dict[int, list[OpenVote]] = {}
    for vote in open_votes_of(box):
        found.setdefault(vote.submission_id, []).append(vote)
    return found


def late_conflicts_of(box: BallotBox, hidden: frozenset[int] = frozenset()) -> list[tuple[BallotVoter, int]]:
    """Members of a closed box with a work they came into conflict with after the hand-in; hidden works are left out."""
    voters = {one.id: one for one in box.voters}
    return [(voters[one["voter"]], one["work"]) for one in box.late_conflicts or () if one["work"] not in hidden]


def results_of(box: BallotBox, hidden: frozenset[int] = frozenset()) -> list[WorkResult]:
    """What a closed box came to, in the order of the list; hidden works are not among them."""
    statement = (
        select(BallotResult, CastingVote)
        .options(joinedload(BallotResult.submission).joinedload(Submission.category).lazyload(Category.criteria))
        .outerjoin(CastingVote, CASTING_ON_RESULT)
        .where(BallotResult.box_id == box.id, BallotResult.submission_id.not_in(hidden))
    )
    members, settings = members_in(box), settings_in(box.settings)
    found = {row[0].submission_id: _result(row[0], row[1], settings, members) for row in db.session.execute(statement)}
    return [found[one] for one in box.works if one in found]


def _result(row: BallotResult, casting: CastingVote | None, settings: BallotSettings, members: int) -> WorkResult:
    count = Count(row.agree, row.disagree, row.abstain, row.prizes)
    means = outcome(
        count, settings, members=members, recused=row.recused, casting=casting.agrees if casting is not None else None
    )
    return WorkResult(row.submission, count, row.recused, means, casting)


def members_in(box: BallotBox) -> int:
    """How many members a box has."""
    return db.session.scalar(select(func.count()).where(BallotVoter.box_id == box.id)) or 0


def results_over(version: ListVersion) -> dict[int, WorkResult]:
    """By work, what the last closed vote on it came to."""
    found: dict[int, WorkResult] = {}
    for box in boxes_over(version):
        if box.state is BoxState.CLOSED:
            found.update({one.submission.id: one for one in results_of(box)})
    return found


def totals_over(version: ListVersion) -> list[dict[str, Any]]:
    """The last vote on each work of a list that the council voted on, by its number, with what it came to.

    For everybody who may see results: sums only, how many members the box had and how many ballots were handed in, how
    often the work was voted on, and the chair's word where votes were equal.
    """
    rows: dict[int, dict[str, Any]] = {}
    times: Counter[int] = Counter()
    for box in boxes_over(version):
        if box.state is BoxState.CLOSED:
            times.update(box.works)
            rows.update(_totals_in(box))
    told = ({**row, "times": times[work]} for work, row in rows.items())
    return sorted(told, key=lambda row: str(row["number"]))


def turnout_of(box: BallotBox) -> dict[str, int]:
    """How many members a box has, and how many ballots were handed in."""
    statement = select(func.count(), func.count().filter(BallotVoter.handed_in)).where(BallotVoter.box_id == box.id)
    members, handed_in = db.session.execute(statement).one()
    return {"members": members, "handed_in": handed_in}


def _totals_in(box: BallotBox) -> dict[int, dict[str, Any]]:
    """The sums of one box by work, as plain rows: a release has thousands of works, and needs nothing else of them."""
    counted = (BallotResult.agree, BallotResult.disagree, BallotResult.abstain, BallotResult.prizes)
    statement = (
        select(Submission.id, Submission.number, BallotResult.recused, CastingVote.agrees.label("casting"), *counted)
        .join(Submission, Submission.id == BallotResult.submission_id)
        .outerjoin(CastingVote, CASTING_ON_RESULT)
        .where(BallotResult.box_id == box.id)
    )
    turnout, settings = turnout_of(box), settings_in(box.settings)
    found = {}
    for row in db.session.execute(statement):
        count = Count(row.agree, row.disagree, row.abstain, row.prizes)
        means = outcome(count, settings, members=turnout["members"], recused=row.recused, casting=row.casting)
        found[row.id] = {
            "number": row.number or "",
            "vote": box.number,
            **turnout,
            "recused": row.recused,
            "agree": row.agree,
            "disagree": row.disagree,
            "abstain": row.abstain,
            "casting": row.casting,
            "passed": means is Outcome.PASSED,
            "prizes": dict(sorted(row.prizes.items())),
        }
    return found
