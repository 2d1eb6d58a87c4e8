"""An edition that has been decided, with whatever a test needs published."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User
from portal.awards.models import Edition
from portal.decisions import service as decisions
from portal.decisions.models import Decision
from portal.publication import service
from portal.publication.models import Publication
from portal.submissions.models import Submission
from tests.factories import make_edition, make_judged, make_organizer

PRIZES = ("first", "second")


@dataclass
class Decided:
    """An edition with its people, works and decision."""

    edition: Edition
    organizer: User
    works: list[Submission]
    decision: Decision

    @property
    def base(self) -> str:
        return f"/editions/{self.edition.slug}"

    def publish(self) -> Publication:
        return service.publish(self.decision, actor=self.organizer)

    def decide_again(self, *prizes: str | None, reference: str = "8/QĐ") -> Decision:
        return decide(self.edition, self.organizer, self.works, prizes, reference)


def decide(edition: Edition, organizer: User, works: list[Submission], prizes: Any, reference: str) -> Decision:
    """Give the works their prizes, in order; None gives none."""
    given = {work.id: prize for work, prize in zip(works, prizes, strict=False) if prize}
    return decisions.decide(
        edition, prizes=given, cap_reasons={}, reference=reference, signatory="Chủ tịch", actor=organizer
    )


def make_decided(totals: Any = ((95, 97), (90, 91), (50, 51)), prizes: Any = ("first",), **values: Any) -> Decided:
    """Three judged works, of which two are listed and the first wins, unless said otherwise."""
    edition = make_edition(**{"prize_cap": 20, **values})
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [list(one) for one in totals])
    decisions.make_shortlist(edition, actor=organizer)
    return Decided(edition, organizer, works, decide(edition, organizer, works, prizes, "7/QĐ"))
