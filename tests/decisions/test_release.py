"""Two people release a decision; its document is signed, or comes from elsewhere."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from werkzeug.datastructures import FileStorage

from portal.adapters.pdf_signatures import signatures_in
from portal.adapters.pdf_signer import PdfSigner
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.decisions import papers, queries, release, service
from portal.decisions.models import PaperKind, ProposalState
from portal.decisions.public_words import NotForThePublicError
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import service as publication
from tests.factories import PDF, make_edition, make_judged, make_organizer
from tests.pdf_checks import check_by_verapdf, needs_readers

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 2)
TWO = {"edition": {"locales": ["vi"]}, "contact": {}, "decision": {"second_person": True}}


@pytest.fixture
def edition(app):
    return make_edition(prize_cap=4, rules=TWO)


@pytest.fixture
def first(edition):
    return make_organizer(edition)


@pytest.fixture
def second(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, first):
    works = make_judged(edition, first, [[95, 97], [90, 92], [90, 92]])
    service.make_shortlist(edition, actor=first)
    return works


def prepare(edition, actor, prizes):
    return release.prepare(
        edition, prizes=prizes, cap_reasons={}, reference="7/QĐ", signatory="Chủ tịch", decided_on=DAY, actor=actor
    )


def test_decision_exists_only_once_another_person_has_released_it(edition, first, second, works):
    proposal = prepare(edition, first, {works[0].id: "first"})

    with pytest.raises(service.SecondPersonNeededError):
        release.release(proposal, actor=first)
    with pytest.raises(service.SecondPersonNeededError):
        service.decide(edition, prizes={}, cap_reasons={}, reference="8", signatory="x", actor=second, decided_on=DAY)
    assert queries.latest_decision(edition) is None
    decision = release.release(proposal, actor=second)

    assert (decision.decided_on, decision.decided_by_id, decision.proposal_id) == (DAY, second.id, proposal.id)
    assert proposal.state is ProposalState.RELEASED
    assert publication.preview(decision)["decision"]["date"] == "2026-05-02"
    with pytest.raises(release.AnsweredAlreadyError):
        release.release(proposal, actor=second)


def test_caps_are_checked_twice_and_a_newer_shortlist_ends_the_proposal(edition, first, second, works):
    with pytest.raises(service.PrizesRefusedError):
        prepare(edition, first, {works[0].id: "first", works[1].id: "first"})
    proposal = prepare(edition, first, {works[0].id: "first", works[1].id: "second"})
    edition.prize_cap = 1
    with pytest.raises(service.PrizesRefusedError):
        release.release(proposal, actor=second)
    edition.prize_cap = 4
    service.make_shortlist(edition, actor=first)

    with pytest.raises(release.OutdatedShortlistError):
        release.release(proposal, actor=second)


def test_what_is_sent_back_needs_words_and_is_begun_from_again(edition, first, second, works):
    proposal = prepare(edition, first, {works[0].id: "first"})

    with pytest.raises(release.ReasonNeededError):
        release.send_back(proposal, reason=" ", actor=second)
    release.send_back(proposal, reason="Sai số quyết định", actor=second)
    again = prepare(edition, first, {works[0].id: "second"})
    newest = prepare(edition, second, {works[0].id: "first"})

    assert (proposal.state, proposal.answer) == (ProposalState.SENT_BACK, "Sai số quyết định")
    assert again.state is ProposalState.REPLACED
    assert queries.waiting_proposal(edition).id == newest.id
    assert [one.action for one in db.session.query(AuditEvent).order_by(AuditEvent.sequence)][-3:] == [
        "decision.sent_back", "decision.prepared", "decision.prepared",
    ]  # fmt: skip


def test_pages_lead_two_people_through_and_nobody_in_conflict(client, edition, first, second, works):
    base = f"/manage/editions/{edition.id}/decision"
    act = {
        "reference": "7/QĐ", "signatory": "Chủ tịch", "confirm": "y", f"prize-{works[0].id}": "first",
        "decided_on": clock.now().date().isoformat(),
    }  # fmt: skip
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="x", actor=tied)
    client.sign_in(first)
    page = client.get_text(base)
    far = client.post_form(base, {**act, "decided_on": (clock.now() + timedelta(days=800)).date().isoformat()})
    assert page.count(">tied<") == 2
    assert far.status_code == 200
    counted = client.post_form(base, {"recount": "1", f"prize-{works[0].id}": "second"}).get_data(as_text=True)
    assert "Chosen here: 1 prizes, 150,000,000 VND" in counted
    assert client.post_form(base, act).status_code == 302
    waiting = queries.waiting_proposal(edition)
    assert client.post_form(f"{base}/{waiting.id}/release", {"checked": "y"}).status_code == 403
    client.sign_in(tied)
    assert client.post_form(f"{base}/{waiting.id}/release", {"checked": "y"}).status_code == 403
    client.sign_in(second)
    assert client.post_form(f"{base}/{waiting.id}/release").status_code == 302
    assert queries.latest_decision(edition) is None
    assert client.post_form(f"{base}/{waiting.id}/release", {"checked": "y"}).status_code == 302
    jobs.run_pending()

    decision = queries.latest_decision(edition)
    assert decision.reference == "7/QĐ"
    assert "PDF" in client.get_text(base)
    assert client.get(f"{base}/paper.pdf").data.startswith(b"%PDF")
    assert client.get(f"/editions/{edition.slug}/decision.pdf").status_code == 404
    publication.publish(decision, actor=second)
    assert client.get(f"/editions/{edition.slug}/decision.pdf").data.startswith(b"%PDF")


@pytest.fixture
def decision(edition, first, second, works):
    """A decision whose document is made."""
    decision = release.release(prepare(edition, first, {works[0].id: "first"}), actor=second)
    papers.make_paper(decision.id)
    return decision


def signed_by_the_office(decision, tmp_path):
    """The portal's document as the office gives it back."""
    return PdfSigner(tmp_path / "office.p12").sign(papers.content_of(queries.made_paper(decision.id)), field="Office")


