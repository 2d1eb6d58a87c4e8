"""Answers kept by the web server: the same bytes again, until something public changes; never anything personal."""

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from portal.core.kept_answers import KeptAnswers
from portal.core.shared_pages import MARK
from portal.publication.stamp import current_stamp
from portal.publication.works import announce
from tests.factories import make_edition
from tests.html_client import counting_queries

PAGE = "/gallery?lang=en"


@pytest.fixture
def kept(app):
    return Client(KeptAnswers(app.wsgi_app, lambda: current_stamp()[0]))


def test_same_answer_is_given_again_for_one_statement(kept):
    first = kept.get(PAGE)
    with counting_queries() as sent:
        again = kept.get(PAGE)

    assert (again.status_code, again.data, len(sent)) == (200, first.data, 1)
    assert again.headers == first.headers


def test_change_shows_at_once(kept):
    edition = make_edition()
    before = kept.get(PAGE)
    announce(edition.id, "test")

    after = kept.get(PAGE)

    assert after.headers["ETag"] != before.headers["ETag"]
    assert kept.get(PAGE).headers["ETag"] == after.headers["ETag"]


def test_whoever_has_the_answer_is_told_so_without_the_page(kept):
    etag = kept.get(PAGE).headers["ETag"]

    answer = kept.get(PAGE, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert "Content-Type" not in answer.headers
    assert kept.get(PAGE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_languages_hosts_and_queries_are_told_apart(kept):
    english, vietnamese = kept.get(PAGE), kept.get("/gallery")

    assert english.data != vietnamese.data
    assert kept.get("/gallery").data == vietnamese.data
    assert kept.get("/gallery?q=nothing", headers={"Host": "other.example"}).data != vietnamese.data


def test_other_methods_are_asked_for_every_time(kept):
    with counting_queries() as once:
        kept.head(PAGE)
    with counting_queries() as twice:
        kept.head(PAGE)

    assert len(once) == len(twice) > 1


def answering(environ, start_response):
    """An application whose answers of 100 bytes may be kept but for one, and are numbered by how often it was asked."""
    if environ["PATH_INFO"] != "/personal":
        environ[MARK] = "1"
    environ["asked"].append(environ["PATH_INFO"])
    start_response("200 OK", [("Content-Length", "100"), ("ETag", '"x"')])
    return [b"x" * 100]


def test_what_was_asked_for_longest_ago_makes_room():
    asked: list[str] = []
    client = Client(KeptAnswers(answering, lambda: "1", most_bytes=250))
    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        client.get(path, environ_overrides={"asked": asked})

    assert asked == ["/a", "/b", "/c", "/b"]


def test_what_carries_no_mark_is_asked_for_every_time():
    asked: list[str] = []
    client = Client(KeptAnswers(answering, lambda: "1"))
    for path in ("/personal", "/a", "/personal", "/a"):
        client.get(path, environ_overrides={"asked": asked})

    assert asked == ["/personal", "/a", "/personal"]


def test_without_a_database_the_portal_answers_itself():
    def unreachable() -> str:
        raise OperationalError("select", {}, Exception("gone"))

    asked: list[str] = []
    client = Client(KeptAnswers(answering, unreachable))
    for _time in range(2):
        assert client.get("/a", environ_overrides={"asked": asked}).status_code == 200

    assert asked == ["/a", "/a"]
