"""Quorum, pass and casting vote are exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.ballot_rules import (
    BallotSettings,
    Choice,
    Count,
    Outcome,
    Vote,
    count_votes,
    needed_for_quorum,
    outcome,
    settings_in,
)

TWO_THIRDS = Fraction(2, 3)


@pytest.mark.parametrize(
    ("members", "quorum", "needed"),
    [(11, TWO_THIRDS, 8), (12, TWO_THIRDS, 8), (9, Fraction(3, 4), 7), (11, Fraction(1, 2), 6), (3, Fraction(1), 3)],
)
def test_quorum_is_the_least_number_that_reaches_the_share(members, quorum, needed):
    assert needed_for_quorum(members, quorum) == needed
    assert Fraction(needed, members) >= quorum > Fraction(needed - 1, members)


@pytest.mark.parametrize(
    ("count", "settings", "passes"),
    [
        (Count(6, 3, 0), BallotSettings(pass_share=TWO_THIRDS), True),
        (Count(6, 3, 1), BallotSettings(pass_share=TWO_THIRDS), False),
        (Count(6, 3, 0), BallotSettings(pass_share=TWO_THIRDS, more_than=True), False),
        (Count(7, 0, 0), BallotSettings(pass_share=TWO_THIRDS, of_all=True), False),
        (Count(8, 0, 0), BallotSettings(pass_share=TWO_THIRDS, of_all=True), True),
        (Count(5, 5, 0), BallotSettings(), True),
        (Count(5, 5, 0), BallotSettings(more_than=True), False),
        (Count(0, 0, 0), BallotSettings(), False),
    ],
)
def test_share_is_of_those_who_voted_or_of_all(count, settings, passes):
    means = outcome(count, settings, members=11, recused=0)

    assert means is (Outcome.PASSED if passes else Outcome.FAILED)


def test_who_is_in_conflict_is_in_neither_base():
    settings = BallotSettings(pass_share=TWO_THIRDS, of_all=True)

    assert outcome(Count(6, 0, 0), settings, members=11, recused=2) is Outcome.PASSED
    assert outcome(Count(6, 0, 0), settings, members=11, recused=1) is Outcome.FAILED


def test_equal_votes_wait_for_the_chair_only_where_that_vote_can_lift_the_work():
    half = BallotSettings(casting_vote=True)
    two_thirds = BallotSettings(pass_share=TWO_THIRDS, casting_vote=True)
    count = Count(4, 4, 0)

    def mean(settings, casting=None):
        return outcome(count, settings, members=8, recused=0, casting=casting)

    assert (mean(half), mean(half, True), mean(half, False)) == (Outcome.TIED, Outcome.PASSED, Outcome.FAILED)
    assert mean(two_thirds) is Outcome.FAILED


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(1, 5), st.integers(0, 4))
def test_one_more_agreement_never_takes_the_pass_away(agree, disagree, abstain, low, more):
    settings = BallotSettings(pass_share=Fraction(low, low + more))

    def passed(count):
        return outcome(count, settings, members=40, recused=0) is Outcome.PASSED

    assert passed(Count(agree + 1, disagree, abstain)) >= passed(Count(agree, disagree, abstain))


def test_votes_are_counted_with_the_prizes_proposed():
    votes = [Vote(Choice.AGREE, "first"), Vote(Choice.AGREE), Vote(Choice.DISAGREE), Vote(Choice.ABSTAIN)]

    assert count_votes(votes) == Count(2, 1, 1, {"first": 1})


def test_settings_are_the_same_after_freezing_and_have_defaults():
    settings = BallotSettings(TWO_THIRDS, Fraction(3, 4), True, True, True, 2, True)

    assert settings_in(settings.frozen()) == settings
    assert settings_in({"code": "city", "quorum": None}) == BallotSettings()
