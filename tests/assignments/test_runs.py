"""Runs in the database: proposed, changed by hand, published with the fewest changes, and repaired."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal.assignments import declarations, hand_edits, pair_rules, publishing, service
from portal.assignments.models import (
    Assignment,
    AssignmentState,
    PairRuleKind,
    Preference,
    PreferenceAnswer,
    RunState,
)
from portal.assignments.queries import active_assignments
from portal.assignments.run_inputs import text_of
from portal.assignments.run_settings import RunMode, RunSettings
from portal.core import clock
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.notifications.models import Email
from portal.scoring import service as scoring
from portal.screening import service as screening
from portal.submissions.queries import latest_version
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_submission


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, organizer):
    return make_accepted(edition, organizer, 4)


@pytest.fixture
def panel(edition, organizer):
    return make_panel(edition, organizer, 4)


def propose(edition, organizer, **wishes):
    return service.propose(edition.categories[0], edition.rounds[0], RunSettings(**wishes), actor=organizer)


def published(edition, organizer, **wishes):
    run = propose(edition, organizer, **wishes)
    publishing.publish(run, actor=organizer)
    db.session.commit()
    return run


def pairs_now(edition):
    return {(one.judge_id, one.submission_id) for one in active_assignments(edition)}


def letters(topic):
    return Counter(db.session.scalars(select(Email.recipient).where(Email.topic == topic)))


def begin(assignment):
    declarations.declare_free([assignment], actor=assignment.judge.user)
    return scoring.save_scoresheet(
        assignment, points={}, comments={}, comment_for_author="Đã đọc", private_note="", actor=assignment.judge.user
    )


def test_run_freezes_what_it_looked_at_and_is_the_same_again(edition, organizer, works, panel):
    first, second = (propose(edition, organizer, seed=3) for _time in range(2))

    assert first.state is RunState.DISCARDED
    assert second.state is RunState.PROPOSED
    assert (first.inputs_digest, first.pairs) == (second.inputs_digest, second.pairs)
    assert {row[0] for row in second.inputs["judges"]} == {one.id for one in panel}
    assert second.outcome["sheets"] == len(second.pairs) == 4 * edition.categories[0].judges_per_submission
    assert pairs_now(edition) == set()


def test_expertise_and_a_judges_own_word_decide_who_reads_what(edition, organizer, panel):
    edition.categories[0].judges_per_submission = 1
    work = make_submission(edition=edition, title="Lọc nước bằng nắng", organisation="Cơ quan")
    screening.accept(work, actor=organizer)
    panel[2].expertise = ["lọc nước"]
    panel[3].expertise = ["lọc nước"]
    db.session.add(
        Preference(judge_id=panel[3].id, submission_id=work.id, answer=PreferenceAnswer.GLADLY, said_at=clock.now())
    )
    db.session.flush()

    run = propose(edition, organizer)

    assert run.pairs == [[panel[3].id, work.id]]
    assert run.inputs["fit"]["keywords"] == [[0], [0], [500], [500]]


def test_second_run_fills_only_the_gap_of_a_late_dossier(edition, organizer, works, panel):
    published(edition, organizer)
    before = pairs_now(edition)
    late = make_accepted(edition, organizer, 1)[0]

    published(edition, organizer)

    new = pairs_now(edition) - before
    assert before <= pairs_now(edition)
    assert {one for _judge, one in new} == {late.id}


def test_repair_after_a_drop_out_tells_only_those_concerned(edition, organizer, works, panel):
    published(edition, organizer)
    gone = panel[0]
    theirs = [one for one in active_assignments(edition) if one.judge_id == gone.id]
    begin(theirs[0])
    others = {pair for pair in pairs_now(edition) if pair[0] != gone.id}
    for seat in gone.seats:
        judges.unseat(seat, actor=organizer)
    before = letters("assignment_published")

    published(edition, organizer, mode=RunMode.ADJUST)

    now = pairs_now(edition)
    assert others <= now
    assert {one for judge, one in now if judge == gone.id} == {theirs[0].submission_id}
    assert set(Counter(one for _judge, one in now).values()) == {edition.categories[0].judges_per_submission}
    assert letters("assignment_withdrawn") == {gone.user.email: 1}
    told = letters("assignment_published") - before
    newly = {judge for judge, _work in now - others} - {gone.id}
    assert set(told) == {one.user.email for one in panel if one.id in newly}


def test_withdrawn_pair_may_come_again(edition, organizer, works, panel):
    run = published(edition, organizer)
    judge, work = run.pairs[0]
    again = propose(edition, organizer, mode=RunMode.FRESH)
    if [judge, work] in again.pairs:
        hand_edits.take_out(again, judge, work, reason="Đổi người", actor=organizer)
    publishing.publish(again, actor=organizer)
    assert (judge, work) not in pairs_now(edition)

    third = propose(edition, organizer)
    if [judge, work] not in third.pairs:
        hand_edits.add(third, judge, work, reason="Trở lại", actor=organizer)
    publishing.publish(third, actor=organizer)

    rows = db.session.scalars(select(Assignment).where(Assignment.judge_id == judge, Assignment.submission_id == work))
    assert [row.state for row in rows] == [AssignmentState.ACTIVE]


def test_sheet_begun_since_the_proposal_is_not_taken_away(edition, organizer, works, panel):
    published(edition, organizer)
    run = propose(edition, organizer, mode=RunMode.FRESH)
    one = active_assignments(edition)[0]
    pair = [one.judge_id, one.submission_id]
    if pair in run.pairs:
        hand_edits.take_out(run, *pair, reason="Đổi người", actor=organizer)
    begin(one)

    publishing.publish(run, actor=organizer)

    assert one.state is AssignmentState.ACTIVE
    assert tuple(pair) in pairs_now(edition)


def test_conflict_that_came_up_since_keeps_its_pair_from_being_made(edition, organizer, works, panel):
    run = propose(edition, organizer)
    judge, work = run.pairs[0]
    person = next(one for one in panel if one.id == judge)
    submission = next(one for one in works if one.id == work)
    judges.declare_conflict(person, submission, kind=ConflictKind.RELATIVE, evidence="Anh", actor=person.user)

    publishing.publish(run, actor=organizer)

    assert (judge, work) not in pairs_now(edition)
    assert len(pairs_now(edition)) == len(run.pairs) - 1


def test_hand_edits_are_kept_with_who_when_and_why(edition, organizer, works, panel):
    run = propose(edition, organizer)
    judge, work = run.pairs[0]
    other = next(one.id for one in panel if [one.id, work] not in run.pairs)

    hand_edits.take_out(run, judge, work, reason="Đi công tác", actor=organizer)
    assert run.outcome["gaps"] == [[work, 1]]
    hand_edits.add(run, other, work, reason="Thay thế", actor=organizer)

    assert [(edit["judge"], edit["added"], edit["reason"], edit["by"]) for edit in run.edits] == [
        (judge, False, "Đi công tác", organizer.id), (other, True, "Thay thế", organizer.id),
    ]  # fmt: skip
    assert run.outcome["gaps"] == []
    assert [other, work] in run.pairs
    assert [judge, work] not in run.pairs


def test_hand_edits_never_go_against_a_conflict(edition, organizer, works, panel):
    person, work = panel[0], works[0]
    judges.declare_conflict(person, work, kind=ConflictKind.RELATIVE, evidence="Anh", actor=person.user)
    run = propose(edition, organizer)

    for act, judge, one, reason in (
        (hand_edits.add, person.id, work.id, "x"),
        (hand_edits.add, 10**6, work.id, "x"),
        (hand_edits.add, *run.pairs[0], "x"),
        (hand_edits.take_out, *run.pairs[0], "  "),
        (hand_edits.take_out, person.id, work.id, "x"),
    ):
        with pytest.raises(hand_edits.EditRefusedError):
            act(run, judge, one, reason=reason, actor=organizer)
    publishing.publish(run, actor=organizer)
    with pytest.raises(service.RunStateError):
        hand_edits.take_out(run, *run.pairs[0], reason="x", actor=organizer)


def test_impossible_run_is_kept_and_its_ways_out_work(edition, organizer, works, panel):
    for judge in panel:
        judge.max_load = 1
    db.session.flush()

    run = propose(edition, organizer)

    assert run.state is RunState.IMPOSSIBLE
    assert run.pairs == []
    with pytest.raises(service.RunStateError):
        publishing.publish(run, actor=organizer)
    way = next(one for one in run.outcome["ways"] if one["kind"] == "max_load")
    settings = RunSettings.from_data(run.settings).after(way)
    again = service.propose(edition.categories[0], edition.rounds[0], settings, actor=organizer)
    assert again.state is RunState.PROPOSED


def test_settled_pairs_hold_until_they_are_lifted(edition, organizer, works, panel):
    must, never = (panel[0], works[0]), (panel[1], works[0])
    fixed = pair_rules.settle(*must, kind=PairRuleKind.FIXED, reason="Chuyên gia duy nhất", actor=organizer)
    pair_rules.settle(*never, kind=PairRuleKind.FORBIDDEN, reason="Thầy cũ", actor=organizer)

    run = propose(edition, organizer)

    assert [must[0].id, must[1].id] in run.pairs
    assert [never[0].id, never[1].id] not in run.pairs
    pair_rules.lift(fixed, actor=organizer)
    assert propose(edition, organizer).inputs["fixed"] == []
    with pytest.raises(pair_rules.PairRuleError):
        pair_rules.settle(*must, kind=PairRuleKind.FIXED, reason=" ", actor=organizer)
    judges.declare_conflict(must[0], must[1], kind=ConflictKind.RELATIVE, evidence="Anh", actor=must[0].user)
    with pytest.raises(pair_rules.PairRuleError):
        pair_rules.settle(*must, kind=PairRuleKind.FIXED, reason="x", actor=organizer)


def test_pair_that_is_to_be_read_late_stands_in_the_second_half(edition, organizer, works, panel):
    pair_rules.settle(
        panel[0], works[0], kind=PairRuleKind.FIXED, reason="Hồ sơ kiểm chứng", actor=organizer, reads_late=True
    )

    run = propose(edition, organizer)
    made = [one for one in publishing.publish(run, actor=organizer) if one.judge_id == panel[0].id]

    assert run.inputs["late"] == [[panel[0].id, works[0].id]]
    assert len(made) > 1
    place = next(one.position for one in made if one.submission_id == works[0].id)
    assert place > len(made) // 2


def test_experts_are_those_who_state_a_word_of_the_category(edition, organizer, works, panel):
    edition.categories[0].expertise = ["Thủy lợi"]
    panel[1].expertise = ["cơ khí", "thuỷ lợi nông thôn"]
    panel[2].expertise = ["THUY LOI"]
    db.session.flush()

    run = propose(edition, organizer, minimum_experts=1)

    experts = {panel[1].id, panel[2].id}
    assert set(run.inputs["experts"]) == experts
    for work in works:
        assert {judge for judge, one in run.pairs if one == work.id} & experts


def test_judges_of_one_house_under_other_names_count_as_one(edition, organizer, works):
    panel = make_panel(edition, organizer, 2, organisation="Trường Đại học Bách Khoa") + make_panel(
        edition, organizer, 2
    )

    run = propose(edition, organizer, distinct_organisations=True)

    same = {panel[0].id, panel[1].id}
    for work in works:
        assert len({judge for judge, one in run.pairs if one == work.id} & same) <= 1


def test_nothing_to_assign_is_said(edition, organizer, panel):
    with pytest.raises(service.NothingToAssignError):
        propose(edition, organizer)


def test_text_compared_is_what_was_submitted(edition, organizer, works, panel):
    assert works[0].title in text_of(latest_version(works[0]).content)
