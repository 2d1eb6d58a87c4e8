"""Every route declares its access, spells its address well, and answers strangers properly."""

import re

import pytest
from werkzeug.routing import IntegerConverter

from portal.core.access import Access
from tests.factories import make_edition, make_user

GOOD_ADDRESS = re.compile(r"^(/|(/([a-z0-9.-]+|<[a-z]+:[a-z_]+>|<[a-z_]+>)(\.[a-z]+)?)+)$")


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_declares_its_access(built_app):
    silent = [
        rule.endpoint
        for rule in rules(built_app)
        if not isinstance(getattr(built_app.view_functions[rule.endpoint], "access", None), Access)
    ]

    assert silent == []


def test_every_address_is_kebab_case_with_typed_ids(built_app):
    odd = [rule.rule for rule in rules(built_app) if not GOOD_ADDRESS.match(rule.rule)]

    assert odd == []


def test_organizer_pages_stand_under_manage_and_ask_to_sign_in(built_app):
    exposed = [
        rule.rule
        for rule in rules(built_app)
        if rule.rule.startswith("/manage") and built_app.view_functions[rule.endpoint].access is not Access.SIGNED_IN
    ]

    assert exposed == []


@pytest.mark.usefixtures("app")
def test_no_page_for_signed_in_people_answers_a_stranger(app, client):
    edition = make_edition()
    for rule in rules(app):
        if app.view_functions[rule.endpoint].access is not Access.SIGNED_IN or "GET" not in rule.methods:
            continue
        values = {name: edition.id if name == "edition_id" else _value(rule, name) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)

        response = client.get(path)

        assert response.status_code == 302, path
        assert "/sign-in" in response.location


def test_no_console_page_opens_for_an_ordinary_person(app, client):
    edition = make_edition()
    client.sign_in(make_user())
    for rule in rules(app):
        if not rule.rule.startswith("/manage") or "GET" not in rule.methods:
            continue
        values = {name: edition.id if name == "edition_id" else _value(rule, name) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)

        assert client.get(path).status_code in (403, 404), path


def test_forms_without_a_token_are_refused(app, client):
    response = client.post("/sign-up", data={"name": "x"})

    assert response.status_code == 400


def _value(rule, name):
    converter = rule._converters[name]
    return 1 if isinstance(converter, IntegerConverter) else "x"
