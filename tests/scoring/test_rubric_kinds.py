"""What judges and the public meet of a rubric: kinds, weights, required remarks, criteria outside the total."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.awards.preset_words import CriterionKind
from portal.core.db import db
from portal.scoring import queries, rubrics
from portal.scoring.models import Score
from tests.factories import both
from tests.scoring.rubric_stage import assignment, category, criteria_of, edition, events, organizer

__all__ = ["assignment", "category", "edition", "organizer"]

pytestmark = pytest.mark.usefixtures("app")


def kinds(category, organizer):
    """A rubric of every kind: 60 × 1.5 + 40 outside the total, a pass and a recommendation."""
    first, second = category.criteria
    first.weight, first.comment_below, first.comment_above = Decimal("1.5"), Decimal(10), Decimal(55)
    second.counts = False
    base = {"name": both("N"), "guidance": both("G"), "step": Decimal(1), "bands": []}
    rubrics.add(
        category, CriterionKind.PASS_FAIL,
        {**base, "code": "fit", "max_points": Decimal(1), "counts": False, "comment_below": Decimal(1)},
        revision=category.rubric_revision, actor=organizer,
    )  # fmt: skip
    choices = [{"value": n, "label": both(f"Choice {n}"), "comment": n == 1} for n in (1, 2, 7)]
    rubrics.add(
        category, CriterionKind.RECOMMENDATION,
        {**base, "code": "advice", "max_points": Decimal(7), "counts": False, "choices": choices},
        revision=category.rubric_revision, actor=organizer,
    )  # fmt: skip
    db.session.flush()


@pytest.mark.parametrize(
    ("values", "place", "sentence"),
    [
        ((5, 5, 1, 2), 0, "Write a remark: points below 10 need one"),
        ((56, 5, 1, 2), 0, "Write a remark: points above 55 need one"),
        ((10, 5, 0, 2), 2, "Write why it fails"),
        ((10, 5, 1, 1), 3, "Write why: this recommendation needs a remark"),
        ((10, 5, None, 1), 2, "Choose pass or fail"),
        ((10, 5, 1, None), 3, "Choose one of the recommendations"),
        ((None, 5, 1, 2), 0, "Enter the points"),
    ],
)
def test_sheet_says_beside_the_field_what_is_missing(client, category, organizer, assignment, values, place, sentence):
    kinds(category, organizer)
    client.sign_in(assignment.judge.user)
    ids = [one.id for one in criteria_of(category)]
    sent = {f"points-{one}": "" if value is None else value for one, value in zip(ids, values, strict=True)}

    answer = client.post_form(f"/judging/{assignment.id}", {**sent, "finish": "1"})

    page = answer.get_data(as_text=True)
    field = "comment" if "Write" in sentence else "points"
    assert answer.status_code == 422
    assert f'id="{field}-{ids[place]}-error">{sentence}' in page
    assert f'href="#{field}-{ids[place]}"' in page
    assert category.rubric_frozen_at is None


def test_bound_itself_needs_no_remark_and_a_remark_is_enough(client, category, organizer, assignment):
    kinds(category, organizer)
    client.sign_in(assignment.judge.user)
    ids = [one.id for one in criteria_of(category)]
    sent = {f"points-{one}": value for one, value in zip(ids, (10, 5, 0, 1), strict=True)}

    answer = client.post_form(
        f"/judging/{assignment.id}",
        {**sent, f"comment-{ids[2]}": "Ngoài phạm vi", f"comment-{ids[3]}": "Yếu", "finish": "1"},
    )

    assert answer.status_code == 302
    event = events("scoresheet.finished")[-1]
    assert event.details["total"] == "15"
    row = next(one for one in queries.desk(assignment.judge.user) if one.assignment_id == assignment.id)
    assert (row.total, row.state) == (Decimal(15), "finished")
    page = client.get_text(f"/judging/{assignment.id}")
    assert "data-total>15</span> / 90" in page
    assert f'id="points-{ids[2]}-0" name="points-{ids[2]}" value="0" checked disabled' in page


@pytest.mark.parametrize(("place", "value"), [(2, "2"), (2, "0.5"), (3, "3"), (3, "x"), (0, "61"), (0, "NaN")])
def test_values_the_rubric_does_not_know_are_refused(client, category, organizer, assignment, place, value):
    kinds(category, organizer)
    client.sign_in(assignment.judge.user)
    one = criteria_of(category)[place].id

    answer = client.post_form(f"/judging/{assignment.id}", {f"points-{one}": value})

    assert answer.status_code == 422
    assert db.session.scalar(select(Score.points).where(Score.criterion_id == one)) is None


def test_public_page_and_questions_say_weights_and_kinds(client, edition, category, organizer):
    kinds(category, organizer)

    client.sign_in(organizer)
    page = client.get_text(f"/editions/{edition.slug}/categories/1")

    assert "60 points × 1.5" in page
    assert "40 points, outside the total" in page
    assert "pass or fail, outside the total" in page
    assert "Choice 7" in page
