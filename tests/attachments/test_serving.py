"""A hostile file never acts in our origin: every address that serves files boxes in what it sends, errors too."""

import http.server
import io
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from docx import Document

from portal.adapters.disk_store import DiskStore
from portal.adapters.object_store import get_store
from portal.attachments import renderer, renditions, service
from portal.attachments.models import RenditionKind
from portal.awards.preset_form import MEDIA_TYPES
from portal.core.files_host import FILE_ENDPOINTS, FILE_PATHS
from tests.attachments import made_files as made
from tests.factories import add_file, make_draft, make_user

HTML = b"<!doctype html><script>document.title = 'ran'</script>"
COOKIE = {"Cookie": "vinhdanh=forged; language=vi"}


@pytest.fixture
def addresses(app):
    """Hostile bytes under every address that the portal gives out for a file."""
    store = get_store()
    store.put("attachments/x", HTML, "text/html")
    plain = {"filename": "a.html", "content_type": "text/html"}
    return {
        "download": store.presign_get("attachments/x", **plain),
        "shown": store.presign_get("attachments/x", filename="a.mp4", content_type="video/mp4", inline=True),
    }


def get(client, address, method="GET", **headers):
    if address.startswith("http://localhost/"):
        path = address.removeprefix("http://localhost")
        answer = client.open(path, method=method, headers=headers)
        return answer.status_code, answer.data, answer.headers
    # The store is another origin: it never sees a cookie of ours.
    answer = requests.request(method, address, headers=headers, timeout=20)
    return answer.status_code, answer.content, answer.headers


def is_boxed_in(headers):
    policy = headers["Content-Security-Policy"]
    boxed = policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy
    return boxed and headers["X-Content-Type-Options"] == "nosniff" and "Set-Cookie" not in headers


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=2-9"}, {"Range": "bytes=-5"}, {"Range": "bytes=9999-"}, COOKIE])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_bytes_of_a_file_never_act(client, addresses, asked, method):
    # S3 signs one method only: an address to read is refused for anything else.
    refused = method == "HEAD" and not isinstance(get_store(), DiskStore)
    for kind, address in addresses.items():
        status, content, headers = get(client, address, method, **asked)

        wanted = 416 if "9999" in asked.get("Range", "") else 206 if "Range" in asked else 200
        assert status == (403 if refused else wanted)
        if status < 400:
            assert headers["Content-Type"].startswith("application/octet-stream" if kind == "download" else "video/mp4")
            assert headers["Content-Disposition"].startswith("attachment" if kind == "download" else "inline")
            if method == "GET":
                assert content in (HTML, HTML[2:10], HTML[-5:])
        else:
            assert not headers["Content-Type"].startswith("text/html")
            assert b"<script" not in content
        assert "Set-Cookie" not in headers
        if isinstance(get_store(), DiskStore):
            assert is_boxed_in(headers), (kind, status)


def test_answers_that_are_no_file_are_plain_and_boxed_in_too(client, addresses):
    store = get_store()
    store.delete("attachments/x")
    wrong = [addresses["download"][:-2] + "xx", addresses["download"]]
    if isinstance(store, DiskStore):
        wrong += [f"http://localhost{path}x" for path in FILE_PATHS]
    for address in [*wrong, "http://localhost/renditions/forged"]:
        status, _content, headers = get(client, address, **COOKIE)

        assert status in (403, 404)
        assert not headers["Content-Type"].startswith("text/html")
        assert "Set-Cookie" not in headers
        if address.startswith("http://localhost/"):
            assert is_boxed_in(headers), address


def test_paths_of_files_are_those_of_their_endpoints(app):
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(FILE_PATHS)}

    assert set(rules) == FILE_ENDPOINTS
    assert all(any(rule.startswith(path) for path in FILE_PATHS) for rule in rules.values())


def test_session_of_a_signed_in_person_is_not_looked_at(client, addresses):
    client.sign_in(make_user())

    for address in addresses.values():
        _status, _content, headers = get(client, address)
        assert "Set-Cookie" not in headers
        assert "Cookie" not in headers.get("Vary", "")


def test_what_is_shown_in_place_is_of_a_harmless_kind_only(app):
    draft = make_draft()
    attachment = add_file(draft, made.pages(1), "Mô tả.pdf")
    renditions.render(attachment.id)

    kinds = renditions.renditions_of(attachment, *RenditionKind)
    shown = [*renditions.view_of(attachment).addresses, *renditions.thumbnails_of([attachment.public_id]).values()]

    assert {one.content_type for one in kinds} == {"image/webp", "application/octet-stream"}
    assert {_shown_type(address) for address in shown} == {"image/webp"}
    for address in (service.download_url(attachment), renditions.reader_url(attachment)):
        assert _shown_type(address) == "application/octet-stream"


