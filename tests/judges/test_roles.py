"""Roles given late: what ties the person to a work is found before they see how it was judged."""

import pytest

from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.judges.roles import give_role
from portal.judges.visibility import hidden_submissions
from tests.factories import make_accepted, make_edition, make_organizer, make_user

pytestmark = pytest.mark.usefixtures("app")
PLACE = "Bệnh viện Nhân dân Gia Định"


@pytest.fixture
def stage(app):
    edition = make_edition()
    organizer = make_organizer(edition)
    works = make_accepted(edition, organizer, 3)
    works[1].organisation = PLACE
    db.session.commit()
    return edition, organizer, works


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.SECRETARY])
def test_conflict_of_a_new_organizer_or_secretary_is_there_at_once(stage, role):
    edition, organizer, works = stage
    late = make_user(organisation=PLACE)

    give_role(late, role, edition=edition, category=None, actor=organizer)

    assert hidden_submissions(late, edition) == {works[1].id}


def test_nobody_else_is_searched_and_nothing_found_is_not_written_down(stage):
    edition, organizer, _works = stage
    organizer.organisation = PLACE
    events = db.session.query(AuditEvent).filter_by(action="conflict.found")
    before = events.count()

    give_role(make_user(organisation="Nơi khác"), Role.ORGANIZER, edition=edition, category=None, actor=organizer)

    assert (hidden_submissions(organizer, edition), events.count()) == (frozenset(), before)


def test_page_of_roles_looks_for_conflicts(stage, client):
    edition, organizer, works = stage
    late = make_user(organisation=PLACE)
    client.sign_in(organizer)

    sent = client.post_form(
        f"/manage/editions/{edition.id}/people",
        {"email": late.email, "name": late.name, "role": "organizer", "category": "0"},
    )

    assert (sent.status_code, hidden_submissions(late, edition)) == (302, {works[1].id})
