"""Rubrics in the console: changed by organizers, frozen by the first finished sheet."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.awards.models import Criterion
from portal.awards.preset_words import CriterionKind
from portal.core.db import db
from portal.core.errors import StaleRowError
from portal.scoring import rubrics, service
from portal.scoring.models import Score
from tests.factories import both, make_edition, make_secretary, make_user
from tests.scoring.rubric_stage import assignment, category, criteria_of, edition, events, organizer

__all__ = ["assignment", "category", "edition", "organizer"]

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def base(edition, category):
    return f"/manage/editions/{edition.id}/rubrics/{category.id}"


POINTS = {
    "f-name-vi": "Tính mới", "f-name-en": "Novelty", "f-guidance-vi": "Mới đến đâu?", "f-guidance-en": "How new?",
    "f-max_points": "20", "f-step": "0,5", "f-weight": "1.25", "f-counts": "y", "f-comment_below": "5",
    "f-band-0-to": "9.5", "f-band-0-label-vi": "Quen", "f-band-0-label-en": "Known",
    "f-band-0-description-vi": "Đã có", "f-band-0-description-en": "Seen before",
    "f-band-1-to": "20", "f-band-1-label-vi": "Mới", "f-band-1-label-en": "New",
    "f-band-1-description-vi": "Chưa có", "f-band-1-description-en": "Never seen",
}  # fmt: skip
WORDS = {name: POINTS[name] for name in ("f-name-vi", "f-name-en", "f-guidance-vi", "f-guidance-en")}


def finish(assignment, values, comments=None):
    criteria = db.session.scalars(select(Criterion).where(Criterion.category_id == assignment.submission.category_id))
    judge = assignment.judge.user
    sheet = service.save_scoresheet(
        assignment, points=dict(zip((one.id for one in criteria), values, strict=True)), comments=comments or {},
        comment_for_author="", private_note="", actor=judge,
    )  # fmt: skip
    service.finish(sheet, actor=judge)
    return sheet


def test_criterion_of_points_is_added_as_typed(client, organizer, category, base):
    client.sign_in(organizer)

    answer = client.post_form(f"{base}/new/points", {**POINTS, "revision": 1})

    assert answer.location.endswith(base)
    made = criteria_of(category)[-1]
    assert (made.code, made.max_points, made.step, made.weight) == (
        "tinh_moi", Decimal(20), Decimal("0.5"), Decimal("1.25")
    )  # fmt: skip
    assert (made.comment_below, made.comment_above, made.counts) == (Decimal(5), None, True)
    assert [(one["from"], one["to"]) for one in made.bands] == [("0", "9.5"), ("10", "20")]
    event = events("rubric.changed")[-1]
    assert (event.details["change"], event.details["criterion"], event.actor_id) == ("added", "tinh_moi", organizer.id)
    assert event.details["after"]["weight"] == "1.25"
    assert len(event.details["digest"]) == 64


def test_pass_fail_and_recommendation_stand_outside_the_total(client, organizer, category, base):
    client.sign_in(organizer)

    client.post_form(f"{base}/new/pass_fail", {**WORDS, "f-comment_fail": "y", "revision": 1})
    client.post_form(f"{base}/new/recommendation", {
        **WORDS, "f-option-0-vi": "Dừng", "f-option-0-en": "Stop", "f-option-0-comment": "y",
        "f-option-2-vi": "Làm", "f-option-2-en": "Go", "revision": 2})  # fmt: skip

    passed, advice = criteria_of(category)[-2:]
    assert (passed.kind, passed.comment_below, passed.counts) == (CriterionKind.PASS_FAIL, Decimal(1), False)
    assert advice.choices == [
        {"value": 1, "label": {"vi": "Dừng", "en": "Stop"}, "comment": True},
        {"value": 2, "label": {"vi": "Làm", "en": "Go"}, "comment": False},
    ]
    assert (advice.code, advice.counts) == ("tinh_moi_2", False)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"f-name-en": ""}, "f-name-en", "Write this in every language"),
        ({"f-max_points": "many"}, "f-max_points", "Enter a number from 1 to 1000"),
        ({"f-max_points": "1e9"}, "f-max_points", "Enter a number from 1 to 1000"),
        ({"f-step": "0.3"}, "f-step", "The step must divide"),
        ({"f-weight": "0"}, "f-weight", "Enter a number from 0.01 to 99.99"),
        ({"f-weight": "0.125"}, "f-weight", "Enter a number from 0.01 to 99.99, with at most two decimals"),
        ({"f-comment_below": "21"}, "f-comment_below", "Enter a number from 0 to 20"),
        ({"f-band-1-to": "19"}, "f-band-1-to", "The last level ends at the highest points"),
        ({"f-band-1-to": "9"}, "f-band-1-to", "A level ends at 10 points or above"),
        ({"f-band-0-label-en": ""}, "f-band-0-label-en", "Write this in every language"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, organizer, category, base, changes, field, sentence):
    client.sign_in(organizer)

    answer = client.post_form(f"{base}/new/points", {**POINTS, **changes, "revision": 1})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error">{sentence}' in page
    assert f'href="#{field}"' in page
    assert len(criteria_of(category)) == 2


def test_recommendation_needs_two_choices(client, organizer, base):
    client.sign_in(organizer)

    answer = client.post_form(f"{base}/new/recommendation", {**WORDS, "f-option-0-vi": "A", "f-option-0-en": "A"})

    assert answer.status_code == 422
    assert "Write at least two recommendations" in answer.get_data(as_text=True)


def test_criterion_is_changed_moved_and_removed(client, organizer, category, base):
    client.sign_in(organizer)
    first, second = category.criteria

    client.post_form(f"{base}/{first.id}", {**POINTS, "revision": 1})
    client.post_form(f"{base}/{second.id}/move", {"to": "up", "revision": 2})
    assert [one.id for one in criteria_of(category)] == [second.id, first.id]
    assert criteria_of(category)[1].weight == Decimal("1.25")
    assert "No sheet says anything" in client.get_text(f"{base}/{second.id}/remove")
    client.post_form(f"{base}/{second.id}/remove", {"revision": 3})

    assert [one.code for one in criteria_of(category)] == ["novelty"]
    assert [one.details["change"] for one in events("rubric.changed")] == ["changed", "moved", "removed"]
    assert events("rubric.changed")[0].details["before"]["max_points"] == "60"


def test_removing_takes_what_unfinished_sheets_say_and_says_so(client, organizer, category, base, assignment):
    first, second = category.criteria
    service.save_scoresheet(
        assignment, points={first.id: Decimal(5), second.id: None}, comments={}, comment_for_author="",
        private_note="", actor=assignment.judge.user,
    )  # fmt: skip
    client.sign_in(organizer)

    page = client.get_text(f"{base}/{first.id}/remove")
    client.post_form(f"{base}/{first.id}/remove", {"revision": 1})

    assert "1 unfinished sheet says something about it" in page
    assert events("rubric.changed")[-1].details["sheets"] == 1
    assert db.session.scalars(select(Score.criterion_id)).all() == [second.id]


def test_page_that_is_out_of_date_changes_nothing_and_keeps_what_was_typed(client, organizer, category, base):
    client.sign_in(organizer)
    client.post_form(f"{base}/new/points", {**POINTS, "revision": 1})

    answer = client.post_form(f"{base}/{category.criteria[0].id}", {**POINTS, "f-name-en": "Mine", "revision": 1})

    assert answer.status_code == 422
    assert 'value="Mine"' in answer.get_data(as_text=True)
    assert "Somebody else has changed this" in answer.get_data(as_text=True)
    assert criteria_of(category)[0].name == both("Novelty")
    with pytest.raises(StaleRowError):
        rubrics.move(category, category.criteria[0].id, 1, revision=1, actor=organizer)


def test_first_finished_sheet_freezes_rubric_and_rule(client, organizer, edition, category, base, assignment):
    client.sign_in(organizer)
    finish(assignment, [Decimal(50), Decimal(30)])
    first = category.criteria[0]

    page = client.get_text(base)

    assert "The rubric and its rule are frozen: the first sheet of this category was finished at" in page
    assert "/new/points" not in page
    assert "/remove" not in page
    assert client.get(f"{base}/{first.id}").status_code == 403
    assert client.get(f"{base}/new/points").status_code == 403
    for act in (
        lambda: rubrics.add(category, CriterionKind.POINTS, {"code": "x"}, revision=1, actor=organizer),
        lambda: rubrics.change(category, first.id, {}, revision=1, actor=organizer),
        lambda: rubrics.move(category, first.id, 1, revision=1, actor=organizer),
        lambda: rubrics.remove(category, first.id, revision=1, actor=organizer),
        lambda: rubrics.set_rule(category, disagreement=None, tie_criteria=[], revision=1, actor=organizer),
        lambda: rubrics.set_edition_rule(edition, minimum_sheets=1, keeps_recused=True, actor=organizer),
    ):
        with pytest.raises(rubrics.FrozenRubricError, match="frozen"):
            act()
    answer = client.post_form(f"{base}/{first.id}", {**POINTS, "revision": 1})
    assert answer.status_code == 422
    assert "The rubric and its rule are frozen" in answer.get_data(as_text=True)
    assert [(one.details["category"], one.actor_id) for one in events("rubric.frozen")] == [(category.code, None)]
    assert edition.categories[1].rubric_frozen_at is None


def test_reopened_sheet_leaves_the_rubric_frozen(organizer, category, assignment):
    sheet = finish(assignment, [Decimal(50), Decimal(30)])
    since = category.rubric_frozen_at

    service.reopen(sheet, reason="Nhầm", actor=organizer)
    service.finish(sheet, actor=assignment.judge.user)

    assert category.rubric_frozen_at == since
    assert len(events("rubric.frozen")) == 1


def test_sheet_that_cannot_be_finished_freezes_nothing(category, assignment):
    with pytest.raises(service.InvalidPointsError):
        finish(assignment, [Decimal(50), None])

    db.session.expire_all()
    assert category.rubric_frozen_at is None


def test_rule_of_category_and_edition_is_set(client, organizer, edition, category, base):
    client.sign_in(organizer)

    client.post_form(
        f"{base}/rule", {"f-disagreement": "12,5", "f-tie-0": "effect", "f-tie-1": "effect", "revision": 1}
    )
    client.post_form(base.rpartition("/")[0] + "/rule", {"f-minimum_sheets": "1", "f-recused": "keep"})

    db.session.expire_all()
    assert (category.disagreement, category.tie_criteria) == (Decimal("12.5"), ["effect"])
    assert (edition.minimum_sheets, edition.keeps_recused) == (1, True)
    details = [one.details for one in events("result_rule.changed")]
    assert details[0]["disagreement"] == "12.5"
    assert details[1] == {"minimum_sheets": 1, "keeps_recused": True}


def test_rule_that_cannot_be_met_is_refused(client, organizer, edition, category, base):
    # What a refusal takes back is its own transaction.
    db.session.commit()
    client.sign_in(organizer)

    answer = client.post_form(f"{base}/rule", {"f-disagreement": "100", "revision": 1})
    client.post_form(base.rpartition("/")[0] + "/rule", {"f-minimum_sheets": "3"})

    assert answer.status_code == 422
    assert 'id="f-disagreement-error">Enter a number from 0 to 99.99' in answer.get_data(as_text=True)
    db.session.expire_all()
    assert (edition.minimum_sheets, category.disagreement) == (2, None)
    assert "more sheets than every category has judges" in client.get_text(base.rpartition("/")[0])


@pytest.mark.parametrize("person", ["stranger", "secretary"])
def test_only_organizers_change_rubrics(client, edition, category, base, person):
    client.sign_in(make_user() if person == "stranger" else make_secretary(category))

    assert client.get(base).status_code == 403
    assert client.post_form(f"{base}/new/points", {**POINTS, "revision": 1}).status_code == 403
    assert len(criteria_of(category)) == 2


def test_rubric_of_another_edition_is_not_found(client, organizer, edition):
    other = make_edition().categories[0]
    client.sign_in(organizer)

    assert client.get(f"/manage/editions/{edition.id}/rubrics/{other.id}").status_code == 404


def test_preview_shows_the_control_of_every_kind(client, organizer, category, base):
    client.sign_in(organizer)
    client.post_form(f"{base}/new/pass_fail", {**WORDS, "f-comment_fail": "y", "revision": 1})
    typed = {**POINTS, "f-name-en": "Freshness", "preview": "1"}

    pane = client.post_form(f"{base}/new/points", typed, headers={"X-Requested-With": "preview"}).get_data(as_text=True)
    whole = client.get_text(f"{base}/preview")

    assert "Freshness" in pane
    assert 'data-points="125"' in pane
    assert "<html" not in pane
    assert "A fail needs a remark." in whole
    assert whole.count('class="criterion"') == 3
    assert len(criteria_of(category)) == 3
