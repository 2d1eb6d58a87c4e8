"""Who takes part: invitations, confirmed shares, handing over, and answers from people without an account."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.service import InvalidEmailError
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.notifications.models import Email
from portal.screening.findings import findings
from portal.submissions import collaboration, policies, queries, service
from portal.submissions.models import Access, ConfirmationKind, InvitationState, Submission
from tests.factories import add_file, make_draft, make_user
from tests.moments import NOW


def letter(topic):
    found = [email for email in db.session.scalars(select(Email).order_by(Email.id)) if email.topic == topic]
    return found[-1]


def link(topic):
    return re.search(r"http://localhost(/\S+)", letter(topic).body_text)[1]


def share(draft, *rows):
    listed = [
        {"full_name": name, "organisation": "", "job_title": "", "email": email, "share": percent, "minor": minor}
        for name, email, percent, minor in rows
    ]
    service.save_authors(draft, listed, actor=draft.owner)


@pytest.fixture
def draft(app):
    made = make_draft()
    db.session.commit()
    return made


def joined(draft, access=Access.EDIT, **values):
    person = make_user(**values)
    db.session.commit()
    found = collaboration.invite(draft, email=person.email, name=person.name, access=access, actor=draft.owner)
    collaboration.answer_invitation(found, accept=True, user=person)
    return person, found


def test_invited_person_accepts_by_the_letter_and_may_edit(client, draft):
    person = make_user()
    db.session.commit()
    collaboration.invite(draft, email=person.email.upper(), name="Đồng tác giả", access=Access.EDIT, actor=draft.owner)
    address = link("collaborator_invited")

    stranger = client.post_form(address, {"accept": "1"})
    client.sign_in(person)
    assert client.get(f"/submissions/{draft.id}").status_code == 404
    accepted = client.post_form(address, {"accept": "1"})

    assert "/sign-in" in stranger.location
    assert accepted.location.endswith(f"/submissions/{draft.id}/people")
    assert client.get(f"/submissions/{draft.id}/work").status_code == 200
    assert draft.title in client.get("/submissions").get_data(as_text=True)
    assert letter("collaborator_answered").recipient == draft.owner.email
    assert client.post_form(address, {"accept": "1"}).status_code == 409


def test_declining_needs_no_account(client, draft):
    found = collaboration.invite(draft, email="a@example.com", name="", access=Access.VIEW, actor=draft.owner)

    client.post_form(link("collaborator_invited"), {"decline": "1"})

    assert found.state is InvitationState.DECLINED
    assert found.user_id is None


def test_viewer_reads_but_neither_edits_nor_submits(client, draft):
    person, _found = joined(draft, Access.VIEW)
    client.sign_in(person)

    assert client.get(f"/submissions/{draft.id}").status_code == 200
    assert client.get(f"/submissions/{draft.id}/work").status_code == 403
    assert client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"}).status_code == 403
    assert client.post_form(f"/submissions/{draft.id}/withdraw").status_code == 403
    invited = {"email": "x@example.com", "access": "edit"}
    assert client.post_form(f"/submissions/{draft.id}/people/invite", invited).status_code == 403


def test_editor_edits_but_only_the_owner_submits(client, draft):
    add_file(draft)
    person, _found = joined(draft)

    service.save_page(draft, "effect", {"effect": "Sửa cùng nhau"}, actor=person)

    assert draft.answers["effect"] == "Sửa cùng nhau"
    client.sign_in(person)
    assert client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"}).status_code == 403


def test_share_is_confirmed_until_it_changes(client, draft):
    person, found = joined(draft)
    share(draft, ("Chủ", draft.owner.email, "60", ""), ("Đồng tác giả", person.email, "40", ""))
    client.sign_in(person)
    address = f"/submissions/{draft.id}/people"

    assert "Confirm my share" in client.get(address).get_data(as_text=True)
    client.post_form(f"{address}/{found.id}/confirm")
    assert collaboration.share_is_confirmed(found)
    share(draft, ("Chủ", draft.owner.email, "70", ""), ("Đồng tác giả", person.email, "30", ""))

    assert not collaboration.share_is_confirmed(found)
    other = make_user()
    with pytest.raises(collaboration.NotTheOwnerError):
        collaboration.confirm_share(found, actor=other)


def test_ownership_is_handed_over_and_the_giver_stays(client, draft):
    giver = draft.owner
    person, found = joined(draft)
    client.sign_in(giver)

    client.post_form(f"/submissions/{draft.id}/people/{found.id}/transfer")

    fresh = db.session.get(Submission, draft.id)
    assert fresh.owner_id == person.id
    assert policies.can_edit(giver, fresh, NOW)
    assert not policies.can_submit(giver, fresh)
    assert policies.can_submit(person, fresh)
    assert letter("ownership_transferred").recipient == person.email
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.action == "ownership.transferred"))


def test_removed_person_sees_nothing_any_more(client, draft):
    person, found = joined(draft)

    collaboration.remove(found, actor=draft.owner)

    client.sign_in(person)
    assert client.get(f"/submissions/{draft.id}").status_code == 404
    assert db.session.scalars(queries.list_of_owner(person)).all() == []


def test_only_the_owner_changes_who_takes_part(draft):
    _person, found = joined(draft)
    other, _second = joined(draft, email="khac@example.com")

    for act in (
        lambda: collaboration.remove(found, actor=other),
        lambda: collaboration.transfer(draft, found, actor=other),
        lambda: collaboration.invite(draft, email="x@example.com", name="", access=Access.VIEW, actor=other),
    ):
        with pytest.raises(collaboration.NotTheOwnerError):
            act()


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.com"])
def test_address_that_cannot_be_written_to_is_refused(client, draft, email):
    with pytest.raises(InvalidEmailError):
        collaboration.invite(draft, email=email, name="", access=Access.VIEW, actor=draft.owner)
    client.sign_in(draft.owner)

    page = client.post_form(f"/submissions/{draft.id}/people/invite", {"email": email, "access": "view"})

    assert page.status_code == 422


def test_organisation_confirms_by_link_without_an_account(client, draft):
    client.sign_in(draft.owner)
    client.post_form(f"/submissions/{draft.id}/people/ask", {"subject": "", "address": "coquan@example.com"})
    client.post("/sign-out", data={"csrf_token": client.csrf_token()})
    address = link("confirmation_asked")

    assert draft.title in client.get(address).get_data(as_text=True)
    assert client.post_form(address, {"given": "yes"}).status_code == 200, "the name is missing"
    client.post_form(address, {"given": "yes", "name": "Giám đốc", "position": "Giám đốc", "remark": "Từ 2024"})
    client.post_form(address, {"given": "no", "name": "Kẻ khác"})

    (asked,) = draft.confirmations
    assert (asked.given, asked.answered_by, asked.remark) == (True, "Giám đốc", "Từ 2024")
    assert collaboration.confirmed_subjects(draft, ConfirmationKind.ORGANISATION) == {draft.organisation}
    assert letter("confirmation_answered").recipient == draft.owner.email


def test_guardian_of_a_minor_is_asked_and_the_secretary_sees_it(client, draft):
    share(draft, ("Em học sinh", "", "100", "yes"))
    client.sign_in(draft.owner)

    def consent():
        return [one.fine for one in findings(draft, []) if "Em học sinh" in one.text]

    with client.application.test_request_context():
        assert consent() == [False]
    sent = {"subject": "Em học sinh", "address": "phuhuynh@example.com"}
    client.post_form(f"/submissions/{draft.id}/people/ask", sent)
    client.post_form(link("confirmation_asked"), {"given": "yes", "name": "Mẹ em học sinh"})

    with client.application.test_request_context():
        assert consent() == [True]


@pytest.mark.parametrize("path", ["/invitations/x", "/confirmations/x"])
def test_forged_link_leads_nowhere(app, client, path):
    assert client.get(path).status_code == 404


def test_link_of_one_kind_opens_no_other(client, draft):
    collaboration.invite(draft, email="a@example.com", name="", access=Access.VIEW, actor=draft.owner)
    token = link("collaborator_invited").rpartition("/")[2]

    assert client.get(f"/confirmations/{token}").status_code == 404
