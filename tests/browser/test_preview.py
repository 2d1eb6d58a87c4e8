"""Hostile files in a real Chromium: nothing in a preview runs, and no request leaves the host of the files."""

import http.server
import io
import os
import threading
import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

import config
from portal import create_app
from portal.accounts.passwords import hash_password
from portal.adapters.object_store import get_store
from portal.attachments import renditions
from portal.attachments.models import RenditionKind
from portal.core.db import db
from portal.rehearsal.files import make_docx
from tests.attachments.test_serving import Listener, hostile_document
from tests.browser.live import wait_for_answer, web_server
from tests.factories import add_file, make_draft, make_edition, make_user, slot
from tests.stack.server import free_port

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
# What would happen if the cleaning of documents ever let something through.
UNCLEANED = """<!doctype html><title>still</title><meta http-equiv="refresh" content="0;url=ELSEWHERE/refresh">
<link rel="stylesheet" href="ELSEWHERE/a.css"><style>@import "ELSEWHERE/b.css";</style>
<script>document.title = "ran"</script><script src="ELSEWHERE/a.js"></script>
<img src="ELSEWHERE/a.png" onerror="document.title = 'ran'"><svg onload="document.title = 'ran'"></svg>
<iframe src="ELSEWHERE/frame"></iframe><object data="ELSEWHERE/object"></object>
<video src="ELSEWHERE/film" autoplay></video><a id="link" href="javascript:document.title = 'ran'">link</a>
<form action="ELSEWHERE/form"><button id="send">send</button></form><p>words</p>"""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    """A portal with a host of its own for files, one hostile document drawn, and who may see it."""
    if not os.environ.get("PORTAL_TEST_CHROMIUM"):
        pytest.skip("no Chromium: run through `make test`")
    directory, port = tmp_path_factory.mktemp("hosts"), free_port()
    environment = {
        "PORTAL_ENVIRONMENT": "test",
        "PORTAL_SECRET_KEY": "k" * 48,
        "PORTAL_VAR_DIR": str(directory),
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_FILES_URL": f"http://localhost:{port}",
        "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.db",
        "PORTAL_STORE_ROOT": str(directory / "store"),
        "PORTAL_QUEUE_URL": f"sqlite:///{directory}/queue.db",
        "PORTAL_MAIL_URL": f"outbox:{directory}/outbox",
        "PORTAL_SIGNING_KEY_PATH": str(directory / "key.pem"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        app = create_app(config.from_environment())
    Listener.heard = []
    elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    with app.app_context():
        db.create_all()
        page = _hostile_page(app, f"http://127.0.0.1:{elsewhere.server_address[1]}")
        db.session.remove()
        db.engine.dispose()
    server = web_server({**os.environ, **environment}, port)
    wait_for_answer(environment["PORTAL_BASE_URL"])
    yield {
        **page,
        "elsewhere": f"http://127.0.0.1:{elsewhere.server_address[1]}",
        "base": environment["PORTAL_BASE_URL"],
        "files": environment["PORTAL_FILES_URL"],
    }
    server.terminate()
    server.wait(timeout=20)
    elsewhere.shutdown()
    elsewhere.server_close()


def _hostile_page(app, elsewhere):
    uncleaned_html = UNCLEANED.replace("ELSEWHERE", elsewhere).encode()
    kinds = [{"extension": "docx", "media_types": ["application/octet-stream"]}]
    owner = make_user(password_hash=hash_password(PASSWORD), locale="vi")
    draft = make_draft(owner, make_edition(dossier=[slot("description", file_types=kinds, max_files=9)]))
    shown = {}
    for name, uncleaned in (("cleaned", False), ("uncleaned", True)):
        attachment = add_file(draft, make_docx("a", "Tên", ["Nội dung"]).content, f"{name}.docx")
        # Such a document is refused; what readers would see of it is drawn all the same.
        get_store().put(attachment.object_key, io.BytesIO(hostile_document(elsewhere)), "application/octet-stream")
        renditions.render(attachment.id)
        (html,) = renditions.renditions_of(attachment, RenditionKind.HTML)
        if uncleaned:
            get_store().put(html.object_key, uncleaned_html, "text/html")
        get_store().put("attachments/raw", uncleaned_html, "text/html")
        with app.test_request_context():
            (address,) = renditions.view_of(attachment).addresses
            raw = get_store().presign_get("attachments/raw", filename="a", content_type="text/html", inline=True)
        shown[name], shown["raw"] = address, raw
        shown[f"page-{name}"] = f"/submissions/{draft.id}/view/{attachment.public_id}"
    db.session.commit()
    return {**shown, "email": owner.email}


@pytest.fixture
def window(hosts, browser):
    """A window that notes who answers it."""
    context = browser.new_context(locale="vi-VN", base_url=hosts["base"])
    page = context.new_page()
    asked = []
    # What the page's policy forbids never leaves the browser: only what was answered was asked.
    context.on("response", lambda response: asked.append(response.url))
    yield page, asked
    context.close()


def sign_in(page, hosts):
    page.goto("/sign-in")
    page.get_by_label("Địa chỉ thư điện tử").fill(hosts["email"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").last.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def hosts_of(addresses):
    return {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses) if parts.scheme.startswith("http")}


@pytest.mark.parametrize("kind", ["cleaned", "uncleaned", "raw"])
def test_address_of_a_preview_opened_alone_runs_nothing_and_fetches_nothing(window, hosts, kind):
    page, asked = window

    page.goto(hosts[kind])
    page.wait_for_timeout(800)
    if kind != "cleaned":
        page.locator("#link").click()
        page.locator("#send").click()
        page.wait_for_timeout(300)

    assert page.url == hosts[kind]
    assert page.title() != "ran"
    assert hosts_of(asked) == {hosts["files"]}
    assert Listener.heard == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("kind", ["cleaned", "uncleaned"])
def test_preview_inside_its_page_runs_nothing_and_reaches_nobody(window, hosts, kind):
    page, asked = window
    sign_in(page, hosts)
    del asked[:]

    page.goto(hosts[f"page-{kind}"])
    frame = page.frame_locator("iframe.preview")
    frame.locator("body").wait_for()
    page.wait_for_timeout(800)

    assert ("words" if kind == "uncleaned" else "Tiêu đề") in frame.locator("body").inner_text()
    assert hosts_of(asked) == {hosts["base"], hosts["files"]}
    assert Listener.heard == []
    (inside,) = (one for one in page.frames if one.url == page.locator("iframe.preview").get_attribute("src"))
    # Even our own script may not run in there, and what it is cannot be told from outside.
    assert inside.title() != "ran"
    assert {cookie["domain"] for cookie in page.context.cookies()} == {"127.0.0.1"}


def test_the_listener_would_have_heard(window, hosts):
    page, _asked = window

    with pytest.raises(HTTPError):
        urllib.request.urlopen(f"{hosts['elsewhere']}/heard", timeout=5)
    page.set_content(UNCLEANED.replace("ELSEWHERE", hosts["elsewhere"]))
    page.wait_for_timeout(800)

    # The same words outside of the box: they run and fetch, so the tests above could have failed.
    assert {"/heard", "/a.css", "/a.js", "/a.png"} <= set(Listener.heard)
    Listener.heard = []
