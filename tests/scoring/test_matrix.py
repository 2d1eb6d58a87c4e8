"""The matrix of judges and works: how far every pair is, and what is done to many at once."""

import pytest
from sqlalchemy import select

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.models import AssignmentRun, AssignmentState, RunState
from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import Conflict, ConflictKind
from portal.notifications.models import Email
from portal.scoring import service as scoring
from portal.scoring.matrix import CellState, cells_of, works_of
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_secretary
from tests.html_client import counting_queries


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def panel(edition, organizer):
    return make_panel(edition, organizer, 4)


@pytest.fixture
def works(edition, organizer, panel):
    made = make_accepted(edition, organizer, 3)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    return made


@pytest.fixture
def address(edition):
    return f"/manage/editions/{edition.id}/scores/matrix"


def begin(assignment, *, finish=False):
    declarations.declare_free([assignment], actor=assignment.judge.user)
    criteria = assignment.submission.category.criteria
    sheet = scoring.save_scoresheet(
        assignment, points={one.id: one.max_points for one in criteria}, comments={}, comment_for_author="",
        private_note="", actor=assignment.judge.user,
    )  # fmt: skip
    if finish:
        scoring.finish(sheet, actor=assignment.judge.user)


def reminded():
    return list(db.session.scalars(select(Email.recipient).where(Email.topic == "scoring_reminded").order_by(Email.id)))


def test_every_pair_says_how_far_it_is(edition, organizer, panel, works):
    waiting, started, finished, recused = active_assignments(edition)[:4]
    begin(started)
    begin(finished, finish=True)
    declarations.give_back(recused, reason="Ngoài chuyên môn", actor=recused.judge.user)

    _judges, cells = cells_of(edition.categories[0], [work.id for work in works])

    states = {one: cells[one.judge_id, one.submission_id].state for one in (waiting, started, finished, recused)}
    assert list(states.values()) == [CellState.WAITING, CellState.STARTED, CellState.FINISHED, CellState.RECUSED]


def test_conflicts_of_those_shown_are_marked(edition, organizer, panel, works):
    pairs = {(one.judge_id, one.submission_id) for one in active_assignments(edition)}
    judge, work = next(
        (j, w) for j in panel for w in works if (j.id, w.id) not in pairs and any(p[0] == j.id for p in pairs)
    )
    judges.declare_conflict(judge, work, kind=ConflictKind.RELATIVE, evidence="Anh", actor=judge.user)

    _judges, cells = cells_of(edition.categories[0], [one.id for one in works])

    assert cells[judge.id, work.id].state is CellState.CONFLICT


def test_works_are_filtered_by_state_gap_and_words(edition, organizer, panel, works):
    category, nobody = edition.categories[0], frozenset()
    begin(active_assignments(edition)[0])
    late = make_accepted(edition, organizer, 1)[0]

    def found(**wish):
        return {one.id for one in db.session.scalars(works_of(category, nobody, **wish))}

    everything = {one.id for one in works} | {late.id}
    assert found() == everything
    assert found(state="gap") == {late.id}
    assert found(state="started") == {active_assignments(edition)[0].submission_id}
    assert found(state="finished") == set()
    assert found(state="nonsense") == everything
    assert found(search=works[1].number) == {works[1].id}
    assert found(search="khong co") == set()


def test_reminders_go_once_in_half_a_day_and_not_for_finished_sheets(client, edition, organizer, panel, works, address):
    first, second = active_assignments(edition)[:2]
    begin(first, finish=True)
    client.sign_in(organizer)
    ticked = {"pair": [str(first.id), str(second.id)], "act": "remind"}

    client.post_form(address, ticked)
    assert reminded() == [second.judge.user.email]
    client.post_form(address, ticked)
    assert len(reminded()) == 1


def test_others_are_proposed_for_what_is_not_begun(client, edition, organizer, panel, works, address):
    begun, free = active_assignments(edition)[:2]
    begin(begun)
    client.sign_in(organizer)

    answer = client.post_form(address, {"pair": [str(begun.id), str(free.id)], "act": "reassign"})

    run = db.session.scalar(select(AssignmentRun).order_by(AssignmentRun.id.desc()))
    assert answer.location.endswith(f"/runs/{run.id}")
    assert run.state is RunState.PROPOSED
    assert [free.judge_id, free.submission_id] not in run.pairs
    assert [begun.judge_id, begun.submission_id] in run.pairs
    others = {(one.judge_id, one.submission_id) for one in active_assignments(edition)} - {
        (free.judge_id, free.submission_id)
    }
    assert others <= {tuple(pair) for pair in run.pairs}
    assert free.state is AssignmentState.ACTIVE
    assert client.post_form(address, {"pair": str(begun.id), "act": "reassign"}).location.endswith(
        f"category={edition.categories[0].id}"
    )


def test_pairs_are_taken_back_with_a_reason(client, edition, organizer, panel, works, address):
    one = active_assignments(edition)[0]
    client.sign_in(organizer)

    wrong = client.post_form(address, {"pair": str(one.id), "act": "recuse"})
    assert wrong.status_code == 200
    assert one.state is AssignmentState.ACTIVE
    client.post_form(address, {"pair": str(one.id), "act": "recuse", "kind": "relative", "evidence": "Anh em"})

    assert one.state is AssignmentState.RECUSED
    assert db.session.scalar(select(Conflict.kind)) is ConflictKind.RELATIVE


def test_nothing_ticked_and_pairs_of_elsewhere_change_nothing(client, edition, organizer, panel, works, address):
    client.sign_in(organizer)

    for form in ({"act": "remind"}, {"act": "remind", "pair": "999999"}, {"act": "recuse", "pair": "x"}):
        assert "Tick at least one pair" in client.post_form(address, form).get_data(as_text=True)

    assert reminded() == []


def test_only_organizers_without_conflict_meet_a_pair(client, edition, organizer, panel, works, address):
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="Em", actor=tied)
    pair = next(one for one in active_assignments(edition) if one.submission_id == works[0].id)
    for person in (panel[0].user, make_secretary(edition.categories[0]), works[0].owner):
        client.sign_in(person)
        assert client.get(address).status_code == 403
        assert client.post_form(address, {"act": "remind", "pair": str(pair.id)}).status_code == 403
    client.sign_in(tied)

    page = client.get_text(address)
    client.post_form(address, {"act": "remind", "pair": str(pair.id)})

    assert f"pair-{pair.id}" not in page
    assert works[0].title not in page
    assert reminded() == []


def test_page_sends_few_statements_whatever_the_rows(client, edition, organizer, panel, address):
    counts = []
    for _more in range(2):
        make_accepted(edition, organizer, 2)
        run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
        publishing.publish(run, actor=organizer)
        client.sign_in(organizer)
        db.session.expire_all()
        with counting_queries() as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert counts[1] <= 15
