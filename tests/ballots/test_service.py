"""From the open box to the list of what passed."""

import pytest

from portal.audit.models import AuditEvent
from portal.ballots import queries, service, voting
from portal.ballots.ballot_rules import Choice, Outcome, Vote
from portal.ballots.models import BallotDraft, Urn
from portal.ballots.voting import BallotRefusedError
from portal.core.db import db
from portal.decisions import lists
from portal.decisions.models import ChangeKind, ListKind
from portal.decisions.writing import ListHeldError
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.council import ABSTAIN, AGREE, DISAGREE, FIRST, closed_box, make_stage, vote_all, voter_of
from tests.factories import make_organizer, make_user
from tests.moments import DAY

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92], [85, 87]]


def outcomes(box):
    return [one.outcome for one in queries.results_of(box)]


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_vote_makes_the_list_of_what_passed(secrecy):
    edition, organizer, works, council = make_stage(TOTALS, secrecy=secrecy, pass_share="2/3")

    box = closed_box(
        edition, organizer, council, (FIRST, AGREE, DISAGREE), (FIRST, DISAGREE, AGREE), (AGREE, AGREE, ABSTAIN)
    )
    made = service.make_voted_list(edition, actor=organizer)

    assert outcomes(box) == [Outcome.PASSED, Outcome.PASSED, Outcome.FAILED]
    assert [one.submission_id for one in made.entries] == [works[0].id, works[1].id]
    assert (made.kind.value, made.rule["kind"], made.rule["from"]) == (
        "provisional", "council_vote", box.list_version.digest,
    )  # fmt: skip
    sums = {"vote": 1, "times": 1, "members": 3, "handed_in": 3, "recused": 0, "casting": None}
    assert queries.totals_over(box.list_version) == [
        {
            "number": works[0].number,
            **sums,
            "agree": 3,
            "disagree": 0,
            "abstain": 0,
            "passed": True,
            "prizes": {"first": 2},
        },
        {"number": works[1].number, **sums, "agree": 2, "disagree": 1, "abstain": 0, "passed": True, "prizes": {}},
        {"number": works[2].number, **sums, "agree": 1, "disagree": 1, "abstain": 1, "passed": False, "prizes": {}},
    ]


def test_nothing_is_told_before_closing_and_quorum_is_needed_to_close():
    edition, organizer, _works, council = make_stage(TOTALS, members=4, quorum="3/4")
    box = service.open_box(edition, actor=organizer)
    for judge in council[:2]:
        vote_all(box, judge, AGREE)

    with pytest.raises(service.QuorumError):
        service.close(box, actor=organizer)
    with pytest.raises(BallotRefusedError):
        service.make_voted_list(edition, actor=organizer)
    assert (queries.totals_over(box.list_version), queries.results_of(box)) == ([], [])

    vote_all(box, council[2], AGREE)
    service.close(box, actor=organizer)
    assert outcomes(box) == [Outcome.PASSED] * 3


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_draft_can_be_changed_until_it_is_handed_in_and_is_gone_afterwards(secrecy):
    edition, organizer, works, council = make_stage(TOTALS, secrecy=secrecy)
    box = service.open_box(edition, actor=organizer)
    voter, user = voter_of(box, council[0]), council[0].user

    voting.save_draft(voter, {works[0].id: DISAGREE}, actor=user)
    voting.save_draft(voter, {works[0].id: FIRST, works[1].id: Vote(Choice.DISAGREE, "first")}, actor=user)
    assert queries.draft_of(voter) == {works[0].id: FIRST}
    with pytest.raises(voting.UnansweredError):
        voting.hand_in(voter, {works[0].id: AGREE}, actor=user)
    vote_all(box, council[0], AGREE)

    assert db.session.query(BallotDraft).count() == 0
    with pytest.raises(BallotRefusedError):
        voting.save_draft(voter, {works[0].id: DISAGREE}, actor=user)
    with pytest.raises(BallotRefusedError):
        vote_all(box, council[0], DISAGREE)


