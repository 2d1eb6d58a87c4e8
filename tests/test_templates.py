"""House rules about templates: short, safe, components that only take values."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "templates"
PAGES = sorted(ROOT.rglob("*.html"))
LONGEST = 150


def identity(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=identity)
def test_template_is_short(path):
    limit = 400 if path.name == "style_guide.html" else LONGEST

    assert len(path.read_text().splitlines()) <= limit


@pytest.mark.parametrize("path", [path for path in PAGES if "emails" not in path.parts], ids=identity)
def test_template_has_nothing_inline(path):
    text = path.read_text()

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)", text) == []


@pytest.mark.parametrize("path", PAGES, ids=identity)
def test_template_never_marks_text_as_safe(path):
    assert "|safe" not in path.read_text().replace(" ", "")


@pytest.mark.parametrize("path", [path for path in PAGES if "components" in path.parts], ids=identity)
def test_component_takes_values_and_asks_nobody(path):
    assert re.findall(r"current_user|session\b|request\.(form|args)", path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in PAGES if "emails" not in path.parts], ids=identity)
def test_every_posting_form_carries_a_token(path):
    text = path.read_text()
    posting = len(re.findall(r'<form[^>]*method="post"', text, re.IGNORECASE))
    tokens = len(re.findall(r"csrf\(\)|csrf_token|hidden_tag\(\)", text))

    assert tokens >= posting


def test_every_topic_has_its_three_templates():
    from portal.notifications.topics import Topic

    wanted = {f"emails/{topic}/{name}" for topic in Topic for name in ("subject.txt", "body.txt", "body.html")}
    present = {str(path.relative_to(ROOT)) for path in (ROOT / "emails").rglob("*.*")}

    assert wanted - present == set()
