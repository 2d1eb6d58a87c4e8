"""Quorum, pass and casting vote, in whole numbers and exact fractions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from portal.awards.vote_settings import BallotSettings, settings_in

__all__ = [
    "BallotSettings",
    "Choice",
    "Count",
    "Outcome",
    "Vote",
    "count_votes",
    "needed_for_quorum",
    "outcome",
    "settings_in",
]
LEAST_SECRET = 3
"""Of fewer votes on a work a secret count would tell too much: the sum of two tells each voter what the other said."""


class Choice(StrEnum):
    """What a member says on a work."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """What the votes on a work mean; `TIED` waits for the chair."""

    PASSED = "passed"
    FAILED = "failed"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's answer on one work; a prize may be proposed only by who agrees."""

    choice: Choice
    prize: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """What the votes on one work come to."""

    agree: int = 0
    disagree: int = 0
    abstain: int = 0
    prizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def cast(self) -> int:
        """How many voted on this work; an abstention is a vote."""
        return self.agree + self.disagree + self.abstain


def count_votes(votes: Iterable[Vote]) -> Count:
    """Count the votes on one work."""
    listed = list(votes)
    prizes: dict[str, int] = {}
    for vote in listed:
        if vote.prize:
            prizes[vote.prize] = prizes.get(vote.prize, 0) + 1
    given = [vote.choice for vote in listed]
    return Count(given.count(Choice.AGREE), given.count(Choice.DISAGREE), given.count(Choice.ABSTAIN), prizes)


def needed_for_quorum(members: int, quorum: Fraction) -> int:
    """The least number of ballots with which a vote of so many members is valid."""
    return -(-members * quorum.numerator // quorum.denominator)


def outcome(
    count: Count, settings: BallotSettings, *, members: int, recused: int, casting: bool | None = None
) -> Outcome:
    """Whether a work has passed.

    The share is of those who voted on this work, or of all members; who is in conflict with it is in neither. Equal
    votes are tied where the chair's vote, which counts as one more, can still lift the work over the share.
    """
    base = members - recused if settings.of_all else count.cast
    if casting is None and settings.casting_vote and count.agree == count.disagree and count.agree:
        return Outcome.TIED if _reaches(count.agree + 1, base + 1, settings) else Outcome.FAILED
    if casting is not None:
        return Outcome.PASSED if _reaches(count.agree + casting, base + 1, settings) else Outcome.FAILED
    return Outcome.PASSED if _reaches(count.agree, base, settings) else Outcome.FAILED


def _reaches(agree: int, base: int, settings: BallotSettings) -> bool:
    have, need = agree * settings.pass_share.denominator, base * settings.pass_share.numerator
    return base > 0 and agree > 0 and (have > need if settings.more_than else have >= need)
