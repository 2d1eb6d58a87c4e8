"""A work with state secrets is a title and a number: no route and no service puts anything else into it."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.assignments import service as assignments
from portal.attachments.models import Attachment
from portal.core import clock
from portal.core.db import db
from portal.dashboard import queries as dashboard
from portal.decisions import service as decisions
from portal.jobs import service as jobs
from portal.judges.grounds import works_of
from portal.notifications.models import Email
from portal.publication import service as publication
from portal.screening import queries as screening_queries
from portal.screening import service as screening
from portal.submissions import paper, service
from portal.submissions.models import Author, StubHoldsNothingError, Submission
from tests.factories import PDF, add_file, make_draft, make_judged, make_organizer, make_secretary
from tests.paper import arrived, make_stub, stub_edition


@pytest.fixture
def edition(app):
    return stub_edition(prize_cap=20)


@pytest.fixture
def stub(edition):
    made = make_stub(edition.categories[0], make_secretary(edition.categories[0]))
    db.session.commit()
    return made


def test_stub_gets_a_number_and_a_receipt_without_any_content(edition, stub):
    (version,) = stub.versions

    assert stub.number.startswith(f"{edition.code}-1-0001-")
    content = version.content
    assert (content["summary"], content["answers"], content["authors"], content["files"]) == ("", {}, [], [])
    assert version.receipt["intake"]["kind"] == "stub"
    assert db.session.scalar(select(Email)) is None


def test_only_categories_that_say_so_record_stubs(edition):
    organizer = make_organizer(edition)

    with pytest.raises(paper.NoStubError):
        make_stub(edition.categories[1], organizer)
    with pytest.raises(service.ClosedError):
        make_stub(edition.categories[0], make_secretary(edition.categories[1]))


ROUTES = (
    ("work", {"title": "x", "summary": "Bí mật", "category": "1"}),
    ("pages/effect", {"effect": "Bí mật"}),
    ("authors", {"full_name": "Ai đó", "share": "100"}),
    ("files/description", {}),
    ("files/description/uploads", {}),
    ("people/invite", {"email": "a@example.com", "access": "edit"}),
    ("messages", {"body": "Bí mật"}),
    ("submit", {"truthful": "y"}),
    ("withdraw", {}),
    ("copy", {"edition": "1"}),
)


@pytest.mark.parametrize(("route", "sent"), ROUTES, ids=[route for route, _sent in ROUTES])
def test_no_route_of_authors_takes_content(client, edition, stub, route, sent):
    for user in (stub.owner, make_organizer(edition)):
        client.sign_in(user)
        sent = {**sent, "file": (io.BytesIO(PDF), "bi-mat.pdf")} if route == "files/description" else sent
        assert client.post_form(f"/submissions/{stub.id}/{route}", sent).status_code == 404
        assert client.get(f"/submissions/{stub.id}").status_code == 404

    fresh = db.session.get(Submission, stub.id)
    assert (fresh.summary, fresh.answers, fresh.authors, fresh.files) == ("", {}, [], [])
    assert db.session.scalar(select(Attachment)) is None


@pytest.mark.parametrize("route", ["messages", "checklist", "supplement"])
def test_no_route_of_the_console_takes_content(client, edition, stub, route):
    client.sign_in(stub.owner)
    base = f"/manage/editions/{edition.id}"
    sent = {"body": "Bí mật", "version": "1", "check-x": "fine", "remark-x": "Bí mật"}
    if route == "supplement":
        assert client.post_form(f"{base}/paper/{stub.id}/supplement", sent).status_code == 404
        assert client.post_form(f"{base}/paper/{stub.id}/person", {"name": "x"}).status_code == 404
        asked = {"outcome": "supplement", "reason_code": "missing_document", "reason": "Bổ sung"}
        page = client.post_form(f"{base}/screening/{stub.id}", {**asked, "due_at": "2099-01-31T17:00"})
        assert "Accept: the council treats it outside the portal" in page.get_data(as_text=True)
    elif route == "messages":
        assert client.post_form(f"{base}/screening/{stub.id}/messages", sent).status_code == 409
    else:
        client.post_form(f"{base}/screening/{stub.id}/checklist", sent)

    assert screening_queries.messages_of(stub) == []
    assert screening_queries.screenings_of(stub) == []
    assert db.session.execute(text("SELECT count(*) FROM checklist_answers")).scalar() == 0


def test_no_service_and_no_model_puts_content_into_a_stub(edition, stub):
    actor = stub.owner
    for act in (
        lambda: service.save_page(stub, "effect", {"effect": "Bí mật"}, actor=actor),
        lambda: service.save_authors(stub, [], actor=actor),
        lambda: add_file(stub),
        lambda: paper.record_supplement(stub, arrived=arrived(), actor=actor),
    ):
        with pytest.raises(service.ClosedError):
            act()
    due = clock.now() + timedelta(days=1)
    for act in (
        lambda: screening.ask_for_supplement(stub, reason_code="x", reason="y", due_at=due, actor=actor),
        lambda: screening.write_message(stub, body="Bí mật", actor=actor, from_staff=True),
    ):
        with pytest.raises(StubHoldsNothingError):
            act()
    source = make_draft(edition=edition)
    with pytest.raises(StubHoldsNothingError):
        service.copy_into(stub, source, actor=actor)
    for name, value in (
        ("summary", "x"),
        ("answers", {"a": "x"}),
        ("eligibility", {"a": "x"}),
        ("authors", [Author()]),
    ):
        with pytest.raises(StubHoldsNothingError):
            setattr(stub, name, value)


def test_the_database_itself_refuses_a_summary(stub):
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE submissions SET summary = 'x' WHERE id = :id"), {"id": stub.id})


def test_accepted_stub_is_counted_and_listed_but_never_judged(client, edition, stub):
    organizer = make_organizer(edition)
    category = edition.categories[0]

    screening.accept(stub, actor=stub.owner)
    works = make_judged(edition, organizer, [[90, 92]])

    assert screening_queries.accepted_stubs(edition) == [stub]
    assert screening_queries.accepted_submissions(category) == works
    assert screening_queries.count_accepted(edition) == {category.id: 1}
    assert [work.id for work in works_of(edition, category)] == [works[0].id]
    row = dashboard.funnel(edition, [category])[0]
    assert (row.submitted, row.accepted, row.outside, row.assigned) == (2, 2, 1, 1)
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}"
    assert "1 accepted work is handled outside the portal" in client.get_text(base)
    assert stub.title in client.get_text(f"{base}/lists")
    assert "Handled outside the portal" in client.get_text(f"{base}/screening?origin=stub")
    page = client.get_text(f"{base}/screening/{stub.id}")
    assert "Handled outside the portal" in page
    assert "Messages" not in page


def test_category_with_stubs_alone_has_nothing_to_assign(edition, stub):
    screening.accept(stub, actor=stub.owner)

    with pytest.raises(assignments.NothingToAssignError):
        assignments.propose(edition.categories[0], edition.rounds[0], actor=stub.owner)


def test_publication_knows_nothing_of_a_stub(edition, stub):
    organizer = make_organizer(edition)
    screening.accept(stub, actor=stub.owner)
    works = make_judged(edition, organizer, [[90, 92]])
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="1", signatory="x", actor=organizer
    )

    published = publication.publish(decision, actor=organizer)
    jobs.run_pending()

    assert stub.number not in str(published.results)
    assert stub.title not in str(published.results)
    told = db.session.scalars(select(Email.recipient).where(Email.topic == "result_published").order_by(Email.id))
    assert list(told) == [works[0].owner.email]


def test_warning_stands_where_something_might_be_typed(client, edition):
    draft = make_draft(edition=edition)
    client.sign_in(draft.owner)

    for page in (f"/editions/{edition.slug}/submit", f"/editions/{edition.slug}/categories/1"):
        assert "Không gõ bí mật vào đây" in client.get_text(page)
    assert "Không gõ bí mật vào đây" in client.get_text(f"/submissions/{draft.id}/work")
    assert "Không gõ bí mật" not in client.get_text(f"/editions/{edition.slug}/categories/2")


def test_stub_is_recorded_by_the_form_and_its_receipt_printed(client, edition):
    secretary = make_secretary(edition.categories[0])
    other = make_secretary(edition.categories[1])
    db.session.commit()
    base = f"/manage/editions/{edition.id}"
    client.sign_in(secretary)
    assert "Không gõ bí mật vào đây" in client.get_text(f"{base}/stubs/new")
    sent = {
        "category": edition.categories[0].id,
        "way": "hand",
        "received_at": "2026-03-01T09:30",
        "desk_number": "3/M",
    }

    empty = client.post_form(f"{base}/stubs/new", sent)
    done = client.post_form(
        f"{base}/stubs/new", {**sent, "title": "Đề tài 9", "organisation": "Đơn vị 9", "office": "BTL"}
    )

    assert empty.status_code == 422
    assert done.status_code == 302
    stub = db.session.scalars(select(Submission).where(Submission.title == "Đề tài 9")).one()
    assert stub.number in client.get_text(f"{base}/paper")
    receipt = client.get(f"{base}/paper/{stub.id}/receipt.pdf")
    assert receipt.data.startswith(b"%PDF")
    client.sign_in(other)
    assert client.get(f"{base}/stubs/new").status_code == 404
    assert client.get(f"{base}/paper/{stub.id}/receipt.pdf").status_code == 403
