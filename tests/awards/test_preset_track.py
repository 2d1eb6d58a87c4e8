"""What a preset says of ad-hoc tracks and of keeping archives is frozen with the edition."""

import pytest

from portal.archive.retention import retention_of
from portal.awards.preset_file import PresetError, available_presets, load_preset, track_templates
from portal.awards.track_settings import TrackSettings, track_settings_of


class Edition:
    """Something with frozen rules."""

    is_track = True

    def __init__(self, rules):
        self.rules = rules


def loaded(tmp_path, lines):
    text = available_presets()["ideas"].read_text(encoding="utf-8")
    path = tmp_path / "preset.yaml"
    path.write_text(text + "\n" + lines, encoding="utf-8")
    return load_preset(path)


def test_track_and_retention_are_frozen_with_the_edition(tmp_path):
    lines = "track:\n  code: IDEA-X\n  days: 7\n  nominators: [lantern.example]\nretention:\n  kept_for_years: 10\n"
    edition = Edition(loaded(tmp_path, lines).canonical())

    assert track_settings_of(edition) == TrackSettings(nominators=("lantern.example",))
    assert retention_of(edition) == {"hand_over_within_years": None, "kept_for_years": 10, "note": None}
    assert retention_of(Edition(loaded(tmp_path, "").canonical())) is None


def test_block_that_makes_no_sense_is_refused(tmp_path):
    with pytest.raises(PresetError) as error:
        loaded(tmp_path, "track:\n  code: IDEA-X\n  nominators: [not a domain]\n")

    assert ["track.days" in str(error.value), "track.nominators" in str(error.value)] == [True, True]


def test_award_has_the_templates_beside_its_preset():
    assert list(track_templates("hcmc")) == ["dot-xuat"]
    assert track_templates("ideas") == {}
    assert track_templates("hcmc")["dot-xuat"].edition.result.minimum_sheets == 2
