"""Certificates: numbered once, signed, for archives, replaced and revoked for everybody to see."""

import io
import zipfile
from datetime import date

import pytest

from portal.adapters.pdf_signatures import signatures_in
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.honours import making, queries, revoking, runs, service
from portal.honours.models import IssueRun, Recovery
from portal.honours.winners import winners_of
from portal.jobs import service as jobs
from portal.jobs.models import Job, JobState
from portal.notifications.models import Email
from tests.factories import make_user
from tests.pdf_checks import check_by_qpdf, check_by_verapdf, needs_readers, signatures_by_poppler

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 6, 1)


def propose(published):
    return revoking.propose(
        published.edition, published.works[0].id, reference="9/QĐ", reason="Sao chép công trình khác", revoked_on=DAY,
        actor=published.organizer,
    )  # fmt: skip


def test_nobody_is_honoured_and_nothing_shows_before_publication(client, decided):
    what, _decision = decided
    client.sign_in(what.owner)
    own = client.get_text(f"/submissions/{what.works[0].id}/honours")
    client.sign_in(what.works[1].owner)
    other = client.get_text(f"/submissions/{what.works[1].id}/honours")

    assert winners_of(what.edition) == []
    assert "not public yet" in own
    assert own.count("prize") == other.count("prize")
    for path in (f"/editions/{what.edition.slug}/revocations", f"/badges/issuers/{what.edition.slug}"):
        assert client.get(path).status_code == 404
    with pytest.raises(service.NotHonouredError):
        propose(what)


def test_all_are_made_once_with_progress_and_packed(client, published):
    client.sign_in(published.organizer)
    base = f"/manage/editions/{published.edition.id}/honours"

    assert client.post_form(f"{base}/issue").status_code == 302
    assert "<progress" in client.get_text(base)
    job = db.session.query(Job).filter_by(name=runs.JOB).one()
    job.state = JobState.FAILED
    db.session.commit()
    stopped = client.get_text(base)
    job.state = JobState.QUEUED
    db.session.commit()
    jobs.run_pending()
    run = db.session.query(IssueRun).one()
    runs.work(run.id)
    runs.start(published.edition, actor=published.organizer)
    jobs.run_pending()
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{base}/certificates.zip").get_data()))

    code = published.edition.code
    assert (run.total, run.done, run.finished_at is None) == (2, 2, False)
    assert archive.namelist() == [f"{code}-GCN-0001.pdf", f"{code}-GCN-0002.pdf"]
    for name in archive.namelist():
        assert [(one.intact, one.whole) for one in signatures_in(archive.read(name))] == [(True, True)]
    assert "finished: 2 certificates" in client.get_text(base)
    assert "It failed several times at 0 of 2." in stopped
    assert "<progress" not in stopped


@needs_readers
def test_certificate_is_for_archives_and_screen_readers_and_signed(published, tmp_path):
    first, _second = service.issue(published.edition, published.winner, actor=published.organizer)
    making.make_files([first.id])
    path = tmp_path / "certificate.pdf"
    path.write_bytes(making.content_of(queries.get_certificate_or_404(first.number).file))

    assert check_by_verapdf(path, "PDFA-2A", "PDFUA-1") == ["PDFA-2A complies", "PDFUA-1 complies"]
    assert "Signature is Valid" in signatures_by_poppler(path)
    assert "No syntax or stream encoding errors" in check_by_qpdf(path)


