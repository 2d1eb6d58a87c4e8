"""Paper keyed in by the secretariat: in time or with a reason, by the right people, and handed over at the end."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.service import InvalidEmailError
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import force_locale, local_time
from portal.judges.grounds import works_of
from portal.notifications.models import Email
from portal.screening import service as screening
from portal.screening.findings import findings
from portal.submissions import deadlines, paper, policies, queries, service
from portal.submissions.models import Origin, Submission, Way
from portal.submissions.paper import Reach
from portal.submissions.rules import Problem
from portal.submissions.signed_receipt import receipt_problem
from tests.factories import (
    add_file,
    make_draft,
    make_edition,
    make_organizer,
    make_panel,
    make_secretary,
    make_submission,
    make_user,
)
from tests.paper import arrived, enter, make_paper

PERSON = Reach("Ông Ba", email="Ong.Ba@example.com")


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def category(edition):
    return edition.categories[0]


@pytest.fixture
def secretary(category):
    made = make_secretary(category)
    db.session.commit()
    return made


def letters(topic):
    return list(db.session.scalars(select(Email).where(Email.topic == topic).order_by(Email.id)))


def claim_path():
    return re.search(r"http://localhost(/paper/\S+)", letters("paper_receipt")[-1].body_text)[1]


def events(action):
    return [event.details for event in db.session.scalars(select(AuditEvent).where(AuditEvent.action == action))]


def test_paper_in_time_is_keyed_in_after_the_deadline(edition, category, secretary):
    edition.closes_at = clock.now() - timedelta(hours=3)

    draft = make_paper(category, secretary)

    assert draft.number.startswith(f"{edition.code}-1-0001-")
    assert (draft.origin, draft.kept) == (Origin.PAPER, True)
    assert draft.summary == ""
    assert draft.arrivals[0].version_number == 1


@pytest.mark.parametrize("way", [Way.HAND, Way.POST])
def test_late_paper_takes_an_organizer_and_a_reason(edition, category, secretary, way):
    edition.closes_at = clock.now() - timedelta(days=2)
    today = local_time(clock.now(), edition.time_zone).date()
    organizer = make_organizer(edition)
    db.session.commit()
    late = {"way": way, "received_at": clock.now(), "postmarked_on": today if way is Way.POST else None}

    for actor, reason in ((secretary, "Bưu điện chậm"), (organizer, "  ")):
        with pytest.raises(paper.LateError):
            enter(category, actor, arrived=arrived(**late, late_reason=reason))
    draft = enter(category, organizer, arrived=arrived(**late, late_reason="Bão, bưu điện nghỉ"))

    assert draft.arrivals[0].late_reason == "Bão, bưu điện nghỉ"
    assert any("Bão, bưu điện nghỉ" in one.text for one in findings(draft, []))


def test_postmark_in_time_counts_however_late_the_letter_comes(edition, category, secretary):
    edition.closes_at = clock.now() - timedelta(days=3)
    posted = local_time(edition.closes_at - timedelta(days=1), edition.time_zone).date()

    draft = enter(category, secretary, arrived=arrived(way=Way.POST, postmarked_on=posted, late_reason="không cần"))

    assert (draft.arrivals[0].postmarked_on, draft.arrivals[0].late_reason) == (posted, "")


def test_a_category_with_more_time_takes_paper_longer(edition, category, secretary):
    edition.closes_at = clock.now() - timedelta(days=5)
    category.extended_until = clock.now() - timedelta(hours=1)

    assert enter(category, secretary).arrivals
    with pytest.raises(paper.LateError):
        enter(edition.categories[1], make_secretary(edition.categories[1]))


def test_impossible_arrivals_are_refused_with_a_sentence(category, secretary):
    tomorrow = clock.now() + timedelta(days=1)
    for wrong in (
        arrived(received_at=tomorrow),
        arrived(way=Way.POST),
        arrived(way=Way.POST, postmarked_on=tomorrow.date()),
    ):
        with pytest.raises(paper.ArrivalError):
            enter(category, secretary, arrived=wrong)
    with pytest.raises(paper.UnreachableError):
        enter(category, secretary, person=Reach("Bà Tư"))
    with pytest.raises(InvalidEmailError):
        enter(category, secretary, person=Reach("Bà Tư", email="không phải"))


def test_only_its_secretary_and_the_organizers_key_in(edition, category, secretary):
    other, author = make_secretary(edition.categories[1]), make_user()
    db.session.commit()

    for stranger in (other, author):
        with pytest.raises(service.ClosedError):
            enter(category, stranger)
    draft = enter(category, secretary)

    second, organizer = make_secretary(category), make_organizer(edition)
    assert all(policies.can_edit(one, draft, clock.now()) for one in (secretary, second, organizer))
    assert not any(policies.can_edit(one, draft, clock.now()) for one in (other, author))
    assert not any(policies.can_submit(one, draft) for one in (other, author))


def test_paper_without_a_scan_is_not_sent(category, secretary):
    draft = enter(category, secretary)

    with pytest.raises(service.NotReadyError) as caught:
        service.submit(draft, actor=secretary)

    assert caught.value.problems == [Problem.SCAN_MISSING]


def test_blanks_are_findings_and_not_obstacles(category, secretary):
    draft = make_paper(category, secretary)

    with force_locale("en"):
        texts = [one.text for one in findings(draft, []) if not one.fine]

    assert any("Field effect" in text for text in texts)
    assert any("Summary" in text for text in texts)
    assert findings(make_submission(edition=draft.edition), [])[0].fine


def test_receipt_is_signed_and_says_that_it_was_paper(category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    receipt = draft.versions[0].receipt

    assert receipt_problem(receipt, receipt["key"]) is None
    assert receipt["intake"]["on_behalf_of"] == "Ông Ba"
    assert receipt["intake"]["arrivals"][0]["office"] == "Văn phòng Sở"
    assert "ong.ba@example.com" not in str(receipt)
    changed = {**receipt, "intake": {**receipt["intake"], "on_behalf_of": "Ai khác"}}
    assert receipt_problem(changed, receipt["key"]) == "broken"
    assert "intake" not in make_submission(edition=draft.edition).versions[0].receipt


def test_every_act_is_audited_with_who_keyed_in_and_for_whom(category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    paper.record_supplement(draft, arrived=arrived(), actor=secretary)
    paper.change_person(draft, person=PERSON, actor=secretary)
    service.withdraw(draft, actor=secretary)

    for action in (
        *("paper.entered", "paper.scanned", "submission.submitted", "paper.supplemented"),
        *("paper_person.changed", "submission.withdrawn"),
    ):
        (details,) = events(action)
        assert (details["entered_by"], details["on_behalf_of"]) == (secretary.id, "Ông Ba"), action


def test_submitting_names_everybody_who_keyed_in(category, secretary):
    second = make_secretary(category)
    draft = enter(category, secretary)
    service.save_page(draft, "effect", {"effect": "Giảm khói"}, actor=second)
    add_file(draft)
    service.submit(draft, actor=secretary)

    assert events("submission.submitted")[0]["keyed_by"] == [second.id]


def test_letters_go_to_the_person_or_to_nobody_and_never_to_the_keeper(edition, category, secretary):
    with_address, without = (make_paper(category, secretary, person=one) for one in (PERSON, Reach("Bà Tư", phone="1")))
    for draft in (with_address, without):
        screening.write_message(draft, body="Thiếu chữ ký", actor=secretary, from_staff=True)
        screening.accept(draft, actor=secretary)
    enter(category, secretary)
    edition.closes_at = clock.now() + timedelta(hours=2)
    deadlines.remind()

    assert {one.recipient for one in db.session.scalars(select(Email))} == {"ong.ba@example.com"}
    assert {"paper_receipt", "message_received", "screening_accepted"} == {
        one.topic for one in db.session.scalars(select(Email))
    }
    assert "/paper/" in letters("screening_accepted")[0].body_text


def test_supplement_on_paper_makes_the_next_version(edition, category, secretary):
    draft = make_paper(category, secretary)
    edition.closes_at = clock.now() - timedelta(days=4)
    db.session.commit()
    with pytest.raises(service.ClosedError):
        service.save_page(draft, "effect", {"effect": "Lén sửa"}, actor=secretary)
    with pytest.raises(paper.LateError):
        paper.record_supplement(draft, arrived=arrived(), actor=secretary)
    due = clock.now() + timedelta(days=3)
    screening.ask_for_supplement(draft, reason_code="x", reason="Thiếu xác nhận", due_at=due, actor=secretary)

    paper.record_supplement(draft, arrived=arrived(desk_number="40/VP"), actor=secretary)
    with pytest.raises(paper.ArrivalError):
        paper.record_supplement(draft, arrived=arrived(), actor=secretary)
    add_file(draft, name="Xác nhận.pdf")
    service.submit(draft, actor=secretary)

    assert [one.version_number for one in draft.arrivals] == [1, 2]
    assert len(draft.versions[1].content["files"]) == 2
    assert not policies.can_edit(secretary, draft, clock.now())


def test_person_with_the_confirmed_address_takes_the_dossier_over(client, edition, category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    owner, stranger = make_user(email="ong.ba@example.com"), make_user()
    db.session.commit()
    path = claim_path()

    assert "/sign-in" in client.post_form(path).location
    client.sign_in(stranger)
    assert "Sign in with the e-mail address" in client.post_form(path).get_data(as_text=True)
    client.sign_in(owner)
    assert client.get(f"/submissions/{draft.id}").status_code == 404
    assert client.post_form(path).location.endswith(f"/submissions/{draft.id}")

    assert draft.title in client.get_text("/submissions")
    client.get_text(f"/submissions/{draft.id}/messages")
    assert "Entered by the secretariat" in client.get_text(f"/submissions/{draft.id}/receipt/1")
    fresh = db.session.get(Submission, draft.id)
    assert (fresh.owner_id, fresh.kept, fresh.origin) == (owner.id, False, Origin.PAPER)
    assert client.post_form(path).location.endswith(f"/submissions/{draft.id}")
    client.sign_in(secretary)
    assert client.get(f"/submissions/{draft.id}").status_code == 404
    assert client.get(f"/manage/editions/{edition.id}/paper/{draft.id}/receipt.pdf").status_code == 404
    client.get_text(f"/manage/editions/{edition.id}/paper")


def test_unverified_address_claims_nothing(category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    user = make_user(email="ong.ba@example.com", verified_at=None)

    with pytest.raises(paper.NotYoursError):
        paper.claim(draft.person, user=user)


def test_nothing_is_claimed_while_paper_is_being_keyed_in(category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    paper.record_supplement(draft, arrived=arrived(), actor=secretary)

    with pytest.raises(paper.BeingKeyedError):
        paper.claim(draft.person, user=make_user(email="ong.ba@example.com"))


def test_forged_link_is_no_page(client):
    assert client.get("/paper/forged").status_code == 404


def test_new_address_gets_the_link_and_the_old_one_is_worth_nothing(category, secretary):
    draft = make_paper(category, secretary, person=PERSON)

    assert paper.change_person(draft, person=Reach("Ông Ba", email="moi@example.com"), actor=secretary)
    assert not paper.change_person(draft, person=Reach("Ông Ba", phone="1"), actor=secretary)

    assert [one.recipient for one in letters("paper_offered")] == ["moi@example.com"]
    with pytest.raises(paper.NotYoursError):
        paper.claim(draft.person, user=make_user(email="ong.ba@example.com"))


def test_conflicts_look_at_the_person_on_the_paper_and_not_at_the_keeper(edition, category, secretary):
    draft = make_paper(category, secretary, person=PERSON)
    make_panel(edition, make_organizer(edition))

    (work,) = works_of(edition, category)

    assert work.id == draft.id
    assert [(person.name, person.email) for person in work.people] == [("Ông Ba", "ong.ba@example.com")]


def test_kept_dossier_is_not_the_secretarys_own(client, category, secretary):
    draft = make_paper(category, secretary)
    db.session.commit()
    client.sign_in(secretary)

    assert db.session.scalars(queries.list_of_owner(secretary)).all() == []
    assert client.get(f"/submissions/{draft.id}").status_code == 200
    for closed in ("people", "messages"):
        assert client.get(f"/submissions/{draft.id}/{closed}").status_code == 404
    assert client.post_form(f"/submissions/{draft.id}/copy", {"edition": draft.edition_id}).status_code == 404


def test_who_may_open_what(client, edition, category, secretary):
    draft, own = make_paper(category, secretary, person=PERSON), make_draft(edition=edition)
    judge = make_panel(edition, make_organizer(edition), 1)[0].user
    other = make_secretary(edition.categories[1])
    db.session.commit()
    console = f"/manage/editions/{edition.id}/paper"
    pages = [f"{console}/{draft.id}/{name}" for name in ("supplement", "person", "receipt.pdf")]
    pages.append(f"/submissions/{draft.id}")

    def statuses(user):
        client.sign_in(user)
        return [client.get(page).status_code for page in pages]

    assert statuses(secretary) == [200, 200, 200, 200]
    assert statuses(other) == [403, 403, 403, 404]
    assert statuses(own.owner) == statuses(judge) == [403, 403, 403, 404]
    assert client.get(console).status_code == 403
    client.sign_in(other)
    assert draft.title not in client.get_text(console)
    sent = {
        "category": category.id,
        "way": "hand",
        "received_at": "2026-01-05T09:00",
        "desk_number": "1",
        "office": "x",
    }
    refused = client.post_form(f"{console}/new", {**sent, "title": "Lạ", "name": "Ai", "phone": "1"})
    assert refused.status_code == 422
    for act in ("submit", "withdraw", "pages/effect"):
        assert client.post_form(f"/submissions/{draft.id}/{act}").status_code == 404
    client.post("/sign-out")
    with client.session_transaction() as session:
        session.clear()
    assert "/sign-in" in client.get(pages[0]).location
