"""Pages that everybody gets alike: no session, no cookie, the language of the address, and a validator that is true."""

import pytest
from flask import session

from portal.core.db import db
from portal.publication.works import announce
from tests.factories import make_edition, make_user

pytestmark = pytest.mark.usefixtures("app")
PAGE = "/gallery"


def test_page_sets_and_reads_no_cookie(client):
    stranger = client.get(PAGE)
    person = client.sign_in(make_user(locale="en")).get(PAGE)

    assert person.data == stranger.data
    for answer in (stranger, person):
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_language_is_that_of_the_address(client):
    with client.session_transaction() as kept:
        kept["locale"] = "en"
    asked = {"Accept-Language": "en"}

    pages = [client.get(PAGE + query, headers=asked) for query in ("", "?lang=en", "?lang=xx")]

    assert ['<html lang="en"' in page.get_data(as_text=True) for page in pages] == [False, True, False]
    assert pages[0].headers["ETag"] != pages[1].headers["ETag"]


def test_links_from_other_pages_name_the_readers_language(client):
    english = client.sign_in(make_user(locale="en")).get_text("/style-guide")

    assert 'href="/gallery?lang=en"' in english


def test_kept_answer_holds_until_something_public_changes(client):
    edition = make_edition()
    first = client.get(PAGE)
    known = {"If-None-Match": first.headers["ETag"]}

    again = client.get(PAGE, headers=known)
    announce(edition.id, "test")
    db.session.commit()
    changed = client.get(PAGE, headers=known)

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_date_alone_is_answered_in_full(client):
    """Two changes may fall into one second: only the fingerprint tells them apart."""
    first = client.get(PAGE)

    assert client.get(PAGE, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200


def test_errors_of_shared_pages_carry_no_form_and_are_kept_by_nobody(client):
    answer = client.get("/editions/nowhere/results")

    assert answer.status_code == 404
    assert "<form" not in answer.get_data(as_text=True)
    assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("private, no-cache", None)


def test_other_pages_keep_their_session(client):
    client.sign_in(make_user())
    with client:
        client.get("/")
        assert "_user_id" in session
