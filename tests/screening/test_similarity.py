"""Near-same texts are found through every disguise, and unlike ones are left alone."""

import json
import random
import unicodedata

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from portal.cli import main
from portal.core.search_text import fold
from portal.screening.similarity import find_similar, passages

SYLLABLES = [a + b + c for a in ("th", "đ", "ngh", "c", "tr", "b") for b in ("ế", "ữ", "a", "ộ", "i", "ư") for c in
             ("", "n", "ng", "t", "m")]  # fmt: skip


def text(seed, words=300):
    rng = random.Random(seed)
    return ". ".join(" ".join(rng.choices(SYLLABLES, k=10)).capitalize() for _ in range(words // 10))


def edited(source, share, seed=9):
    rng = random.Random(seed)
    return " ".join(rng.choice(SYLLABLES) if rng.random() < share else word for word in source.split())


def shuffled(source):
    parts = source.split(". ")
    random.Random(4).shuffle(parts)
    return ". ".join(parts)


ORIGINAL = text(1)
DISGUISES = {
    "the same": ORIGINAL,
    "capitals": ORIGINAL.upper(),
    "decomposed": unicodedata.normalize("NFD", ORIGINAL),
    "no marks": fold(ORIGINAL),
    "one word in ten": edited(ORIGINAL, 0.1),
    "three in ten": edited(ORIGINAL, 0.3),
    "no marks, one in ten": fold(edited(ORIGINAL, 0.1)),
    "sentences shuffled": shuffled(ORIGINAL),
    "a quarter copied": ORIGINAL[: len(ORIGINAL) // 4] + text(2, 230),
    "inside a longer one": text(3, 600) + ORIGINAL + text(4, 600),
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_disguised_copy_is_found_among_others(disguise):
    texts = [text(n) for n in range(100, 130)] + [ORIGINAL, disguise]

    assert [(pair.a, pair.b) for pair in find_similar(texts)] == [(30, 31)]


def test_boiler_plate_that_all_share_makes_nobody_similar():
    opening = text(7, 60)

    assert find_similar([f"{opening} {text(n)}" for n in range(200, 300)]) == []


def test_short_texts_are_similar_only_when_they_are_the_same():
    assert find_similar(["Máy sấy", "may say", "Máy bơm", "", " "])[0].score == 1.0
    assert len(find_similar(["Máy sấy", "may say", "Máy bơm", "", " "])) == 1


def test_nothing_to_compare_is_no_error():
    assert find_similar([]) == find_similar(["", ""]) == []


def test_passages_point_at_the_words_in_both_texts():
    a = f"Mở đầu khác hẳn. {text(5, 40)}"
    b = f"{fold(text(6, 20))} {fold(text(5, 40))} và hết"

    (found,) = passages(a, b)

    assert fold(a[found.a_start : found.a_end]) == fold(b[found.b_start : found.b_end])
    assert fold(text(5, 40)) == fold(a[found.a_start : found.a_end])


@given(st.lists(st.text(alphabet="aăâ b.\n", max_size=40), max_size=8))
def test_pairs_are_ordered_unique_and_scored_between_nothing_and_all(texts):
    found = find_similar(texts)

    assert all(pair.a < pair.b and 0 < pair.score <= 1 for pair in found)
    assert len({(pair.a, pair.b) for pair in found}) == len(found)
    assert all(passages(texts[pair.a], texts[pair.b]) is not None for pair in found)


def run(tmp_path, lines, *options):
    path = tmp_path / "texts.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return CliRunner().invoke(main, ["similar", str(path), *options])


def test_command_prints_pairs_with_their_passages(tmp_path):
    rows = [{"id": "a", "text": ORIGINAL}, {"id": 7, "text": fold(ORIGINAL)}, {"id": "c", "text": text(50)}]

    done = run(tmp_path, [json.dumps(row) for row in rows], "--json")

    outcome = json.loads(done.output)
    (pair,) = outcome["pairs"]
    assert (pair["a"], pair["b"], pair["score"]) == ("a", 7, 1.0)
    assert pair["passages"][0]["text"] in ORIGINAL
    assert outcome["seconds"] >= 0


WRONG = (
    "{", "[]", '{"id": "a"}', '{"text": "b"}', '{"id": [1], "text": "c"}', '{"id": true, "text": "c"}', "[" * 100_000,
    b'{"id": "b", "text": "\xff"}', '{"id": "\\ud800", "text": "c"}', '{"id": "b", "text": "\\udfff"}',
    '{"id": "a", "text": "c"}',
)  # fmt: skip


@pytest.mark.parametrize("line", WRONG, ids=range(len(WRONG)))
def test_command_names_the_line_that_is_wrong(tmp_path, line):
    done = run(tmp_path, ['{"id": "a", "text": "b"}', line], "--json")

    assert done.exit_code == 2
    assert "Line 2" in done.output


def test_command_reads_what_windows_writes(tmp_path):
    done = run(
        tmp_path, ["\ufeff" + json.dumps({"id": "a", "text": ORIGINAL}), json.dumps({"id": "b", "text": ORIGINAL})]
    )

    assert (done.exit_code, done.stdout) == (0, "1.00  a  b\n")
