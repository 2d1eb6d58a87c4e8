"""Letters after a release: everybody's once, whatever happens in between."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.feedback import queries as feedback
from portal.jobs import service as jobs
from portal.notifications.models import Email
from portal.publication import service, telling
from portal.publication.models import Telling
from tests.publication.stages import make_decided

pytestmark = pytest.mark.usefixtures("app")


def recipients():
    letters = select(Email.recipient).where(Email.topic == "result_published")
    return Counter(db.session.scalars(letters))


def test_everybody_gets_one_letter():
    decided = make_decided()
    publication = decided.publish()
    before = recipients()

    telling.tell(publication.id)
    telling.tell(publication.id)
    jobs.run_pending()
    telling.tell(publication.id)

    assert before == Counter()
    assert recipients() == Counter({work.owner.email: 1 for work in decided.works})
    assert feedback.is_open(decided.edition.id)
    assert db.session.get_one(Telling, publication.id).finished_at is not None


def test_work_goes_on_where_it_was_broken_off():
    decided = make_decided()
    publication = decided.publish()
    # As a worker leaves it that dies after the letter of the first work was committed.
    db.session.get_one(Telling, publication.id).last_submission_id = decided.works[0].id
    db.session.commit()

    jobs.run_pending()

    assert recipients() == Counter({work.owner.email: 1 for work in decided.works[1:]})


def test_letter_of_a_correction_says_what_was_corrected():
    decided = make_decided()
    decided.publish()
    jobs.run_pending()
    service.publish(decided.decide_again("second"), actor=decided.organizer, reason="Nhầm hai hồ sơ")
    jobs.run_pending()

    bodies = list(db.session.scalars(select(Email.body_text).where(Email.topic == "result_published")))

    assert sorted("Nhầm hai hồ sơ" in body for body in bodies) == [False] * 3 + [True] * 3
