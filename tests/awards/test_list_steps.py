"""The lists that an edition makes, and how they are sealed."""

from portal.awards.list_steps import SHORTLIST_BY_THRESHOLD, Step, after, before, steps_content, steps_of
from portal.awards.preset_words import ListKind, ListRule


def test_award_that_names_no_lists_makes_a_shortlist_by_threshold():
    assert steps_of({}) == steps_of({"lists": []}) == (SHORTLIST_BY_THRESHOLD,)


def test_steps_know_their_neighbours():
    steps = steps_of(
        {"lists": [{"kind": "proposed", "rule": "top", "count": 9}, {"kind": "provisional", "rule": "council_vote"}]}
    )

    assert steps[0] == Step(ListKind.PROPOSED, ListRule.TOP, 9)
    assert (before(steps, ListKind.PROVISIONAL), before(steps, ListKind.PROPOSED)) == (ListKind.PROPOSED, None)
    assert (after(steps, ListKind.PROPOSED), after(steps, ListKind.PROVISIONAL)) == (steps[1], None)


def test_sealed_steps_say_how_each_list_is_made_and_voted_on():
    rules = {
        "lists": [{"kind": "proposed", "rule": "top", "count": 9}, {"kind": "provisional", "rule": "council_vote"}],
        "rounds": [{"code": "city", "kind": "ballot", "quorum": "2/3", "secrecy": "secret", "votes": 2}],
    }
    usual = {"pass_share": "1/2", "pass_by": "at_least", "pass_of": "present", "casting_vote": False}
    by_points = {"kind": "proposed", "rule": "top", "count": 9, "vote": None}
    by_vote = {"kind": "provisional", "rule": "council_vote", "count": None}

    assert steps_content(rules, "city") == [
        by_points,
        {**by_vote, "vote": {**usual, "quorum": "2/3", "secrecy": "secret", "votes": 2}},
    ]
    assert steps_content(rules, None) == [by_points, {**by_vote, "vote": None}]
    assert steps_content({}, None) == [{"kind": "shortlist", "rule": "threshold", "count": None, "vote": None}]