def test_new_issue_takes_the_place_of_the_old_for_everybody(client, published):
    first, second = service.issue(published.edition, published.winner, actor=published.organizer)
    client.sign_in(published.organizer)
    path = f"/manage/editions/{published.edition.id}/honours/{published.works[0].id}"

    assert client.post_form(f"{path}/{second.number}/reissue", {"recipient": "Trần Bê"}).status_code == 302
    assert len(queries.history_of(second.submission_id)) == 2
    client.post_form(f"{path}/{second.number}/reissue", {"recipient": "Trần Bê", "reason": "Sai tên"})
    with pytest.raises(service.NotNewestError):
        service.reissue(second, recipient="x", reason="y", actor=published.organizer)
    jobs.run_pending()

    newest = queries.newest_issue(second)
    old, new = client.get_text(f"/certificates/{second.number}"), client.get_text(f"/certificates/{newest.number}")
    assert newest.number == f"{second.number}-2"
    assert "replaced by a newer one" in old
    assert newest.number in old
    assert "genuine and counts" in new
    assert "Trần Bê" in new
    assert newest.number in client.get_text(path)
    assert client.get(f"{path}/{newest.number}.pdf").data.startswith(b"%PDF")
    assert [one.id for one in queries.certificates_of([first.submission_id])[first.submission_id]] == [
        first.id, newest.id,
    ]  # fmt: skip


def test_revocation_stands_on_every_public_page_and_the_winner_is_told(client, published):
    first, _second = service.issue(published.edition, published.winner, actor=published.organizer)
    slug, number = published.edition.slug, published.works[0].number
    client.sign_in(published.organizer)
    path = f"/manage/editions/{published.edition.id}/honours/{published.works[0].id}"
    words = {"reference": "9/QĐ", "reason": "Sao chép công trình khác", "revoked_on": "2026-06-01"}
    assert client.post_form(f"{path}/revoke", {**words, "reason": ""}).status_code == 422
    assert client.post_form(f"{path}/revoke", words).status_code == 302
    assert client.post_form(f"{path}/revoke/confirm", {}).status_code == 422
    assert client.post_form(f"{path}/revoke/confirm", {"confirm": "y"}).status_code == 302
    assert client.post_form(f"{path}/recovery", {"state": "recovered"}).status_code == 302

    (revoked,) = queries.revocations_of(published.edition.id)
    pages = [f"/certificates/{first.number}", f"/editions/{slug}/revocations", f"/editions/{slug}/works/{number}"]
    shown = [client.get_text(page) for page in pages]
    assert (revoked.reason, revoked.recovery) == ("Sao chép công trình khác", Recovery.RECOVERED)
    assert all("Sao chép công trình khác" in page for page in shown)
    assert "1 prize was revoked" in client.get_text(f"/editions/{slug}/results?lang=en")
    assert "was paid back" in shown[0]
    letter = db.session.query(Email).filter_by(topic="prize_revoked").one()
    assert letter.recipient == published.owner.email
    with pytest.raises(service.RevokedAlreadyError):
        propose(published)
    with pytest.raises(service.RevokedAlreadyError):
        service.reissue(first, recipient="x", reason="y", actor=published.organizer)
    actions = {one.action for one in db.session.query(AuditEvent)}
    assert actions >= {"certificate.issued", "revocation.proposed", "prize.revoked", "money_recovery.changed"}


def test_anybody_finds_a_certificate_by_its_number_and_only_its_people_the_file(client, published):
    first, _second = service.issue(published.edition, published.winner, actor=published.organizer)
    making.make_files([first.id])
    own = f"/submissions/{published.works[0].id}/honours"

    typed = client.get("/certificates", query_string={"number": f" {first.number.lower()} "})
    page = client.get_text(typed.location)

    assert "Nguyễn Thị Ưỡng" in page
    assert published.owner.email not in page
    assert "Không có giấy chứng nhận mang số này" in client.get_text("/certificates?number=X-1")
    assert client.get("/certificates/X-1").status_code == 404
    client.sign_in(make_user())
    assert client.get(f"{own}/{first.number}.pdf").status_code == 404
    client.sign_in(published.works[1].owner)
    assert client.get(f"/submissions/{published.works[1].id}/honours/{first.number}.pdf").status_code == 404
    client.sign_in(published.owner)
    assert first.number in client.get_text(own)
    assert client.get(f"{own}/{first.number}.pdf").data.startswith(b"%PDF")
