"""What people see of files: pages, pictures, plain HTML and copies without metadata, made where nothing can do harm."""

import io
import re
import zipfile

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter

from portal.adapters.object_store import get_store
from portal.attachments import renderer, renditions
from portal.attachments.models import Attachment, RenditionKind, ScanState
from portal.attachments.renditions import ViewKind, view_of
from portal.core.db import db, transaction
from portal.jobs import service as jobs
from portal.jobs.models import Job
from portal.rehearsal.files import make_docx, make_jpeg, make_pdf
from portal.submissions import service as submissions
from tests.attachments import made_files as made
from tests.factories import add_file, make_draft, make_edition, make_organizer, make_user, slot

KINDS = [
    {"extension": kind, "media_types": ["application/octet-stream"]}
    for kind in (
        "pdf",
        "docx",
        "jpg",
        "png",
        "mp4",
        "mp3",
        "wav",
        "txt",
        "odt",
        "ods",
        "odp",
        "xlsx",
        "pptx",
        "doc",
        "xls",
        "ppt",
    )
]


@pytest.fixture
def drawn(app):
    """Stores, checks and draws a file."""
    draft = make_draft(edition=make_edition(dossier=[slot("description", file_types=KINDS, max_files=9)]))

    def draw(content, name):
        attachment = add_file(draft, content, name)
        renditions.render(attachment.id)
        return db.session.get(Attachment, attachment.id)

    draw.draft = draft
    return draw


def fetch(client, address, **headers):
    """Get a signed address, from the portal's own store or from S3."""
    import requests

    if address.startswith("http://localhost/"):
        return client.get(address.removeprefix("http://localhost"), headers=headers)
    return requests.get(address, headers=headers, timeout=20)


def body(answer):
    return answer.data if hasattr(answer, "data") else answer.content


def stored(attachment, kind):
    (one,) = renditions.renditions_of(attachment, kind)
    with get_store().open(one.object_key) as stream:
        return stream.read()


def test_pdf_is_shown_by_pages_with_a_thumbnail(client, drawn):
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    buffer = io.BytesIO()
    writer.write(buffer)

    attachment = drawn(buffer.getvalue(), "Ba trang.pdf")
    view = view_of(attachment)

    assert (view.kind, view.pages, len(view.addresses)) == (ViewKind.PAGES, 3, 3)
    with Image.open(io.BytesIO(body(fetch(client, view.addresses[1])))) as page:
        assert (page.format, page.width) == ("WEBP", renderer.PAGE_WIDTH)
    assert list(renditions.thumbnails_of([attachment.public_id])) == [attachment.public_id]


def test_pdf_author_is_not_in_the_readers_copy(drawn):
    def sign(writer):
        writer.add_metadata({"/Author": "Nguyen Van A", "/Creator": "Máy của A"})
        writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Nguyen Van A</x:xmpmeta>"

    original = made.rewritten(make_pdf("a", "Tên", ["x"]).content, sign)
    attachment = drawn(original, "Mô tả.pdf")

    clean = PdfReader(io.BytesIO(stored(attachment, RenditionKind.CLEAN_COPY)))
    assert not clean.metadata
    assert clean.xmp_metadata is None
    assert len(clean.pages) == 1
    with get_store().open(attachment.object_key) as stream:
        assert stream.read() == original


