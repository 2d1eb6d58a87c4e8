"""Faults in the dossier, the form, eligibility and screening are told with line, key and expectation."""

from pathlib import Path

import pytest

from portal.awards.preset_file import load_preset
from tests.awards.preset_breaking import FAULT_NAMES, GOOD, check_fault, fault, write

FAULTS = [
    fault(
        "file_types: [pdf, pptx]",
        "file_types: [pdf, pptxx]",
        "pptxx",
        "dossier.slots[0].file_types[1]",
        None,
        '"pptxx"',
        "unknown file type",
    ),
    fault(
        "      max_size_mb: 10\n",
        "      max_size_mb: 30\n",
        "max_size_mb: 30",
        "dossier.slots[0].max_size_mb",
        "at most max_total_mb (25)",
        "30",
        "slot larger than the dossier",
    ),
    fault(
        "      categories: [footprint]\n",
        "      categories: [footprints]\n",
        "footprints",
        "dossier.slots[1].categories[0]",
        "the code of a category (workplace, footprint) (did you mean footprint?)",
        '"footprints"',
        "unknown category in a filter",
    ),
    fault(
        "      required: true\n      file_types",
        "      required: maybe\n      file_types",
        "maybe",
        "dossier.slots[0].required",
        "yes or no",
        '"maybe"',
        "neither yes nor no",
    ),
    fault(
        "key: site, type: text",
        "key: title, type: text",
        "key: title",
        "form.pages[3].fields[0].key",
        "a key that is not built in",
        '"title"',
        "built-in key",
    ),
    fault(
        "key: cost, type: money",
        "key: idea, type: money",
        "key: idea, type: money",
        "form.pages[2].fields[0].key",
        "a key of its own",
        '"idea" again (the first is on line <key: idea>)',
        "key twice in the form",
    ),
    fault(
        "label: Where do you work?, required",
        "options: [{value: a, label: A}], label: Where, required",
        "label: Where, required",
        "form.pages[3].fields[0].options",
        "this key only with type choice or multiple_choice",
        "type text",
        "options of a text",
    ),
    fault(
        "minimum: 0, maximum: 1000000",
        "minimum: 5, maximum: 1",
        "minimum: 5",
        "form.pages[2].fields[0].maximum",
        "at least minimum (5)",
        "1",
        "limits backwards",
    ),
    fault(
        "{value: trial, label: Already tried}",
        "{value: sketch, label: Already tried}",
        "label: Already tried",
        "form.pages[1].fields[1].options[2].value",
        "a value of its own",
        '"sketch" again (the first is on line <value: sketch>)',
        "option twice",
    ),
    fault(
        "passes: [no]",
        "passes: [nope]",
        "nope",
        "eligibility[1].passes[0]",
        "one of yes, no (did you mean no?)",
        '"nope"',
        "pass is no answer",
    ),
    fault(
        "    flag: The idea may belong to the entrant's own job\n",
        "",
        "  - code: own_job",
        "eligibility[1].flag",
        "text in en",
        "nothing",
        "flagging question without a flag",
    ),
    fault(
        "kind: refusal",
        "kind: refuse",
        "kind: refuse",
        "screening_reasons[1].kind",
        "supplement or refusal",
        '"refuse"',
        "unknown kind of reason",
    ),
    fault(
        "key: site, type: text",
        "when: [{key: costs, is: [yes]}], key: site, type: text",
        "key: costs",
        "form.pages[3].fields[0].when[0].key",
        None,
        '"costs"',
        "condition on what is not asked before",
    ),
    fault(
        "key: site, type: text",
        "when: [{key: cost, is: [yes]}], key: site, type: text",
        "when: [{key: cost",
        "form.pages[3].fields[0].when[0].is",
        "a comparison that fits the question",
        "is of type money",
        "comparison that does not fit",
    ),
    fault(
        "key: site, type: text",
        "when: [{key: cost, at_least: 1, at_most: 2}], key: site, type: text",
        "when: [{key: cost",
        "form.pages[3].fields[0].when[0].at_most",
        "one of is, is_not, at_least, at_most, answered",
        "at_least, at_most",
        "two comparisons",
    ),
    fault(
        "key: site, type: text, label: Where do you work?, required: true, max_length: 80",
        "key: site, type: group, label: Where, min_rows: 3, max_rows: 2, fields: [{key: a, type: text, label: A}]",
        "key: site",
        "form.pages[3].fields[0].max_rows",
        "at least min_rows (3)",
        "2",
        "fewer rows than needed",
    ),
    fault(
        "key: site, type: text",
        "key: site, type: group, fields: [{key: a, type: group, label: A}]",
        "key: site",
        "form.pages[3].fields[0].fields[0].type",
        None,
        '"group"',
        "group inside a group",
    ),
    fault(
        "key: site, type: text",
        "public: yes, confidential: yes, key: site, type: text",
        "key: site",
        "form.pages[3].fields[0].public",
        "no, since the answer is confidential",
        "yes",
        "confidential and public",
    ),
]


@pytest.mark.parametrize(FAULT_NAMES, FAULTS)
def test_form_fault_is_told_with_line_key_and_expectation(
    tmp_path: Path, old: str, new: str, at: str | None, key: str, expected: str | None, found: str
):
    check_fault(tmp_path, old, new, at, key, expected, found)


def test_passes_written_as_yes_and_no_are_words(tmp_path: Path):
    preset = load_preset(write(tmp_path, GOOD))

    assert [question.passes for question in preset.eligibility] == [("yes",), ("no",)]
