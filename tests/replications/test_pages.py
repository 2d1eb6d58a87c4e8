"""The pages after the prize: nothing before the release, then the register, winners' answers and the spread."""

import re

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.security import limiter
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import service as publication
from portal.replications import check_ins, queries, rules, sheets
from portal.replications.models import Adoption, InUse
from tests.factories import make_organizer, make_user
from tests.html_client import counting_queries
from tests.replications.test_service import SHEET, letters
from tests.replications.winners import make_decided, make_winner, published, released_at, reported

pytestmark = pytest.mark.usefixtures("app")
PUBLIC = ("works/{number}/adoptions", "works/{number}/adoptions/report", "works/{number}/adoptions/sent")
SPREAD = ("spread", "spread.csv")
SENT = {
    "organisation": "Bệnh viện A", "place": "hue", "locality": "Phường 1", "year": str(clock.now().year),
    "effect": "Nhanh gấp đôi", "reporter": "Ông Bảy", "email": "bay@example.com", "consent": "y",
}  # fmt: skip


def address(edition, tail, number=""):
    return f"/editions/{edition.slug}/{tail.format(number=number)}"


def own(work, tail=""):
    return f"/submissions/{work.id}/replication{tail}"


def console(edition, tail=""):
    return f"/manage/editions/{edition.id}/after-the-prize{tail}"


def test_before_the_release_nobody_learns_that_anybody_has_won(client):
    edition, organizer, works, decision = make_decided()
    places = [address(edition, one, works[0].number) for one in (*PUBLIC, *SPREAD)]

    for person in (None, works[0].owner, organizer):
        if person is not None:
            client.sign_in(person)
        assert [client.get(one).status_code for one in places] == [404] * len(places)
    client.sign_in(works[0].owner)
    before = client.get_text(own(works[0]))
    assert client.get(own(works[0], "/adoptions")).status_code == 404
    client.sign_in(organizer)
    assert works[0].title not in client.get_text(console(edition))
    assert client.get(console(edition, f"/{works[0].id}")).status_code == 404

    publication.publish(decision, actor=organizer)
    assert [client.get(one).status_code for one in places] == [200] * len(places)
    assert client.get(address(edition, PUBLIC[0], works[1].number)).status_code == 404
    assert "There is nothing here for this work" in before
    client.sign_in(works[1].owner)
    assert "There is nothing here for this work" in client.get_text(own(works[1]))
    client.sign_in(works[0].owner)
    assert "There is nothing here for this work" not in client.get_text(own(works[0]))


def test_report_goes_by_letter_author_and_organizer_into_the_register(client):
    edition, organizer, work = make_winner()
    page = address(edition, PUBLIC[0], work.number)

    sent = client.post_form(f"{page}/report", SENT, headers={"Accept-Language": "vi"})
    client.get_text(sent.location)
    link = re.search(r"http://localhost(/\S+)", letters("adoption_confirm")[0].body_text)[1]
    client.post_form(link)
    arrived = client.get_text(link)
    adoption = db.session.query(Adoption).one()
    client.sign_in(work.owner)
    assert "Bệnh viện A" in client.get_text(own(work, "/adoptions"))
    assert client.post_form(own(work, f"/adoptions/{adoption.id}"), {}).status_code == 422
    client.post_form(own(work, f"/adoptions/{adoption.id}"), {"agrees": "yes"})
    hidden = client.get_text(page)
    client.sign_in(organizer)
    place = console(edition, f"/{work.id}/adoptions/{adoption.id}")
    assert "Ông Bảy" in client.get_text(place)
    assert client.post_form(place, {"refuse": "y", "reason": ""}).status_code == 422
    client.post_form(place, {"publish": "y"})
    shown, spread = client.get_text(page), client.get_text(address(edition, "spread"))
    table = client.get(address(edition, "spread.csv")).get_data(as_text=True)

    assert letters("adoption_confirm")[0].locale == "vi"
    assert "bay@example.com" not in arrived + shown
    assert "Bệnh viện A" not in hidden
    assert "Ông Bảy" not in shown
    assert [one for one in ("Bệnh viện A", "Phường 1, Huế", "Nhanh gấp đôi") if one not in shown] == []
    assert "<svg" in spread
    assert "Công trình 0" in spread
    assert f"{work.number},Công trình 0,Huế,1" in table


def test_odd_reports_get_a_sentence_and_many_are_refused(client):
    edition, _organizer, work = make_winner()
    page = address(edition, PUBLIC[1], work.number)
    odd = (
        ({"website": "x"}, "Leave this field empty"),
        ({"place": "atlantis"}, "Choose where it was adopted"),
        ({"year": "x"}, "Enter a whole number"),
        ({"year": "1700"}, "Enter a year from 1990 on"),
        ({"email": "x"}, "Enter an e-mail address in the correct format"),
        ({"consent": ""}, "Tick the box to confirm"),
    )

    answers = [client.post_form(page, {**SENT, **one}, headers={"Accept-Language": "en"}) for one, _said in odd]
    limiter.enabled = True
    limiter.reset()
    codes = [client.post_form(page, {}).status_code for _ in range(11)]

    assert [one.status_code for one in answers] == [422] * len(odd)
    texts = [one.get_data(as_text=True) for one in answers]
    assert [said for text, (_one, said) in zip(texts, odd, strict=True) if said not in text] == []
    assert codes == [422] * 10 + [429]
    assert db.session.query(Adoption).count() == 0
    assert client.get("/adoptions/confirm/x.y.z").status_code == 404


