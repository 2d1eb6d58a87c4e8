"""The audit log of somebody in conflict: of every act there is, only those on handing a work in are shown."""

import pytest
from sqlalchemy import func, select

from portal.audit.actions import Action
from portal.audit.models import AuditEvent
from portal.audit.service import record
from portal.core.db import db
from portal.dashboard.audit_log import events_for
from tests.factories import make_edition, make_organizer, make_submission

SHOWN_ANYWAY = {
    *("submission.started", "submission.copied", "submission.submitted", "submission.withdrawn"),
    *("submission.reopened", "collaborator.invited", "collaborator.answered", "collaborator.removed"),
    *("share.confirmed", "ownership.transferred", "confirmation.asked", "confirmation.answered", "message.sent"),
    *("attachment.started", "attachment.completed", "attachment.verified", "attachment.rejected"),
    *("attachment.removed", "form.changed", "form.discarded", "form.published", "form.adopted", "deadline.extended"),
    *("paper.entered", "paper.supplemented", "paper.scanned", "paper_person.changed", "stub.recorded"),
    *("screening.checked", "screening.accepted", "screening.returned", "screening.reinstated", "screening.refused"),
    "resemblance.judged",
}


@pytest.fixture
def work(app):
    edition = make_edition()
    made = make_submission(edition=edition)
    db.session.commit()
    return made


@pytest.mark.parametrize("named", [False, True], ids=["about it", "naming it"])
def test_of_every_act_on_a_hidden_work_only_those_on_handing_it_in_are_shown(work, named):
    organizer = make_organizer(work.edition)
    start = db.session.scalar(select(func.max(AuditEvent.sequence)))
    for action in Action:
        details = {"submission": work.id} if named else {}
        record(action, organizer if named else work, actor=organizer, edition_id=work.edition_id, **details)

    def shown(hidden):
        events = db.session.scalars(events_for(work.edition_id, hidden))
        return {event.action for event in events if event.sequence > start}

    assert shown(frozenset()) == set(Action)
    assert shown(frozenset({work.id})) == SHOWN_ANYWAY