def test_only_the_member_votes_for_the_member():
    edition, organizer, _works, council = make_stage(TOTALS)
    box = service.open_box(edition, actor=organizer)

    for other in (council[1].user, organizer, make_user()):
        with pytest.raises(BallotRefusedError):
            voting.hand_in(voter_of(box, council[0]), dict.fromkeys(box.works, AGREE), actor=other)
    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=council[0].user)


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_member_in_conflict_has_no_vote_on_the_work_and_is_not_in_its_base(secrecy):
    edition, organizer, works, council = make_stage(TOTALS, members=4, secrecy=secrecy, pass_share="2/3", pass_of="all")
    judges.declare_conflict(council[0], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user)
    box = service.open_box(edition, actor=organizer)

    for judge in council:
        voting.hand_in(voter_of(box, judge), {one.id: AGREE for one in works}, actor=judge.user)
    service.close(box, actor=organizer)

    first, second, _third = queries.results_of(box)
    assert (first.count.agree, first.recused, first.outcome) == (3, 1, Outcome.PASSED)
    assert (second.count.agree, second.recused) == (4, 0)
    assert [one.submission.id for one in queries.results_of(box, frozenset({works[0].id}))] == [
        works[1].id, works[2].id,
    ]  # fmt: skip


def test_second_vote_is_on_what_has_not_passed_and_only_as_often_as_the_rules_say():
    edition, organizer, works, council = make_stage(TOTALS, votes=2)
    closed_box(edition, organizer, council, (AGREE, DISAGREE, DISAGREE), (AGREE, DISAGREE, DISAGREE))

    again = closed_box(edition, organizer, council, (AGREE, DISAGREE), (AGREE, DISAGREE))

    assert again.works == [works[1].id, works[2].id]
    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=organizer)
    made = service.make_voted_list(edition, actor=organizer)
    assert [one.submission_id for one in made.entries] == [works[0].id, works[1].id]


def test_list_under_vote_is_neither_made_anew_nor_corrected_until_every_vote_on_it_is_given_up():
    edition, organizer, works, council = make_stage(TOTALS, members=4, secrecy="secret", votes=1)
    acts = (
        lambda: lists.make_list(edition, ListKind.COUNCIL, actor=organizer),
        lambda: lists.correct(queries.voted_list(edition), reason="Sửa", actor=organizer),
    )

    for cancelled in (True, False):
        lists.name_change(
            queries.voted_list(edition), change=ChangeKind.REMOVED, number=works[2].number, reason="Rút",
            actor=organizer,
        )  # fmt: skip
        box = service.open_box(edition, actor=organizer)
        for act in acts:
            with pytest.raises(ListHeldError):
                act()
        if cancelled:
            service.cancel(box, reason="Mở nhầm", actor=organizer)
            lists.make_list(edition, ListKind.COUNCIL, actor=organizer)
    for judge in council:
        vote_all(box, judge, DISAGREE)
    service.close(box, actor=organizer)

    for act in acts:
        with pytest.raises(ListHeldError):
            act()
    assert (box.number, box.list_version.number) == (2, 2)


def test_votes_are_counted_over_all_versions_of_a_list_also_where_one_was_made_anew_in_earlier_days():
    edition, organizer, _works, council = make_stage(TOTALS, members=4, secrecy="secret", votes=1)
    closed_box(edition, organizer, council, *[(DISAGREE,) * 3] * 4)
    lists.let_go(edition, ListKind.COUNCIL)
    again = lists.make_list(edition, ListKind.COUNCIL, actor=organizer)

    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=organizer)

    assert [(one["vote"], one["times"], one["passed"]) for one in queries.totals_over(again)] == [(1, 1, False)] * 3
    assert service.make_voted_list(edition, actor=organizer).entries == []


def test_chair_parts_equal_votes_with_a_reason_and_nobody_else_does():
    edition, organizer, works, council = make_stage(TOTALS[:1], members=2, casting_vote=True)
    box = closed_box(edition, organizer, council, (AGREE,), (DISAGREE,))
    assert outcomes(box) == [Outcome.TIED]

    with pytest.raises(BallotRefusedError):
        service.make_voted_list(edition, actor=organizer)
    for person, reason in ((council[1].user, "Vì"), (organizer, "Vì"), (council[0].user, " ")):
        with pytest.raises(BallotRefusedError):
            service.cast(box, works[0].id, agrees=True, reason=reason, actor=person)
    service.cast(box, works[0].id, agrees=True, reason="Hiệu quả rõ", actor=council[0].user)

    assert outcomes(box) == [Outcome.PASSED]
    with pytest.raises(BallotRefusedError):
        service.cast(box, works[0].id, agrees=False, reason="Đổi", actor=council[0].user)


