"""A council with a list to vote on, made with as few words as possible."""

from typing import Any

from portal.awards.list_steps import Step, steps_of
from portal.awards.models import Edition, Round, RoundKind
from portal.ballots import service, voting
from portal.ballots.ballot_rules import Choice, Vote
from portal.ballots.models import BallotBox, BallotVoter
from portal.decisions.lists import make_list
from portal.decisions.models import ListKind, ListVersion
from portal.judges import service as judges
from portal.judges.models import Judge, PanelRole
from portal.judges.searching import look_at
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind
from tests.factories import both, make_edition, make_judged, make_organizer

STEPS = (
    {"kind": "proposed", "rule": "threshold"},
    {"kind": "council", "rule": "list"},
    {"kind": "provisional", "rule": "council_vote"},
)
AGREE, DISAGREE, ABSTAIN = Vote(Choice.AGREE), Vote(Choice.DISAGREE), Vote(Choice.ABSTAIN)
FIRST = Vote(Choice.AGREE, "first")


def make_council_edition(lists: Any = STEPS, **ballot: Any) -> Edition:
    """An edition whose council votes, by the settings given."""
    rules = {"edition": {}, "contact": {}, "lists": [*lists], "rounds": [{"code": "city", **ballot}]}
    edition = make_edition(rules=rules, prize_cap=10)
    edition.rounds.append(Round(position=2, code="city", kind=RoundKind.BALLOT, name=both("City council")))
    return edition


def seat_council(edition: Edition, organizer: Any, count: int) -> list[Judge]:
    """Members of the council: the first is the chair, the second the deputy, the third the secretary."""
    roles = [PanelRole.CHAIR, PanelRole.DEPUTY, PanelRole.SECRETARY]
    members = []
    for n in range(count):
        judge = judges.add_judge(
            edition, name=f"Ủy viên {n}", email=f"member{n}-{edition.id}@example.com", actor=organizer, tell=False
        )
        judge.user.locale = "en"
        role = roles[n] if n < len(roles) else PanelRole.MEMBER
        judges.seat(judge, category=None, round=edition.rounds[1], role=role, actor=organizer, look=False)
        members.append(judge)
    look_at({member.user_id for member in members}, edition, actor=organizer)
    return members


def make_lists(edition: Edition, organizer: Any) -> ListVersion:
    """Every list up to the one the council votes on, of sheets that are sealed, by a rule that is."""
    for subject in (HeadKind.RULE, HeadKind.SHEETS):
        transparency.seal(edition, subject, actor=organizer)
    made = None
    steps: tuple[Step, ...] = steps_of(edition.rules)
    for step in steps[:-1]:
        made = make_list(edition, step.kind, actor=organizer)
    assert made is not None
    return made


def make_stage(totals: list[list[int]], members: int = 3, **ballot: Any) -> tuple[Any, ...]:
    """An edition with a list before its council: edition, organizer, works, members."""
    edition = make_council_edition(**ballot)
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, totals)
    council = seat_council(edition, organizer, members)
    make_lists(edition, organizer)
    return edition, organizer, works, council


def voter_of(box: BallotBox, judge: Judge) -> BallotVoter:
    """The line of a member in a box."""
    return next(one for one in box.voters if one.judge_id == judge.id)


def vote_all(box: BallotBox, judge: Judge, *votes: Vote) -> None:
    """Hand in a ballot with a vote for each work in the order of the box; one vote is meant for all."""
    given = votes * len(box.works) if len(votes) == 1 else votes
    voting.hand_in(voter_of(box, judge), dict(zip(box.works, given, strict=True)), actor=judge.user)


def closed_box(edition: Edition, organizer: Any, council: list[Judge], *ballots: tuple[Vote, ...]) -> BallotBox:
    """A box in which the members voted one after the other, closed."""
    box = service.open_box(edition, actor=organizer)
    for judge, votes in zip(council, ballots, strict=False):
        vote_all(box, judge, *votes)
    service.close(box, actor=organizer)
    return box


__all__ = [
    "ABSTAIN", "AGREE", "DISAGREE", "FIRST", "STEPS", "ListKind", "closed_box", "make_council_edition", "make_lists",
    "make_stage", "seat_council", "vote_all", "voter_of",
]  # fmt: skip
