"""The secretary's checklist: answered per version, kept with who and when, and in the way of a careless acceptance."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.screening import checklist, service
from portal.screening.models import CheckAnswer, ChecklistAnswer
from portal.submissions import service as submissions
from tests.factories import both, make_edition, make_organizer, make_secretary, make_submission
from tests.html_client import counting_queries

FINE = (CheckAnswer.FINE, "")


def item(code, **values):
    return {"code": code, "question": both(f"Check {code}?"), "help": None, "categories": [], **values}


ITEMS = [item("signed"), item("readable", help=both("Mở từng tệp")), item("secret", categories=["category_2"])]


@pytest.fixture
def submission(app):
    edition = make_edition(rules={"edition": {}, "contact": {}, "screening_checklist": ITEMS})
    made = make_submission(edition=edition)
    db.session.commit()
    return made


@pytest.fixture
def secretary(submission):
    made = make_secretary(submission.category)
    db.session.commit()
    return made


def path(submission):
    return f"/manage/editions/{submission.edition_id}/screening/{submission.id}"


def all_fine(submission, actor, number=1, **changed):
    given = {"signed": FINE, "readable": FINE, **changed}
    return checklist.answer(submission, version_number=number, given=given, actor=actor)


def test_only_the_questions_of_the_category_are_asked(submission):
    assert [line.item.code for line in checklist.lines_of(submission, 1)] == ["signed", "readable"]


def test_answers_are_kept_with_who_and_when_by_a_form_without_script(client, submission, secretary):
    client.sign_in(secretary)
    page = client.get_text(path(submission))
    assert "Check signed?" in page
    assert "Mở từng tệp" in page
    assert "Check secret?" not in page

    sent = {
        "version": 1,
        "check-signed": "not_fine",
        "remark-signed": "Thiếu <b>một</b> chữ ký",
        "check-secret": "fine",
    }
    client.post_form(f"{path(submission)}/checklist", sent)

    (row,) = db.session.scalars(select(ChecklistAnswer))
    assert (row.item, row.answer, row.checked_by_id) == ("signed", CheckAnswer.NOT_FINE, secretary.id)
    page = client.get_text(path(submission))
    assert "Thiếu &lt;b&gt;một&lt;/b&gt; chữ ký" in page
    assert secretary.name in page
    assert "1 of 2 answered" in page
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "screening.checked"))
    assert (event.actor_id, event.details) == (secretary.id, {"version": 1, "answers": {"signed": "not_fine"}})


def test_saying_the_same_again_writes_nothing_and_a_new_word_keeps_the_old(submission, secretary):
    assert all_fine(submission, secretary) == 2
    assert all_fine(submission, secretary) == 0
    assert all_fine(submission, secretary, signed=(CheckAnswer.NOT_APPLICABLE, "Một tác giả")) == 1

    assert checklist.lines_of(submission, 1)[0].given.remark == "Một tác giả"
    assert db.session.query(ChecklistAnswer).count() == 3


def test_remark_without_an_answer_is_asked_about_and_not_lost(client, submission, secretary):
    client.sign_in(secretary)

    answer = client.post_form(f"{path(submission)}/checklist", {"version": 1, "remark-readable": "Trang 3 mờ"})

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Trang 3 mờ" in page
    assert "#check-readable" in page
    assert db.session.query(ChecklistAnswer).count() == 0


@pytest.mark.parametrize("answers", [{}, {"signed": FINE}, {"signed": FINE, "readable": (CheckAnswer.NOT_FINE, "")}])
def test_acceptance_over_open_questions_takes_a_reason(submission, secretary, answers):
    checklist.answer(submission, version_number=1, given=answers, actor=secretary)

    with pytest.raises(checklist.OpenChecksError):
        service.accept(submission, actor=secretary, reason="  ")

    assert service.accept(submission, actor=secretary, reason="Đã bổ sung qua điện thoại").reason


def test_acceptance_with_everything_answered_needs_no_reason(submission, secretary):
    all_fine(submission, secretary, readable=(CheckAnswer.NOT_APPLICABLE, ""))

    assert service.accept(submission, actor=secretary).reason == ""


def test_page_says_what_stands_in_the_way_of_acceptance(client, submission, secretary):
    client.sign_in(secretary)

    page = client.post_form(path(submission), {"outcome": "accepted"}).get_data(as_text=True)

    assert "Some questions of the checklist are unanswered or not fine" in page


def test_refusal_does_not_wait_for_the_checklist(submission, secretary):
    assert service.refuse(submission, reason_code="x", reason="Ngoài phạm vi", actor=secretary)


def test_new_version_starts_anew_and_shows_what_was_said_before(client, submission, secretary):
    all_fine(submission, secretary, signed=(CheckAnswer.NOT_FINE, "Thiếu chữ ký"))
    submissions.submit(submission, actor=submission.owner)

    lines = checklist.lines_of(submission, 2)

    assert [line.given for line in lines] == [None, None]
    assert [line.before.answer for line in lines] == [CheckAnswer.NOT_FINE, CheckAnswer.FINE]
    client.sign_in(secretary)
    page = client.get_text(path(submission))
    assert "Version 1:" in page
    assert "Thiếu chữ ký" in page
    assert "0 of 2 answered about version 2" in page
    with pytest.raises(checklist.OpenChecksError):
        service.accept(submission, actor=secretary)


def test_answers_about_an_old_version_are_not_taken_for_the_new_one(client, submission, secretary):
    submissions.submit(submission, actor=submission.owner)

    with pytest.raises(checklist.NewerVersionError):
        all_fine(submission, secretary, number=1)

    client.sign_in(secretary)
    client.post_form(f"{path(submission)}/checklist", {"version": 1, "check-signed": "fine"})
    assert "A newer version" in client.get_text(path(submission))
    assert db.session.query(ChecklistAnswer).count() == 0


def test_only_those_who_manage_the_category_answer(client, submission):
    other = make_secretary(submission.edition.categories[1])
    db.session.commit()

    assert "/sign-in" in client.post_form(f"{path(submission)}/checklist", {"version": 1}).location
    for user, status in ((other, 403), (submission.owner, 403), (make_organizer(submission.edition), 302)):
        client.sign_in(user)
        answer = client.post_form(f"{path(submission)}/checklist", {"version": 1, "check-signed": "fine"})
        assert answer.status_code == status


def test_queue_shows_how_much_is_checked_of_the_newest_version(client, submission, secretary):
    all_fine(submission, secretary)
    submissions.submit(submission, actor=submission.owner)
    checklist.answer(submission, version_number=2, given={"signed": FINE}, actor=secretary)

    assert checklist.checked_counts([submission.id]) == {submission.id: 1}
    client.sign_in(secretary)
    assert "1 of 2" in client.get_text(f"/manage/editions/{submission.edition_id}/screening")


def test_dossier_sends_as_many_statements_for_many_answers_as_for_few(client, submission, secretary):
    counts = []
    for _ in range(2):
        all_fine(submission, secretary, number=len(submission.versions))
        client.sign_in(secretary)
        db.session.expire_all()
        with counting_queries() as statements:
            client.get_text(path(submission))
        counts.append(len(statements))
        submissions.submit(submission, actor=submission.owner)

    assert counts[0] == counts[1]
