"""Scoresheets: saved, finished, locked, reopened."""

from decimal import Decimal

import pytest

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.core.errors import StaleRowError
from portal.judges.models import ConflictKind
from portal.scoring import rules, service
from portal.scoring.models import ScoresheetState
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def assignment(app):
    edition = make_edition()
    organizer = make_organizer(edition)
    make_accepted(edition, organizer)
    make_panel(edition, organizer, 2)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    found = active_assignments(edition)[0]
    declarations.declare_free([found], actor=found.judge.user)
    return found


def save(assignment, first, second, **values):
    one, two = assignment.submission.category.criteria
    texts = {"comments": {}, "comment_for_author": "", "private_note": "", "actor": assignment.judge.user}
    return service.save_scoresheet(assignment, points={one.id: first, two.id: second}, **{**texts, **values})


def test_half_a_sheet_is_kept_but_cannot_be_finished(assignment):
    sheet = save(assignment, Decimal(50), None)

    with pytest.raises(service.InvalidPointsError) as caught:
        service.finish(sheet, actor=assignment.judge.user)

    assert list(caught.value.problems) == [assignment.submission.category.criteria[1].id]
    assert sheet.state is ScoresheetState.IN_PROGRESS


def test_finished_sheet_is_locked_until_reopened_with_a_reason(assignment):
    judge, organizer = assignment.judge.user, make_user()
    sheet = save(assignment, Decimal(50), Decimal(30))
    service.finish(sheet, actor=judge)

    with pytest.raises(service.LockedSheetError):
        save(assignment, Decimal(1), Decimal(1))
    with pytest.raises(service.ReopenReasonError):
        service.reopen(sheet, reason=" ", actor=organizer)
    service.reopen(sheet, reason="Nhầm tiêu chí", actor=organizer)

    assert save(assignment, Decimal(51), Decimal(30)).scores[0].points == Decimal(51)


@pytest.mark.parametrize("points", [Decimal(-1), Decimal(61), Decimal("1.5")])
def test_points_outside_the_rubric_are_refused(assignment, points):
    with pytest.raises(service.InvalidPointsError):
        save(assignment, points, None)


def test_nobody_else_writes_on_the_sheet(assignment):
    with pytest.raises(service.LockedSheetError):
        save(assignment, Decimal(1), None, actor=make_user())


def test_stale_sheet_never_overwrites(assignment):
    save(assignment, Decimal(40), None)
    save(assignment, Decimal(41), None)

    with pytest.raises(StaleRowError):
        save(assignment, Decimal(42), None, revision=1)


def test_save_whose_answer_was_lost_may_come_again_word_for_word(assignment):
    save(assignment, Decimal(40), None)
    save(assignment, Decimal(41), None, revision=1)

    again = save(assignment, Decimal("41.0"), None, revision=1)

    assert again.revision == 2
    with pytest.raises(StaleRowError):
        save(assignment, Decimal(42), None, revision=1)


def test_recused_judge_cannot_score_and_the_pair_never_comes_again(assignment):
    judge, edition = assignment.judge, assignment.submission.edition
    organizer = make_organizer(edition)
    make_panel(edition, organizer, 1)

    assignments.recuse(assignment, kind=ConflictKind.RELATIVE, evidence="Anh em", actor=judge.user)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)

    with pytest.raises(service.LockedSheetError):
        save(assignment, Decimal(1), None)
    assert judge.id not in {one.judge_id for one in active_assignments(edition)}
    assert len(active_assignments(edition)) == 2


@pytest.mark.parametrize(
    ("text", "value"), [("7,5", "7.5"), (" 30 ", "30"), ("NaN", None), ("Infinity", None), ("x", None)]
)
def test_points_are_read_as_people_type_them(text, value):
    assert rules.parse_points(text) == (Decimal(value) if value else None)
