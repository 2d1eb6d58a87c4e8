"""Invitations by letter: no account before the yes, none for the no, reminders that are counted, replacement."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.queries import user_by_email
from portal.awards.models import Round
from portal.awards.preset_words import RoundKind
from portal.core import clock
from portal.core.db import db
from portal.judges import invitations, service
from portal.judges.models import InvitationState, PanelInvitation, PanelRole
from portal.judges.queries import panel
from portal.judges.service import Place, Profile
from portal.notifications.models import Email
from tests.factories import both, make_edition, make_organizer, make_panel, make_user


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


PROFILE = Profile((Place("Viện A"),), ("nước",), ("vi",), "", 2, 9)


def invite(edition, organizer, **values):
    given = {
        "round": edition.rounds[0], "category": edition.categories[0], "role": PanelRole.MEMBER, "name": "Lê An",
        "email": "an@x.vn", "profile": PROFILE, "due_at": clock.now() + timedelta(days=10), "actor": organizer,
    }  # fmt: skip
    made = invitations.invite(edition, **{**given, **values})
    db.session.commit()
    return made


def path_of(found):
    return invitations.link_of(found).partition("localhost")[2]


def letters(topic):
    return list(db.session.scalars(select(Email).where(Email.topic == topic).order_by(Email.id)))


def count_users():
    return db.session.scalar(select(func.count(User.id)))


def test_accepting_makes_account_judge_and_seat_and_leads_to_a_password(client, edition, organizer):
    before = count_users()
    found = invite(edition, organizer)

    assert count_users() == before
    client.get_text(re.search(r"http://localhost(/panel-invitations/\S+)", letters("panel_invited")[0].body_text)[1])
    answer = client.post_form(path_of(found), {"answer": "yes"})

    assert "/reset/" in answer.location
    assert client.post_form(answer.location, {"password": "một câu dài dễ nhớ"}).status_code == 302
    user = user_by_email("an@x.vn")
    (judge,) = panel(edition.categories[0])
    assert (judge.user_id, judge.organisation, judge.expertise, judge.max_load) == (user.id, "Viện A", ["nước"], 9)
    assert (found.state, found.seat_id) == (InvitationState.ACCEPTED, judge.seats[0].id)
    assert [one.recipient for one in letters("panel_answered")] == [organizer.email]
    assert "Quý vị đã nhận lời" in client.get_text(path_of(found))
    assert client.post_form(path_of(found), {"answer": "no"}).status_code == 200
    assert found.state is InvitationState.ACCEPTED


def test_somebody_with_a_password_signs_in_instead(client, edition, organizer):
    make_user(email="an@x.vn", password_hash="x")
    found = invite(edition, organizer)

    assert client.post_form(path_of(found), {"answer": "yes"}).location == "/sign-in"


def test_declining_needs_no_account_and_suggests_somebody(client, edition, organizer):
    before = count_users()
    found = invite(edition, organizer)
    suggestion = {"suggested_name": "Bà Tư", "suggested_email": "Tu@x.vn", "reason": "Bận công tác"}

    assert client.post_form(path_of(found), {"answer": "no", "suggested_email": "sai"}).status_code == 200
    assert client.post_form(path_of(found), {"answer": "no", **suggestion}).status_code == 302

    assert (found.state, found.reason, found.suggested_email) == (InvitationState.DECLINED, "Bận công tác", "tu@x.vn")
    assert count_users() == before
    (letter,) = letters("panel_answered")
    assert "tu@x.vn" in letter.body_text
    assert letters("panel_invited")[-1].recipient == "an@x.vn"
    client.sign_in(organizer)
    page = client.get_text(f"/manage/editions/{edition.id}/panels/{edition.rounds[0].id}/{edition.categories[0].id}")
    assert "Bận công tác" in page
    again = f"/manage/editions/{edition.id}/panels/{edition.rounds[0].id}/{edition.categories[0].id}/invite"
    assert "tu@x.vn" in client.get_text(f"{again}?replaces={found.id}")


def test_forged_link_does_not_exist(client, edition, organizer):
    invite(edition, organizer)

    assert client.get("/panel-invitations/forged").status_code == 404


def test_reminders_are_counted_once_for_each_span_and_the_overdue_expire(edition, organizer):
    found = invite(edition, organizer)
    due = found.due_at

    assert invitations.keep_time(due - timedelta(hours=80)) == (0, 0)
    assert [invitations.keep_time(due - timedelta(hours=70)) for _ in range(2)] == [(1, 0), (0, 0)]
    assert invitations.keep_time(due - timedelta(hours=20)) == (1, 0)
    assert (found.reminders, len(letters("panel_reminded"))) == (2, 2)
    assert [invitations.keep_time(due) for _ in range(2)] == [(0, 1), (0, 0)]
    assert found.state is InvitationState.EXPIRED


def test_expired_or_overdue_invitation_is_not_accepted(client, edition, organizer):
    found = invite(edition, organizer)
    found.due_at = clock.now() - timedelta(seconds=1)
    db.session.commit()

    assert "không còn hiệu lực" in client.get_text(path_of(found))
    with pytest.raises(invitations.NotOpenError):
        invitations.accept(found)


def test_reminder_by_hand_waits_a_day(edition, organizer):
    found = invite(edition, organizer)

    with pytest.raises(invitations.TooSoonError):
        invitations.remind(found, actor=organizer)
    found.invited_at -= timedelta(days=2)
    db.session.commit()
    invitations.remind(found, actor=organizer)

    assert found.reminders == 1
    with pytest.raises(invitations.TooSoonError):
        invitations.remind(found, actor=organizer)


def test_replacing_keeps_the_history_of_the_seat(edition, organizer):
    (judge,) = make_panel(edition, organizer, 1)
    first = invite(edition, organizer, replaces_seat=judge.seats[0])
    invitations.decline(first, reason="Bận")
    second = invite(edition, organizer, email="tu@x.vn", replaces=first)
    seat = invitations.accept(second)

    assert [one.judge_id for one in (seat,)] == [panel(edition.categories[0])[0].id]
    assert judge.seats[0].left_at is not None
    assert (first.state, first.reason, first.replaces_seat_id) == (InvitationState.REPLACED, "Bận", judge.seats[0].id)
    assert (second.replaces_id, second.seat_id) == (first.id, seat.id)


def test_nobody_is_invited_twice_or_for_yesterday(edition, organizer):
    invite(edition, organizer)

    with pytest.raises(invitations.InvitedAlreadyError):
        invite(edition, organizer, email="AN@x.vn")
    with pytest.raises(invitations.DueDateError):
        invite(edition, organizer, email="b@x.vn", due_at=clock.now())
    (judge,) = make_panel(edition, organizer, 1)
    with pytest.raises(invitations.InvitedAlreadyError):
        invite(edition, organizer, email=judge.user.email)


def test_page_checks_before_it_sends(client, edition, organizer):
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/panels/{edition.rounds[0].id}/{edition.categories[0].id}/invite"
    form = {
        "name": "Lê An",
        "email": "an@x.vn",
        "role": "chair",
        "due_on": "31/12/2099",
        "places": "Viện A | 01/01/2020",
    }

    page = client.post_form(address, {**form, "check": "1"}).get_data(as_text=True)
    assert "Would be in conflict with 0 of 0 dossiers." in page
    assert db.session.scalar(select(func.count(PanelInvitation.id))) == 0
    assert client.post_form(address, {**form, "places": "A | hôm qua", "send": "1"}).status_code == 200
    assert client.post_form(address, {**form, "send": "1"}).status_code == 302

    found = db.session.scalar(select(PanelInvitation))
    assert (found.role, found.profile["places"]) == (PanelRole.CHAIR, [["Viện A", "2020-01-01", None]])
    for act in ("remind", "withdraw"):
        client.post_form(f"/manage/editions/{edition.id}/panels/invitations/{found.id}/{act}")
    assert (found.reminders, found.state) == (0, InvitationState.WITHDRAWN)


def test_council_has_a_panel_without_category_and_a_seat_has_a_term(client, edition, organizer):
    edition.rounds.append(Round(position=2, code="city", kind=RoundKind.BALLOT, name=both("City round")))
    db.session.flush()
    judge = service.add_judge(edition, name="Chủ tịch", email="ct@x.vn", actor=organizer, tell=False)
    seat = service.seat(judge, category=None, round=edition.rounds[1], role=PanelRole.CHAIR, actor=organizer)
    db.session.commit()
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/panels"

    assert "Council of all categories" in client.get_text(base)
    assert "Chủ tịch" in client.get_text(f"{base}/{edition.rounds[1].id}/0")
    wrong = {"role": "deputy", "from_on": "01/02/2026", "until_on": "01/01/2026"}
    assert client.post_form(f"{base}/seats/{seat.id}", wrong).status_code == 200
    assert client.post_form(f"{base}/seats/{seat.id}", {**wrong, "until_on": ""}).status_code == 302
    assert (seat.role, str(seat.from_on)) == (PanelRole.DEPUTY, "2026-02-01")


def test_judges_profile_is_kept_and_a_term_that_is_over_gives_no_work(client, edition, organizer):
    (judge,) = make_panel(edition, organizer, 1)
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/judges/{judge.id}"
    form = {"places": "Viện A | | 31/12/2020\nViện B", "expertise": "nước, đất", "languages": "vi", "min_load": "9"}

    assert client.post_form(address, {**form, "max_load": "3"}).status_code == 200
    assert client.post_form(address, {**form, "max_load": "12"}).status_code == 302
    assert "Viện A | | 31/12/2020" in client.get_text(address).replace("|  |", "| |")

    assert (judge.organisation, judge.expertise, judge.min_load) == ("Viện B", ["nước", "đất"], 9)
    seat = judge.seats[0]
    ended = clock.now().date() - timedelta(days=2)
    service.seat(judge, category=seat.category, round=seat.round, until_on=ended, actor=organizer)
    assert panel(edition.categories[0]) == []
