"""An archive sealed on another computer: pages over the file alone, which show everything and run nothing."""

import re

from portal.archive import manifest
from portal.archive.reader import make_reader
from portal.archive.reader_index import Index
from tests.html_client import lint


def page(client, path):
    """A page without defects."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = answer.get_data(as_text=True)
    assert lint(text) == []
    return text


def test_reader_shows_everything_in_both_languages_and_hides_who_judged(sealed):
    work, path = sealed
    client = make_reader(Index(path)).test_client()
    client.get("/language/en")

    assert "Biên bản số 7" in page(client, "/")
    assert work.title in page(client, "/submissions")
    shown = page(client, f"/submissions/{work.number}")
    texts = [page(client, one) for one in ("/results", "/lists", "/audit")]
    client.get("/language/vi")

    assert "Giảm một nửa thời gian" in shown
    assert "First prize" in texts[0]
    assert "01/QĐ" in texts[1]
    assert "edition.closed" in texts[2]
    assert [name for name in ("Giám khảo", "Ban Tổ Chức") if name in shown + "".join(texts)] == []
    assert "Hồ sơ" in page(client, "/submissions")


def test_sealed_part_shows_who_gave_which_points(sealed):
    work, path = sealed
    client = make_reader(Index(path, sealed=True)).test_client()

    shown = page(client, f"/submissions/{work.number}")

    assert re.findall(r"Giám khảo \d", shown)
    assert ">60<" in shown


def test_files_are_handed_out_boxed_in_and_never_shown(sealed):
    work, path = sealed
    client = make_reader(Index(path)).test_client()

    file = client.get(f"/files/{work.file}")
    dossier = client.get(f"/submissions/{work.number}/dossier.pdf")

    assert (file.status_code, file.data[:5], dossier.data[:5]) == (200, b"%PDF-", b"%PDF-")
    for answer in (file, dossier):
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/").headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_reader_answers_only_this_computer_and_only_what_is_there(sealed):
    _work, path = sealed
    client = make_reader(Index(path)).test_client()

    answers = [
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/"),
        client.get("/submissions/HCM-1"),
        client.get("/files/none"),
        client.get(f"/pictures/x/..%2f{manifest.MANIFEST}"),
        client.get("/submissions?page=99"),
    ]

    assert [answer.status_code for answer in answers] == [400, 405, 404, 404, 404, 404]
