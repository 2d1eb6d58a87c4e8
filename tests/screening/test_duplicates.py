"""Resemblances across categories and editions: found on submitting and on demand, judged with a reason."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.jobs import service as jobs
from portal.jobs.models import Job
from portal.screening import duplicates
from portal.screening.models import Judgement, Resemblance
from portal.screening.side_by_side import Piece, marked
from portal.submissions import service as submissions
from tests.factories import PDF, add_file, make_draft, make_edition, make_organizer, make_secretary
from tests.screening.test_similarity import edited, fold, text


def submit(edition, content=PDF, **values):
    draft = make_draft(edition=edition, **values)
    add_file(draft, content)
    submissions.submit(draft, actor=draft.owner)
    duplicates.compare_edition(edition.id)
    return draft


def unlike(n):
    return {"title": f"Sáng kiến {text(n, 10)}", "summary": text(n), "content": PDF + str(n).encode()}


def found():
    return [(row.earlier_id, row.later_id, row.likenesses) for row in db.session.scalars(select(Resemblance))]


@pytest.mark.usefixtures("app")
def test_near_same_text_in_another_edition_is_found_on_submitting():
    earlier = submit(make_edition(), **unlike(1))
    submit(edition := make_edition(), **unlike(2))
    later = submit(edition, title="Một tên hoàn toàn khác", summary=fold(edited(text(1), 0.1)), content=PDF + b"x")

    assert found() == [(earlier.id, later.id, ["same_text"])]


@pytest.mark.usefixtures("app")
def test_same_file_and_near_same_title_are_found():
    edition = make_edition()
    first = submit(edition, **{**unlike(1), "title": "Máy lọc nước mặn bằng năng lượng mặt trời"})
    second = submit(
        edition, title="Máy lọc nước mặn bằng năng lượng mặt trời 2", summary=text(5), content=PDF + b"1"
    )  # fmt: skip

    assert found() == [(first.id, second.id, ["same_file", "same_title"])]


@pytest.mark.usefixtures("app")
def test_own_withdrawn_and_unsubmitted_works_resemble_nobody():
    edition = make_edition()
    first = submit(edition, **unlike(1))
    submissions.withdraw(first, actor=first.owner)
    make_draft(edition=edition, summary=text(1))
    submit(edition, **{**unlike(1), "content": PDF + b"other"})

    assert found() == []


@pytest.mark.usefixtures("app")
def test_many_submissions_in_a_row_are_compared_together():
    edition = make_edition()
    submit(edition, **unlike(1))
    submit(edition, **unlike(2))

    waiting = db.session.scalars(select(Job).where(Job.name == "screening.compare_edition")).all()

    assert [(job.payload, job.run_after > clock.now()) for job in waiting] == [({"edition_id": edition.id}, True)]


@pytest.fixture
def pair(app):
    edition = make_edition()
    first, second = submit(edition, **unlike(1)), submit(edition, **{**unlike(2), "summary": text(1)})
    return edition, first, second, db.session.scalars(select(Resemblance)).one()


def test_secretary_compares_and_judges_with_a_reason(client, pair):
    edition, first, second, row = pair
    client.sign_in(make_secretary(edition.categories[0]))
    address = f"/manage/editions/{edition.id}/resemblances/{row.id}"

    assert first.title in client.get_text(f"/manage/editions/{edition.id}/resemblances")
    page = client.get_text(address)
    assert "<mark>" in page
    assert second.number in page
    assert client.post_form(address, {"judgement": "duplicate", "reason": ""}).status_code == 200
    assert row.judgement is Judgement.OPEN
    assert client.post_form(address, {"judgement": "duplicate", "reason": "Cùng một công trình"}).status_code == 302
    assert (row.judgement, row.reason) == (Judgement.DUPLICATE, "Cùng một công trình")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "resemblance.judged")).one()
    assert event.details["judgement"] == "duplicate"


def test_comparing_again_keeps_the_judgement(client, pair):
    edition, _first, _second, row = pair
    organizer = make_organizer(edition)
    duplicates.judge(row, judgement=Judgement.CONTINUED, reason="Bản mở rộng", actor=organizer)

    answer = client.sign_in(organizer).post_form(f"/manage/editions/{edition.id}/resemblances")
    jobs.run_pending()

    assert answer.status_code == 302
    assert len(found()) == 1
    assert db.session.get(Resemblance, row.id).judgement is Judgement.CONTINUED


def test_dossier_names_what_it_resembles(client, pair):
    edition, first, second, row = pair

    page = client.sign_in(make_organizer(edition)).get_text(f"/manage/editions/{edition.id}/screening/{second.id}")

    assert f"/resemblances/{row.id}" in page
    assert first.number in page


def test_secretary_of_another_category_and_strangers_are_refused(client, pair):
    edition, first, _second, row = pair
    address = f"/manage/editions/{edition.id}/resemblances/{row.id}"

    client.sign_in(make_secretary(edition.categories[1])).get_text(address, 403)
    client.sign_in(first.owner).get_text(address, 403)
    client.sign_in(make_organizer(edition)).get_text(f"/manage/editions/{edition.id}/resemblances/999999", 404)


def test_marked_text_is_whole_and_in_order():
    assert marked("abcdef", [(3, 5), (1, 4)]) == [
        Piece("a", False),
        Piece("bcd", True),
        Piece("e", True),
        Piece("f", False),
    ]
    assert marked("", []) == []
    assert "".join(piece.text for piece in marked("Đề án", [(0, 2)])) == "Đề án"
