"""A correction that takes a prize away leaves nothing of its honours standing, and asks money back."""

from datetime import date

import pytest

from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.decisions import service as decisions
from portal.honours import bank, making, queries, service
from portal.honours.models import Recovery
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import service as publication
from tests.factories import make_organizer

pytestmark = pytest.mark.usefixtures("app")
ACCOUNT = {"holder": "A", "bank": "B", "account": "0071001234567"}


def correct(published, prizes):
    """The prizes are given otherwise, for everybody to read."""
    decision = decisions.decide(
        published.edition, prizes=prizes, cap_reasons={}, reference="8/QĐ", signatory="Chủ tịch",
        actor=published.organizer,
    )  # fmt: skip
    publication.publish(decision, actor=published.organizer, reason="Nhầm công trình đoạt giải")


def lose(published):
    """The winner's prize goes to the other work."""
    correct(published, {published.works[1].id: "first"})


def test_certificates_badges_and_files_of_a_lost_prize_count_no_longer(client, published):
    first, second = service.issue(published.edition, published.winner, actor=published.organizer)
    making.make_files([first.id, second.id])
    client.sign_in(published.owner)
    files = [f"/submissions/{first.submission_id}/honours/{first.number}.{kind}" for kind in ("pdf", "svg", "jwt")]
    before = [client.get(path).status_code for path in files]
    listed = client.get("/badges/revoked.json").json["revokedCredential"]

    lose(published)

    assert (before, listed) == ([200, 200, 200], [])
    assert [client.get(path).status_code for path in files] == [403, 403, 403]
    reasons = [one["revocationReason"] for one in client.get("/badges/revoked.json").json["revokedCredential"]]
    assert reasons == ["overtaken", "overtaken"]
    assert "it counts no longer" in client.get_text(f"/certificates/{first.number}?lang=en")
    assert queries.files_of(published.edition) == []


def test_certificate_of_another_prize_counts_no_longer_until_it_is_issued_anew(client, published):
    first, second = service.issue(published.edition, published.winner, actor=published.organizer)
    correct(published, {published.works[0].id: "second"})
    client.sign_in(published.owner)
    own = f"/submissions/{first.submission_id}/honours"

    page = client.get_text(own)
    client.sign_in(published.organizer)
    told = client.get_text(f"/manage/editions/{published.edition.id}/honours").count("Prize corrected: issue anew")
    again = service.reissue(first, recipient=first.recipient, reason="Đổi giải", actor=published.organizer)

    assert f"{first.number}.jwt" not in page
    assert told == 2
    client.sign_in(published.owner)
    assert client.get(f"{own}/{again.number}.jwt").status_code == 200
    assert [(one.id, standing.value) for one, _revocation, standing in queries.revoked_certificates()] == [
        (first.id, "replaced"), (second.id, "overtaken"),
    ]  # fmt: skip


def test_unpaid_details_of_a_lost_prize_are_erased_and_no_money_goes_there(client, published):
    given = bank.give(published.works[0], **ACCOUNT, actor=published.owner)
    assert bank.erase_unused() == 0
    lose(published)

    with pytest.raises(service.NotHonouredError):
        bank.mark_paid(given, amount=1, paid_on=date(2026, 6, 1), actor=published.organizer)
    with pytest.raises(service.NotHonouredError):
        bank.give(published.works[0], **ACCOUNT, actor=published.owner)
    assert (bank.erase_unused(), bank.erase_unused()) == (1, 0)

    assert (given.closed, given.ending, given.erased_at is None) == ("", "", False)
    assert db.session.query(AuditEvent).filter_by(action="bank_details.erased").count() == 1
    client.sign_in(published.organizer)
    page = client.get_text(f"/manage/editions/{published.edition.id}/payments")
    assert (published.works[0].number in page, "Erased" in page) == (True, True)


def test_money_paid_for_a_lost_prize_is_asked_back(client, published):
    given = bank.give(published.works[0], **ACCOUNT, actor=published.owner)
    bank.mark_paid(given, amount=200, paid_on=date(2026, 6, 1), actor=published.organizer)
    base = f"/manage/editions/{published.edition.id}/payments"
    path = f"{base}/{published.works[0].id}/recovery"
    client.sign_in(published.organizer)
    assert client.post_form(path, {"state": "recovered"}).status_code == 404
    lose(published)
    tied = make_organizer(published.edition)
    judges.declare_conflict(tied, published.works[0], kind=ConflictKind.RELATIVE, evidence="x", actor=tied)

    before = client.get_text(base)
    client.post_form(path, {"state": "nonsense"})
    client.post_form(path, {"state": "recovered"})
    client.sign_in(tied)

    assert '<option value="to_recover" selected>' in before
    assert client.post_form(path, {"state": "to_recover"}).status_code == 404
    assert published.works[0].number not in client.get_text(base)
    assert given.recovery is Recovery.RECOVERED
    event = db.session.query(AuditEvent).filter_by(action="money_recovery.changed").one()
    assert (event.details["before"], event.details["after"]) == ("to_recover", "recovered")
