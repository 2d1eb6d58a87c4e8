"""The thread between the people of a submission and its secretary, and refusals taken back."""

import pytest

from portal.core.db import db
from portal.notifications.models import Email
from portal.screening import queries, service
from portal.screening.models import ScreeningOutcome
from tests.factories import make_edition, make_organizer, make_secretary, make_submission, make_user


@pytest.fixture
def edition(app):
    return make_edition()


def letters():
    return [email.recipient for email in db.session.query(Email).filter_by(topic="message_received").order_by(Email.id)]


def test_both_sides_write_and_are_told(client, edition):
    submission = make_submission(edition=edition)
    secretary, organizer = make_secretary(submission.category), make_organizer(edition)
    make_secretary(edition.categories[1])
    db.session.commit()

    client.sign_in(submission.owner)
    client.post_form(f"/submissions/{submission.id}/messages", {"body": "Tệp <b>nào</b> thiếu?"})
    client.sign_in(secretary)
    desk = f"/manage/editions/{edition.id}/screening/{submission.id}"
    assert "Tệp &lt;b&gt;nào&lt;/b&gt; thiếu?" in client.get(desk).get_data(as_text=True)
    client.post_form(f"{desk}/messages", {"body": "Bản xác nhận."})
    client.sign_in(submission.owner)
    page = client.get(f"/submissions/{submission.id}/messages").get_data(as_text=True)

    assert "Bản xác nhận." in page
    assert "The secretary" in page
    assert secretary.name not in page
    assert letters() == [secretary.email, submission.owner.email]
    assert organizer.email not in letters()


def test_without_a_secretary_the_organizers_are_told(edition):
    submission, organizer = make_submission(edition=edition), make_organizer(edition)

    service.write_message(submission, body="Xin hỏi", actor=submission.owner, from_staff=False)

    assert letters() == [organizer.email]


def test_empty_message_and_strangers_are_refused(client, edition):
    submission = make_submission(edition=edition)
    with pytest.raises(service.EmptyMessageError):
        service.write_message(submission, body="  ", actor=submission.owner, from_staff=False)
    stranger = make_user()
    db.session.commit()

    client.sign_in(stranger)

    assert client.get(f"/submissions/{submission.id}/messages").status_code == 404
    address = f"/manage/editions/{edition.id}/screening/{submission.id}/messages"
    assert client.post_form(address, {"body": "x"}).status_code == 403


def test_refusal_is_taken_back_with_a_reason_and_returns_to_the_queue(client, edition):
    submission, organizer = make_submission(edition=edition), make_organizer(edition)
    service.refuse(submission, reason_code="x", reason="Ngoài phạm vi", actor=organizer)
    db.session.commit()
    client.sign_in(organizer)
    desk = f"/manage/editions/{edition.id}/screening/{submission.id}"

    assert "Reinstate the dossier" in client.get(desk).get_data(as_text=True)
    assert client.post_form(f"{desk}/reinstate", {"reinstate_reason": ""}).status_code == 409
    client.post_form(f"{desk}/reinstate", {"reinstate_reason": "Nhầm lĩnh vực"})

    statement = queries.queue(edition, category_ids=None, status=queries.PENDING)
    assert [row[0].id for row in db.session.execute(statement)] == [submission.id]
    assert queries.latest_screening(submission).outcome is ScreeningOutcome.REINSTATED
    assert queries.accepted_submissions(submission.category) == []
    assert db.session.query(Email).filter_by(topic="screening_reinstated").count() == 1


def test_only_what_was_refused_can_be_reinstated(edition):
    submission = make_submission(edition=edition)

    with pytest.raises(service.NotRefusedError):
        service.reinstate(submission, reason="Vì", actor=make_organizer(edition))
