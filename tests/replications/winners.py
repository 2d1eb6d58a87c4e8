"""Editions with published winners."""

from datetime import datetime
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.decisions.models import Decision
from portal.publication import service as publication
from portal.publication.models import Publication
from portal.replications import adoptions
from portal.replications.models import Adoption
from tests.factories import both
from tests.publication import stages

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
    rules = {**values.pop("rules", RULES), "decision": {"second_person": False}}
    decided = stages.make_decided(totals=((95, 97), (90, 91)), rules=rules, **values)
    db.session.commit()
    return decided.edition, decided.organizer, decided.works, decided.decision


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
