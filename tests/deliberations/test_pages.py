"""The council's room, as members and organizers see it."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from portal.comments import periods
from portal.comments.models import CommentKind
from portal.core import clock
from portal.deliberations import minutes, queries, service
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.comments.voices import say
from tests.council import make_stage
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92]]


@pytest.fixture
def stage(app):
    edition, organizer, works, council = make_stage(TOTALS, quorum="1/3")
    meeting = service.plan(edition, held_on=date(2025, 3, 12), place="Phòng họp", actor=organizer)
    service.open_meeting(meeting, actor=organizer)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees], actor=organizer)
    return edition, organizer, works, council, meeting


def test_room_shows_merged_sheets_without_judges_while_a_category_is_on_the_table(client, stage):
    _edition, organizer, works, council, meeting = stage
    client.sign_in(council[0].user)
    page = f"/council/meetings/{meeting.id}"

    before = client.get_text(page)
    service.open_item(meeting.items[0], actor=organizer)
    during = client.get_text(page)

    assert [works[0].number in text for text in (before, during)] == [False, True]
    assert "Giám khảo" not in during
    assert f"/council/meetings/{meeting.id}" in client.get_text("/council")


def test_room_tells_what_the_public_said_of_the_works_on_the_table(client, stage):
    edition, organizer, works, council, meeting = stage
    now = clock.now()
    period = periods.open_period(
        edition, meeting.list_version, opens_at=now, closes_at=now + timedelta(days=15),
        actor=organizer,
    )  # fmt: skip
    for kind in (CommentKind.SUPPORT, CommentKind.SUPPORT, CommentKind.OBJECTION):
        say(period, works[0], kind)
    service.open_item(meeting.items[0], actor=organizer)
    client.sign_in(council[0].user)

    page = client.get_text(f"/council/meetings/{meeting.id}")

    said = re.search(rf"{works[0].number}</span>:([^<]+)</li>", page)[1]
    assert " ".join(said.split()) == "2 supports, 0 comments, 1 objection (to be answered)"
    assert f"{works[1].number}</span>:" not in page


def test_view_of_who_is_in_conflict_or_absent_is_shut(client, stage):
    _edition, organizer, works, council, meeting = stage
    judges.declare_conflict(council[1], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    service.keep_attendance(meeting, [one.id for one in meeting.attendees[:2]], actor=organizer)
    service.open_item(meeting.items[0], actor=organizer)
    pages = []

    for judge in (council[1], council[2]):
        client.sign_in(judge.user)
        pages.append(client.get_text(f"/council/meetings/{meeting.id}"))

    assert not any(work.number in page for page in pages for work in works)
    assert "Please wait" in pages[0]
    client.sign_in(make_user())
    assert client.get(f"/council/meetings/{meeting.id}").status_code == 404


def test_organizer_leads_a_meeting_from_plan_to_minutes(client, stage):
    edition, organizer, works, _council, _meeting = stage
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/meetings"
    assert client.post_form(base, {}).status_code == 200
    page = client.post_form(base, {"held_on": "2025-03-13", "place": "Hội trường"}).location
    found = queries.get_meeting_or_404(edition.id, int(page.rpartition("/")[2]))
    item, proposer = found.items[0], found.attendees[0]

    client.post_form(f"{page}/open")
    client.post_form(f"{page}/attendance", {"present": [one.id for one in found.attendees]})
    client.post_form(f"{page}/items/{item.id}/open")
    motions = f"{page}/items/{item.id}/motions"
    assert client.post_form(motions, {"proposed_by": proposer.id, "text": ""}).status_code == 422
    client.post_form(
        motions, {"proposed_by": proposer.id, "text": "Xứng đáng hơn", "number": works[1].number, "place": "1"}
    )
    made = item.motions[0]
    client.post_form(f"{motions}/{made.id}", {"result": "carried", "in_favour": "x"})
    client.post_form(f"{motions}/{made.id}", {"result": "carried", "in_favour": "3", "against": "0"})
    assert "Xứng đáng hơn" in client.get_text(page)
    client.post_form(f"{page}/items/{item.id}/close", {"conclusion": "Xong"})
    client.post_form(f"{page}/close")
    client.post_form(f"{page}/minutes")

    assert "SHA-256" in client.get_text(page)
    assert "Hội trường" in client.get_text(base)


def test_minutes_are_read_as_pdf_and_docx_by_members_and_signed_on_the_page(client, stage):
    _edition, organizer, works, council, meeting = stage
    service.close_meeting(meeting, actor=organizer)
    made = minutes.make_minutes(meeting, actor=organizer)
    client.sign_in(council[0].user)
    room = f"/council/meetings/{meeting.id}"

    client.post_form(f"{room}/minutes/1/sign")
    pdf = client.get(f"{room}/minutes/1.pdf").data
    docx = client.get(f"{room}/minutes/1.docx").data

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    words = "\n".join(one.text for one in Document(BytesIO(docx)).paragraphs)
    assert council[0].user.name in text
    assert made.digest in words
    assert client.get(f"{room}/minutes/2.pdf").status_code == 404
    judges.declare_conflict(council[1], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    client.sign_in(council[1].user)
    assert client.get(f"{room}/minutes/1.pdf").status_code == 403
    client.sign_in(make_user())
    assert client.get(f"{room}/minutes/1.pdf").status_code == 404
