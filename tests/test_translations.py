"""Vietnamese and English are both complete."""

from babel.messages.pofile import read_po

from portal.core.i18n import TRANSLATIONS, compile_catalogues, localized
from portal.operations import catalogues


def test_every_text_is_translated():
    assert catalogues.missing() == []


def test_a_missing_translation_would_be_found(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)

    assert "vi: Sign in" in catalogues.missing()


def test_catalogue_holds_no_leftovers():
    wanted = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogues.extract()}
    with (TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        kept = {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file)}

    assert kept - wanted == set()


def test_catalogue_is_compiled_only_when_its_text_is_newer(tmp_path):
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Hello"\nmsgstr "Xin chào"\n'
    )

    first, second = compile_catalogues(tmp_path), compile_catalogues(tmp_path)

    assert (len(first), second) == (1, [])


def test_localized_data_falls_back_to_the_language_it_has():
    assert localized({"en": "First prize"}, "vi") == "First prize"
    assert localized({"vi": "Giải Nhất", "en": "First prize"}, "vi") == "Giải Nhất"
    assert localized(None) == ""
