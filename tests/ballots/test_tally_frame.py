"""Ballots and counters as bytes of one length."""

from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.ballot_rules import Count, count_votes
from portal.ballots.tally_frame import Frame, added

FRAME = Frame((11, 7, 30), ("first", "second"))
BALLOTS = st.dictionaries(st.sampled_from(FRAME.works), st.sampled_from(FRAME.answers))


@given(BALLOTS)
def test_ballot_comes_back_and_its_length_says_nothing(ballot):
    content = FRAME.ballot_bytes(ballot)

    assert (FRAME.ballot(content), len(content)) == (ballot, 3)


@given(st.lists(BALLOTS, max_size=6), st.randoms(use_true_random=False))
def test_counters_are_the_same_in_whatever_order_ballots_come(ballots, random):
    def counted(listed):
        content = FRAME.counter_bytes({})
        for ballot in listed:
            more = {work: count_votes([vote]) for work, vote in ballot.items()}
            content = FRAME.counter_bytes(added(FRAME.counts(content), more))
        return content

    shuffled = random.sample(ballots, len(ballots))

    assert counted(shuffled) == counted(ballots)
    assert len(counted(ballots)) == len(FRAME.counter_bytes({}))
    assert FRAME.counts(counted(ballots)) == {
        work: count_votes([one[work] for one in ballots if work in one]) for work in FRAME.works
    }


def test_nothing_added_is_nothing():
    assert added({}, {7: Count()}) == {7: Count()}