def test_picture_loses_its_place_and_photographer_and_is_made_small(drawn):
    image = Image.effect_noise((3000, 200), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Nguyen Van A"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)

    attachment = drawn(buffer.getvalue(), "Ảnh.jpg")

    with Image.open(io.BytesIO(stored(attachment, RenditionKind.CLEAN_COPY))) as clean:
        assert dict(clean.getexif()) == {}
        assert clean.size == (200, 3000), "turned as the camera said"
    with Image.open(io.BytesIO(stored(attachment, RenditionKind.IMAGE))) as shown:
        assert max(shown.size) <= renderer.PICTURE_WIDTH * 2
    assert view_of(attachment).kind is ViewKind.IMAGE


def test_document_is_shown_as_html_in_which_nothing_acts(app, client, drawn):
    document = Document()
    document.core_properties.author = "Nguyen Van A"
    document.add_heading("Tiêu đề", 1)
    document.add_paragraph("Nội dung <script>alert(1)</script>")
    relation = document.part.relate_to("javascript:alert(1)", made.HYPERLINK, is_external=True)
    made.add_hyperlink(document.add_paragraph(), relation, "bấm vào đây")
    buffer = io.BytesIO()
    document.save(buffer)

    attachment = drawn(buffer.getvalue(), "Văn bản.docx")
    with app.test_request_context():
        view = view_of(attachment)
    answer = fetch(client, view.addresses[0])
    html = answer.get_data(as_text=True)

    assert view.kind is ViewKind.HTML
    assert "<h1>Tiêu đề</h1>" in html
    assert "&lt;script&gt;" in html
    assert "javascript:" not in html
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "Set-Cookie" not in answer.headers
    clean = zipfile.ZipFile(io.BytesIO(stored(attachment, RenditionKind.CLEAN_COPY)))
    assert not any(b"Nguyen Van A" in clean.read(name) for name in clean.namelist())
    assert Document(io.BytesIO(stored(attachment, RenditionKind.CLEAN_COPY))).paragraphs[0].text == "Tiêu đề"


def test_film_plays_in_place_by_ranges_without_its_place(client, drawn, good):
    attachment = drawn(good["mp4"], "Phim.mp4")
    view = view_of(attachment)
    whole = body(fetch(client, view.addresses[0]))

    assert view.kind is ViewKind.FILM
    assert b"+10.77" in good["mp4"]
    assert b"+10.77" not in whole
    assert len(whole) == len(good["mp4"])
    part = fetch(client, view.addresses[0], Range="bytes=4-7")
    assert (part.status_code, body(part)) == (206, b"ftyp")


def test_file_without_a_preview_says_so(drawn):
    attachment = drawn(b"ghi ch\xc3\xba", "Ghi chú.txt")

    assert view_of(attachment).kind is ViewKind.NONE
    assert renditions.reader_url(attachment)


def test_too_large_to_scan_is_never_drawn_nor_given_to_judges(drawn):
    attachment = add_file(drawn.draft, name="Lớn.pdf")
    with transaction():
        attachment.scan_state = ScanState.TOO_LARGE

    renditions.render(attachment.id)

    assert renditions.renditions_of(attachment, *RenditionKind) == []
    assert renditions.reader_url(attachment) is None
    assert view_of(attachment).kind is ViewKind.NONE


def test_film_beyond_the_scanner_plays_from_its_clean_copy_and_each_reader_is_told_the_truth(client, drawn, good):
    attachment = add_file(drawn.draft, good["mp4"], "Phim dài.mp4")
    with transaction():
        attachment.scan_state = ScanState.TOO_LARGE
    assert view_of(attachment).kind is ViewKind.PENDING

    renditions.render(attachment.id)

    assert view_of(attachment).kind is ViewKind.FILM
    assert b"+10.77" not in body(fetch(client, view_of(attachment).addresses[0]))
    assert renditions.reader_url(attachment) is None
    submissions.submit(drawn.draft, actor=drawn.draft.owner)
    organizer = make_organizer(drawn.draft.edition)
    db.session.commit()
    client.sign_in(drawn.draft.owner)
    author = client.get(f"/submissions/{drawn.draft.id}/view/{attachment.public_id}").get_data(as_text=True)
    assert "larger than what the malware scanner takes" in author
    assert "belongs to your dossier" in author
    client.sign_in(organizer)
    base = f"/manage/editions/{drawn.draft.edition_id}/screening/{drawn.draft.id}"
    staff = client.get(f"{base}/files/{attachment.public_id}/view").get_data(as_text=True)
    assert "judges cannot download it" in staff


def test_film_that_could_not_be_cleaned_is_not_played_from_the_original(drawn, good, monkeypatch):
    def fail(*_arguments):
        raise renderer.RenderError("too much")

    monkeypatch.setattr(renderer, "draw", fail)
    attachment = drawn(good["mp4"], "Phim.mp4")

    assert view_of(attachment).kind is ViewKind.NONE
    assert renditions.reader_url(attachment) is None


def test_judges_wait_for_the_clean_copy(drawn):
    attachment = add_file(drawn.draft, name="Mới.pdf")

    assert renditions.reader_url(attachment) is None
    assert view_of(attachment).kind is ViewKind.PENDING
    waiting = list(db.session.query(Job).filter_by(name="attachments.render"))
    assert [job.payload for job in waiting] == [{"attachment_id": attachment.id}]


def test_renditions_go_when_the_file_is_removed(drawn):
    attachment = drawn(make_jpeg("a", "Tên").content, "Ảnh.jpg")
    keys = [one.object_key for one in renditions.renditions_of(attachment, *RenditionKind)]

    submissions.detach(drawn.draft.files[0], actor=drawn.draft.owner)

    assert len(keys) == 3
    for key in keys:
        assert key not in list(get_store().keys("renditions/"))


def test_hostile_file_only_harms_the_renderer(tmp_path, monkeypatch):
    source, target = tmp_path / "a.pdf", tmp_path / "made"
    source.write_bytes(b"%PDF-1.7 nothing")
    target.mkdir()

    with pytest.raises(renderer.RenderError):
        renderer.draw("pdf", source, target)

    monkeypatch.setattr(renderer, "SECONDS", 0)
    source.write_bytes(make_pdf("a", "Tên", ["x"]).content)
    with pytest.raises(renderer.RenderError):
        renderer.draw("pdf", source, target)


def test_file_that_cannot_be_drawn_is_not_tried_forever(drawn, monkeypatch):
    def fail(*_arguments):
        raise renderer.RenderError("too much")

    monkeypatch.setattr(renderer, "draw", fail)
    attachment = drawn(make_pdf("a", "Tên", ["x"]).content, "Mô tả.pdf")

    assert attachment.rendered_at
    assert view_of(attachment).kind is ViewKind.NONE


@pytest.mark.parametrize("token", ["x", "", "WzFd.x.y"])
def test_forged_address_shows_nothing(client, token):
    assert client.get(f"/renditions/{token}").status_code == 404


def test_viewer_pages_of_owner_and_secretary(client, drawn):
    draft = drawn.draft
    attachment = drawn(make_docx("a", "Tên", ["Nội dung"]).content, "Văn bản.docx")
    fresh = add_file(draft, name="Mới.pdf")
    submissions.submit(draft, actor=draft.owner)
    organizer = make_organizer(draft.edition)
    db.session.commit()

    client.sign_in(draft.owner)
    own = client.get(f"/submissions/{draft.id}/view/{attachment.public_id}").get_data(as_text=True)
    waiting = f"/submissions/{draft.id}/view/{fresh.public_id}"
    assert "Make it now" in client.get(waiting).get_data(as_text=True)
    assert client.post_form(waiting).status_code == 302
    jobs.run_pending()
    assert view_of(db.session.get(Attachment, fresh.id)).kind is ViewKind.PAGES
    client.sign_in(organizer)
    base = f"/manage/editions/{draft.edition_id}/screening/{draft.id}"
    page = client.get(f"{base}/files/{attachment.public_id}/view").get_data(as_text=True)

    for shown in (own, page):
        assert re.search(r'<iframe class="preview" sandbox src="[^"]+/renditions/', shown)
    assert client.get(base).status_code == 200
    client.sign_in(make_user())
    assert client.get(f"/submissions/{draft.id}/view/{attachment.public_id}").status_code == 404
