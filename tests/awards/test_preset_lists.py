"""The lists of a preset, and the rules of its council's vote."""

import pytest

from portal.awards.preset_file import PresetError, available_presets, load_preset
from portal.awards.preset_words import ListKind, ListRule

PROPOSED = "lists:\n  - kind: proposed\n    rule: threshold\n"


def loaded(tmp_path, lines):
    text = available_presets()["ideas"].read_text(encoding="utf-8")
    path = tmp_path / "preset.yaml"
    path.write_text(text + "\n" + lines, encoding="utf-8")
    return load_preset(path)


def test_city_award_goes_from_the_panels_to_the_council_and_votes_in_secret():
    preset = load_preset(available_presets()["hcmc"])

    assert [(one.kind, one.rule) for one in preset.lists] == [
        (ListKind.PROPOSED, ListRule.THRESHOLD),
        (ListKind.SHORTLIST, ListRule.LIST),
        (ListKind.COUNCIL, ListRule.LIST),
        (ListKind.PROVISIONAL, ListRule.COUNCIL_VOTE),
    ]
    city = preset.canonical()["rounds"][1]
    assert (city["secrecy"], city["votes"], city["casting_vote"], city["pass_by"]) == ("secret", 2, False, None)


def test_lists_are_frozen_and_may_be_left_out(tmp_path):
    lines = PROPOSED.replace("threshold", "top\n    count: 5") + "  - kind: provisional\n    rule: council_vote\n"

    assert [(one["kind"], one["rule"], one["count"]) for one in loaded(tmp_path, lines).canonical()["lists"]] == [
        ("proposed", "top", 5),
        ("provisional", "council_vote", None),
    ]
    assert load_preset(available_presets()["ideas"]).lists == ()


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("lists:\n  - kind: decided\n    rule: threshold\n", "lists[0].kind"),
        ("lists:\n  - kind: shortlist\n    rule: list\n", "lists[0].rule"),
        ("lists:\n  - kind: shortlist\n    rule: top\n", "lists[0].count"),
        (PROPOSED + "    count: 3\n", "lists[0].count"),
        (PROPOSED + "  - kind: proposed\n    rule: list\n", "lists[1].kind"),
        ("lists:\n  - kind: council\n    rule: threshold\n  - kind: shortlist\n    rule: list\n", "lists[1].kind"),
    ],
)
def test_lists_that_cannot_be_made_are_told(tmp_path, lines, key):
    with pytest.raises(PresetError) as error:
        loaded(tmp_path, lines)

    assert key in str(error.value)
