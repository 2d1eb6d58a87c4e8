"""Letters are made of what was said to the author, in an order that tells nothing."""

from collections import Counter
from random import Random

from portal.feedback.rules import GENERAL, Remarks, gathered, parts_of, places, source_digest

PARTS = parts_of([3])


def sheets(*numbers):
    return [Remarks(one, {"text-3": f"Remark {one}", GENERAL: f"Comment {one}"}) for one in numbers]


def test_parts_follow_the_rubric_and_end_with_the_whole():
    assert parts_of([7, 3]) == ["text-7", "text-3", "general"]


def test_every_order_is_as_likely_and_each_part_is_drawn_by_itself():
    drawn = [places({}, sheets(1, 2, 3), PARTS, Random(seed)) for seed in range(3000)]

    firsts = Counter(tuple(one["text-3"]) for one in drawn)
    together = sum(one["text-3"] == one[GENERAL] for one in drawn)
    assert len(firsts) == 6
    assert all(400 < count < 600 for count in firsts.values())
    assert 400 < together < 600


def test_sheets_keep_their_places_when_one_comes_and_one_goes():
    before = {"text-3": [5, 2, 9], GENERAL: []}

    found = places(before, sheets(9, 4, 5), PARTS, Random(1))

    assert [one for one in found["text-3"] if one != 4] == [5, 9]
    assert sorted(found[GENERAL]) == [4, 5, 9]


def test_silent_sheets_and_repeated_words_leave_nothing():
    listed = [Remarks(1, {"text-3": "Good"}), Remarks(2, {"text-3": "Good"}), Remarks(3, {})]
    order = places({}, listed, PARTS, Random(1))

    assert gathered(order, listed) == {"text-3": "Good", GENERAL: ""}
    assert sorted(order["text-3"]) == [1, 2]


def test_fingerprint_knows_the_words_and_not_the_order():
    changed = [*sheets(1), Remarks(2, {"text-3": "Other"})]

    assert source_digest(sheets(2, 1)) == source_digest(sheets(1, 2))
    assert source_digest(sheets(1, 2)) != source_digest(changed)
