"""Accounts: opened, proven, recovered; nobody learns who has one."""

import re

import pytest

from portal.accounts import rules, service
from portal.accounts.models import Role
from portal.accounts.passwords import hash_password
from portal.accounts.policies import is_administrator, is_organizer, is_secretary_of, managed_category_ids, manages
from portal.accounts.queries import user_by_email, user_of_session
from portal.core.db import db
from portal.core.security import limiter
from portal.jobs import service as jobs
from portal.notifications.models import Email
from tests.factories import grant, make_edition, make_organizer, make_secretary, make_user

pytestmark = pytest.mark.usefixtures("app")
PASSWORD = "một câu dài dễ nhớ"


def letter_to(address, topic):
    return db.session.query(Email).filter_by(recipient=address, topic=topic).order_by(Email.id.desc()).first()


def token_in(letter):
    return re.search(r"/(?:verify|reset)/(\S+)", letter.body_text)[1]


def test_account_is_opened_proven_once_and_kept_folded():
    user = service.sign_up(name="Tác giả", email="Tac.Gia@Example.com", password=PASSWORD)
    token = token_in(letter_to("tac.gia@example.com", "account_verify"))

    assert not user.is_verified
    assert service.verify_email(token) is user
    assert user.is_verified
    with pytest.raises(service.LinkExpiredError):
        service.verify_email(token)


def test_second_sign_up_changes_nothing_and_tells_only_the_owner():
    user = service.sign_up(name="A", email="a@example.com", password=PASSWORD)
    before = user.password_hash

    again = service.sign_up(name="Kẻ khác", email="A@example.com", password="một mật khẩu khác hẳn")

    assert again is user
    assert (user.name, user.password_hash) == ("A", before)
    assert letter_to("a@example.com", "account_exists") is not None


def test_reset_link_sets_the_password_once_and_signs_everybody_else_out():
    user = make_user(email="b@example.com", password_hash=hash_password(PASSWORD))
    session = user.get_id()
    service.request_password_reset("B@example.com")
    token = token_in(letter_to("b@example.com", "account_reset"))

    service.reset_password(token, "câu mới cũng dài lắm")

    assert service.check_password("b@example.com", "câu mới cũng dài lắm") is user
    assert service.check_password("b@example.com", PASSWORD) is None
    assert user_of_session(session) is None
    with pytest.raises(service.LinkExpiredError):
        service.reset_password(token, PASSWORD)


def test_link_of_one_purpose_is_worthless_for_another():
    service.sign_up(name="C", email="c@example.com", password=PASSWORD)
    token = token_in(letter_to("c@example.com", "account_verify"))

    with pytest.raises(service.LinkExpiredError):
        service.reset_password(token, PASSWORD)


def test_unknown_address_is_answered_in_silence():
    service.request_password_reset("nobody@example.com")

    assert letter_to("nobody@example.com", "account_reset") is None
    assert service.check_password("nobody@example.com", PASSWORD) is None


def test_invalid_address_is_refused():
    with pytest.raises(service.InvalidEmailError):
        service.find_or_invite(email="không phải", name="X", actor=None)
    assert user_by_email("không phải") is None


def test_roles_reach_as_far_as_they_were_given():
    edition, other = make_edition(), make_edition()
    first, second = edition.categories
    organizer, secretary = make_organizer(edition), make_secretary(first)
    administrator = grant(make_user(), Role.ADMINISTRATOR)

    assert is_organizer(organizer, edition)
    assert not is_organizer(organizer, other)
    assert manages(secretary, edition, first)
    assert not manages(secretary, edition, second)
    assert not manages(secretary, edition)
    assert is_secretary_of(secretary, first)
    assert is_administrator(administrator)
    assert manages(administrator, other)
    assert managed_category_ids(secretary, edition) == [first.id]
    assert managed_category_ids(organizer, edition) is None
    assert managed_category_ids(make_user(), edition) == []
    assert str(is_administrator(organizer).reason)


