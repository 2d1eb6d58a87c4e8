"""The whole path of the award through the pages, as each role, with forms only: no script runs here."""

import io
import re
from decimal import Decimal

from portal.accounts.models import User
from portal.accounts.queries import user_by_email
from portal.assignments.queries import active_assignments
from portal.audit.service import verify_chain
from portal.core import clock
from portal.core.db import db
from portal.jobs import service as jobs
from portal.notifications.models import Email
from portal.submissions.models import Submission
from tests.factories import PDF, make_edition, make_organizer
from tests.html_client import HtmlClient

PASSWORD = "một câu dài dễ nhớ"


def fresh_client(app) -> HtmlClient:
    app.test_client_class = HtmlClient
    return app.test_client()


def sign_up(client) -> User:
    """Open an account by the form and follow the link in the e-mail."""
    answer = client.post_form(
        "/sign-up", {"name": "Nguyễn Tác Giả", "email": "Tac.Gia@example.com", "password": PASSWORD, "consent": "y"}
    )
    assert answer.status_code == 302
    jobs.run_pending()
    letter = db.session.query(Email).filter_by(topic="account_verify").one()
    path = re.search(r"http://localhost(/verify/\S+)", letter.body_text)[1]
    assert client.get(path).status_code == 200
    assert client.post_form(path).status_code == 302
    return user_by_email("tac.gia@example.com")


