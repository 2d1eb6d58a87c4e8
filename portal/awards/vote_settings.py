"""How the council votes, as the ballot round of an edition's frozen rules says."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class BallotSettings:
    """The rules of a vote, as the round of the edition says."""

    quorum: Fraction = Fraction(1, 2)
    pass_share: Fraction = Fraction(1, 2)
    more_than: bool = False
    of_all: bool = False
    secret: bool = False
    votes: int = 1
    casting_vote: bool = False

    def frozen(self) -> dict[str, Any]:
        """The same as plain values, to be kept and read again."""
        return {
            "quorum": str(self.quorum),
            "pass_share": str(self.pass_share),
            "pass_by": "more_than" if self.more_than else "at_least",
            "pass_of": "all" if self.of_all else "present",
            "secrecy": "secret" if self.secret else "open",
            "votes": self.votes,
            "casting_vote": self.casting_vote,
        }


def settings_in(raw: Mapping[str, Any]) -> BallotSettings:
    """The settings in a round of frozen rules, or in a box; what is not said is as in `BallotSettings`."""
    return BallotSettings(
        quorum=Fraction(raw.get("quorum") or "1/2"),
        pass_share=Fraction(raw.get("pass_share") or "1/2"),
        more_than=raw.get("pass_by") == "more_than",
        of_all=raw.get("pass_of") == "all",
        secret=raw.get("secrecy") == "secret",
        votes=raw.get("votes") or 1,
        casting_vote=bool(raw.get("casting_vote")),
    )


def settings_of_round(rules: Mapping[str, Any], code: str) -> BallotSettings:
    """What frozen rules say of a ballot round."""
    return settings_in(next((one for one in rules.get("rounds") or () if one.get("code") == code), {}))
