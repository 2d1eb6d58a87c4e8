"""What is settled before the council meets or votes: rule and sheets are sealed, and the public has been heard."""

from dataclasses import dataclass
from typing import Any

from portal.ballots.queries import voted_list
from portal.comments import queries as comments
from portal.comments.rules import Hearing
from portal.core import clock
from portal.transparency import queries as sealed
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind, Sealing


@dataclass(frozen=True, slots=True)
class Readiness:
    """How rule, sheets and public comment of an edition stand."""

    rule: Sealing
    sheets: Sealing
    hearing: Hearing

    @property
    def is_heard(self) -> bool:
        """Whether the public has been heard to the end, or need not be."""
        return self.hearing in (Hearing.NOT_ASKED, Hearing.OVER)

    def reason_kept(self, written: str) -> str:
        """The reason to begin before the public has been heard; nothing is kept where none was needed."""
        return "" if self.is_heard else written.strip()


def readiness_of(edition: Any) -> Readiness:
    """How things stand, the rule and every sheet compared with what was sealed."""
    return Readiness(
        transparency.sealing_of_rule(edition),
        transparency.sealing_of_sheets(edition),
        comments.hearing_of(edition, clock.now(), voted_list(edition)),
    )


def readiness_shown(edition: Any, hidden: frozenset[int]) -> Readiness:
    """What a page says of it: of the sheets only whether they are sealed, and nothing of objections that are hidden.

    Sheets are many, and compared when the council begins.
    """
    sheets = Sealing.MISSING if sealed.head_in_force(edition, HeadKind.SHEETS) is None else Sealing.SEALED
    hearing = comments.hearing_of(edition, clock.now(), voted_list(edition), hidden)
    return Readiness(transparency.sealing_of_rule(edition), sheets, hearing)
