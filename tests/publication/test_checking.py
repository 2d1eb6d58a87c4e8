"""Results are checked in the background before their release, and the page tells what was found."""

from datetime import timedelta

import pytest

from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.jobs import service as jobs
from portal.jobs.models import Job, JobState
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import checking, schedule
from portal.publication.models import Publication, ReleaseCheck
from portal.publication.soundness import UnsoundResultsError
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.transparency.heads import HeadKind
from portal.transparency.service import seal
from tests.factories import make_organizer
from tests.html_client import counting_queries
from tests.publication.stages import make_decided

SEALED_ANEW = "sealed anew after the results had been checked"
SOUND = "Everything follows from the scoresheets."
UNSOUND = "Something does not follow from the scoresheets."


@pytest.fixture
def decided(app):
    return make_decided(totals=((95, 97), (100, 100), (50, 51)))


def address(decided):
    return f"/manage/editions/{decided.edition.id}/publication"


def change_a_sheet(decided):
    sheet = db.session.query(Scoresheet).order_by(Scoresheet.id).first()
    scoring.reopen(sheet, reason="Nhập nhầm", actor=decided.organizer)


def test_new_decision_is_checked_by_itself_and_once(client, decided):
    client.sign_in(decided.organizer)
    waiting = client.get_text(address(decided))
    ordered = [checking.order_waiting(), checking.order_waiting()]
    jobs.run_pending()
    ordered.append(checking.order_waiting())
    page = client.get_text(address(decided))

    assert ordered == [1, 0, 0]
    assert "The results are being checked" in waiting
    assert SOUND in page
    assert "3 works have at most two scoresheets" in page
    assert "1 work was given all points or none" in page
    assert db.session.query(ReleaseCheck.judged).one() == (3,)


def test_page_before_a_release_reads_no_sheets(client, decided):
    checking.work(decided.decision.id)
    client.sign_in(decided.organizer)
    db.session.expunge_all()
    with counting_queries() as statements:
        client.get_text(address(decided))

    assert len(statements) <= 15
    assert [one for one in statements if "scores" in one or "log_leaves" in one] == []


def test_decision_that_is_public_or_replaced_is_not_checked(decided):
    decided.publish()
    public = checking.order_waiting()
    decided.decide_again("second")
    decided.decide_again("first", reference="9/QĐ")

    assert (public, checking.order_waiting(), checking.order_waiting()) == (0, 1, 0)
    assert db.session.query(Job.payload).filter_by(name=checking.JOB).all() == [
        ({"decision_id": decided.decision.id + 2},)
    ]


def test_results_are_checked_again_when_an_organizer_asks(client, decided):
    checking.work(decided.decision.id)
    change_a_sheet(decided)
    client.sign_in(decided.organizer)
    before = client.get_text(address(decided))
    answer = client.post_form(f"{address(decided)}/check")
    between = client.get_text(address(decided))
    jobs.run_pending()
    after = client.get_text(address(decided))

    assert answer.status_code == 302
    assert (SOUND in before, "The results are being checked" in between, UNSOUND in after) == (True, True, True)
    assert f"{decided.works[0].number}: " in after
    assert db.session.query(AuditEvent).filter_by(action="results_check.ordered").count() == 1


def test_word_of_a_check_holds_while_the_seal_does(client, decided):
    seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer)
    unchecked = checking.word_of(decided.decision, decided.edition)
    checking.work(decided.decision.id)
    word = checking.word_of(decided.decision, decided.edition)
    planned = schedule.plan(decided.decision, at=clock.now() + timedelta(hours=1), actor=decided.organizer)
    change_a_sheet(decided)
    seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer, reason="Nhập nhầm")
    client.sign_in(decided.organizer)

    assert (unchecked, len(word), planned.checked) == ("", 64, word)
    assert checking.word_of(decided.decision, decided.edition) == ""
    assert SEALED_ANEW in client.get_text(address(decided))


def test_results_that_changed_since_their_check_are_still_refused(decided):
    seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer)
    checking.work(decided.decision.id)
    change_a_sheet(decided)
    seal(decided.edition, HeadKind.SHEETS, actor=decided.organizer, reason="Nhập nhầm")

    with pytest.raises(UnsoundResultsError):
        schedule.release_now(decided.decision, reason="", actor=decided.organizer)
    assert db.session.query(Publication).count() == 0


def test_check_that_was_given_up_is_told_and_can_be_ordered_again(client, decided):
    checking.order_waiting()
    job = db.session.query(Job).filter_by(name=checking.JOB).one()
    job.state = JobState.FAILED
    db.session.commit()
    client.sign_in(decided.organizer)
    given_up = client.get_text(address(decided))
    client.post_form(f"{address(decided)}/check")

    assert "The results could not be checked" in given_up
    assert "The results are being checked" in client.get_text(address(decided))


def test_person_in_conflict_sees_nothing_of_the_work_and_orders_nothing(client, decided):
    tied = make_organizer(decided.edition)
    judges.declare_conflict(tied, decided.works[1], kind=ConflictKind.RELATIVE, evidence="", actor=tied)
    change_a_sheet(decided)
    checking.work(decided.decision.id)
    client.sign_in(tied)
    page = client.get_text(address(decided))

    assert client.post_form(f"{address(decided)}/check").status_code == 403
    assert "2 works have at most two scoresheets" in page
    assert "all points or none" not in page
    assert (UNSOUND in page, "works judged" in page, decided.works[1].number in page) == (False, False, False)
