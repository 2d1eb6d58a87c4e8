"""Same files and near-same titles, and what so many share that it says nothing."""

from portal.screening.likenesses import MOST_ALIKE, same_files, same_titles


def test_same_files_pair_their_holders():
    assert [*same_files([{"a", "b"}, {"c"}, {"b"}, {"b", "c"}])] == [(0, 2), (0, 3), (2, 3), (1, 3)]


def test_template_that_everybody_attaches_likens_nobody():
    holders = [{"template"} for _work in range(MOST_ALIKE + 1)]

    assert len([*same_files(holders[:MOST_ALIKE])]) == MOST_ALIKE * (MOST_ALIKE - 1) // 2
    assert [*same_files([*holders[:-1], {"template", "own"}, {"own"}])] == [(MOST_ALIKE, MOST_ALIKE + 1)]


def test_titles_are_near_same_in_any_order_of_words():
    titles = ["he thong tuoi tieu tu dong", "may loc nuoc", "tu dong he thong tuoi tieu", "he thong tuoi tieu tu dongg"]

    assert sorted(same_titles(titles)) == [(0, 2), (0, 3), (2, 3)]


def test_short_titles_and_a_phrase_of_many_are_not_compared():
    assert [*same_titles(["may loc", "may loc"])] == []

    numbered = [f"cong trinh cai tien ky thuat so {number}" for number in range(1000, 1000 + MOST_ALIKE + 2)]
    assert [*same_titles([*numbered, "tro choi hoc chu", "tro choi hoc chu"])] == [(MOST_ALIKE + 2, MOST_ALIKE + 3)]
