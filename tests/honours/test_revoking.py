"""A prize is revoked by two people: nobody outside learns of it before the second has confirmed."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.dashboard.waiting import waiting_for
from portal.decisions.public_words import NotForThePublicError
from portal.honours import bank, queries, revoking, service
from portal.honours.models import RevocationProposal, RevocationState
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.notifications.models import Email
from tests.factories import make_organizer

pytestmark = pytest.mark.usefixtures("app")
WHY = "Sao chép công trình khác"
TOKEN = re.compile(r'(name="csrf_token" value|data-now)="[^"]*"')
"""What changes with every second, whatever a page says."""


@pytest.fixture
def two(published):
    """The edition asks for two people, and has them."""
    rules = published.edition.rules
    published.edition.rules = {**rules, "decision": {**rules["decision"], "second_person": True}}
    db.session.commit()
    return published, make_organizer(published.edition)


def propose(published, **words):
    given = {"reference": "9/QĐ", "reason": WHY, "revoked_on": date(2026, 6, 1), "actor": published.organizer}
    return revoking.propose(published.edition, published.works[0].id, **{**given, **words})


def told():
    return list(db.session.scalars(select(Email).where(Email.topic == "prize_revoked")))


def public_pages(client, published, certificate):
    slug, number = published.edition.slug, published.works[0].number
    places = [f"/certificates/{certificate.number}", "/badges/revoked.json"]
    places += [f"/editions/{slug}/{one}" for one in ("revocations", f"works/{number}", "results", "results.json")]
    return [TOKEN.sub("", client.get(one).get_data(as_text=True)) for one in places]


def test_nothing_is_public_and_nobody_is_told_before_it_is_confirmed(client, two):
    published, second = two
    first, _other = service.issue(published.edition, published.winner, actor=published.organizer)
    before = public_pages(client, published, first)

    proposal = propose(published)

    assert public_pages(client, published, first) == before
    assert (queries.revocation_of(published.works[0].id), told()) == (None, [])
    revocation = revoking.confirm(proposal, actor=second)
    assert public_pages(client, published, first) != before
    assert (revocation.reason, revocation.revoked_by_id, len(told())) == (WHY, second.id, 1)
    statement = select(AuditEvent.details).where(AuditEvent.action == "prize.revoked")
    assert db.session.scalar(statement)["proposed_by"] == published.organizer.id


def test_nobody_confirms_the_own_proposal_and_nobody_in_conflict_any(two):
    published, second = two
    proposal = propose(published)
    judges.declare_conflict(second, published.works[0], kind=ConflictKind.RELATIVE, evidence="", actor=second)

    for person in (published.organizer, second, published.owner):
        with pytest.raises(revoking.RevocationRefusedError):
            revoking.confirm(proposal, actor=person)

    assert queries.revocation_of(published.works[0].id) is None


def test_proposal_waits_once_is_dropped_with_a_reason_and_may_come_again(two):
    published, second = two
    proposal = propose(published)
    with pytest.raises(revoking.ProposedAlreadyError):
        propose(published)
    with pytest.raises(revoking.DropReasonError):
        revoking.drop(proposal, reason=" ", actor=second)

    revoking.drop(proposal, reason="Không đủ căn cứ", actor=second)

    for act in (
        lambda: revoking.confirm(proposal, actor=second),
        lambda: revoking.drop(proposal, reason="x", actor=second),
    ):
        with pytest.raises(revoking.AnsweredAlreadyError):
            act()
    assert (proposal.state, proposal.answer) == (RevocationState.DROPPED, "Không đủ căn cứ")
    assert propose(published).state is RevocationState.WAITING
    acts = (
        select(AuditEvent.action).where(AuditEvent.subject_type == "RevocationProposal").order_by(AuditEvent.sequence)
    )
    assert list(db.session.scalars(acts)) == ["revocation.proposed", "revocation.dropped", "revocation.proposed"]


def test_overview_counts_it_for_the_other_person_without_a_conflict(two):
    published, second = two
    propose(published)
    hidden = frozenset({published.works[0].id})

    found = [
        waiting_for(person, published.edition, categories, shown, clock.now()).revocations
        for person, categories, shown in (
            (published.organizer, None, frozenset()), (second, None, frozenset()), (second, None, hidden),
            (second, [published.edition.categories[0].id], frozenset()),
        )
    ]  # fmt: skip

    assert found == [0, 1, 0, 0]


def test_reason_names_no_address_before_anybody_reads_it(two):
    published, _second = two
    with pytest.raises(NotForThePublicError):
        propose(published, reason="Xem thư của an@example.com")
    assert db.session.query(RevocationProposal).count() == 0


def test_pages_let_another_organizer_confirm_or_drop(client, two):
    published, second = two
    base = f"/manage/editions/{published.edition.id}/honours"
    page = f"{base}/{published.works[0].id}"
    words = {"reference": "9/QĐ", "reason": WHY, "revoked_on": "2026-06-01"}
    client.sign_in(published.organizer)
    assert client.post_form(f"{page}/revoke/confirm", {"confirm": "y"}).status_code == 404
    private = client.post_form(f"{page}/revoke", {**words, "reason": "Gọi 0901 234 567"})
    client.post_form(f"{page}/revoke", words)
    own = client.get_text(page)
    alone = client.post_form(f"{page}/revoke/confirm", {"confirm": "y"})
    client.sign_in(second)
    wordless = client.post_form(f"{page}/revoke/drop", {"why": ""})
    others, listed = client.get_text(page), client.get_text(base)
    dropped = client.post_form(f"{page}/revoke/drop", {"why": "Không đủ căn cứ"})

    assert [one.status_code for one in (private, alone, wordless, dropped)] == [422, 403, 422, 302]
    assert ["revoke/confirm" in shown for shown in (own, others)] == [False, True]
    assert "Revocation proposed" in listed
    assert "revoke/confirm" not in client.get_text(page)


def test_revoked_prize_is_not_paid_and_takes_no_bank_details(two):
    published, second = two
    work = published.works[0]
    given = bank.give(work, holder="A", bank="B", account="0071001234567", actor=published.owner)
    revoking.confirm(propose(published), actor=second)

    with pytest.raises(service.RevokedAlreadyError):
        bank.mark_paid(given, amount=1, paid_on=date(2026, 6, 2), actor=published.organizer)
    with pytest.raises(service.RevokedAlreadyError):
        bank.give(work, holder="A", bank="B", account="0071001234567", actor=published.owner)
    assert (given.closed, given.paid_on) == ("", None)
