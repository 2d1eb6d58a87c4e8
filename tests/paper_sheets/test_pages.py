"""The pages of paper sheets: printing, keying in one after another, the scan, and the judge's own page."""

from io import BytesIO

import pytest

from portal.accounts.models import Role
from portal.core.db import db
from portal.core.security import limiter
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.paper_sheets import service
from portal.scoring.models import Scoresheet
from tests.factories import PDF, grant, make_edition, make_organizer, make_secretary, make_user
from tests.html_client import counting_queries
from tests.paper_sheets.papers import key_in, make_pairs

pytestmark = pytest.mark.usefixtures("app")


def base(edition):
    return f"/manage/editions/{edition.id}/paper-sheets"


def sent(pair, first="50", second="30", **values):
    one, two = pair.submission.category.criteria
    given = {f"points-{one.id}": first, f"points-{two.id}": second, "written_total": "80", "declared": "y"}
    return {**given, **values}


def test_secretary_keys_in_one_sheet_after_another_in_the_order_of_the_numbers(client):
    edition, _organizer, pairs = make_pairs(works=2)
    client.sign_in(make_secretary(edition.categories[0]))
    mine = sorted((one for one in pairs if one.judge_id == pairs[0].judge_id), key=lambda one: one.submission.number)

    page = client.get_text(base(edition))
    first = client.post_form(f"{base(edition)}/key/{mine[0].id}", sent(mine[0]))
    second = client.post_form(f"{base(edition)}/key/{mine[1].id}", sent(mine[1]))

    assert f"/paper-sheets/key/{mine[0].id}" in page
    assert first.location == f"{base(edition)}/key/{mine[1].id}"
    assert second.location == f"{base(edition)}?category={edition.categories[0].id}"
    after = client.get_text(base(edition))
    assert "All finished" in after
    assert "No scan" in after


def test_grant_of_another_editions_category_opens_no_page(client):
    edition, _organizer, _pairs = make_pairs()
    person = grant(make_user(), Role.SECRETARY, edition, make_edition(slug="other", code="OTH").categories[0])
    client.sign_in(person)

    assert client.get(base(edition)).status_code == 404


def test_wrong_total_is_said_beside_it_and_may_be_the_papers_fault(client):
    edition, organizer, [pair, _other] = make_pairs()
    client.sign_in(organizer)
    address = f"{base(edition)}/key/{pair.id}"

    refused = client.post_form(address, sent(pair, written_total="81"))
    text = refused.get_data(as_text=True)
    taken = client.post_form(address, sent(pair, written_total="81", wrong_on_paper="y"))

    assert refused.status_code == 422
    assert 'href="#written_total">The points come to 80, the paper says 81' in text
    assert 'name="wrong_on_paper"' in text
    assert 'value="50"' in text
    assert taken.status_code == 302


@pytest.mark.parametrize("odd", [{"second": "x"}, {"second": "41"}, {"second": ""}, {"declared": ""}])
def test_odd_input_gets_a_sentence_and_keeps_nothing(client, odd):
    edition, organizer, [pair, _other] = make_pairs()
    client.sign_in(organizer)

    answer = client.post_form(f"{base(edition)}/key/{pair.id}", sent(pair, **odd))

    assert answer.status_code == 422
    assert "There is a problem to mend" in answer.get_data(as_text=True)
    assert db.session.query(Scoresheet).count() == 0


def test_sheet_that_somebody_else_finished_meanwhile_leaves_what_was_typed_in_the_page(client):
    edition, organizer, [pair, _other] = make_pairs()
    client.sign_in(make_secretary(edition.categories[0]))
    key_in(pair, organizer)
    db.session.commit()

    answer = client.post_form(f"{base(edition)}/key/{pair.id}", sent(pair, first="42", written_total="72"))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This sheet is finished and locked." in page
    assert 'value="42"' in page
    client.get_text(f"{base(edition)}/key/{pair.id}", status=403)