def test_deputy_parts_equal_votes_where_the_chair_is_in_conflict():
    edition, organizer, works, council = make_stage(TOTALS[:1], members=3, casting_vote=True, quorum="1/3")
    judges.declare_conflict(council[0], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user)
    box = service.open_box(edition, actor=organizer)
    vote_all(box, council[1], AGREE)
    vote_all(box, council[2], DISAGREE)
    service.close(box, actor=organizer)

    with pytest.raises(BallotRefusedError):
        service.cast(box, works[0].id, agrees=True, reason="Vì", actor=council[0].user)
    service.cast(box, works[0].id, agrees=False, reason="Chưa đủ", actor=council[1].user)

    assert outcomes(box) == [Outcome.FAILED]


def test_cancelled_box_leaves_nothing_and_another_may_be_opened():
    edition, organizer, _works, council = make_stage(TOTALS, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    vote_all(box, council[0], AGREE)

    with pytest.raises(BallotRefusedError):
        service.cancel(box, reason=" ", actor=organizer)
    service.cancel(box, reason="Mở nhầm", actor=organizer)

    assert (queries.results_of(box), db.session.query(Urn).count()) == ([], 0)
    assert service.open_box(edition, actor=organizer).works == box.works


def test_audit_names_the_voters_of_a_secret_ballot_together_and_those_of_an_open_one_one_by_one():
    told = {}
    for secrecy in ("open", "secret"):
        edition, organizer, _works, council = make_stage(TOTALS, secrecy=secrecy)
        box = closed_box(edition, organizer, council[::-1], (AGREE,) * 3, (AGREE,) * 3, (AGREE,) * 3)
        events = db.session.query(AuditEvent).filter_by(subject_type="BallotBox", subject_id=box.id)
        told[secrecy] = [(one.action, one.details.get("handed_in")) for one in events.order_by(AuditEvent.sequence)]

    opened, handed = ("ballot.opened", None), ("ballot.handed_in", None)
    assert told == {
        "open": [opened, handed, handed, handed, ("ballot.closed", None)],
        "secret": [opened, ("ballot.closed", [one.user_id for one in council])],
    }


def test_secret_ballot_with_fewer_than_three_votes_is_not_closed():
    edition, organizer, _works, council = make_stage(TOTALS, members=4, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    for judge in council[:2]:
        vote_all(box, judge, AGREE)

    with pytest.raises(BallotRefusedError):
        service.close(box, actor=organizer)
    vote_all(box, council[2], AGREE)
    service.close(box, actor=organizer)

    assert outcomes(box) == [Outcome.PASSED] * 3


def test_work_that_few_members_may_vote_on_is_left_out_of_the_secret_ballot_and_voted_on_openly():
    edition, organizer, works, council = make_stage(TOTALS, secrecy="secret")
    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=organizer, openly=True)
    judges.declare_conflict(council[0], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user)

    secret = closed_box(edition, organizer, council, (AGREE, AGREE), (AGREE, AGREE), (AGREE, AGREE))
    with pytest.raises(BallotRefusedError, match=works[1].number):
        service.make_voted_list(edition, actor=organizer)
    with pytest.raises(BallotRefusedError, match=works[1].number):
        service.open_box(edition, actor=organizer)
    openly = service.open_box(edition, actor=organizer, openly=True)
    for judge in council[1:]:
        vote_all(openly, judge, AGREE)
    service.close(openly, actor=organizer)

    assert (secret.works, openly.works) == ([works[0].id, works[2].id], [works[1].id])
    assert (secret.settings["secrecy"], openly.settings["secrecy"]) == ("secret", "open")
    made = service.make_voted_list(edition, actor=organizer)
    assert [one.submission_id for one in made.entries] == [one.id for one in works]


def test_open_ballot_of_a_secret_rule_ends_only_while_few_may_vote():
    edition, organizer, works, council = make_stage(TOTALS, secrecy="secret")
    conflict = judges.declare_conflict(
        council[0], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user
    )
    box = service.open_box(edition, actor=organizer, openly=True)
    for judge in council[1:]:
        vote_all(box, judge, AGREE)
    judges.decide_conflict(conflict, confirmed=False, reason="Nhầm người", actor=organizer)

    with pytest.raises(BallotRefusedError, match=works[1].number):
        service.close(box, actor=organizer)
    service.cancel(box, reason="Bỏ phiếu kín lại", actor=organizer)

    assert len(service.open_box(edition, actor=organizer).works) == 3


def test_conflict_that_comes_after_opening_keeps_a_secret_ballot_from_being_closed():
    edition, organizer, works, council = make_stage(TOTALS, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    judges.declare_conflict(council[0], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user)
    for judge in council:
        voting.hand_in(voter_of(box, judge), {one.id: AGREE for one in works}, actor=judge.user)

    with pytest.raises(BallotRefusedError, match=works[1].number):
        service.close(box, actor=organizer)


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_conflict_that_comes_after_the_hand_in_takes_an_open_vote_back_and_is_told_of_a_secret_one(client, secrecy):
    edition, organizer, works, council = make_stage(TOTALS, members=4, secrecy=secrecy)
    box = service.open_box(edition, actor=organizer)
    for judge in council:
        vote_all(box, judge, AGREE)
    judges.declare_conflict(council[3], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[3].user)

    service.close(box, actor=organizer)

    counted = [(one.count.agree, one.recused) for one in queries.results_of(box)]
    assert counted == [(3, 1) if secrecy == "open" else (4, 0), (4, 0), (4, 0)]
    assert queries.late_conflicts_of(box) == [(voter_of(box, council[3]), works[0].id)]
    assert queries.late_conflicts_of(box, frozenset({works[0].id})) == []
    event = db.session.query(AuditEvent).filter_by(action="ballot.closed").one()
    assert event.details["late_conflicts"] == [{"user": council[3].user_id, "submission": works[0].id}]
    client.sign_in(organizer)
    page = client.get_text(f"/manage/editions/{edition.id}/ballots/{box.id}")
    assert "came up after these members had voted" in page
    assert ("not counted: in conflict" in page) is (secrecy == "open")


def test_ballot_bears_no_day_to_come_and_none_before_its_list():
    edition, organizer, _works, _council = make_stage(TOTALS)
    day = queries.voted_list(edition).dated_on

    for wrong in (day - DAY, day + 1000 * DAY):
        with pytest.raises(BallotRefusedError):
            service.open_box(edition, actor=organizer, held_on=wrong)

    assert service.open_box(edition, actor=organizer, held_on=day).held_on == day


def test_organizer_in_conflict_opens_no_ballot_and_neither_ends_a_ballot_nor_makes_the_list(client):
    edition, organizer, works, council = make_stage(TOTALS)
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=tied)
    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=tied)
    box = service.open_box(edition, actor=organizer)
    for judge in council:
        vote_all(box, judge, AGREE)
    page = f"/manage/editions/{edition.id}/ballots"

    for act in (lambda: service.close(box, actor=tied), lambda: service.cancel(box, reason="Vì", actor=tied)):
        with pytest.raises(BallotRefusedError):
            act()
    shown = {}
    for person in (tied, organizer):
        client.sign_in(person)
        shown[person] = (
            f"{box.id}/close" in client.get_text(f"{page}/{box.id}"),
            "ballots/list" in client.get_text(page),
            'name="held_on"' in client.get_text(page),
        )
    service.close(box, actor=organizer)
    with pytest.raises(BallotRefusedError):
        service.make_voted_list(edition, actor=tied)

    assert shown == {tied: (False, False, False), organizer: (True, True, True)}


def test_vote_needs_a_list_and_a_council():
    edition, organizer, _works, _council = make_stage(TOTALS, members=0)

    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=organizer)
