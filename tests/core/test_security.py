"""Files that came from people live on a host of their own, where nothing else answers and no cookie is sent."""

import pytest

import config
from portal import create_app


@pytest.fixture(scope="module")
def two_hosts(tmp_path_factory):
    settings = config.Test()
    settings.VAR_DIR = tmp_path_factory.mktemp("hosts")
    settings.SECRET_KEY = "k" * 48
    settings.BASE_URL, settings.FILES_URL = "http://portal.test", "http://files.test"
    settings.SQLALCHEMY_DATABASE_URI = "sqlite://"
    settings.STORE_ROOT = settings.VAR_DIR / "store"
    settings.QUEUE_URL = f"sqlite:///{settings.VAR_DIR}/queue.db"
    return create_app(settings)


def test_files_are_sent_from_their_own_host_only(two_hosts):
    store = two_hosts.extensions["object_store"]
    store.put("a", b"film", "video/mp4")
    with two_hosts.app_context():
        address = store.presign_get("a", filename="a.mp4", content_type="video/mp4", inline=True)
    path = address.removeprefix("http://files.test")
    client = two_hosts.test_client()

    right = client.get(path, base_url="http://files.test")
    wrong = client.get(path, base_url="http://portal.test")

    assert address.startswith("http://files.test/")
    assert (right.status_code, right.data, wrong.status_code) == (200, b"film", 404)
    assert "Set-Cookie" not in right.headers


def test_pages_do_not_answer_on_the_files_host(two_hosts):
    client = two_hosts.test_client()

    stranger = client.get("/sign-in", base_url="http://files.test")
    assert (stranger.status_code, stranger.mimetype) == (404, "text/plain")
    assert stranger.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Set-Cookie" not in stranger.headers
    page = client.get("/sign-in", base_url="http://portal.test")
    assert "frame-src http://files.test" in page.headers["Content-Security-Policy"]
    assert "media-src 'self' http://files.test" in page.headers["Content-Security-Policy"]
