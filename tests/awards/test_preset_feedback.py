"""The words around letters to authors come from the preset, and a preset may leave them out."""

import pytest

from portal.awards.preset_file import PresetError, available_presets, load_preset
from portal.feedback.settings import settings_of


class Edition:
    """Something with frozen rules."""

    def __init__(self, rules):
        self.rules = rules


def loaded(tmp_path, lines):
    text = available_presets()["ideas"].read_text(encoding="utf-8")
    path = tmp_path / "preset.yaml"
    path.write_text(text + "\n" + lines, encoding="utf-8")
    return load_preset(path)


def test_words_and_the_second_person_are_frozen(tmp_path):
    preset = loaded(tmp_path, "feedback:\n  greeting: Dear inventor,\n  second_person: yes\n")

    settings = settings_of(Edition(preset.canonical()))

    assert (settings.second_person, settings.greeting, settings.closing) == (True, {"en": "Dear inventor,"}, {})


def test_without_the_block_one_person_is_enough_and_nothing_stands_around():
    preset = load_preset(available_presets()["ideas"])

    settings = settings_of(Edition(preset.canonical()))

    assert (settings.second_person, settings.greeting, settings.closing) == (False, {}, {})


def test_unknown_keys_are_refused(tmp_path):
    with pytest.raises(PresetError) as error:
        loaded(tmp_path, "feedback:\n  signature: x\n")

    assert "feedback.signature" in str(error.value)


def test_city_award_greets_in_both_languages():
    preset = load_preset(available_presets()["hcmc"])

    assert preset.feedback is not None
    assert set(preset.feedback.greeting) == set(preset.feedback.closing) == {"vi", "en"}
