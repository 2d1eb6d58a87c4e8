"""What plans cost, and which are compared."""

import pytest

from portal.planner.plans import Contest, Effort, Plan, alternatives, effort

AWARD = Contest(submissions=150, judges=20, prizes=10, minutes=40, pay=200_000)


def test_first_sheets_of_finalists_are_kept_and_not_made_again():
    assert Plan(3, 4, 40).sheets(150) == 450 + 160
    assert Plan(3, 4, 40).deepest == 7
    assert Plan(4).sheets(150) == 600


def test_effort_adds_up():
    assert effort(AWARD, Plan(3, 4, 40)) == Effort(610, 30.5, pytest.approx(406.667, abs=0.001),
                                                   pytest.approx(20.333, abs=0.001), 122_000_000)  # fmt: skip


def test_two_stages_beside_one_never_take_more_sheets():
    found = alternatives(AWARD)

    single = {plan.first: plan.sheets(150) for plan in found if not plan.staged}
    assert list(single) == [2, 3, 4, 5, 6, 7]
    staged = [plan for plan in found if plan.staged]
    assert [(plan.first, plan.more, plan.finalists) for plan in staged] == [
        (2, 3, 50), (3, 4, 37), (4, 5, 30), (5, 6, 25), (6, 7, 21),
    ]  # fmt: skip
    assert all(plan.sheets(150) <= single[plan.first + 1] for plan in staged)


@pytest.mark.parametrize("judges", [1, 2, 3, 5, 8])
def test_no_plan_asks_for_more_judges_than_there_are(judges):
    found = alternatives(Contest(60, judges, 5))

    assert all(plan.deepest <= judges for plan in found)
    assert bool(found) == (judges >= 2)


def test_second_stage_for_no_more_than_the_prizes_is_no_alternative():
    assert not any(plan.staged for plan in alternatives(Contest(150, 20, 80)))


def test_own_plan_is_listed_once_in_the_order_of_sheets():
    assert alternatives(AWARD, Plan(4)) == alternatives(AWARD)
    found = alternatives(AWARD, Plan(3, 4, 40))
    sheets = [plan.sheets(150) for plan in found]
    assert Plan(3, 4, 40) in found
    assert sheets == sorted(sheets)
