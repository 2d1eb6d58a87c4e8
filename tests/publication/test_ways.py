"""Published lists are those that the decision rests on: what was replaced on the way breaks no file."""

import json

import pytest

from portal.adapters.signer import get_signer
from portal.awards.list_steps import steps_content, steps_of
from portal.ballots import service as ballots
from portal.core.db import db
from portal.core.digest import canonical_bytes, digest
from portal.decisions import lists
from portal.decisions import service as decisions
from portal.decisions.models import ChangeKind, ListKind
from portal.decisions.queries import dropped_moves, latest_list, not_taken_up
from portal.publication import service, verify
from portal.publication.results_check import unsound_in
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind
from tests.council import AGREE, DISAGREE, closed_box, make_stage
from tests.older import seal_older_rule

pytestmark = pytest.mark.usefixtures("app")
TOTALS = [[90, 91, 92], [85, 86, 87], [80, 81, 82]]


@pytest.fixture
def stage(app):
    edition, organizer, works, council = make_stage(TOTALS, votes=1)
    edition.rules = {**edition.rules, "decision": {"second_person": False}}
    return edition, organizer, works, council


@pytest.fixture
def voted(stage):
    edition, organizer, _works, council = stage
    closed_box(edition, organizer, council, *[(AGREE, DISAGREE, AGREE)] * 3)
    ballots.make_voted_list(edition, actor=organizer)
    return stage


def change(edition, organizer, kind, work, change, place=None):
    """Name a change on the newest list of a kind and make its next version."""
    lists.name_change(
        latest_list(edition, kind), change=change, number=work.number, reason="Vì", place=place, actor=organizer
    )
    return lists.correct(latest_list(edition, kind), actor=organizer, reason="Đính chính")


def published(edition, organizer, prizes):
    decision = decisions.decide(
        edition, prizes=prizes, cap_reasons={}, reference="7", signatory="Chủ tịch", actor=organizer
    )
    made = service.publish(decision, actor=organizer)
    return made.results, verify.check_file(written(made.results))[0]


def written(results):
    """The file of some results."""
    signature = get_signer().sign(canonical_bytes(results)).hex()
    return json.dumps({"results": results, "digest": digest(results), "signature": signature}).encode()


def test_list_that_was_corrected_before_the_vote(stage):
    edition, organizer, works, council = stage
    change(edition, organizer, ListKind.COUNCIL, works[2], ChangeKind.REMOVED)
    closed_box(edition, organizer, council, *[(AGREE, AGREE)] * 3)
    ballots.make_voted_list(edition, actor=organizer)

    results, problems = published(edition, organizer, {works[0].id: "first"})

    assert problems == []
    assert [(one["kind"], one["number"]) for one in results["lists"]][-4:] == [
        ("council", 1), ("council", 2), ("provisional", 1), ("decided", 1),
    ]  # fmt: skip
    assert [row["agree"] for row in results["ballots"]] == [3, 3]


def test_correction_that_nobody_took_up(voted):
    edition, organizer, works, _council = voted
    change(edition, organizer, ListKind.PROPOSED, works[2], ChangeKind.REMOVED)

    results, problems = published(edition, organizer, {works[0].id: "first"})

    assert problems == []
    assert [(one["kind"], one["number"]) for one in results["lists"]][-3:] == [
        ("council", 1), ("provisional", 1), ("decided", 1),
    ]  # fmt: skip
    assert [(row["agree"], row["passed"]) for row in results["ballots"]] == [(3, True), (0, False), (3, True)]


def test_move_that_the_council_carried_and_nobody_took_up_is_published_with_its_reason(stage):
    edition, organizer, works, council = stage
    version = latest_list(edition, ListKind.COUNCIL)
    named = lists.carry_move(version, number=works[2].number, reason="Hiệu quả rõ", place=1, actor=organizer)
    lists.drop_change(named, reason="Nhầm số hồ sơ", actor=organizer)
    dropped = not_taken_up(version), dropped_moves(version)
    closed_box(edition, organizer, council, *[(AGREE, AGREE, AGREE)] * 3)
    ballots.make_voted_list(edition, actor=organizer)

    results, problems = published(edition, organizer, {works[0].id: "first"})

    reasons = {one["kind"]: one["reason"] for one in results["lists"]}
    assert (problems, [len(one) for one in dropped]) == ([], [0, 1])
    assert reasons == {"proposed": "", "council": "", "provisional": dropped[1][0].told, "decided": ""}
    assert [word in reasons["provisional"] for word in (works[2].number, "Hiệu quả rõ", "Nhầm số hồ sơ")] == [True] * 3


def test_votes_are_published_with_who_took_part_and_the_sealed_rule(voted):
    edition, organizer, works, _council = voted

    results, problems = published(edition, organizer, {works[0].id: "first"})

    assert problems == []
    assert results["steps"] == steps_content(edition.rules, "city")
    assert {(row["vote"], row["times"], row["members"], row["handed_in"]) for row in results["ballots"]} == {
        (1, 1, 3, 3)
    }


def test_rule_of_before_is_published_as_it_was_sealed_and_the_file_says_so(voted):
    edition, organizer, works, _council = voted
    older = seal_older_rule(edition)

    results, problems = published(edition, organizer, {works[0].id: "first"})

    assert (problems, results["steps"], results["heads"][0]) == ([], None, older.document)
    notes = verify.check_file(written(results))[1]
    assert [one for one in notes if one[0] == "unruled"] == [("unruled", {})]


def test_vote_by_another_rule_than_the_one_sealed_afterwards_is_not_released(voted):
    edition, organizer, works, _council = voted
    edition.rules = {**edition.rules, "rounds": [{"code": "city", "pass_share": "2/3"}]}
    db.session.commit()
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="7", signatory="Chủ tịch", actor=organizer
    )

    with pytest.raises(transparency.UnsettledError):
        service.publish(decision, actor=organizer)
    transparency.seal(edition, HeadKind.RULE, actor=organizer, reason="Hội đồng thống nhất tỷ lệ thông qua")

    found = [verify.sentence(one) for one in unsound_in(service.preview(decision))]
    assert found == ["Vote 1 breaks the sealed rule"]


def test_move_on_a_list_that_was_replaced_moves_nothing(stage):
    edition, organizer, works, council = stage
    kinds = [step.kind for step in steps_of(edition.rules)[:-1]]
    change(edition, organizer, kinds[0], works[1], ChangeKind.MOVED, place=1)
    for kind in kinds:
        lists.make_list(edition, kind, actor=organizer)
    closed_box(edition, organizer, council, *[(AGREE, AGREE, AGREE)] * 3)
    ballots.make_voted_list(edition, actor=organizer)

    results, problems = published(edition, organizer, {works[0].id: "first"})

    assert problems == []
    assert [change for one in results["lists"] for change in one["adjustments"]] == []
    assert [one["rank"] for one in results["shortlist"]] == [1, 2, 3]