def test_edition_without_a_list_of_places_takes_the_name_of_one(client):
    edition, _organizer, work = make_winner(rules={"edition": {}, "contact": {}})
    page = address(edition, PUBLIC[1], work.number)

    missing = client.post_form(page, {**SENT, "place_name": ""})
    taken = client.post_form(page, {**SENT, "place_name": "Toulouse"})

    assert (missing.status_code, taken.status_code) == (422, 302)
    assert db.session.query(Adoption).one().place == "Toulouse"


def test_winner_offers_a_sheet_and_the_organizer_approves_it(client):
    edition, organizer, work = make_winner()
    page = address(edition, PUBLIC[0], work.number)
    client.sign_in(work.owner)

    client.get_text(own(work))
    assert client.post_form(own(work), {"cost": "1", "offer": "y"}).status_code == 422
    client.post_form(own(work), {**SHEET, "offer": "y"})
    waiting = client.get_text(page)
    client.sign_in(organizer)
    assert "Hai người, một máy" in client.get_text(console(edition, f"/{work.id}"))
    assert client.post_form(console(edition, f"/{work.id}/sheet/return"), {}).status_code == 422
    client.post_form(console(edition, f"/{work.id}/sheet/approve"))
    shown = client.get_text(page)

    assert "Hai người, một máy" not in waiting
    assert [text for text in SHEET.values() if text not in shown] == []


def test_winner_answers_a_check_in_and_problems_stay_with_the_organizers(client):
    edition, organizer, work = make_winner()
    check_ins.keep_asking(rules.months_later(released_at(edition), 6))
    client.sign_in(work.owner)
    place = own(work, "/check-ins/6")
    sent = {"in_use": "partly", "places": "3", "figures": "120 lượt", "problems": "Thiếu người", "is_public": "y"}

    client.get_text(place)
    refused = [client.post_form(place, {**sent, **odd}).status_code for odd in ({"in_use": ""}, {"places": "-1"})]
    assert client.post_form(place, sent).location == place
    kept = client.get_text(place)
    shown = client.get_text(address(edition, PUBLIC[0], work.number))
    client.sign_in(organizer)
    console_page = client.get_text(console(edition, f"/{work.id}"))

    assert refused == [422, 422]
    assert client.get_text(console(edition)).count("<tbody>") == 1
    assert 'value="3"' in kept
    assert "120 lượt" in shown
    assert "Thiếu người" not in shown
    assert "Thiếu người" in console_page
    client.sign_in(make_user())
    assert client.get(place).status_code == 404


def test_conflicted_organizer_meets_nothing_of_a_work_after_its_prize(client):
    edition, _organizer, work = make_winner()
    tied = make_organizer(edition)
    judges.declare_conflict(tied, work, kind=ConflictKind.RELATIVE, evidence="Em gái", actor=tied)
    adoption = reported(work)
    sheets.save(work, values=SHEET, offer=True, actor=work.owner)
    client.sign_in(tied)

    assert work.number not in client.get_text(console(edition))
    for tail in (f"/{work.id}", f"/{work.id}/adoptions/{adoption.id}"):
        assert client.get(console(edition, tail)).status_code == 404
    assert client.post_form(console(edition, f"/{work.id}/sheet/approve")).status_code == 404


def test_pages_send_few_statements_whatever_was_adopted(client):
    edition, organizer, work = make_winner()
    check_ins.keep_asking(rules.months_later(released_at(edition), 6))
    check_ins.answer(
        queries.get_check_in_or_404(work, 6), in_use=InUse.YES, places=None, figures="", problems="", is_public=True,
        actor=work.owner,
    )  # fmt: skip
    pages = [
        (organizer, console(edition)), (organizer, console(edition, f"/{work.id}")),
        (organizer, address(edition, PUBLIC[0], work.number)), (organizer, address(edition, "spread")),
        (work.owner, own(work)), (work.owner, own(work, "/adoptions")),
    ]  # fmt: skip
    counts = []
    for names in (("A",), ("BB", "CCC", "DDDD")):
        for name in names:
            published(work, organizer, name, place="ha_noi" if len(name) % 2 else "hue")
        counts.append([_count(client, person, page) for person, page in pages])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15


def _count(client, person, page):
    client.sign_in(person)
    db.session.commit()
    db.session.expunge_all()
    with counting_queries() as statements:
        client.get_text(page)
    return len(statements)
