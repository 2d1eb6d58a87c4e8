"""A paper dossier from the desk to the judges, by forms only: no script runs here."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import local_time
from portal.jobs import service as jobs
from portal.notifications.models import Email
from portal.screening.queries import accepted_submissions
from portal.submissions.models import Submission
from tests.factories import PDF, make_edition, make_secretary, make_user
from tests.screening.test_checklist import ITEMS

AUTHORS = {
    "full_name": ["Lê Thị Tư", "Trần Văn Năm"], "organisation": ["", ""], "job_title": ["", ""], "email": ["", ""],
    "share": ["", ""],
}  # fmt: skip


@pytest.mark.usefixtures("app")
def test_paper_goes_from_the_desk_to_the_judges_and_into_an_account(client):
    edition = make_edition(rules={"edition": {}, "contact": {}, "screening_checklist": ITEMS})
    secretary = make_secretary(edition.categories[0])
    owner = make_user(email="le.thi.tu@example.com")
    edition.closes_at = clock.now() - timedelta(hours=1)
    db.session.commit()
    client.sign_in(secretary)
    console = f"/manage/editions/{edition.id}"
    received = local_time(clock.now() - timedelta(days=1), edition.time_zone).strftime("%Y-%m-%dT%H:%M")
    sent = {
        "way": "hand", "received_at": received, "desk_number": "17/VP", "name": "Lê Thị Tư",
        "email": "Le.Thi.Tu@example.com", "category": edition.categories[0].id, "title": "Bếp trấu cải tiến",
    }  # fmt: skip

    assert "Agency 1" in client.get_text(f"{console}/paper/new")
    incomplete = client.post_form(f"{console}/paper/new", sent)
    assert incomplete.status_code == 422
    assert "Bếp trấu cải tiến" in incomplete.get_data(as_text=True)
    base = client.post_form(f"{console}/paper/new", {**sent, "office": "Văn phòng Sở"}).location
    draft = db.session.query(Submission).one()

    assert base == f"/submissions/{draft.id}"
    assert "on behalf of Lê Thị Tư" in client.get_text(base)
    assert "Bếp trấu cải tiến" in client.get_text(f"{console}/paper")
    assert 'value="Lê Thị Tư"' in client.get_text(f"{base}/authors")
    work = {"title": "Bếp trấu cải tiến", "summary": "", "category": str(draft.category_id)}
    for page, typed in (("work", work), ("pages/effect", {"effect": ""}), ("authors", AUTHORS)):
        client.get_text(f"{base}/{page}")
        assert client.post_form(f"{base}/{page}", {**typed, "revision": draft.revision}).location == base, page
    unscanned = client.post_form(f"{base}/submit", {"truthful": "y"})
    assert "Upload the scan of the paper" in unscanned.get_data(as_text=True)
    client.post_form(f"{base}/files/description", {"file": (io.BytesIO(PDF), "Bản quét.pdf")})
    jobs.run_pending()
    assert "what stands on the paper" in client.get_text(f"{base}/check")
    receipt = client.post_form(f"{base}/submit", {"truthful": "y"}).location

    page = client.get_text(receipt)
    assert "Entered by the secretariat on behalf of Lê Thị Tư" in page
    assert "le.thi.tu@example.com" in page
    printed = PdfReader(io.BytesIO(client.get(f"{receipt}.pdf").data)).pages[0].extract_text()
    assert draft.number in printed
    assert "17/VP" in printed
    signed = client.get(f"{receipt}.json")
    checked = client.post_form("/receipts/verify", {"file": (io.BytesIO(signed.data), "receipt.json")})
    assert "This receipt is genuine" in checked.get_data(as_text=True)

    desk = f"{console}/screening/{draft.id}"
    page = client.get_text(desk)
    assert "Blank or unclear on the paper: Field effect" in page
    assert "Not asked, look at the paper: Question applied?" in page
    checks = {"version": 1, "check-signed": "fine", "check-readable": "fine", "remark-readable": "Rõ"}
    client.post_form(f"{desk}/checklist", checks)
    assert client.post_form(desk, {"outcome": "accepted"}).status_code == 302
    assert accepted_submissions(edition.categories[0]) == [draft]

    letter = db.session.query(Email).filter_by(topic="paper_receipt").one()
    assert letter.recipient == "le.thi.tu@example.com"
    client.sign_in(owner)
    claim = re.search(r"http://localhost(/paper/\S+)", letter.body_text)[1]
    assert draft.number in client.get_text(claim)
    assert client.post_form(claim).location == base
    assert "Bản quét.pdf" in client.get_text(f"{base}/receipt/1")
