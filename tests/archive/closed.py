"""A finished edition, and its archive, for the tests of this package."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from portal.accounts.models import User
from portal.adapters.object_store import get_store
from portal.archive import service
from portal.archive.models import Closing
from portal.awards.models import Edition
from portal.core.db import db
from portal.core.digest import digest
from portal.decisions import service as decisions
from portal.jobs import service as jobs
from portal.publication import service as publication
from portal.submissions.models import Submission
from tests.factories import both, make_edition, make_judged, make_organizer
from tests.moments import NOW

RULES = {
    "edition": {},
    "contact": {},
    "decision": {"second_person": False},
    "retention": {"hand_over_within_years": 1, "note": both("Nộp lưu trữ")},
}


def make_finished() -> tuple[Edition, User, list[Submission]]:
    """Two judged works, one of them honoured and published, after the last deadline."""
    edition = make_edition(rules=RULES, rules_digest=digest(RULES))
    organizer = make_organizer(edition, name="Ban Tổ Chức")
    works = make_judged(edition, organizer, [[90, 92], [70, 60]])
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="01/QĐ", signatory="Chủ tịch",
        actor=organizer,
    )  # fmt: skip
    publication.publish(decision, actor=organizer)
    jobs.run_pending()
    edition.closes_at = NOW - timedelta(days=1)
    db.session.flush()
    return edition, organizer, works


def close(edition: Edition, organizer: User) -> Closing:
    """Close the edition, and let the worker make the archive."""
    closing = service.close(edition, reason="Biên bản số 7", actor=organizer)
    jobs.run_pending()
    db.session.refresh(closing)
    return closing


def archive_in(directory: Path, closing: Closing) -> Path:
    """The sealed file, taken out of the store."""
    path = directory / "archive.zip"
    with get_store().open(closing.object_key) as stream:
        path.write_bytes(stream.read())
    return path


__all__: list[Any] = ["archive_in", "close", "make_finished"]
