"""An ad-hoc track from its opening to its publication, through the pages: nominate, appraise, decide, publish."""

import re

from portal.accounts.models import Role
from portal.assignments.queries import active_assignments
from portal.audit.service import verify_chain
from portal.awards.models import Award, Edition
from portal.core import clock
from portal.core.db import db
from portal.decisions.queries import waiting_proposal
from portal.jobs import service as jobs
from portal.notifications.models import Email
from portal.submissions.models import Submission
from tests.factories import both, grant, make_edition, make_user
from tests.html_client import HtmlClient


def fresh_client(app) -> HtmlClient:
    app.test_client_class = HtmlClient
    return app.test_client()


def open_track(console, parent) -> Edition:
    """One page, from the template."""
    path = f"/manage/editions/{parent.id}/tracks"
    assert "Ad-hoc commendation" in console.get_text(path)
    typed = {
        "template": "dot-xuat", "title_vi": "Khen thưởng chống ngập", "title_en": "", "reason": "Mưa lớn tháng 11",
        "closes_at": "2099-01-01T17:00", "agency": "Sở Xây dựng", "nominators": "tphcm.gov.vn",
    }  # fmt: skip
    assert console.post_form(path, typed).status_code == 422
    soon = re.search(r'name="closes_at" value="([^"]+)"', console.get_text(path))[1]
    answer = console.post_form(path, {**typed, "closes_at": soon})
    assert answer.status_code == 302
    assert "Tell those who may nominate" in console.get_text(answer.location)
    return db.session.query(Edition).filter_by(kind="track").one()


def nominate(client, track, nominator) -> Submission:
    """Somebody else than the author hands it in; oneself cannot be nominated."""
    slug = track.slug
    assert "Start now" in client.get_text(f"/editions/{slug}/submit")
    for code in ("somebody_else", "not_rewarded"):
        client.post_form(f"/editions/{slug}/eligibility/{code}", {"answer": "yes"})
    client.post_form(f"/editions/{slug}/begin")
    draft = db.session.query(Submission).filter_by(owner_id=nominator.id).one()
    base = f"/submissions/{draft.id}"
    category = str(track.categories[0].id)
    work = {"category": category, "title": "Trạm bơm di động", "summary": "Tóm tắt", "organisation": "Phường 1"}
    client.post_form(f"{base}/work", {**work, "revision": draft.revision})
    words = {"deed": "Lắp trạm bơm", "result": "Hết ngập", "why_now": "Mùa mưa"}
    client.post_form(f"{base}/pages/deed", {**words, "revision": draft.revision})

    def name_author(address):
        row = {"full_name": ["Lê Thị Sáng"], "share": ["100"], "organisation": [""], "job_title": [""]}
        client.post_form(f"{base}/authors", {**row, "email": [address], "revision": draft.revision})

    name_author(nominator.email)
    assert "nobody can nominate their own work" in client.get_text(f"{base}/check")
    name_author("sang@example.com")
    assert client.post_form(f"{base}/submit", {"truthful": "y"}).status_code == 302
    return draft


def agree(app, draft) -> None:
    """The person nominated answers by the link in the letter, without an account."""
    jobs.run_pending()
    letter = db.session.query(Email).filter_by(topic="confirmation_asked", recipient="sang@example.com").one()
    path = re.search(r"http://localhost(/confirmations/\S+)", letter.body_text)[1]
    nominee = fresh_client(app)
    page = nominee.get_text(path)
    assert draft.owner.name in page
    assert "Lê Thị Sáng" in page
    assert nominee.post_form(path, {"given": "yes", "name": "Lê Thị Sáng"}).status_code == 302


def appraise(app, console, track, draft) -> None:
    """One panel, one round; the points are those of the template's rubric."""
    base = f"/manage/editions/{track.id}"
    for n in range(3):
        judge = {"name": f"Ủy viên {n}", "email": f"uv{n}@example.com", "organisation": f"Viện {n}"}
        console.post_form(f"{base}/judges", {**judge, "category": track.categories[0].id, "role": "member"})
    answer = console.post_form(f"{base}/assignments/categories/{track.categories[0].id}/propose")
    assert console.post_form(f"{answer.location}/publish").status_code == 302
    points = dict(zip((one.id for one in track.categories[0].criteria), ("18", "25", "45"), strict=True))
    for assignment in active_assignments(track):
        desk = fresh_client(app).sign_in(assignment.judge.user)
        path = f"/judging/{assignment.id}"
        assert "Trạm bơm di động" in desk.get_text("/judging")
        desk.post_form(desk.get(path).location, {"answer": "none"})
        typed = {f"points-{key}": value for key, value in points.items()}
        page = desk.get_text(path)
        assert draft.owner.name not in page
        sent = {**typed, "comment_for_author": "Kịp thời", "revision": "", "finish": "1"}
        assert desk.post_form(path, sent).status_code == 302


def test_a_track_goes_from_opening_to_publication(app, client):
    parent = make_edition(award=Award(slug="hcmc", name=both("Giải thưởng")))
    organizer = grant(make_user(name="Ban Tổ Chức"), Role.ORGANIZER, parent)
    console = fresh_client(app).sign_in(organizer)
    stranger = fresh_client(app).sign_in(make_user(email="nguoi@example.com"))
    nominator = make_user(name="Trần Đề Cử", email="decu@q1.tphcm.gov.vn")

    track = open_track(console, parent)
    base = f"/manage/editions/{track.id}"
    assert track.code == f"HCM-DX-{track.year}-01"
    assert "Khen thưởng chống ngập" in client.get_text("/")
    assert "Only people with an e-mail address at tphcm.gov.vn" in stranger.get_text(f"/editions/{track.slug}/submit")
    draft = nominate(fresh_client(app).sign_in(nominator), track, nominator)
    assert draft.versions[-1].content["nominator"]["name"] == "Trần Đề Cử"
    assert "Those nominated agree" in console.get_text(f"{base}/path")
    too_early = console.post_form(f"{base}/screening/{draft.id}", {"outcome": "accepted"})
    assert "Lê Thị Sáng" in too_early.get_data(as_text=True)
    agree(app, draft)
    assert "Look at each nomination" in console.get_text(f"{base}/path")
    assert console.post_form(f"{base}/screening/{draft.id}", {"outcome": "accepted"}).status_code == 302
    appraise(app, console, track, draft)
    assert "Make the list" in console.get_text(f"{base}/path")
    console.post_form(f"{base}/lists", {"reason": ""})
    act = {"reference": "02/QĐ", "signatory": "Chủ tịch", "confirm": "y", f"prize-{draft.id}": "commended"}
    act["decided_on"] = clock.now().date().isoformat()
    assert console.post_form(f"{base}/decision", act).status_code == 302
    second = fresh_client(app).sign_in(grant(make_user(name="Ban Tổ Chức 2"), Role.ORGANIZER, track))
    assert "02/QĐ" in second.get_text(f"{base}/decision")
    release = f"{base}/decision/{waiting_proposal(track).id}/release"
    assert second.post_form(release, {"checked": "y"}).status_code == 302
    assert "Publish now" in console.get_text(f"{base}/publication")
    assert console.post_form(f"{base}/publication", {"confirm": "y"}).status_code == 302

    path = console.get_text(f"{base}/path")
    assert path.count(">Completed<") == 8
    assert "Next:" not in path
    assert "Trạm bơm di động" in fresh_client(app).get_text(f"/editions/{track.slug}/results")
    assert verify_chain() is None
