"""Searching for conflicts: in each act that seats, names or changes somebody, in handing out, and as time goes by."""

import pytest
from sqlalchemy import select

from portal.assignments import hand_edits, pair_rules, publishing
from portal.assignments import service as assignments
from portal.assignments.models import PairRuleKind
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.jobs.registry import PERIODIC
from portal.jobs.service import queue_periodic, run_pending
from portal.judges import imports, panels, service
from portal.judges.import_rules import read_rows
from portal.judges.models import Conflict, PanelRole
from portal.judges.queries import conflict_pairs
from portal.judges.service import Place, Profile
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_submission, make_user
from tests.html_client import counting_queries

pytestmark = pytest.mark.usefixtures("app")
HOME = "Hợp tác xã số 9"
OTHER_NAME = "HTX số 9"


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def work(edition, organizer):
    made = make_accepted(edition, organizer, 3)[0]
    made.organisation = HOME
    db.session.commit()
    return made


def add(edition, organizer, **values):
    return service.add_judge(
        edition, name="Giám khảo mới", email="moi@x.vn", organisation=OTHER_NAME, actor=organizer, tell=False, **values
    )


def tied():
    return {(one.user_id, one.submission_id) for one in db.session.scalars(select(Conflict))}


def events():
    return db.session.query(AuditEvent).filter_by(action="conflict.found").count()


def test_seat_on_a_panel(edition, organizer, work):
    judge = add(edition, organizer)
    assert tied() == set(), "whoever sits nowhere judges nothing"

    service.seat(judge, category=edition.categories[0], round=edition.rounds[0], actor=organizer)

    assert tied() == {(judge.user_id, work.id)}


def test_seat_on_the_council_looks_at_every_category(edition, organizer, work):
    elsewhere = make_submission(edition=edition, organisation=HOME)
    elsewhere.category = edition.categories[1]
    db.session.commit()
    judge = add(edition, organizer)

    service.seat(judge, category=None, round=edition.rounds[0], role=PanelRole.CHAIR, actor=organizer)

    assert tied() == {(judge.user_id, work.id), (judge.user_id, elsewhere.id)}


def test_profile_that_is_changed_or_brought_up_to_date(edition, organizer, work):
    first, second = make_panel(edition, organizer, 2)

    service.change_judge(first, Profile((Place(HOME),)), actor=organizer)
    service.add_judge(
        edition, name=second.user.name, email=second.user.email, organisation=HOME, actor=organizer, tell=False
    )

    assert tied() == {(first.user_id, work.id), (second.user_id, work.id)}


def test_organisations_that_are_grouped(edition, organizer, work):
    judge = make_panel(edition, organizer, 1)[0]

    service.group_organisations(edition, f"{HOME} = Viện 0", actor=organizer)

    assert tied() == {(judge.user_id, work.id)}


def test_table_of_judges_is_searched_once_for_all(edition, organizer, work):
    def take_in(count):
        heading = ["Full name", "Email", "Category", "Organisation"]
        lines = [[f"Người {n}", f"nguoi{count}-{n}@x.vn", "1", OTHER_NAME] for n in range(count)]
        rows = read_rows([heading, *lines], panels.known_of(edition, edition.categories))
        with counting_queries() as statements:
            imports.take_in(edition, edition.categories, rows, due_at=None, actor=organizer)
        return sum("FROM authors" in one for one in statements)

    assert take_in(2) == take_in(6)
    assert len(tied()) == 8


def test_nothing_found_is_not_written_down_and_nobody_else_is_searched(edition, organizer, work):
    organizer.organisation = HOME
    before = events()

    make_panel(edition, organizer, 1)

    assert (tied(), events()) == (set(), before)


def test_proposal_searches_everybody(edition, organizer, work):
    judge = make_panel(edition, organizer, 3)[0]
    judge.user.organisation = HOME
    db.session.commit()

    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)

    assert tied() == {(judge.user_id, work.id)}
    assert [judge.id, work.id] not in run.pairs


def test_pair_is_not_handed_out_when_its_conflict_came_up_after_the_proposal(edition, organizer, work):
    make_panel(edition, organizer, 3)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    judge_id = next(judge for judge, submission in run.pairs if submission == work.id)
    judge = db.session.get(service.Judge, judge_id)
    judge.user.organisation = HOME
    db.session.commit()

    publishing.publish(run, actor=organizer)

    assert conflict_pairs(edition.categories[0]) == {(judge_id, work.id)}
    assert (judge_id, work.id) not in {(one.judge_id, one.submission_id) for one in active_assignments(edition)}


def test_nobody_is_put_on_a_work_by_hand_or_for_good_against_what_is_found_only_then(edition, organizer, work):
    by_hand, for_good, *_others = make_panel(edition, organizer, 5)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    for judge in (by_hand, for_good):
        judge.user.organisation = HOME
    db.session.commit()

    with pytest.raises(hand_edits.EditRefusedError, match="xung đột lợi ích"):
        hand_edits.add(run, by_hand.id, work.id, reason="Hiểu đề tài", actor=organizer)
    with pytest.raises(pair_rules.PairRuleError, match="xung đột lợi ích"):
        pair_rules.settle(for_good, work, kind=PairRuleKind.FIXED, reason="Hiểu đề tài", actor=organizer)

    assert tied() == {(by_hand.user_id, work.id), (for_good.user_id, work.id)}


def test_worker_finds_what_no_act_showed_and_tells_only_of_what_is_new(edition, organizer, work):
    judge = make_panel(edition, organizer, 1)[0]
    late = make_user(organisation="Viện 0")
    made = make_submission(late, edition, organisation="Viện 0")
    before = events()
    assert "judges.look_everywhere" in PERIODIC

    for _ in range(2):
        queue_periodic(clock.now())
        run_pending()
        db.session.execute(db.text("UPDATE jobs SET created_at = '2020-01-01 00:00:00'"))

    assert (tied(), events()) == ({(judge.user_id, made.id)}, before + 1)


def test_closed_editions_are_left_alone(edition, organizer, work):
    make_panel(edition, organizer, 1)[0].user.organisation = HOME
    edition.closed_at = clock.now()
    db.session.commit()

    queue_periodic(clock.now())
    run_pending()

    assert tied() == set()
