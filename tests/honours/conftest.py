"""An edition whose results are public: one work with two authors has won."""

from dataclasses import dataclass
from typing import Any

import pytest

from portal.core.db import db
from portal.decisions import service as decisions
from portal.honours.winners import Winner, winners_of
from portal.publication import service as publication
from tests.factories import make_edition, make_judged, make_organizer


@dataclass(frozen=True)
class Published:
    """The edition with its people and works; the first work has won."""

    edition: Any
    organizer: Any
    works: list[Any]

    @property
    def winner(self) -> Winner:
        return winners_of(self.edition)[0]

    @property
    def owner(self) -> Any:
        return self.works[0].owner


@pytest.fixture
def decided(app):
    """Everything but the publication."""
    rules = {
        "edition": {"locales": ["vi"]},
        "contact": {},
        "decision": {"second_person": False, "place": {"vi": "Thành phố"}},
        "honours": {"certificate_for": "author", "mark": "GCN", "issuer": {"vi": "Ủy ban", "en": "Committee"}},
    }
    edition = make_edition(rules=rules)
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[95, 97], [90, 91]])
    # Certificates say what was submitted: two authors were.
    version = works[0].versions[-1]
    authors = [{**version.content["authors"][0], "full_name": name} for name in ("Nguyễn Thị Ưỡng", "Trần Văn B")]
    content = {**version.content, "authors": authors}
    db.session.execute(type(version).__table__.update().values(content=content).where(type(version).id == version.id))
    db.session.expire(version)
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="7/QĐ", signatory="Chủ tịch", actor=organizer
    )
    return Published(edition, organizer, works), decision


@pytest.fixture
def published(decided):
    """The results are public."""
    what, decision = decided
    publication.publish(decision, actor=what.organizer)
    return what
