"""Lists made of each other, with changes by name."""

from datetime import date
from io import BytesIO

import pytest

from portal.core.db import db
from portal.decisions import lists, queries, release, service
from portal.decisions.models import ChangeKind, ListKind
from portal.decisions.signing import SignatureRefusedError, SignedAlreadyError, sign, sign_by_scan
from portal.decisions.writing import ListDateError
from portal.judges import service as judges
from portal.judges.council import offices_of
from portal.judges.models import ConflictKind, PanelRole
from tests.council import make_council_edition, seat_council
from tests.factories import make_judged, make_organizer, make_submission, make_user
from tests.moments import DAY

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92], [85, 87], [60, 62]]


@pytest.fixture
def stage(app):
    edition = make_council_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, TOTALS)
    return edition, organizer, works, lists.make_list(edition, ListKind.PROPOSED, actor=organizer)


def ranks(version):
    return [(entry.submission_id, entry.rank) for entry in version.entries]


def test_additions_removals_and_moves_go_into_the_next_list_with_their_reasons(stage):
    edition, organizer, (first, second, third, fourth), proposed = stage
    for change, work, place in (
        (ChangeKind.ADDED, fourth, None), (ChangeKind.REMOVED, second, None), (ChangeKind.MOVED, third, 1),
    ):  # fmt: skip
        lists.name_change(proposed, change=change, number=work.number, reason="Vì", place=place, actor=organizer)

    made = lists.make_list(edition, ListKind.COUNCIL, actor=organizer)

    assert ranks(proposed) == [(first.id, 1), (second.id, 2), (third.id, 3)]
    assert ranks(made) == [(third.id, 1), (first.id, 2), (fourth.id, 3)]
    assert queries.adjustments_of(made) == sorted(
        [
            {"number": second.number, "change": "removed", "reason": "Vì"},
            {"number": third.number, "change": "moved", "reason": "Vì"},
            {"number": fourth.number, "change": "added", "reason": "Vì"},
        ],
        key=lambda one: one["number"],
    )
    assert (made.base_id, made.rule["from"]) == (proposed.id, proposed.digest)


def test_list_without_changes_is_the_one_before_under_another_name(stage):
    edition, organizer, _works, proposed = stage

    made = lists.make_list(edition, ListKind.COUNCIL, actor=organizer)

    assert (ranks(made), queries.adjustments_of(made)) == (ranks(proposed), [])
    assert made.digest != proposed.digest


def test_only_accepted_works_of_the_edition_outside_the_list_are_added(stage):
    edition, organizer, works, proposed = stage
    elsewhere = make_submission()
    sent = make_submission(edition=edition, title="Chưa kiểm tra")

    for number in (works[0].number, sent.number, elsewhere.number, "X"):
        with pytest.raises(lists.NoSuchWorkError):
            lists.name_change(proposed, change=ChangeKind.ADDED, number=number, reason="Vì", actor=organizer)
    for change, place in ((ChangeKind.REMOVED, None), (ChangeKind.MOVED, 1)):
        with pytest.raises(lists.NoSuchWorkError):
            lists.name_change(
                proposed, change=change, number=works[3].number, place=place, reason="Vì", actor=organizer
            )


def test_change_needs_reason_and_place_and_may_be_dropped(stage):
    edition, organizer, works, proposed = stage

    def move(reason="Vì", place=1):
        return lists.name_change(
            proposed, change=ChangeKind.MOVED, number=works[2].number, place=place, reason=reason, actor=organizer
        )

    for values in ({"reason": " "}, {"place": 0}, {"place": 4}, {"place": None}):
        with pytest.raises(lists.NoSuchWorkError):
            move(**values)
    change = move()
    with pytest.raises(lists.NoSuchWorkError):
        move(place=2)
    lists.drop_change(change, actor=organizer)
    db.session.flush()

    assert ranks(lists.make_list(edition, ListKind.COUNCIL, actor=organizer)) == ranks(proposed)