def test_scan_comes_with_the_sheet_and_is_shown_to_both_sides(client):
    edition, organizer, [pair, _other] = make_pairs()
    client.sign_in(organizer)

    client.post_form(
        f"{base(edition)}/key/{pair.id}", sent(pair, scan=(BytesIO(PDF), "Phiếu.pdf")),
        content_type="multipart/form-data",
    )  # fmt: skip
    jobs.run_pending()
    paper = service.queries.paper_of_own_or_404(pair)
    staff = client.get_text(f"{base(edition)}/{paper.id}")
    download = client.get(f"{base(edition)}/{paper.id}/scan")
    client.sign_in(pair.judge.user)
    judge, desk = client.get_text(f"/judging/{pair.id}/paper"), client.get_text(f"/judging/{pair.id}")

    assert "Phiếu.pdf" in staff
    assert download.status_code == 302
    assert f"Entered by {organizer.name} for {pair.judge.user.name}" in staff
    assert f"{organizer.name} nhập thay {pair.judge.user.name} lúc" in judge
    assert f"{organizer.name} nhập thay {pair.judge.user.name} từ phiếu giấy" in desk
    assert "Chưa lưu bản quét" not in judge


def test_scan_of_another_kind_is_refused_with_the_reason(client):
    edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)
    client.sign_in(organizer)

    for upload in ({"scan": (BytesIO(b"MZ"), "x.exe")}, {}):
        answer = client.post_form(f"{base(edition)}/{paper.id}/scan", upload, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert 'id="scan-error"' in answer.get_data(as_text=True)


def test_judge_objects_and_the_organizers_see_it_first(client):
    edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)
    db.session.commit()
    client.sign_in(pair.judge.user)

    assert client.post_form(f"/judging/{pair.id}/paper", {"text": ""}).status_code == 200
    assert client.post_form(f"/judging/{pair.id}/paper", {"text": "Tôi cho 55"}).status_code == 302
    client.sign_in(organizer)

    assert "The judge objects" in client.get_text(base(edition))
    assert "Tôi cho 55" in client.get_text(f"{base(edition)}/{paper.id}")


def test_nobody_else_reaches_a_judges_paper(client):
    _edition, organizer, [pair, other] = make_pairs()
    key_in(pair, organizer)
    db.session.commit()
    client.sign_in(other.judge.user)

    for ending in ("", "/scan"):
        assert client.get(f"/judging/{pair.id}/paper{ending}").status_code == 404


def test_whoever_is_in_conflict_finds_no_sheet_of_the_work(client):
    edition, organizer, [pair, other] = make_pairs()
    paper = key_in(pair, organizer)
    tied = make_organizer(edition)
    judges.declare_conflict(tied, pair.submission, kind=ConflictKind.RELATIVE, evidence="Em", actor=tied)
    db.session.commit()
    client.sign_in(tied)

    assert pair.submission.number not in client.get_text(base(edition))
    assert pair.submission.number not in client.get_text(f"{base(edition)}/blank")
    for ending in (f"/{paper.id}", f"/{paper.id}/scan", f"/key/{other.id}"):
        assert client.get(base(edition) + ending).status_code == 404


def test_blank_sheets_are_one_a_pair_for_all_one_judge_or_one_work(client):
    edition, organizer, pairs = make_pairs(works=2)
    client.sign_in(organizer)

    def count(query=""):
        return client.get_text(f"{base(edition)}/blank{query}").count('class="paper-sheet"')

    assert (count(), count(f"?judge={pairs[0].judge_id}"), count(f"?work={pairs[0].submission_id}")) == (4, 2, 2)
    key_in(pairs[0], organizer)
    assert count() == 3


def test_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for works in (1, 3):
        edition, organizer, pairs = make_pairs(works=works)
        for one in pairs:
            if one.judge_id == pairs[0].judge_id:
                paper = key_in(one, organizer)
        waiting = next(one for one in pairs if one.judge_id != pairs[0].judge_id)
        own = f"/judging/{paper.scoresheet.assignment_id}/paper"
        judge, category = pairs[0].judge.user, edition.categories[0].id
        paths = ("", f"/blank?category={category}", f"/key/{waiting.id}", f"/{paper.id}")
        db.session.commit()
        client.sign_in(organizer)
        found = [statements(client, base(edition) + path) for path in paths]
        counts.append([*found, statements(client.sign_in(judge), own)])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15


def statements(client, path):
    db.session.expunge_all()
    with counting_queries() as sent_statements:
        assert client.get(path).status_code == 200
    return len(sent_statements)


def test_objecting_is_limited(client):
    _edition, organizer, [pair, _other] = make_pairs()
    key_in(pair, organizer)
    db.session.commit()
    client.sign_in(pair.judge.user)
    limiter.enabled = True
    codes = [client.post_form(f"/judging/{pair.id}/paper", {"text": ""}).status_code for _ in range(31)]

    assert (codes[0], codes[-1]) == (200, 429)