def test_equal_grant_is_not_repeated_and_can_be_taken_back():
    edition, user, actor = make_edition(), make_user(), make_user()

    first = service.grant_role(user, Role.ORGANIZER, actor=actor, edition=edition)
    assert service.grant_role(user, Role.ORGANIZER, actor=actor, edition=edition) is first
    service.revoke_role(first, actor=actor)
    db.session.expire(user)

    assert user.grants == []


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ngắn", "too_short"),
        ("x" * 201, "too_long"),
        ("aaaaaaaaaaaaaaa", "too_plain"),
        ("tacgia và vài chữ", "holds_address"),
        (PASSWORD, None),
    ],
)
def test_password_is_refused_with_its_reason(password, problem):
    assert rules.password_problem(password, "tacgia@example.com") == problem


def test_wrong_password_and_unknown_address_get_the_same_page(client):
    make_user(email="d@example.com", password_hash=hash_password(PASSWORD))

    wrong = client.post_form("/sign-in", {"email": "d@example.com", "password": "sai hoàn toàn nhé"})
    unknown = client.post_form("/sign-in", {"email": "x@example.com", "password": "sai hoàn toàn nhé"})

    def plain(answer):
        text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))
        return text.replace("d@example.com", "").replace("x@example.com", "")

    assert plain(wrong) == plain(unknown)


def test_signing_in_and_out_and_the_pages_of_an_account(client):
    user = make_user(email="e@example.com", password_hash=hash_password(PASSWORD))

    assert client.post_form("/sign-in", {"email": "e@example.com", "password": PASSWORD}).status_code == 302
    client.get_text("/profile")
    client.post_form("/profile", {"name": "Tên mới", "organisation": "Viện", "locale": "vi"})
    client.post_form("/language", {"locale": "en", "next": "https://evil.example/"})
    client.post_form("/theme", {"theme": "dark", "next": "/profile"})
    assert 'data-theme="dark"' in client.get_text("/profile")
    client.post_form("/theme", {"theme": ""})
    client.post_form("/sign-out")

    assert (user.name, user.locale) == ("Tên mới", "en")
    assert client.get("/profile").status_code == 302


def test_unproven_account_is_sent_to_its_mailbox(client):
    make_user(email="f@example.com", password_hash=hash_password(PASSWORD), verified_at=None)

    answer = client.post_form("/sign-in", {"email": "f@example.com", "password": PASSWORD})

    assert answer.location.endswith("/sign-up/check-mail")
    assert "f@example.com" in client.get_text("/sign-up/check-mail")
    assert letter_to("f@example.com", "account_verify") is not None


def test_forgotten_and_reset_pages(client):
    make_user(email="g@example.com")
    client.get_text("/forgotten")
    assert client.post_form("/forgotten", {"email": "g@example.com"}).status_code == 302
    path = f"/reset/{token_in(letter_to('g@example.com', 'account_reset'))}"

    client.get_text(path)
    short = client.post_form(path, {"password": "ngắn"})
    done = client.post_form(path, {"password": PASSWORD})

    assert short.status_code == 200
    assert done.status_code == 302
    assert client.get(path).location.endswith("/forgotten")
    assert client.get("/verify/forged").status_code == 200
    assert client.post_form("/verify/forged").location.endswith("/sign-in")


def test_too_many_attempts_are_stopped(app, client):
    limiter.enabled = True
    limiter.reset()

    answers = [client.post_form("/sign-in", {"email": "h@example.com", "password": "x"}).status_code for _ in range(12)]

    assert answers[0] == 200
    assert answers[-1] == 429


def test_letters_are_sent_by_the_worker_once(app):
    service.sign_up(name="I", email="i@example.com", password=PASSWORD)
    jobs.run_pending()
    letter = letter_to("i@example.com", "account_verify")

    from portal.notifications.service import send

    sent = letter.sent_at
    send(letter.id)

    assert letter.state == "sent"
    assert letter.sent_at == sent
