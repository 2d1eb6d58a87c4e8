"""Every version of every score is kept, and two windows of one sheet are joined or compared."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.core.db import ImmutableRowError, db
from portal.scoring import service
from portal.scoring.history import ConflictingSheetError
from portal.scoring.models import ScoreChange
from tests.factories import make_accepted, make_edition, make_organizer, make_panel

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


def save(assignment, first=None, second=None, *, revision, author="", note="", remark=""):
    one, two = assignment.submission.category.criteria
    points = {one.id: None if first is None else Decimal(first), two.id: None if second is None else Decimal(second)}
    return service.save_scoresheet(
        assignment, points=points, comments={one.id: remark}, comment_for_author=author, private_note=note,
        actor=assignment.judge.user, revision=revision,
    )  # fmt: skip


def told():
    rows = db.session.scalars(select(ScoreChange).order_by(ScoreChange.id))
    return [(row.revision, row.name.partition("-")[0], row.before, row.after) for row in rows]


def form(assignment, client, **values):
    one, two = assignment.submission.category.criteria
    named = {f"points-{one.id}": values.pop("first", ""), f"points-{two.id}": values.pop("second", "")}
    return client.post_form(f"/judging/{assignment.id}", data={**named, **values})


def test_every_value_is_kept_with_what_it_replaced(assignment):
    save(assignment, 40, revision=0, note="nghe thử")
    save(assignment, "39", 10, revision=1, note="nghe thử")
    save(assignment, "39.0", 10, revision=2, note="nghe thử")

    assert told() == [
        (1, "points", "", "40"),
        (1, "private_note", "", "nghe thử"),
        (2, "points", "40", "39"),
        (2, "points", "", "10"),
    ]
    assert {row.actor_id for row in db.session.scalars(select(ScoreChange))} == {assignment.judge.user_id}


def test_kept_versions_cannot_be_altered(assignment):
    save(assignment, 40, revision=0)
    db.session.scalars(select(ScoreChange)).first().after = "60"

    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.rollback()


def test_two_windows_that_changed_different_values_are_joined(assignment):
    save(assignment, 40, revision=0)
    save(assignment, 40, 20, revision=1)

    sheet = save(assignment, 40, revision=1, author="Rõ ràng")

    assert [score.points for score in sheet.scores] == [40, 20]
    assert (sheet.comment_for_author, sheet.revision) == ("Rõ ràng", 3)


def test_same_value_changed_in_both_windows_is_compared_and_nothing_is_written(assignment):
    save(assignment, 40, revision=0)
    save(assignment, 45, revision=1, remark="tốt")

    with pytest.raises(ConflictingSheetError) as caught:
        save(assignment, 50, 30, revision=1)

    one, two = assignment.submission.category.criteria
    assert caught.value.conflicts == (f"points-{one.id}",)
    assert caught.value.theirs[f"points-{one.id}"] == 45
    assert caught.value.merged[f"points-{two.id}"] == 30
    assert caught.value.by == assignment.judge.user.name
    assert len(told()) == 3


def test_window_opened_before_the_first_save_does_not_overwrite(assignment):
    save(assignment, 40, revision=0)

    with pytest.raises(ConflictingSheetError):
        save(assignment, 30, revision=0)


def test_reopening_keeps_the_windows_joinable(assignment):
    sheet = save(assignment, 40, 20, revision=0)
    service.finish(sheet, actor=assignment.judge.user)
    service.reopen(sheet, reason="Nhầm", actor=make_organizer(assignment.submission.edition))

    assert save(assignment, 41, 20, revision=1).scores[0].points == 41


def test_page_compares_both_versions_and_saves_the_choice(assignment, client):
    save(assignment, 40, revision=0)
    save(assignment, 45, revision=1)
    client.sign_in(assignment.judge.user)
    one = assignment.submission.category.criteria[0]

    page = form(assignment, client, first="50", second="30", revision="1", private_note="giữ lời này")
    again = form(
        assignment, client, first="50", second="30", revision="2", private_note="giữ lời này",
        **{f"pick-points-{one.id}": "theirs"},
    )  # fmt: skip

    assert page.status_code == 409
    for words in ('id="two-versions"', "45", 'value="50"', 'value="30"', "giữ lời này", 'name="revision" value="2"'):
        assert words in page.text
    assert again.status_code == 302
    assert [row for row in told() if row[0] == 3] == [
        (3, "points", "", "30"),
        (3, "private_note", "", "giữ lời này"),
    ]


def test_autosave_brings_what_another_window_changed(assignment, client):
    save(assignment, 40, revision=0)
    save(assignment, 40, 20, revision=1)
    client.sign_in(assignment.judge.user)
    one, two = assignment.submission.category.criteria
    data = {f"points-{one.id}": "41,0", f"points-{two.id}": "", "revision": "1"}

    answer = client.post_form(f"/judging/{assignment.id}", data=data, headers={"X-Requested-With": "autosave"})
    refused = client.post_form(
        f"/judging/{assignment.id}", data={**data, f"points-{one.id}": "7"}, headers={"X-Requested-With": "autosave"}
    )

    assert answer.json["revision"] == 3
    assert answer.json["values"] == {f"points-{two.id}": "20"}
    assert refused.status_code == 409


def test_judge_and_organizer_read_the_versions_but_the_note_stays_private(assignment, client):
    sheet = save(assignment, 40, revision=0, note="chỉ mình tôi", author="Gửi tác giả")
    client.sign_in(assignment.judge.user)
    own = client.get(f"/judging/{assignment.id}/history").text
    edition = assignment.submission.edition
    client.sign_in(make_organizer(edition))

    theirs = client.get(f"/manage/editions/{edition.id}/scores/{sheet.id}/history").text

    assert "chỉ mình tôi" in own
    assert "chỉ mình tôi" not in theirs
    assert "Only the judge reads it" in theirs
    assert "Gửi tác giả" in theirs
