"""Screening: always a reason, and a supplement comes back to the queue."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db
from portal.notifications.models import Email
from portal.screening import queries, service
from portal.submissions import service as submissions
from tests.factories import make_draft, make_edition, make_organizer, make_secretary, make_submission

pytestmark = pytest.mark.usefixtures("app")


def pending(edition):
    statement = queries.queue(edition, category_ids=None, status=queries.PENDING)
    return [row[0].id for row in db.session.execute(statement)]


def test_supplement_reopens_and_a_new_version_returns_to_the_queue():
    edition = make_edition()
    organizer, submission = make_organizer(edition), make_submission(edition=edition)
    assert pending(edition) == [submission.id]

    service.ask_for_supplement(
        submission,
        reason_code="missing",
        reason="Thiếu xác nhận",
        due_at=clock.now() + timedelta(days=5),
        actor=organizer,
    )
    assert pending(edition) == []
    edition.closes_at = clock.now() - timedelta(seconds=1)
    submissions.submit(submission, actor=submission.owner)

    assert pending(edition) == [submission.id]
    assert queries.latest_screening(submission) is None
    letter = db.session.query(Email).filter_by(topic="screening_supplement").one()
    assert "Thiếu xác nhận" in letter.body_text


def test_nobody_is_turned_away_without_a_reason():
    edition = make_edition()
    organizer, submission = make_organizer(edition), make_submission(edition=edition)

    for code, reason in (("", "vì"), ("x", "  ")):
        with pytest.raises(service.ReasonMissingError):
            service.refuse(submission, reason_code=code, reason=reason, actor=organizer)
    with pytest.raises(service.DueDateError):
        service.ask_for_supplement(submission, reason_code="x", reason="y", due_at=clock.now(), actor=organizer)
    with pytest.raises(service.NotSubmittedError):
        service.accept(make_draft(edition=edition), actor=organizer)

    service.refuse(submission, reason_code="x", reason="Ngoài phạm vi", actor=organizer)
    assert queries.accepted_submissions(edition.categories[0]) == []
    assert [one.outcome for one in queries.screenings_of(submission)] == ["refused"]


def test_secretary_sees_own_category_only(client):
    edition = make_edition()
    submission = make_submission(edition=edition)
    own, other = make_secretary(edition.categories[0]), make_secretary(edition.categories[1])
    page = f"/manage/editions/{edition.id}/screening"

    client.sign_in(own)
    assert submission.title in client.get_text(page)
    assert client.get(f"{page}/{submission.id}").status_code == 200
    file = submission.files[0].attachment.public_id
    assert client.get(f"{page}/{submission.id}/files/{file}").status_code == 302
    client.sign_in(other)
    assert submission.title not in client.get_text(page)
    assert client.get(f"{page}/{submission.id}").status_code == 403
    assert client.get(f"/manage/editions/{edition.id}/people").status_code == 403


def test_form_says_what_is_missing_and_keeps_what_was_typed(client):
    edition = make_edition()
    submission = make_submission(edition=edition)
    client.sign_in(make_organizer(edition))
    path = f"/manage/editions/{edition.id}/screening/{submission.id}"

    unexplained = client.post_form(path, {"outcome": "refused", "reason_code": "out_of_window", "reason": ""})
    dateless = client.post_form(
        path, {"outcome": "supplement", "reason_code": "missing_document", "reason": "Thiếu tệp"}
    )
    done = client.post_form(
        path,
        {
            "outcome": "supplement",
            "reason_code": "missing_document",
            "reason": "Thiếu tệp",
            "due_at": "2099-01-31T17:00",
        },
    )

    assert unexplained.status_code == 200
    assert "Thiếu tệp" in dateless.get_data(as_text=True)
    assert done.status_code == 302
    assert submission.editable_until.isoformat() == "2099-01-31T10:00:00+00:00"
