"""The pages of presentations: planning, the author's slot, the calendar, the running session and the desk."""

import re

import pytest

from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind, PanelRole, PanelSeat
from portal.presentations import service
from tests.factories import make_organizer, make_user
from tests.html_client import counting_queries
from tests.paper_sheets.papers import key_in, make_pairs
from tests.presentations.sittings import make_session

pytestmark = pytest.mark.usefixtures("app")

FORM = {
    "place": "Hội trường A", "starts_at": "2027-01-05T08:00", "slot_minutes": "20", "gap_minutes": "0",
    "pause_after": "0", "pause_minutes": "0",
}  # fmt: skip


def live(session):
    return f"/judging/presentations/{session.id}/live"


def test_organizer_plans_fills_moves_and_announces(client):
    edition, organizer, _pairs = make_pairs(works=2)
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/presentations"

    made = client.post_form(base, FORM).location
    client.post_form(f"{made}/fill", {"order": "number"})
    page = client.get_text(made)
    slots = re.findall(rf"{made}/slots/(\d+)", page)
    client.post_form(f"{made}/slots/{slots[1]}", {"act": "up"})
    client.post_form(f"{made}/announce")
    after = client.get_text(made)

    assert "08:00–08:20" in page
    assert "08:20–08:40" in page
    assert re.findall(rf"{made}/slots/(\d+)", after) == slots[::-1]
    assert "Send the letter" in page
    assert "Send the letter" not in after
    assert client.get_text(base).count("Letters sent") == 1


@pytest.mark.parametrize(
    ("name", "odd"), [("place", ""), ("slot_minutes", "0"), ("slot_minutes", "x"), ("starts_at", "")]
)
def test_odd_session_is_said_beside_the_field(client, name, odd):
    edition, organizer, _pairs = make_pairs()
    client.sign_in(organizer)

    text = client.post_form(f"/manage/editions/{edition.id}/presentations", {**FORM, name: odd}).get_data(as_text=True)

    assert f'href="#{name}"' in text
    assert f'id="{name}-error"' in text


def test_lot_without_words_is_refused(client):
    edition, organizer, _pairs = make_pairs()
    session = make_session(edition, organizer)
    client.sign_in(organizer)
    made = f"/manage/editions/{edition.id}/presentations/{session.id}"

    client.post_form(f"{made}/fill", {"order": "lot", "seed": " "})

    assert "Write the words from which the order is drawn." in client.get_text(made)


def test_author_sees_the_slot_once_told_and_takes_it_into_a_calendar(client):
    edition, organizer, [pair, _other] = make_pairs()
    session = make_session(edition, organizer)
    owner = pair.submission.owner
    address = f"/submissions/{pair.submission_id}/presentation"
    client.sign_in(owner)
    before = client.get_text(address)
    service.announce(session, actor=organizer)
    db.session.commit()

    after = client.get_text(address)
    entry = re.search(r'href="(/presentations/[^"]+/calendar\.ics)"', after)[1]
    calendar = client.get(entry)

    assert "No presentation is planned for this work" in before
    assert "Hội trường A" not in before
    assert "Hội trường A" in after
    assert calendar.mimetype == "text/calendar"
    assert "LOCATION:Hội trường A\r\n" in calendar.get_data(as_text=True)
    assert client.get("/presentations/forged/calendar.ics").status_code == 404
    client.sign_in(make_user())
    assert client.get(address).status_code == 404


def test_live_view_names_who_has_finished_and_keeps_points_until_all_have(client):
    edition, organizer, [one, other] = make_pairs()
    session = make_session(edition, organizer)
    service.start(session.slots[0], actor=organizer)
    key_in(one, organizer, 47, 30)
    db.session.commit()
    client.sign_in(organizer)

    partly = client.get_text(live(session))
    key_in(other, organizer, 59, 39)
    db.session.commit()
    whole = client.get_text(live(session))

    assert "1 of 2 finished" in partly
    assert one.judge.user.name in partly
    assert "<strong>77</strong>" not in partly
    assert "2 of 2 finished" in whole
    assert "<strong>77</strong>" in whole
    assert "<strong>98</strong>" in whole


def test_only_chair_and_secretaries_run_a_session(client):
    edition, organizer, [pair, other] = make_pairs()
    session = make_session(edition, organizer)
    seat = db.session.query(PanelSeat).filter_by(judge_id=pair.judge_id).one()
    seat.role = PanelRole.CHAIR
    db.session.commit()
    start = f"/judging/presentations/{session.id}/slots/{session.slots[0].id}/start"

    client.sign_in(other.judge.user)
    assert client.get(live(session)).status_code == 403
    assert client.post_form(start).status_code == 403
    client.sign_in(pair.judge.user)
    assert client.get(live(session)).status_code == 200
    assert client.post_form(start).status_code == 302
    assert session.slots[0].started_at is not None


def test_panel_of_a_work_in_conflict_is_kept_from_the_organizer(client):
    edition, organizer, [pair, _other] = make_pairs()
    session = make_session(edition, organizer)
    service.start(session.slots[0], actor=organizer)
    tied = make_organizer(edition)
    judges.declare_conflict(tied, pair.submission, kind=ConflictKind.RELATIVE, evidence="Em", actor=tied)
    db.session.commit()

    assert pair.judge.user.name in client.sign_in(organizer).get_text(live(session))
    assert pair.judge.user.name not in client.sign_in(tied).get_text(live(session))


def test_desk_leads_to_the_sheet_of_what_is_presented_now(client):
    edition, organizer, [pair, _other] = make_pairs()
    session = make_session(edition, organizer)
    client.sign_in(pair.judge.user)
    before = client.get_text("/judging")
    service.start(session.slots[0], actor=organizer)
    db.session.commit()

    now = client.get_text("/judging")
    schedule = client.get_text("/judging/presentations")

    assert before.count(f'href="/judging/{pair.id}"') == 2
    assert now.count(f'href="/judging/{pair.id}"') == 3
    assert f'href="/judging/{pair.id}"' in schedule
    assert "Hội trường A" in schedule


def test_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for works in (1, 3):
        edition, organizer, pairs = make_pairs(works=works)
        session = make_session(edition, organizer)
        service.announce(session, actor=organizer)
        service.start(session.slots[0], actor=organizer)
        judge, base = pairs[0].judge.user, f"/manage/editions/{edition.id}/presentations"
        owner, own = pairs[0].submission.owner, f"/submissions/{pairs[0].submission_id}/presentation"
        asked = [
            (organizer, base), (organizer, f"{base}/{session.id}"), (organizer, live(session)),
            (judge, "/judging/presentations"), (judge, "/judging"), (owner, own),
        ]  # fmt: skip
        db.session.commit()
        counts.append([statements(client.sign_in(person), path) for person, path in asked])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15


def statements(client, path):
    db.session.expunge_all()
    with counting_queries() as sent:
        assert client.get(path).status_code == 200
    return len(sent)