def _shown_type(address):
    """The type that a signed address promises."""
    query = parse_qs(urlsplit(address).query)
    if "response-content-type" in query:
        return query["response-content-type"][0]
    store = get_store()
    return store.claims(query["token"][0], int(query["expires"][0]))[-1]


def test_no_edition_can_ask_for_a_kind_of_file_that_acts():
    assert not {"svg", "html", "htm", "xhtml", "xml", "js", "mjs", "swf", "hta"} & set(MEDIA_TYPES)


class Listener(http.server.BaseHTTPRequestHandler):
    """Hears whether anybody fetches something."""

    heard: list[str] = []

    def do_GET(self):
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def listener():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        Listener.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", Listener.heard
        server.shutdown()


def hostile_document(address):
    """A Word document with everything that could reach out of it: links, pictures, objects, a template."""
    document = Document()
    document.add_heading("Tiêu đề", 1)
    document.add_paragraph("Nội dung <script>alert(1)</script><img src=x onerror=alert(1)>")
    for target in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", f"{address}/link"):
        relation = document.part.relate_to(target, made.HYPERLINK, is_external=True)
        made.add_hyperlink(document.add_paragraph(), relation, "bấm vào đây")
    picture = document.part.relate_to(f"{address}/picture.png", f"{made.RELATIONS}/image", is_external=True)
    document.part.relate_to(f"{address}/object", f"{made.RELATIONS}/oleObject", is_external=True)
    document.add_paragraph().add_run()._r.append(_linked_picture(picture))
    buffer = io.BytesIO()
    document.save(buffer)
    with_template = made.related(
        buffer.getvalue(), "attachedTemplate", f"{address}/a.dotm", part="word/_rels/settings.xml.rels"
    )
    return made.repacked(with_template, {"word/embeddings/oleObject1.bin": b"MZ\x90\0" * 99})


def _linked_picture(relation):
    from docx.oxml import parse_xml

    schemas = "http://schemas.openxmlformats.org"
    main, drawing = f"{schemas}/drawingml/2006", f"{schemas}/wordprocessingml"
    return parse_xml(
        f'<w:drawing xmlns:w="{drawing}/2006/main" xmlns:wp="{main}/wordprocessingDrawing" xmlns:a="{main}/main" '
        f'xmlns:pic="{main}/picture" xmlns:r="{made.RELATIONS}"><wp:inline><wp:docPr id="1" name="a"/><a:graphic>'
        f'<a:graphicData uri="{main}/picture"><pic:pic><pic:blipFill><a:blip r:link="{relation}"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def drawn(directory, extension, content):
    """What the renderer makes of a file."""
    source, target = directory / f"source.{extension}", directory / "made"
    source.write_bytes(content)
    target.mkdir()
    return renderer.draw(extension, source, target), target


def test_hostile_document_becomes_words_and_fetches_nothing(tmp_path, listener):
    address, heard = listener

    drawing, target = drawn(tmp_path, "docx", hostile_document(address))

    html = (target / "document.html").read_text(encoding="utf-8")
    assert {one.kind for one in drawing.drawn} == {"html", "clean_copy"}
    assert "<h1>Tiêu đề</h1>" in html
    for word in ("<script", "<img src=x", "href", "javascript:", "data:text", "127.0.0.1", "<a ", "<object", "<embed"):
        assert word not in html
    assert heard == []


def test_picture_of_too_many_points_ends_the_renderer_and_nothing_else(tmp_path):
    with pytest.raises(renderer.RenderError):
        drawn(tmp_path, "png", made.blank_picture("PNG", 40_000, 40_000))


def test_document_of_ten_thousand_pages_is_drawn_in_part_and_in_time(tmp_path):
    began = time.monotonic()

    drawing, _target = drawn(tmp_path, "pdf", made.pages(10_000))

    assert drawing.pages == 10_000
    assert sum(one.kind == "page" for one in drawing.drawn) == renderer.MOST_PAGES
    assert "clean_copy" in {one.kind for one in drawing.drawn}
    assert time.monotonic() - began < renderer.SECONDS


def test_script_of_a_pdf_becomes_a_picture(tmp_path):
    drawing, target = drawn(tmp_path, "pdf", made.rewritten(made.pages(1), made.with_script))

    shown = [one for one in drawing.drawn if one.kind != "clean_copy"]
    assert {one.content_type for one in shown} == {"image/webp"}
    assert all((target / one.name).read_bytes()[8:12] == b"WEBP" for one in shown)