def test_who_is_in_conflict_makes_and_changes_no_list_and_strangers_neither(stage):
    edition, organizer, works, proposed = stage
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=organizer)

    for person in (organizer, make_user()):
        with pytest.raises(lists.RefusedError):
            lists.name_change(proposed, change=ChangeKind.REMOVED, number=works[1].number, reason="Vì", actor=person)
        for kind in (ListKind.PROPOSED, ListKind.COUNCIL):
            with pytest.raises(lists.RefusedError):
                lists.make_list(edition, kind, reason="Không chờ phiếu còn thiếu", actor=person)
        with pytest.raises(SignatureRefusedError):
            sign_by_scan(
                proposed, role=PanelRole.CHAIR, name="A", filename="a.pdf", stream=BytesIO(b"%PDF-"), size=5,
                content_type="application/pdf", actor=person,
            )  # fmt: skip


def test_correction_is_the_next_version_and_the_old_one_cannot_be_gone_on_from(stage):
    edition, organizer, works, proposed = stage
    with pytest.raises(lists.NotTheTurnError):
        lists.correct(proposed, reason="Sửa", actor=organizer)
    lists.name_change(proposed, change=ChangeKind.REMOVED, number=works[2].number, reason="Rút", actor=organizer)

    corrected = lists.correct(proposed, reason="Sửa", actor=organizer)

    assert (corrected.kind, corrected.number, len(corrected.entries)) == (ListKind.PROPOSED, 2, 2)
    with pytest.raises(lists.OldListError):
        lists.name_change(proposed, change=ChangeKind.REMOVED, number=works[1].number, reason="Vì", actor=organizer)
    assert len(lists.make_list(edition, ListKind.COUNCIL, actor=organizer).entries) == 2


def test_lists_are_made_in_their_order_and_bear_their_day(stage):
    edition, organizer, _works, proposed = stage
    for kind in (ListKind.SHORTLIST, ListKind.PROVISIONAL, ListKind.DECIDED):
        with pytest.raises(lists.NotTheTurnError):
            lists.make_list(edition, kind, actor=organizer)

    opened = edition.opens_at.date()
    with pytest.raises(ListDateError):
        lists.make_list(edition, ListKind.PROPOSED, actor=organizer, dated_on=opened - DAY)
    again = lists.make_list(edition, ListKind.PROPOSED, actor=organizer, dated_on=opened + DAY)
    for day in (opened, date(9000, 1, 1)):
        with pytest.raises(ListDateError):
            lists.make_list(edition, ListKind.COUNCIL, actor=organizer, dated_on=day)
    made = lists.make_list(edition, ListKind.COUNCIL, actor=organizer, dated_on=opened + 2 * DAY)

    assert (again.dated_on, made.dated_on) == (opened + DAY, opened + 2 * DAY)
    assert made.rule["dated_on"] == made.dated_on.isoformat()
    assert proposed.number == 1


def test_best_of_each_category_are_listed_with_whoever_shares_the_last_place():
    edition = make_council_edition([{"kind": "shortlist", "rule": "top", "count": 2}])
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[70, 72], [60, 62], [60, 62], [50, 52]])

    made = service.make_by_points(edition, lists.steps_of(edition.rules)[0], actor=organizer)

    assert ranks(made) == [(works[0].id, 1), (works[1].id, 2), (works[2].id, 2)]


def test_prizes_wait_for_the_last_list_of_the_edition(stage):
    edition, organizer, works, _proposed = stage

    with pytest.raises(service.ShortlistMissingError):
        release.prepare(
            edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="1", signatory="x",
            decided_on=date(2025, 3, 12), actor=organizer,
        )  # fmt: skip


def test_chair_and_secretary_of_the_council_sign_its_list_each_once(stage):
    edition, organizer, works, proposed = stage
    chair, deputy, _secretary, member = seat_council(edition, organizer, 4)
    made = lists.make_list(edition, ListKind.COUNCIL, actor=organizer)
    judges.declare_conflict(deputy, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=deputy.user)
    seats = {one: offices_of(one.user, edition) for one in (chair, deputy, member)}

    signature = sign(made, seats[chair][0], actor=chair.user)

    assert (signature.name, signature.role.value, signature.digest) == (chair.user.name, "chair", made.digest)
    assert seats[member] == []
    with pytest.raises(SignedAlreadyError):
        sign(made, seats[chair][0], actor=chair.user)
    for version, seat, person in (
        (made, seats[deputy][0], deputy.user),
        (made, seats[chair][0], organizer),
        (proposed, seats[chair][0], chair.user),
    ):
        with pytest.raises(SignatureRefusedError):
            sign(version, seat, actor=person)
