"""The pages of the comment period: what the public sees and does, robots and limits, conflicts, and the report."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.comments import claims, moderation, periods, queries
from portal.comments.models import ClaimState, Comment, CommentKind, CommentPeriod
from portal.core import clock
from portal.core.db import db
from portal.core.security import limiter
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.comments.voices import close, letters, link_in, make_period, make_shortlisted, say
from tests.factories import PDF, form_field, make_organizer, make_secretary
from tests.html_client import counting_queries
from tests.moments import DAY

pytestmark = pytest.mark.usefixtures("app")
SENT = {"email": "dan@example.com", "text": "Rất có ích", "name": "Bà Sáu", "consent": "y"}


@pytest.fixture
def stage(app):
    edition, organizer, works = make_shortlisted()
    return edition, organizer, works, make_period(edition, organizer)


def public(edition, tail=""):
    return f"/editions/{edition.slug}/comments{tail}"


def console(edition, tail=""):
    return f"/manage/editions/{edition.id}/comments{tail}"


def test_before_a_period_begins_the_public_knows_of_no_shortlist(client):
    edition, organizer, works = make_shortlisted()
    pages = ("", f"/works/{works[0].number}", f"/works/{works[0].number}/support", "/report", "/report.csv")

    nothing = [client.get(public(edition, one)).status_code for one in pages]
    period = make_period(edition, organizer)
    period.opens_at = clock.now() + timedelta(minutes=5)
    db.session.commit()
    planned = [client.get(public(edition, one)).status_code for one in pages]

    assert nothing == planned == [404] * len(pages)
    call = client.get_text(f"/editions/{edition.slug}")
    period.opens_at = clock.now() - timedelta(minutes=5)
    db.session.commit()
    assert f'href="{public(edition)}"' not in call
    assert f'href="{public(edition)}"' in client.get_text(f"/editions/{edition.slug}")


def test_works_stand_by_their_numbers_without_rank_points_or_what_is_not_public(client, stage):
    edition, _organizer, works, _period = stage
    answer, page = "Giảm một nửa thời gian", public(edition, f"/works/{works[0].number}")

    index, work = client.get_text(public(edition)), client.get_text(page)
    edition.form = [{**edition.form[0], "fields": [form_field("effect", public=True)]}]
    db.session.commit()

    assert re.findall("<h3>(.*?)</h3>", index) == ["Công trình 0", "Công trình 1"]
    assert client.get(public(edition, f"/works/{works[2].number}")).status_code == 404
    assert answer not in work
    assert answer in client.get_text(page)
    assert [one for one in (works[0].owner.name, works[0].owner.email, "97530", "97529") if one in index + work] == []


def test_comment_goes_by_letter_and_moderator_onto_the_page_in_both_languages(client, stage):
    edition, organizer, works, _period = stage
    page = public(edition, f"/works/{works[0].number}")

    sent = client.post_form(f"{page}/comment", SENT, headers={"Accept-Language": "vi"})
    waiting = client.get_text(sent.location)
    letter = letters("comment_confirm")[0]
    link = link_in(letter)
    client.get_text(link)
    unmoved = db.session.query(Comment).one().state
    client.post_form(link)
    arrived, hidden = client.get_text(link), client.get_text(page)
    client.sign_in(organizer)
    comment = db.session.query(Comment).one()
    assert "Rất có ích" in client.get_text(console(edition))
    assert client.post_form(console(edition, f"/{comment.id}/publish")).status_code == 302
    shown = client.get_text(page)

    assert (letter.recipient, letter.locale, unmoved) == ("dan@example.com", "vi", "unconfirmed")
    assert "xác nhận ở trang dưới đây" in letter.body_text
    assert "liên kết" in waiting
    assert "dan@example.com" not in waiting + arrived + shown
    assert "Rất có ích" not in hidden
    assert "Rất có ích" in shown
    assert "Bà Sáu" in shown


ODD = (
    ({"website": "http://x"}, "Leave this field empty"),
    ({"email": "x"}, "Enter an e-mail address in the correct format"),
    ({"text": ""}, "Write your comment"),
    ({"consent": ""}, "Tick the box to confirm"),
    ({"text": "x" * 3001}, "This must be 3000 characters or fewer"),
)


def test_odd_input_gets_a_sentence_and_sends_no_letter(client, stage):
    edition, _organizer, works, _period = stage
    address = public(edition, f"/works/{works[0].number}/comment")

    answers = [client.post_form(address, {**SENT, **odd}, headers={"Accept-Language": "en"}) for odd, _said in ODD]

    assert [one.status_code for one in answers] == [422] * len(ODD)
    pages = [one.get_data(as_text=True) for one in answers]
    assert [said for page, (_odd, said) in zip(pages, ODD, strict=True) if said not in page] == []
    assert letters("comment_confirm") == []


def test_many_forms_from_one_place_are_refused(client, stage):
    edition, _organizer, works, _period = stage
    limiter.enabled = True
    limiter.reset()
    address = public(edition, f"/works/{works[0].number}/support")

    codes = [client.post_form(address, {"email": "x"}).status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_forged_link_and_unknown_kind_lead_nowhere_and_a_closed_period_says_so(client, stage):
    edition, _organizer, works, period = stage
    page = public(edition, f"/works/{works[0].number}")

    assert client.get("/comments/confirm/x.y.z").status_code == 404
    assert client.get(f"{page}/praise").status_code == 404
    close(period)
    over = client.get(f"{page}/comment", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "The time for comments is over." in over
    refused = client.post_form(f"{page}/comment", SENT)
    assert refused.status_code == 422
    assert '/comment"' not in client.get_text(page)


def test_objection_with_evidence_stays_with_the_organizers_until_it_is_answered(client, stage):
    edition, organizer, works, _period = stage
    page = public(edition, f"/works/{works[0].number}")
    client.post_form(
        f"{page}/objection",
        {**SENT, "text": "Trùng bằng số 1", "evidence": (BytesIO(PDF), "Bằng.pdf")},
        content_type="multipart/form-data",
    )
    jobs.run_pending()
    link = link_in(letters("comment_confirm")[0])
    client.post_form(link)
    comment = db.session.query(Comment).one()
    own = console(edition, f"/{comment.id}")
    public_id = comment.claim.files[0].attachment.public_id

    assert "Trùng bằng số 1" not in client.get_text(page)
    client.sign_in(organizer)
    assert "Bằng.pdf" in client.get_text(own)
    download = client.get(f"{own}/evidence/{public_id}")
    assert download.status_code == 302
    assert client.get(f"{own}/evidence/x").status_code == 404
    client.post_form(f"{own}/ask", {"question": "Có trùng không?"})
    client.sign_in(works[0].owner)
    reply = f"/submissions/{works[0].id}/objections/{comment.id}"
    asked = client.get_text(reply)
    assert "Có trùng không?" in asked
    assert "Bà Sáu" not in asked
    assert client.post_form(reply, {"text": "Không trùng"}).location == reply
    client.sign_in(organizer)
    assert "Không trùng" in client.get_text(own)
    missing = client.post_form(f"{own}/answer", {"text": "Đã xem"})
    assert missing.status_code == 422
    client.post_form(f"{own}/answer", {"outcome": "dismissed", "text": "Nguyên lý khác", "publish": "y"})
    shown = client.get_text(page)
    assert "Trùng bằng số 1" in shown
    assert "Nguyên lý khác" in shown
    assert "Không trùng" not in shown
    assert "Bằng.pdf" not in shown


def test_nobody_replies_for_the_work_of_somebody_else(client, stage):
    _edition, organizer, works, period = stage
    comment = say(period, works[0], CommentKind.OBJECTION)
    claims.ask(comment, question="?", actor=organizer)
    client.sign_in(works[1].owner)

    assert client.get(f"/submissions/{works[0].id}/objections/{comment.id}").status_code == 404
    assert client.get(f"/submissions/{works[1].id}/objections/{comment.id}").status_code == 404


def test_conflicted_organizer_and_other_secretary_meet_nothing_of_a_work(client, stage):
    edition, _organizer, works, period = stage
    hidden, other = say(period, works[0], text="Về công trình không"), say(period, works[1], text="Về công trình một")
    for n in range(4):
        say(period, works[0], CommentKind.SUPPORT, email=f"d{n}@example.com")
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=tied)
    client.sign_in(tied)
    assert client.get(console(edition, "/period")).status_code == 403
    close(period)

    listed, report = client.get_text(console(edition)), client.get_text(console(edition, "/report"))
    audit = client.get_text(f"/manage/editions/{edition.id}/audit")

    assert "Về công trình một" in listed
    assert "Về công trình không" not in listed
    assert works[0].number not in listed + report
    assert client.get(console(edition, f"/{hidden.id}")).status_code == 404
    assert client.post_form(console(edition, f"/{hidden.id}/publish")).status_code == 404
    assert client.get(console(edition, f"/{other.id}")).status_code == 200
    assert f"&#39;submission&#39;: {works[0].id}," not in audit
    client.sign_in(make_secretary(edition.categories[1]))
    assert "Về công trình một" not in client.get_text(console(edition))
    assert client.get(console(edition, f"/{other.id}")).status_code == 404
    assert client.get(console(edition, "/period")).status_code == 403


def test_report_is_published_at_the_end_as_page_table_and_paper(client, stage):
    edition, organizer, works, period = stage
    for n in range(4):
        say(period, works[0], CommentKind.SUPPORT, email=f"d{n}@example.com")
        moderation.publish(say(period, works[0], text=f"Góp ý {n}"), actor=organizer)
    objection = say(period, works[1], CommentKind.OBJECTION)
    client.sign_in(organizer)
    early = client.post_form(console(edition, "/report"), {"confirm": "y"})
    close(period)
    assert client.get(public(edition, "/report")).status_code == 404

    client.post_form(console(edition, "/report"), {"confirm": "y"})
    first = queries.latest_report(period)
    claims.answer(objection, outcome=ClaimState.UPHELD, text="Đúng", publish=True, actor=organizer)
    second = periods.publish_report(period, actor=organizer)
    page = client.get_text(public(edition, "/report"))
    table = client.get(public(edition, "/report.csv")).get_data(as_text=True)
    paper = client.get(public(edition, "/report.pdf"))
    text = PdfReader(BytesIO(paper.get_data())).pages[0].extract_text()

    assert "The report is published when the period is over." in early.get_data(as_text=True)
    assert (first.number, second.number, first.digest == second.digest) == (1, 2, False)
    assert first.content["works"][1]["objections"] == 0
    assert second.content["works"][1]["objections"] == 1
    assert "kept back" in page
    assert f"{works[0].number},Công trình 0,4,4,0" in table
    assert "dan@example.com" not in page + table
    assert paper.mimetype == "application/pdf"
    assert "Report of the public comment" in text


def test_organizer_opens_a_period_by_the_form_and_gives_more_time(client):
    edition, organizer, _works = make_shortlisted()
    client.sign_in(organizer)
    form = client.get_text(console(edition, "/period"))
    days = [datetime.fromisoformat(one) for one in re.findall(r'type="datetime-local"[^>]*value="([^"]+)"', form)]
    version = re.search(r'<option value="(\d+)"', form)[1]
    sent = {"version": version, "opens_at": f"{days[0]:%Y-%m-%dT%H:%M}", "closes_at": f"{days[1]:%Y-%m-%dT%H:%M}"}

    wrong = client.post_form(console(edition, "/period"), {**sent, "closes_at": sent["opens_at"]})
    right = client.post_form(console(edition, "/period"), sent)
    period = db.session.query(CommentPeriod).one()
    more = client.post_form(console(edition, "/period"), {"until": f"{days[1] + DAY:%Y-%m-%dT%H:%M}", "why": "Nghỉ lễ"})

    assert days[1] - days[0] == 15 * DAY
    assert (wrong.status_code, right.status_code, more.status_code) == (200, 302, 302)
    assert period.closes_at - period.opens_at == 16 * DAY


def test_public_pages_send_few_statements_whatever_was_said(client, stage):
    edition, organizer, works, period = stage
    counts = []
    for n in range(2):
        for work in works[:2]:
            moderation.publish(say(period, work), actor=organizer)
            claim = say(period, work, CommentKind.OBJECTION)
            claims.answer(claim, outcome=ClaimState.ANSWERED, text="x", publish=True, actor=organizer)
        close(period)
        periods.publish_report(period, actor=organizer)
        period.closes_at = clock.now() + DAY
        counts.append([sent(client, public(edition, one)) for one in ("", f"/works/{works[n].number}", "/report")])
        period = db.session.get(CommentPeriod, period.id)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15


def sent(client, path):
    db.session.commit()
    db.session.expunge_all()
    with counting_queries() as statements:
        client.get_text(path)
    return len(statements)


def test_console_pages_send_few_statements_whatever_was_said(client, stage):
    edition, organizer, works, period = stage
    client.sign_in(organizer)
    counts = []
    for _ in range(2):
        for _n in range(3):
            say(period, works[0])
            last = say(period, works[1], CommentKind.OBJECTION)
        counts.append([sent(client, console(edition, one)) for one in ("", f"/{last.id}", "/report", "/period")])
        period = db.session.get(CommentPeriod, period.id)

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15