def test_document_is_replaced_by_two_people_with_a_reason_that_everybody_reads(
    client, edition, first, second, decision, tmp_path
):
    papers.make_paper(decision.id)
    made, office = queries.latest_paper(decision.id), signed_by_the_office(decision, tmp_path)
    publication.publish(decision, actor=second)
    base, public = f"/manage/editions/{edition.id}/decision", f"/editions/{edition.slug}"
    client.sign_in(first)
    sent = {"file": FileStorage(BytesIO(office), "qd.pdf"), "why_replaced": "Văn phòng ký số"}
    assert client.post_form(f"{base}/paper", sent).status_code == 302
    waiting = queries.waiting_paper(decision.id)
    assert client.post_form(f"{base}/paper/{waiting.id}/accept", {"compared": "y"}).status_code == 403
    with pytest.raises(papers.PaperRefusedError):
        papers.accept(waiting, actor=first)
    assert client.get(f"{public}/decision.pdf").data == papers.content_of(made)
    assert "Văn phòng ký số" not in client.get_text(f"{public}/results")

    client.sign_in(second)
    assert client.get(f"{base}/waiting.pdf").data == office
    assert "Waits to be accepted" in client.get_text(base)
    client.post_form(f"{base}/paper/{waiting.id}/accept")
    assert queries.latest_paper(decision.id).id == made.id
    client.post_form(f"{base}/paper/{waiting.id}/accept", {"compared": "y"})

    assert queries.latest_paper(decision.id).id == waiting.id
    assert waiting.signed_by == ["Vinh Danh", "Vinh Danh"]
    assert client.get(f"{public}/decision.pdf").data == office
    page = client.get_text(f"{public}/results")
    assert ("Văn phòng ký số" in page, waiting.digest in page) == (True, True)
    event = db.session.query(AuditEvent).filter_by(action="decision_paper.replaced").one()
    assert (event.actor_id, event.details["before"], event.details["digest"], event.details["uploaded_by"]) == (
        second.id, made.digest, waiting.digest, first.id,
    )  # fmt: skip
    with pytest.raises(papers.PaperAnsweredError):
        papers.accept(waiting, actor=second)
    assert [(one.intact, one.whole, one.kept) for one in signatures_in(office)] == [(True, True, True)] * 2


def test_only_our_document_with_signatures_added_is_taken(decision, first, tmp_path):
    ours, office = papers.content_of(queries.made_paper(decision.id)), PdfSigner(tmp_path / "office.p12")
    writer = IncrementalPdfFileWriter(BytesIO(ours))
    page, _resources = writer.find_page_for_modification(0)
    writer.update_container(page.get_object())
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 9 9 re f"))
    overwritten = BytesIO()
    writer.write(overwritten)
    refused = [
        PDF,
        office.sign(PDF),
        ours,
        office.sign(ours, field="Office").replace(b"/MediaBox", b"/MediaBoy", 1),
        office.sign(overwritten.getvalue(), field="Office"),
    ]

    for content in refused:
        with pytest.raises(papers.PaperRefusedError):
            papers.upload_paper(decision, content, reason="Ký số", actor=first)
    for reason, error in ((" ", papers.PaperRefusedError), ("Gọi 0903 123 456", NotForThePublicError)):
        with pytest.raises(error):
            papers.upload_paper(decision, office.sign(ours, field="Office"), reason=reason, actor=first)
    assert queries.waiting_paper(decision.id) is None


def test_uploaded_document_may_be_dropped_and_a_newer_one_takes_its_turn(client, edition, first, decision, tmp_path):
    office = signed_by_the_office(decision, tmp_path)
    older = papers.upload_paper(decision, office, reason="Ký số", actor=first)
    newer = papers.upload_paper(decision, office, reason="Ký số lại", actor=first)
    client.sign_in(first)
    drop = f"/manage/editions/{edition.id}/decision/paper"

    assert client.post_form(f"{drop}/{older.id}/drop", {"why_dropped": "Nhầm"}).status_code == 404
    client.post_form(f"{drop}/{newer.id}/drop", {"why_dropped": " "})
    assert queries.waiting_paper(decision.id).id == newer.id
    client.post_form(f"{drop}/{newer.id}/drop", {"why_dropped": "Nhầm"})

    assert queries.waiting_paper(decision.id) is None
    assert queries.latest_paper(decision.id).kind is PaperKind.MADE
    assert newer.answer.reason == "Nhầm"


def test_document_counts_at_once_where_one_person_is_enough(edition, first, decision, tmp_path):
    edition.rules = {**TWO, "decision": {"second_person": False}}

    paper = papers.upload_paper(decision, signed_by_the_office(decision, tmp_path), reason="Ký số", actor=first)

    assert queries.latest_paper(decision.id).id == paper.id
    assert db.session.query(AuditEvent).filter_by(action="decision_paper.replaced").count() == 1


@needs_readers
def test_document_is_for_archives_and_screen_readers(edition, first, second, works, tmp_path):
    decision = release.release(prepare(edition, first, {one.id: "second" for one in works[:2]}), actor=second)
    papers.make_paper(decision.id)
    path = tmp_path / "decision.pdf"
    path.write_bytes(papers.content_of(queries.latest_paper(decision.id)))

    assert check_by_verapdf(path, "PDFA-2A", "PDFUA-1") == ["PDFA-2A complies", "PDFUA-1 complies"]
