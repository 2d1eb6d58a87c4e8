"""Rounds of pass or fail, and of orders, end in the ordinary official result and in a bundle anybody can recompute."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.anchors.models import AnchorKind
from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.awards.preset_words import CriterionKind, RoundKind
from portal.core.db import db
from portal.decisions import service as decisions
from portal.orders import service as orders
from portal.orders.places import numbered
from portal.paper_sheets.policies import NO_PAPER, Facts, can_key
from portal.practice import service as practice
from portal.publication import verify
from portal.publication.results_check import unsound_in
from portal.publication.service import preview
from portal.scoring import queries, rubrics
from portal.scoring import service as scoring
from portal.scoring.arithmetic import arithmetic_of
from tests.factories import both, make_accepted, make_edition, make_organizer, make_panel
from tests.orders.order_stage import Stage, english

pytestmark = pytest.mark.usefixtures("app")
FIRST = {"cap_reasons": {}, "reference": "1/QĐ", "signatory": "Chủ tịch"}


def judged_by_passes(*works):
    """Works by the passes of their two sheets, each of four criteria worth 25."""
    edition = make_edition(RoundKind.PASS_FAIL)
    organizer = make_organizer(edition)
    made = make_accepted(edition, organizer, len(works))
    make_panel(edition, organizer, 2)
    publishing.publish(
        assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer), actor=organizer
    )  # fmt: skip
    given = {work.id: iter(sheets) for work, sheets in zip(made, works, strict=True)}
    criteria = edition.categories[0].criteria
    for one in active_assignments(edition):
        declarations.declare_free([one], actor=one.judge.user)
        passes = next(given[one.submission_id])
        points = {criterion.id: Decimal(n < passes) for n, criterion in enumerate(criteria)}
        sheet = scoring.save_scoresheet(
            one, points=points, comments={}, comment_for_author="", private_note="", actor=one.judge.user
        )
        scoring.finish(sheet, actor=one.judge.user)
    return edition, organizer, made


def test_result_of_pass_or_fail_is_the_share_that_passed(client):
    edition, organizer, (whole, half) = judged_by_passes((4, 4), (3, 2))
    category = edition.categories[0]
    category.threshold = Decimal(100)
    db.session.flush()

    found = queries.standings(edition)[category.id]
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(edition, prizes={whole.id: "first"}, **FIRST, actor=organizer)
    bundle = preview(decision)
    client.sign_in(organizer)
    organizer.locale = "en"
    page = client.get_text(f"/manage/editions/{edition.id}/ranking/{half.id}")

    assert [(one.submission, one.mean, one.rank) for one in found] == [
        (whole.id, 100, 1),
        (half.id, Fraction(125, 2), 2),
    ]
    assert arithmetic_of(edition, half).share == Fraction(5, 8)
    assert "Passed share: 62.5 of 100 points are <strong>62.5 %</strong>" in " ".join(page.split())
    assert "by the rule every criterion must pass on every sheet" in page
    # A threshold as high as the scale lets only those through whose every criterion passed on every sheet.
    assert [entry["number"] for entry in bundle["shortlist"]] == [whole.number]
    sheets = [one["points"] for one in bundle["sheets"][whole.number]]
    assert sheets == [{f"pass{n}": 100 for n in range(1, 5)}] * 2
    assert unsound_in(bundle) == []


def test_recomputation_of_passes_notices_a_changed_sum():
    edition, organizer, (whole,) = judged_by_passes((4, 4))
    decisions.make_shortlist(edition, actor=organizer)
    bundle = preview(decisions.decide(edition, prizes={whole.id: "first"}, **FIRST, actor=organizer))

    bundle["sheets"][whole.number][1]["points"]["pass1"] = 0

    found = [verify.sentence(one) for one in unsound_in(bundle)]
    assert f"{whole.number}: points × weights are not the stated totals" in found


def test_bundle_of_an_ordered_round_follows_from_its_sheets():
    stage = Stage(3)
    for judge in stage.panel:
        desk = stage.desk(judge.user)
        order = numbered(sorted(desk.works, key=lambda one: one % 3))
        orders.save(desk, places=order, revision=None, actor=judge.user)
        orders.finish(stage.desk(judge.user), revision=None, actor=judge.user)
    stage.edition.categories[0].threshold = Decimal(0)
    db.session.flush()
    decisions.make_shortlist(stage.edition, actor=stage.organizer)

    bundle = preview(decisions.decide(stage.edition, prizes={}, **FIRST, actor=stage.organizer))

    assert len(bundle["shortlist"]) == 3
    assert {kind["kind"] for kind in bundle["categories"][0]["criteria"]} == {"place"}
    assert {total for sheets in bundle["sheet_totals"].values() for total in sheets} == {0, 500000, 1000000}
    assert unsound_in(bundle) == []


VALUES = {
    "name": both("N"), "guidance": both("G"), "max_points": Decimal(1), "step": Decimal(1), "weight": Decimal(1),
    "comment_below": None, "comment_above": None, "choices": [], "bands": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("round_kind", "kind", "counts", "sentence"),
    [
        (RoundKind.SCORING, CriterionKind.PASS_FAIL, True, "only criteria with points can count"),
        (RoundKind.SCORING, CriterionKind.PLACE, True, "only criteria with points can count"),
        (RoundKind.PASS_FAIL, CriterionKind.POINTS, True, "only pass or fail can count"),
        (RoundKind.PASS_FAIL, CriterionKind.POINTS, False, ""),
        (RoundKind.PASS_FAIL, CriterionKind.PASS_FAIL, True, ""),
        (RoundKind.RANKING, CriterionKind.POINTS, False, "its only criterion is the place in that order"),
    ],
)
def test_console_refuses_a_rubric_that_does_not_fit(round_kind, kind, counts, sentence):
    edition = make_edition(round_kind)
    organizer, category = make_organizer(edition), edition.categories[0]
    before = len(category.criteria)
    values = {**VALUES, "code": "new", "counts": counts}

    def add():
        rubrics.add(category, kind, values, revision=category.rubric_revision, actor=organizer)

    if not sentence:
        add()
        assert len(category.criteria) == before + 1
        return
    with pytest.raises(rubrics.MisfitError) as caught:
        add()
    assert sentence in english(caught.value)


def test_console_offers_what_fits_and_says_the_sentence_of_the_rest(client):
    edition = make_edition(RoundKind.PASS_FAIL)
    organizer = make_organizer(edition, locale="en")
    # A refusal rolls back what was not committed.
    db.session.commit()
    client.sign_in(organizer)
    category = edition.categories[0]
    base = f"/manage/editions/{edition.id}/rubrics/{category.id}"
    words = {f"f-{name}-{locale}": "X" for name in ("name", "guidance") for locale in ("vi", "en")}
    sent = {**words, "revision": category.rubric_revision, "f-counts": "y"}

    page = client.get_text(base)
    wrong = client.post_form(f"{base}/new/points", {**sent, "f-max_points": "10"})
    right = client.post_form(f"{base}/new/pass_fail", {**sent, "f-weight": "12.5"})

    assert "the total of a sheet is what passed, by weight" in page
    assert wrong.status_code == 422
    assert "In this round only pass or fail can count" in wrong.get_data(as_text=True)
    assert right.status_code == 302
    db.session.expire_all()
    added = edition.categories[0].criteria[-1]
    assert (added.kind, added.counts, added.weight) == (CriterionKind.PASS_FAIL, True, Decimal("12.5"))


def test_console_of_an_ordered_round_offers_words_of_the_place_and_nothing_else(client):
    edition = make_edition(RoundKind.RANKING)
    client.sign_in(make_organizer(edition, locale="en"))
    category = edition.categories[0]
    base = f"/manage/editions/{edition.id}/rubrics/{category.id}"
    words = {f"f-{name}-{locale}": "Khác" for name in ("name", "guidance") for locale in ("vi", "en")}

    page = client.get_text(base)
    answer = client.post_form(f"{base}/{category.criteria[0].id}", {**words, "revision": category.rubric_revision})

    assert "/new/" not in page
    assert "Place p of n is worth" in page
    assert answer.status_code == 302
    db.session.expire_all()
    place = edition.categories[0].criteria[0]
    assert (place.name["vi"], place.max_points, place.counts) == ("Khác", 100, True)
    assert client.get(f"{base}/preview").status_code == 200


def test_practice_and_paper_say_that_an_ordered_round_has_none(client):
    stage = Stage(1)
    stage.organizer.locale = "en"
    client.sign_in(stage.organizer)
    with pytest.raises(practice.AnchorError) as caught:
        practice.choose(
            stage.edition.categories[0], stage.edition.rounds[0], kind=AnchorKind.PRACTICE, reason="Thử",
            title="T", text="X", actor=stage.organizer,
        )  # fmt: skip
    base = f"/manage/editions/{stage.edition.id}"

    pages = [client.get_text(f"{base}/{name}") for name in ("practice", "paper-sheets", "paper-sheets/blank")]

    assert "a work to practise on has no place in it" in english(caught.value)
    assert "There is no practice in this round" in pages[0]
    assert str(NO_PAPER) in pages[1]
    assert str(NO_PAPER) in pages[2]
    assert can_key(stage.organizer, stage.desk().assignments[0], None, Facts()).reason == NO_PAPER


def test_organizer_is_told_that_an_order_opens_as_a_whole(client):
    stage = Stage(2)
    stage.finish(stage.works)
    stage.organizer.locale = "en"
    client.sign_in(stage.organizer)

    page = client.get_text(f"/manage/editions/{stage.edition.id}/scores")

    assert "opening one sheet again opens the whole order" in page


@pytest.mark.parametrize("kind", [RoundKind.PASS_FAIL, RoundKind.RANKING])
def test_public_and_console_pages_open_for_each_kind(client, kind):
    if kind is RoundKind.PASS_FAIL:
        edition, organizer, _works = judged_by_passes((4, 3), (2, 4))
    else:
        stage = Stage(2)
        stage.finish(stage.works)
        edition, organizer = stage.edition, stage.organizer
    organizer.locale = "en"
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}"
    paths = [f"/editions/{edition.slug}/categories/1"] + [
        f"{base}/{name}"
        for name in (
            "ranking",
            "ranking/advice",
            "ranking/advice/judges",
            "ranking/spread",
            "scores",
            "rubrics",
            "panels",
        )
    ]

    assert [client.get(path).status_code for path in paths] == [200] * len(paths)
