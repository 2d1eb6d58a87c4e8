"""What tests of rubrics stand on: an edition whose first category has a work with two judges."""

import pytest
from sqlalchemy import select

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.core.db import db
from tests.factories import make_accepted, make_edition, make_organizer, make_panel


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def category(edition):
    return edition.categories[0]


@pytest.fixture
def assignment(edition, organizer):
    make_accepted(edition, organizer)
    make_panel(edition, organizer, 2)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    found = active_assignments(edition)[0]
    found.judge.user.locale = "en"
    declarations.declare_free([found], actor=found.judge.user)
    return found


def criteria_of(category):
    db.session.expire_all()
    return list(category.criteria)


def events(action):
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.sequence)))
