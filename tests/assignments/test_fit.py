"""How well a judge fits a work: words of expertise, likeness of texts, and the judge's own word."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portal.assignments.fit import WHOLE, Fits, Weights, keyword_parts, keywords_found, text_parts

WORDS = st.lists(st.sampled_from(["nước", "lọc", "năng lượng", "điện tử", "xã hội", "y tế"]), max_size=6)


def test_keywords_are_found_whole_whatever_their_marks():
    assert keywords_found(["Điện tử", "tử", "lọc", "máy"], "Máy LOC nuoc dien tu") == ("Điện tử", "tử", "lọc", "máy")
    assert keywords_found(["điện"], "Bến điểm") == ()
    assert keywords_found(["  ", ""], "bất kỳ") == ()


def test_each_further_keyword_counts_half_as_much():
    parts = keyword_parts([["a"], ["a", "b"], ["a", "b", "c"], []], ["a b c"])

    assert parts[:, 0].tolist() == [500, 750, 875, 0]


def test_likeness_is_whole_for_the_same_text_and_nothing_for_strangers():
    parts = text_parts(["lọc nước bằng nắng", "dạy học trực tuyến", ""], ["Loc nuoc bang nang", "phần mềm kế toán"])

    assert parts.tolist() == [[1000, 0], [0, 0], [0, 0]]


def test_rare_words_tell_more_than_common_ones():
    works = ["sáng kiến lọc nước", "sáng kiến phần mềm", "sáng kiến giáo dục"]

    likeness = text_parts(["sáng kiến nước"], works)[0]

    assert likeness[0] > 1.5 * likeness[1] > 0


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=4))
def test_parts_stay_between_nothing_and_whole(judges, works):
    texts = [" ".join(words) for words in works]
    for parts in (keyword_parts(judges, texts), text_parts([" ".join(words) for words in judges], texts)):
        assert parts.shape == (len(judges), len(works))
        assert parts.min() >= 0
        assert parts.max() <= WHOLE


def test_parts_are_joined_by_weight():
    fits = Fits(np.array([[1000]]), np.array([[500]]), np.array([[0]]), Weights(40, 40, 20))

    assert fits.joined.tolist() == [[600]]