def submit_work(client, edition, owner) -> Submission:
    """Eligibility, task list, every section, check, submit, receipt."""
    assert client.get_text(f"/editions/{edition.slug}/submit")
    client.post_form(f"/editions/{edition.slug}/eligibility/applied", {"answer": "yes"})
    client.post_form(f"/editions/{edition.slug}/begin")
    draft = db.session.query(Submission).filter_by(owner_id=owner.id).one()
    base = f"/submissions/{draft.id}"
    client.get_text(base)
    work = {"category": str(edition.categories[0].id), "title": "Máy sấy", "summary": "Tóm tắt"}
    client.post_form(f"{base}/work", {**work, "organisation": "Hợp tác xã số 9", "revision": draft.revision})
    client.post_form(f"{base}/pages/effect", {"effect": "Giảm một nửa thời gian", "revision": draft.revision})
    names = {"full_name": ["Nguyễn Tác Giả", "Trần Đồng Tác Giả"], "share": ["66,67", "33.33"]}
    shares = {**names, "organisation": ["", ""], "job_title": ["", ""], "email": ["", ""]}
    assert client.post_form(f"{base}/authors", {**shares, "revision": draft.revision}).status_code == 302
    client.post_form(f"{base}/files/description", {"file": (io.BytesIO(PDF), "Mô tả công trình.pdf")})
    jobs.run_pending()
    assert "Mô tả công trình.pdf" in client.get_text(f"{base}/files/description")
    assert "Máy sấy" in client.get_text(f"{base}/check")
    answer = client.post_form(f"{base}/submit", {"truthful": "y"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert draft.number in client.get_text(answer.location)
    assert client.get(f"{base}/receipt/1.pdf").data.startswith(b"%PDF")
    return draft


def organize(client, edition, draft) -> None:
    """Screen, invite judges, look for conflicts, propose, publish."""
    base = f"/manage/editions/{edition.id}"
    assert "Máy sấy" in client.get_text(f"{base}/screening?status=pending&q=may+say")
    client.get_text(f"{base}/screening/{draft.id}")
    assert client.post_form(f"{base}/screening/{draft.id}", {"outcome": "accepted"}).status_code == 302
    for n, organisation in enumerate(["Viện A", "Viện B", "Hợp tác xã số 9"]):
        judge = {"name": f"Giám khảo {n}", "email": f"gk{n}@example.com", "organisation": organisation}
        seat = {"category": edition.categories[0].id, "role": "member"}
        assert client.post_form(f"{base}/judges", {**judge, **seat}).status_code == 302
    client.post_form(f"{base}/conflicts/find")
    assert "Hợp tác xã số 9" in client.get_text(f"{base}/conflicts")
    answer = client.post_form(f"{base}/assignments/categories/{edition.categories[0].id}/propose")
    assert "Giám khảo 0" in client.get_text(answer.location)
    assert client.post_form(f"{answer.location}/publish").status_code == 302
    assert "Giám khảo 1" in client.get_text(f"{base}/assignments/categories/{edition.categories[0].id}")


def judge_all(app, edition) -> None:
    """Each judge scores: saved by itself first, then finished; a finished sheet is locked."""
    for assignment in active_assignments(edition):
        desk = fresh_client(app).sign_in(assignment.judge.user)
        path = f"/judging/{assignment.id}"
        assert "Máy sấy" in desk.get_text("/judging")
        closed = desk.get(path)
        assert closed.status_code == 302
        page = desk.get_text(closed.location)
        assert "Hợp tác xã số 9" in page
        assert "Nguyễn Tác Giả" not in page
        assert desk.post_form(closed.location, {"answer": "none"}).status_code == 302
        assert "Máy sấy" in desk.get_text(path)
        first, second = edition.categories[0].criteria
        typed = {f"points-{first.id}": "55", f"points-{second.id}": "", "comment_for_author": "Hay", "revision": ""}
        saved = desk.post_form(path, typed, headers={"X-Requested-With": "autosave"})
        assert saved.json["revision"] == 1
        unfinished = desk.post_form(path, {**typed, "revision": "1", "finish": "1"})
        assert unfinished.status_code == 422
        complete = {**typed, f"points-{second.id}": "35.0", "revision": "2", "finish": "1"}
        assert desk.post_form(path, complete).status_code == 302
        assert desk.post_form(path, complete).status_code == 409


def decide_and_publish(client, edition, draft) -> None:
    """Ranking, shortlist, decision, publication."""
    base = f"/manage/editions/{edition.id}"
    assert "90" in client.get_text(f"{base}/ranking")
    assert "Máy sấy" in client.get(f"{base}/ranking.csv").get_data(as_text=True)
    answer = client.post_form(f"{base}/lists", {"reason": ""})
    assert "Máy sấy" in client.get_text(answer.location)
    client.get_text(f"{base}/decision")
    act = {"reference": "01/QĐ", "signatory": "Chủ tịch", "confirm": "y", "decided_on": f"{clock.now():%Y-%m-%d}"}
    assert client.post_form(f"{base}/decision", {**act, f"prize-{draft.id}": "first"}).status_code == 302
    assert "Nguyễn Tác Giả" in client.get_text(f"{base}/publication")
    assert client.post_form(f"{base}/publication", {"confirm": "y"}).status_code == 302


def test_a_work_goes_from_sign_up_to_published_winner(app, client):
    edition = make_edition()
    organizer = make_organizer(edition, name="Ban Tổ Chức")
    public = fresh_client(app)
    results = f"/editions/{edition.slug}/results"

    author = sign_up(client)
    draft = submit_work(client, edition, author)
    console = fresh_client(app).sign_in(organizer)
    organize(console, edition, draft)
    judge_all(app, edition)
    assert public.get(results).status_code == 404
    decide_and_publish(console, edition, draft)
    jobs.run_pending()

    page = public.get_text(results)
    assert "Máy sấy" in page
    assert "Trần Đồng Tác Giả" in page
    assert "90" in public.get_text(f"/editions/{edition.slug}/works/{draft.number}")
    bundle = public.get(f"/editions/{edition.slug}/results.json").json["results"]
    assert bundle["sheet_totals"] == {draft.number: [900000, 900000]}
    assert "Máy sấy" in public.get_text("/")
    assert {letter.topic for letter in db.session.query(Email)} >= {
        "account_verify",
        "submission_receipt",
        "screening_accepted",
        "judge_invited",
        "assignment_published",
        "result_published",
    }
    for path in ("", "/people", "/audit", "/scores", "/assignments", "/lists"):
        console.get_text(f"/manage/editions/{edition.id}{path}")
    assert verify_chain() is None
    assert draft.authors[0].share == Decimal("66.67")
