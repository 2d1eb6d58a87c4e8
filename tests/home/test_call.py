"""The public call: what is asked can be read and taken home before signing in, before opening and after closing."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from portal.core import clock
from tests.factories import both, form_field, make_edition
from tests.moments import DAY, NOW

HOSTILE = "#eval(1) <b>*Đậm*</b> [x]"


@pytest.fixture
def edition(app):
    page = {
        "code": "effect", "title": both("Effect"), "help": None, "categories": [],
        "fields": [form_field("effect", label=both(HOSTILE), max_words=300)],
    }  # fmt: skip
    return make_edition(form=[page])


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_all_questions_can_be_taken_home(client, edition, kind):
    answer = client.get(f"/editions/{edition.slug}/categories/1/questions.{kind}", headers={"Accept-Language": "en"})

    if kind == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    else:
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.data)).paragraphs)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for words in ("Question applied?", "Đậm", "300", "Slot description", "Novelty", "60"):
        assert words in text, words
    assert "#eval(1)" in text


def test_category_that_is_not_there_has_no_questions(client, edition):
    assert client.get(f"/editions/{edition.slug}/categories/9/questions.pdf").status_code == 404


@pytest.mark.parametrize(
    ("moment", "words"),
    [(-40 * DAY, "begin a draft when the call opens"), (4000 * DAY, "Drafts")],
)
def test_pages_say_when_outside_the_call(client, edition, monkeypatch, moment, words):
    monkeypatch.setattr(clock, "now", lambda: NOW + moment)

    for path in ("", "/categories/1", "/submit"):
        page = client.get(f"/editions/{edition.slug}{path}", headers={"Accept-Language": "en"})
        assert words in page.get_data(as_text=True), path
