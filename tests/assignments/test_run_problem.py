"""What each mode makes of frozen inputs: what stays, what may move, and how much everybody may have."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assignments.assign import INFEASIBLE, assign
from portal.assignments.run_outcome import outcome_of
from portal.assignments.run_problem import RunInputs, answer_of, problem_of
from portal.assignments.run_settings import RunMode, RunSettings

FIRST = 100


def frozen(judges, works, k=2, *, standing=(), conflicts=(), most=-1, gone=(), fit=500, **more):
    """Inputs of judges 0, 1, … and works 100, 101, …; everybody fits everything alike unless said otherwise."""
    rows = fit if isinstance(fit, list) else [[fit] * works for _judge in range(judges)]
    nothing = [[0] * works for _judge in range(judges)]
    return {
        "judges": [[one, -1, -1, -1, int(one not in gone)] for one in range(judges)],
        "usual": [-1, most],
        "submissions": [[FIRST + one, k] for one in range(works)],
        "fit": {"keywords": rows, "text": nothing, "preference": nothing},
        "weights": [100, 0, 0],
        "conflicts": [list(pair) for pair in conflicts],
        "recused": [],
        "fixed": [],
        "forbidden": [],
        "standing": [list(row) for row in standing],
        "experts": [],
        **more,
    }


def run(inputs, **wishes):
    read, wanted = RunInputs(inputs), RunSettings(**wishes)
    answer = assign(problem_of(read, wanted))
    return answer, {(judge, one) for judge, one in read.ids(answer.pairs)}, outcome_of(read, answer, 0)


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(1, 20), st.integers(1, 3), st.data())
def test_proposal_keeps_every_promise_or_says_what_clashes(judges, works, k, data):
    every = [(judge, FIRST + one) for judge in range(judges) for one in range(works)]
    conflicts = data.draw(st.sets(st.sampled_from(every), max_size=len(every) // 3))

    answer, pairs, outcome = run(frozen(judges, works, k, conflicts=conflicts), require_connected=False)

    short = {
        one for one in range(FIRST, FIRST + works) if judges - sum((j, one) in conflicts for j in range(judges)) < k
    }
    if answer.status == INFEASIBLE:
        assert {one for clash in outcome["clashes"] for one in clash["submissions"]} & short
        return
    assert not short
    assert not pairs & conflicts
    assert set(Counter(one for _judge, one in pairs).values()) == {k}
    assert outcome["gaps"] == []


@pytest.mark.parametrize(("judges", "works", "k"), [(7, 20, 3), (11, 42, 5), (20, 150, 5)])
def test_loads_differ_by_at_most_one_where_nothing_is_known(judges, works, k):
    _answer, pairs, _outcome = run(frozen(judges, works, k))

    loads = Counter(judge for judge, _one in pairs)
    assert max(loads.values()) - min(loads.values()) <= 1


def cheapest_spread(judges, works, conflicts):
    """The smallest possible sum of squared loads, by trying everything."""
    options = [
        [group for group in combinations(range(judges), 2) if not any((j, one) in conflicts for j in group)]
        for one in range(FIRST, FIRST + works)
    ]
    return min(
        (
            sum(load**2 for load in Counter(j for group in choice for j in group).values())
            for choice in product(*options)
        ),
        default=None,
    )


@settings(deadline=None, max_examples=40)
@given(st.integers(3, 5), st.integers(2, 4), st.data())
def test_spread_is_the_smallest_there_is(judges, works, data):
    every = [(judge, FIRST + one) for judge in range(judges) for one in range(works)]
    conflicts = data.draw(st.sets(st.sampled_from(every), max_size=4))
    best = cheapest_spread(judges, works, conflicts)
    if best is None:
        return

    _answer, pairs, _outcome = run(frozen(judges, works, conflicts=conflicts), require_connected=False)

    assert sum(load**2 for load in Counter(judge for judge, _one in pairs).values()) == best


def test_loads_stay_near_the_mean_although_one_judge_fits_everything():
    fit = [[1000] * 20, *[[100 + 7 * judge] * 20 for judge in range(4)]]

    _answer, pairs, _outcome = run(frozen(5, 20, fit=fit, most=30))

    assert max(Counter(judge for judge, _one in pairs).values()) <= 10


STANDING = [[0, 100, 1], [1, 100, 0], [0, 101, 0], [1, 101, 0], [0, 102, 0], [1, 102, 0]]


def test_completing_keeps_what_stands_and_serves_the_newcomer():
    _answer, pairs, outcome = run(frozen(4, 4, standing=STANDING))

    assert {(row[0], row[1]) for row in STANDING} <= pairs
    assert (outcome["kept"], outcome["gone"], outcome["new"]) == (6, 0, 2)


def test_fresh_keeps_only_started_sheets():
    fit = [[0] * 4, [0] * 4, [900] * 4, [900] * 4]

    _answer, pairs, _outcome = run(frozen(4, 4, standing=STANDING, fit=fit), mode=RunMode.FRESH)

    assert (0, 100) in pairs
    assert len(pairs & {(row[0], row[1]) for row in STANDING}) < 6


def test_repair_after_a_judge_left_moves_nothing_else_and_keeps_started_sheets():
    answer, pairs, outcome = run(frozen(4, 3, standing=STANDING, gone=[0]), mode=RunMode.ADJUST)

    kept = {(1, 100), (1, 101), (1, 102)}
    assert kept | {(0, 100)} <= pairs
    assert {one for judge, one in pairs if judge == 0} == {100}
    assert (outcome["kept"], outcome["gone"], outcome["new"]) == (4, 2, 2)
    assert answer.fewest_changes is True


def test_pair_in_conflict_is_no_longer_counted_on():
    _answer, pairs, outcome = run(frozen(4, 3, standing=STANDING, conflicts=[(0, 100)]))

    assert (0, 100) not in pairs
    assert outcome["barred"] == [[0, 100]]
    assert outcome["gaps"] == []


def test_settled_pairs_hold():
    _answer, pairs, _outcome = run(frozen(5, 6, fixed=[[3, 104]], forbidden=[[2, 101]]))

    assert (3, 104) in pairs
    assert (2, 101) not in pairs


def test_experts_and_organisations_are_kept_to():
    inputs = frozen(6, 6, experts=[0, 1])
    inputs["judges"] = [[one, -1, -1, one % 3, 1] for one in range(6)]

    _answer, pairs, _outcome = run(inputs, minimum_experts=1, distinct_organisations=True)

    for work in range(FIRST, FIRST + 6):
        judges = {judge for judge, one in pairs if one == work}
        assert judges & {0, 1}
        assert len({judge % 3 for judge in judges}) == len(judges)


def test_every_way_out_makes_it_possible():
    inputs = frozen(4, 10, 3, most=6)

    answer, _pairs, outcome = run(inputs)

    assert answer.status == INFEASIBLE
    assert outcome["clashes"][0]["limit"] == 6
    assert outcome["clashes"][0]["missing"] == 6
    taken = [way for way in outcome["ways"] if way["kind"] != "add_judges"]
    assert {way["kind"] for way in taken} == {"max_load", "judges_needed"}
    for way in taken:
        again = assign(problem_of(RunInputs(inputs), RunSettings().after(way)))
        assert again.status != INFEASIBLE


def test_forbidden_pairs_can_be_left_out_of_account():
    inputs = frozen(2, 1, forbidden=[[0, 100]])

    answer, _pairs, outcome = run(inputs)

    assert answer.status == INFEASIBLE
    way = next(one for one in outcome["ways"] if one["kind"] == "forbidden")
    assert assign(problem_of(RunInputs(inputs), RunSettings().after(way))).status != INFEASIBLE


def test_nobody_on_the_panel_is_said_plainly():
    answer, _pairs, outcome = run(frozen(0, 2, fit=[]))

    assert answer.status == INFEASIBLE
    assert outcome["clashes"]


def test_settings_come_back_as_they_went():
    wanted = RunSettings(
        mode=RunMode.ADJUST, seed=7, judges_needed=3, expertise=("a", "b"), max_loads={3: 9}, needed={100: 1},
        cap_hundredths=40, fairness="worst_first",
    )  # fmt: skip

    assert RunSettings.from_data(wanted.as_data()) == wanted


def test_same_seed_gives_the_same_pairs():
    assert run(frozen(9, 30, 3), seed=5)[1] == run(frozen(9, 30, 3), seed=5)[1]


def test_lot_is_drawn_under_the_cap():
    answer, pairs, outcome = run(frozen(6, 6, fit=[[900 - 100 * j] * 6 for j in range(6)]), cap_hundredths=60)

    assert answer.probabilities.max() <= 0.6 + 1e-9
    assert outcome["expected"] is not None
    assert len(pairs) == 12


def test_answer_is_rebuilt_from_inputs_and_pairs():
    inputs, wanted = RunInputs(frozen(5, 6)), RunSettings()
    answer = assign(problem_of(inputs, wanted))

    again = answer_of(inputs, wanted, inputs.ids(answer.pairs))

    assert again.pairs.tolist() == answer.pairs.tolist()
    assert again.loads.tolist() == answer.loads.tolist()
