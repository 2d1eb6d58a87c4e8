"""The pages of the log: public, of organizers, of owners, and of judges."""

import json

import pytest

from portal.adapters.signer import get_signer
from portal.core.db import db
from portal.publication import verify
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.transparency import queries, service
from portal.transparency.heads import HeadKind
from tests.council import make_council_edition
from tests.factories import make_edition, make_judged, make_organizer, make_submission, make_user
from tests.html_client import counting_queries
from tests.older import seal_older_rule

pytestmark = pytest.mark.usefixtures("app")
LANGUAGES = ("vi", "en")


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, organizer):
    return make_judged(edition, organizer, [[95, 97], [90, 91]])


def in_both(client, path):
    for language in LANGUAGES:
        client.post_form("/language", {"locale": language})
        assert client.get(path).status_code == 200


def test_public_page_shows_every_head_and_its_files(client, edition, organizer, works):
    for subject in (HeadKind.RULE, HeadKind.SUBMISSIONS, HeadKind.SHEETS):
        service.seal(edition, subject, actor=organizer)
    base = f"/editions/{edition.slug}/heads"

    in_both(client, base)
    log = client.get(f"{base}.json").get_json()
    page = client.get_text(base)
    proof = client.get(f"{base}/consistency.json?first=1&second=3").get_json()

    assert [one["root"] in page for one in log] == [True, True, True]
    assert (proof["first"], proof["second"], len(proof["proof"])) == (1, 3, 2)
    assert client.get(f"{base}/2.json").get_json() == log[1]
    assert client.get(f"{base}/1/rule.json").get_json() == queries.current_rule(edition)
    assert [
        client.get(f"{base}/{path}").status_code
        for path in ("2/rule.json", "9.json", "1.tsr", "consistency.json?first=3&second=2")
    ] == [404, 404, 404, 404]
    assert queries.heads_of(edition)[0].document["digest"] in client.get_text(f"/editions/{edition.slug}")


def test_sealed_lists_and_votes_are_read_in_words_and_older_heads_say_that_they_lack_them(client, organizer):
    edition, older = make_council_edition(quorum="2/3", votes=2), make_edition()
    organizers = {edition: make_organizer(edition), older: make_organizer(older)}
    service.seal(edition, HeadKind.RULE, actor=organizers[edition])
    seal_older_rule(older)
    pages = {}
    for one, user in organizers.items():
        client.sign_in(user)
        for language in LANGUAGES:
            client.post_form("/language", {"locale": language})
            for path in (f"/editions/{one.slug}/heads", f"/manage/editions/{one.id}/heads"):
                pages[one, language, path[1]] = client.get_text(path)

    said = {"en": "Valid when at least 2/3 of all members have voted.", "vi": "Hợp lệ khi có ít nhất 2/3"}
    lacks = {"en": "does not seal how lists are made", "vi": "chưa niêm phong cách lập danh sách"}
    assert {key: said[key[1]] in page for key, page in pages.items()} == {key: key[0] is edition for key in pages}
    assert {key: lacks[key[1]] in page for key, page in pages.items()} == {key: key[0] is older for key in pages}
    address = f"/manage/editions/{older.id}/heads/rule"
    assert client.post_form(address, {"reason": "Niêm phong cả cách bỏ phiếu"}).status_code == 302


def test_owner_gets_a_receipt_that_holds_and_nobody_else_does(client, edition, organizer, works):
    mine = works[0]
    address = f"/submissions/{mine.id}/inclusion"
    client.sign_in(mine.owner)
    in_both(client, address)
    before = client.get(f"{address}.json").status_code
    service.seal(edition, HeadKind.SUBMISSIONS, actor=organizer)

    in_both(client, address)
    receipt = client.get(f"{address}.json").get_data()
    client.sign_in(make_user())

    assert before == 404
    assert len(receipt) <= 2000
    assert json.loads(receipt)["leaf"]["number"] == mine.number
    assert verify.check_file(b"", receipt, get_signer().public_key_hex)[0] == []
    assert [client.get(one).status_code for one in (address, f"{address}.json")] == [404, 404]


def test_judge_sees_own_sheets_in_the_tree_and_no_others(client, edition, organizer, works):
    head = service.seal(edition, HeadKind.SHEETS, actor=organizer)
    sheets = db.session.query(Scoresheet).order_by(Scoresheet.id).all()
    mine = sheets[0].assignment
    other = next(one.assignment for one in sheets if one.assignment.judge_id != mine.judge_id)
    client.sign_in(mine.judge.user)

    in_both(client, "/judging/sealed")
    receipt = client.get(f"/judging/{mine.id}/inclusion.json").get_data()
    leaf = queries.leaves_of_sheets([head], [sheets[0].id])[sheets[0].id]

    assert json.loads(receipt)["leaf"] == leaf.content
    assert verify.check_file(b"", receipt, get_signer().public_key_hex)[0] == []
    assert mine.judge.user.name not in receipt.decode()
    assert client.get(f"/judging/{other.id}/inclusion.json").status_code == 404


def test_judges_page_costs_the_same_for_many_sheets(client, edition, organizer, works):
    service.seal(edition, HeadKind.SHEETS, actor=organizer)
    client.sign_in(db.session.query(Scoresheet).first().assignment.judge.user)

    with counting_queries() as statements:
        client.get("/judging/sealed")

    assert len(statements) <= 15


def test_organizer_seals_and_corrects_with_a_reason(client, edition, organizer, works):
    page = f"/manage/editions/{edition.id}/heads"
    client.sign_in(organizer)
    in_both(client, page)
    client.post_form(f"{page}/rule", {})
    client.post_form(f"{page}/sheets", {})
    scoring.reopen(db.session.query(Scoresheet).first(), reason="Nhập nhầm", actor=organizer)
    in_both(client, page)

    refused = client.post_form(f"{page}/sheets", {"reason": " "})
    taken = client.post_form(f"{page}/sheets", {"reason": "Mở lại một phiếu"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert [(one.subject.value, one.kind.value) for one in queries.heads_of(edition)] == [
        ("rule", "rule"),
        ("sheets", "sheets"),
        ("sheets", "correction"),
    ]
    assert client.post_form(f"{page}/submissions", {}).status_code == 403
    assert client.post_form(f"{page}/decision", {}).status_code == 404


def test_lists_and_decision_warn_until_the_sheets_are_sealed(client, edition, organizer, works):
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/lists"
    warned = "The scoresheets are not sealed yet" in client.get_text(page)
    service.seal(edition, HeadKind.SHEETS, actor=organizer)

    assert (warned, "The scoresheets are not sealed yet" in client.get_text(page)) == (True, False)


def test_receipt_page_leads_to_the_inclusion_receipt(client, edition):
    work = make_submission(edition=edition)
    client.sign_in(work.owner)

    assert f"/submissions/{work.id}/inclusion" in client.get_text(f"/submissions/{work.id}/receipt/1")
