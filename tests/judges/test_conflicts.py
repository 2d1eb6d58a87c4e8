"""Conflicts as rows: found once, looked at by somebody else, barring until rejected, and seen by the right people."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.judges import searching, service
from portal.judges.conflict_rules import Rule
from portal.judges.grounds import Checker
from portal.judges.models import Conflict, ConflictKind, ConflictSource, ConflictState, PanelRole
from portal.judges.objections import object_to
from portal.judges.queries import conflict_pairs, panel
from portal.judges.visibility import hidden_submissions
from tests.factories import (
    make_edition,
    make_organizer,
    make_panel,
    make_secretary,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def category(edition):
    return edition.categories[0]


def conflicts():
    return list(db.session.scalars(select(Conflict).order_by(Conflict.id)))


def judge_in_conflict(edition, organizer):
    make_submission(edition=edition, organisation="Hợp tác xã số 9")
    return make_panel(edition, organizer, 1, organisation="Viện A; HTX số 9")[0]


def test_found_once_and_open_and_barring(edition, organizer, category):
    judge = judge_in_conflict(edition, organizer)

    assert searching.find_conflicts(category, actor=organizer) == 0, "found when the judge was seated"
    (found,) = conflicts()
    assert (found.user_id, found.state, found.source) == (judge.user_id, ConflictState.OPEN, ConflictSource.RULE)
    assert (found.rule, found.evidence) == (Rule.SAME_ORGANISATION, "Hợp tác xã số 9")
    assert conflict_pairs(category) == {(judge.id, found.submission_id)}


def test_rejected_frees_the_pair_and_never_comes_back_by_rule(edition, organizer, category):
    judge_in_conflict(edition, organizer)
    searching.find_conflicts(category, actor=organizer)
    (found,) = conflicts()

    with pytest.raises(service.ConflictReasonError):
        service.decide_conflict(found, confirmed=False, reason=" ", actor=organizer)
    service.decide_conflict(found, confirmed=False, reason="Khác đơn vị", actor=organizer)

    assert searching.find_conflicts(category, actor=organizer) == 0
    assert conflict_pairs(category) == set()
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "conflict.rejected"))
    assert event.details["reason"] == "Khác đơn vị"


def test_what_the_judge_then_declares_counts_again(edition, organizer, category):
    judge = judge_in_conflict(edition, organizer)
    searching.find_conflicts(category, actor=organizer)
    (found,) = conflicts()
    service.decide_conflict(found, confirmed=False, reason="Khác đơn vị", actor=organizer)

    service.declare_conflict(
        judge, found.submission, kind=ConflictKind.SAME_ORGANISATION, evidence="Vẫn làm ở đó", actor=judge.user
    )

    assert (found.state, found.source) == (ConflictState.CONFIRMED, ConflictSource.DECLARED)
    assert len(conflicts()) == 1


def test_nobody_decides_about_an_own_conflict(edition, organizer):
    submission = make_submission(edition=edition)
    own = service.declare_conflict(
        organizer, submission, kind=ConflictKind.RELATIVE, evidence="Em gái", actor=organizer
    )

    with pytest.raises(service.OwnConflictError):
        service.decide_conflict(own, confirmed=False, reason="Thôi", actor=organizer)
    service.decide_conflict(own, confirmed=False, reason="Nhầm người", actor=make_organizer(edition))

    assert hidden_submissions(organizer, edition) == frozenset()


def test_organizers_and_secretaries_are_looked_at_too(edition, category):
    submission = make_submission(edition=edition, organisation="Sở X")
    organizer, secretary = make_organizer(edition, organisation="Sở X"), make_secretary(category, organisation="Sở X")
    elsewhere = make_secretary(edition.categories[1], organisation="Sở X")
    searching.find_conflicts(category, actor=None)

    assert {one.user_id for one in conflicts()} == {organizer.id, secretary.id}
    assert [hidden_submissions(one, edition) for one in (organizer, secretary, elsewhere)] == [
        frozenset({submission.id}), frozenset({submission.id}), frozenset(),
    ]  # fmt: skip


def test_authors_may_keep_a_judge_away_but_blind_no_organizer(edition, category):
    submission = make_submission(edition=edition)
    organizer = make_organizer(edition, name="Nguyễn Ban")
    make_panel(edition, organizer, 1)
    for name in ("nguyen ban", "Giám khảo 0"):
        object_to(
            submission, name=name, organisation="", kind=ConflictKind.OTHER, reason="Kiện nhau", actor=submission.owner
        )

    searching.find_conflicts(category, actor=organizer)

    (found,) = conflicts()
    assert (found.user.name, found.source, found.state) == ("Giám khảo 0", ConflictSource.AUTHOR, ConflictState.OPEN)
    assert hidden_submissions(organizer, edition) == frozenset()


def test_authorship_in_an_earlier_edition_ties(category, edition, organizer):
    old, partner = make_edition(year=2021), make_user(email="ban@x.vn", name="Trần Bạn")
    judge = make_panel(edition, organizer, 1)[0]
    before = make_submission(judge.user, old, title="Máy cũ")
    before.authors[0].full_name, before.authors[0].email = partner.name, partner.email
    now = make_submission(partner, edition)

    searching.find_conflicts(category, actor=organizer)

    (found,) = conflicts()
    assert (found.submission_id, found.kind, found.evidence) == (now.id, ConflictKind.COLLABORATION, "Máy cũ (2021)")


def test_authors_of_a_work_see_nothing_of_its_judging_even_unsearched(edition):
    submission = make_submission(edition=edition)
    writer = make_user(email="viet@x.vn")
    submission.authors[0].email = "VIET@x.vn"
    db.session.flush()

    assert [hidden_submissions(one, edition) for one in (submission.owner, writer, make_user())] == [
        frozenset({submission.id}), frozenset({submission.id}), frozenset(),
    ]  # fmt: skip


def test_check_before_inviting_says_how_many_and_why(edition, category):
    for name in ("Hợp tác xã số 9", "Viện B", "Viện C"):
        make_submission(edition=edition, organisation=name)

    check = Checker(edition, category).check("Người Mới", "moi@x.vn", ("HTX số 9",))

    assert (check.works, check.conflicting) == (3, 1)
    assert [(one.rule, one.evidence) for one in check.findings] == [(Rule.SAME_ORGANISATION, "Hợp tác xã số 9")]
    assert conflicts() == []


def test_expert_and_former_member_do_not_score(edition, organizer, category):
    member, expert, former = make_panel(edition, organizer, 3)
    service.seat(expert, category=category, round=edition.rounds[0], role=PanelRole.EXPERT, actor=organizer)
    service.unseat(former.seats[0], actor=organizer)

    assert [one.id for one in panel(category)] == [member.id]
    assert former.seats[0].left_at is not None
