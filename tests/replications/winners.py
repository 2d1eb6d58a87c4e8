"""Editions with published winners, without the judging before them."""

from datetime import datetime
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.decisions.models import Decision, ListEntry, ListKind, ListVersion
from portal.publication import service as publication
from portal.publication.models import Publication
from portal.replications import adoptions
from portal.replications.models import Adoption
from tests.factories import both, make_edition, make_organizer, make_submission, save
from tests.moments import NOW

PLACES = [{"code": "ha_noi", "name": both("Hà Nội")}, {"code": "hue", "name": both("Huế")}]
RULES: dict[str, Any] = {
    "edition": {},
    "contact": {},
    "replication": {
        "check_in_months": [6, 12], "reminder_days": 14, "most_reminders": 2, "erase_after_days": 365,
        "places": PLACES,
    },
}  # fmt: skip


def make_decided(**values: Any) -> tuple[Any, Any, list[Any], Decision]:
    """Two works of which the first wins: edition, organizer, works, decision."""
    edition = make_edition(**{"rules": RULES, **values})
    organizer = make_organizer(edition)
    works = [make_submission(edition=edition, title=f"Công trình {n}", organisation=f"Cơ quan {n}") for n in range(2)]
    entries = [
        ListEntry(
            position=place, submission_id=work.id, category_id=work.category_id, rank=place, sheets=2,
            mean_numerator=97 - place, mean_denominator=1, prize_id=edition.prizes[0].id if place == 1 else None,
        )
        for place, work in enumerate(works, start=1)
    ]  # fmt: skip
    version = ListVersion(
        edition_id=edition.id, kind=ListKind.DECIDED, number=1, rule={}, digest="0" * 64, entries=entries,
        created_by_id=organizer.id, created_at=NOW, dated_on=NOW.date(),
    )  # fmt: skip
    decision = Decision(
        edition_id=edition.id, list_version=version, reference="1/QĐ", signatory="Chủ tịch", cap_reasons={},
        decided_by_id=organizer.id, decided_at=NOW, decided_on=NOW.date(),
    )  # fmt: skip
    save(decision)
    db.session.commit()
    return edition, organizer, works, decision


def make_winner(**values: Any) -> tuple[Any, Any, Any]:
    """One published winner: edition, organizer, the work."""
    edition, organizer, works, decision = make_decided(**values)
    publication.publish(decision, actor=organizer)
    return edition, organizer, works[0]


def released_at(edition: Any) -> datetime:
    """When the results were released."""
    moment: datetime = db.session.query(Publication.published_at).filter_by(edition_id=edition.id).scalar()
    return moment


def reported(work: Any, organisation: str = "Bệnh viện A", **values: Any) -> Adoption:
    """An adoption whose address is proven."""
    given = {
        "place": "hue", "locality": "Phường 1", "year": clock.now().year, "effect": "Nhanh gấp đôi",
        "reporter": "Ông Bảy", "email": f"nguoi{len(organisation)}@example.com", "locale": "en", **values,
    }  # fmt: skip
    adoption = adoptions.report(work, organisation=organisation, **given)
    adoptions.verify(adoption)
    return adoption


def published(work: Any, organizer: Any, organisation: str = "Bệnh viện A", **values: Any) -> Adoption:
    """An adoption in the public register."""
    adoption = reported(work, organisation, **values)
    adoptions.answer(adoption, agrees=True, remark="", actor=work.owner)
    adoptions.publish(adoption, actor=organizer)
    return adoption
