"""Sessions for tests."""

from datetime import timedelta
from typing import Any

from portal.core.db import db
from portal.presentations import service
from portal.presentations.models import PresentationSession
from portal.presentations.service import Plan
from tests.moments import NOW

PLAN = Plan(place="Hội trường A", starts_at=NOW + timedelta(days=9), slot_minutes=20, gap_minutes=5)


def make_session(edition: Any, actor: Any, plan: Plan = PLAN) -> PresentationSession:
    """A session of the first category, with all of its works in the order of their numbers."""
    session = service.add_session(edition.categories[0], edition.rounds[0], plan, actor=actor)
    service.fill(session, seed="", actor=actor)
    db.session.commit()
    return session
