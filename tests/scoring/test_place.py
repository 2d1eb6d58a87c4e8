"""Where a sheet stands in a judge's list, and finishing many at once."""

import pytest

from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.scoring import service
from portal.scoring.models import ScoresheetState
from portal.scoring.place import Step, place_of
from portal.scoring.queries import own_work, sheet_of
from tests.factories import make_accepted, make_edition, make_organizer, make_panel

STEPS = [Step(11, True), Step(12, False), Step(13, True), Step(14, False)]


@pytest.mark.parametrize(
    ("here", "previous", "following", "unfinished"),
    [(11, None, 12, 12), (12, 11, 13, 14), (13, 12, 14, 14), (14, 13, None, 12)],
)
def test_neighbours_and_the_next_unfinished(here, previous, following, unfinished):
    place = place_of(STEPS, here)

    assert (place.previous, place.following, place.unfinished) == (previous, following, unfinished)
    assert (place.number, place.count, place.done) == (here - 10, 4, 2)


def test_last_unfinished_leads_nowhere():
    assert place_of([Step(1, True), Step(2, False)], 2).unfinished is None


@pytest.fixture
def work(app):
    """A judge's own assignments of three works, all declared."""
    edition = make_edition()
    organizer = make_organizer(edition)
    make_accepted(edition, organizer, 3)
    make_panel(edition, organizer, 2)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    listed = active_assignments(edition)
    found = [one for one in listed if one.judge_id == listed[0].judge_id]
    declarations.declare_free(found, actor=found[0].judge.user)
    return found


def score(assignment, *, whole=True):
    one, two = assignment.submission.category.criteria
    service.save_scoresheet(
        assignment, points={one.id: one.max_points, two.id: two.max_points if whole else None}, comments={},
        comment_for_author="", private_note="", actor=assignment.judge.user,
    )  # fmt: skip


def state(assignment):
    return sheet_of(assignment).state


def test_many_sheets_are_finished_at_once_and_the_incomplete_one_is_named(work, client):
    ready, half, untouched = work
    score(ready)
    score(half, whole=False)
    client.sign_in(ready.judge.user)

    page = client.post_form("/judging/finish", data={"sheet": [str(ready.id), str(half.id)]})

    assert page.status_code == 422
    assert (state(ready), state(half)) == (ScoresheetState.FINISHED, ScoresheetState.IN_PROGRESS)
    assert f'href="#sheet-{half.id}"' in page.text
    assert f'id="sheet-{half.id}" name="sheet" value="{half.id}" checked' in page.text
    assert sheet_of(untouched) is None


def test_sheets_of_others_are_not_finished(work, client):
    score(work[0])
    client.sign_in(make_organizer(work[0].submission.edition))

    client.post_form("/judging/finish", data={"sheet": [str(work[0].id)]})

    assert state(work[0]) is ScoresheetState.IN_PROGRESS


def test_sheet_shows_its_place_and_the_way_on(work, client):
    steps = own_work(work[0].judge.user)
    client.sign_in(work[0].judge.user)

    page = client.get(f"/judging/{steps[1].assignment}").text

    assert "Hồ sơ 2/3" in page
    for step, rel in ((steps[0], "prev"), (steps[2], "next")):
        assert f'<a rel="{rel}" data-key=' in page
        assert f'href="/judging/{step.assignment}"' in page


def test_file_of_the_dossier_is_read_beside_the_sheet(work, client):
    one = work[0]
    file = one.submission.files[0].attachment
    client.sign_in(one.judge.user)

    page = client.get(f"/judging/{one.id}?public_id={file.public_id}")
    other = client.get(f"/judging/{one.id}?public_id=khong-co")

    assert 'id="file-name"' in page.text
    assert "Phiếu chấm" in page.text
    assert other.status_code == 200
    assert 'id="file-name"' not in other.text
