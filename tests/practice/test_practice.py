"""Practice from choosing a work to the distribution: who gets it, what it keeps shut, what judges see afterwards."""

from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.anchors.models import AnchorKind, PracticeScore, PracticeSheet, PracticeState
from portal.anchors.queries import get_practice_or_404, owed_before, practice_of
from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.models import PairRule
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import Conflict, ConflictKind
from portal.notifications.models import Email
from portal.practice import service, sheets
from portal.scoring import rubrics
from portal.scoring import service as scoring
from portal.scoring.service import InvalidPointsError, LockedSheetError
from portal.submissions.queries import latest_version
from tests.factories import PDF, make_accepted, make_edition, make_organizer, make_submission
from tests.journeys.test_hidden_judging import TOKEN
from tests.practice.conftest import practise


@pytest.fixture
def handed_out(edition, organizer, panel):
    """Two works given to two judges each, and declared."""
    make_accepted(edition, organizer, 2)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    found = active_assignments(edition)
    for one in found:
        declarations.declare_free([one], actor=one.judge.user)
    return found


def test_opening_tells_every_judge_and_is_recorded(choose, panel, organizer):
    anchor = choose()
    assert all(practice_of(judge.user) == [] for judge in panel)

    reached = service.open_anchor(anchor, actor=organizer)

    letters = set(db.session.scalars(select(Email.recipient).where(Email.topic == "practice_opened")))
    assert reached == 3
    assert letters == {judge.user.email for judge in panel}
    assert [one.anchor.id for one in practice_of(panel[0].user)] == [anchor.id]
    assert "anchor.opened" in set(db.session.scalars(select(AuditEvent.action)))


def test_required_practice_keeps_dossiers_shut_until_it_is_finished(choose, handed_out, organizer, client):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    mine = handed_out[0]
    client.sign_in(mine.judge.user)

    shut = client.get(f"/judging/{mine.id}")
    file = latest_version(mine.submission).content["files"][0]["id"]
    no_file = client.get(f"/judging/{mine.id}/files/{file}")
    with pytest.raises(LockedSheetError, match="practice"):
        save(mine)
    practise(anchor, mine.judge, [40, 30])

    assert shut.location.endswith(f"/judging/practice/{anchor.id}")
    assert no_file.status_code == 404
    assert owed_before(mine) is None
    assert client.get(f"/judging/{mine.id}").status_code == 200
    assert save(mine).revision == 1


def save(assignment):
    return scoring.save_scoresheet(
        assignment, points={}, comments={}, comment_for_author="x", private_note="", actor=assignment.judge.user
    )


def test_recommended_practice_and_work_begun_before_stay_open(choose, handed_out, organizer):
    first, second = handed_out[:2]
    save(first)
    anchor = choose(required=False)
    service.open_anchor(anchor, actor=organizer)
    assert owed_before(second) is None

    service.open_anchor(choose(required=True), actor=organizer)

    assert owed_before(second) is not None
    assert owed_before(first) is None
    assert save(first).revision == 1


def test_what_was_typed_before_practice_opened_stays_in_the_page(choose, handed_out, organizer, client):
    mine = handed_out[0]
    client.sign_in(mine.judge.user)
    service.open_anchor(choose(), actor=organizer)

    answer = client.post_form(f"/judging/{mine.id}", {"private_note": "đã gõ từ trước", "save": "1"})

    assert answer.status_code == 409
    assert "đã gõ từ trước" in answer.get_data(as_text=True)


def test_closing_frees_those_who_have_not_finished(choose, handed_out, organizer):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    practise(anchor, handed_out[0].judge, [40, 30])
    other = next(one for one in handed_out if one.judge_id != handed_out[0].judge_id)

    service.close(anchor, reason="Đã đủ", actor=organizer)

    assert owed_before(other) is None
    assert practice_of(other.judge.user) == []
    assert len(practice_of(handed_out[0].judge.user)) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "Write why"),
        ({"text": " "}, "title and a text"),
        ({"kind": AnchorKind.CONTROL}, "submitted work"),
    ],
)
def test_choosing_says_what_is_missing(choose, change, sentence):
    with pytest.raises(service.AnchorError, match=sentence):
        choose(**change)


def test_opened_work_cannot_be_changed_and_closes_once_with_a_reason(choose, panel, organizer):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    first = anchor.category.criteria[0].id

    with pytest.raises(service.AnchorError, match="stays as it is"):
        service.set_references(anchor, points={first: Decimal(5)}, reasons={}, actor=organizer)
    with pytest.raises(service.AnchorError, match="stays as it is"):
        service.open_anchor(anchor, actor=organizer)
    with pytest.raises(service.AnchorError, match="Write why"):
        service.close(anchor, reason=" ", actor=organizer)
    service.close(anchor, reason="Đủ", actor=organizer)
    with pytest.raises(service.AnchorError, match="closed already"):
        service.close(anchor, reason="Đủ", actor=organizer)


def test_work_that_was_closed_in_preparation_never_opens(choose, panel, organizer):
    anchor = choose()
    service.close(anchor, reason="Nhầm tệp", actor=organizer)

    with pytest.raises(service.AnchorError, match="closed"):
        service.open_anchor(anchor, actor=organizer)


def test_work_opens_to_nobody_where_nobody_sits(choose, organizer):
    with pytest.raises(service.AnchorError, match="Nobody"):
        service.open_anchor(choose(), actor=organizer)


def test_sheet_keeps_to_the_rubric_and_locks(choose, panel, organizer):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    judge = panel[0]
    first, second = anchor.category.criteria
    mine = get_practice_or_404(anchor.id, judge.user)

    with pytest.raises(InvalidPointsError):
        sheets.save(mine, points={first.id: Decimal(61)}, comments={}, actor=judge.user)
    sheets.save(mine, points={first.id: Decimal(60)}, comments={first.id: "rõ"}, actor=judge.user)
    with pytest.raises(InvalidPointsError):
        sheets.finish(mine, actor=judge.user)
    with pytest.raises(LockedSheetError):
        sheets.save(mine, points={}, comments={}, actor=panel[1].user)
    practise(anchor, judge, [60, 40])
    with pytest.raises(LockedSheetError):
        sheets.save(mine, points={second.id: Decimal(1)}, comments={}, actor=judge.user)

    assert db.session.scalar(select(PracticeSheet.state)) is PracticeState.FINISHED


def test_judges_tied_to_the_work_do_not_get_it(choose, edition, panel, organizer, client):
    work = make_accepted(edition, organizer)[0]
    judges.set_conflict(
        panel[0].user, work, kind=ConflictKind.RELATIVE, evidence="Em", source="organizer", actor=organizer
    )
    anchor = choose(version=latest_version(work))

    reached = service.open_anchor(anchor, actor=organizer)

    client.sign_in(panel[0].user)
    assert reached == 2
    assert practice_of(panel[0].user) == []
    assert client.get(f"/judging/practice/{anchor.id}").status_code == 404
    assert len(practice_of(panel[1].user)) == 1


def test_saying_a_tie_excuses_and_keeps_the_real_work_away(choose, edition, handed_out, organizer, client):
    mine = handed_out[0]
    anchor = choose(version=latest_version(mine.submission))
    service.open_anchor(anchor, actor=organizer)
    client.sign_in(mine.judge.user)
    assert "opens" in client.get_text(f"/judging/practice/{anchor.id}")

    client.post_form(f"/judging/practice/{anchor.id}/conflict", {"kind": "relative", "words": "Em gái tôi"})

    sheet = db.session.scalars(select(PracticeSheet)).one()
    assert (sheet.state, sheet.excuse) == (PracticeState.EXCUSED, "Em gái tôi")
    assert db.session.scalar(select(Conflict.kind).where(Conflict.user_id == mine.judge.user_id)) == "relative"
    assert mine.id not in {one.id for one in active_assignments(edition)}
    assert practice_of(mine.judge.user) == []


def test_work_of_an_earlier_edition_is_found_by_its_number(edition, organizer, panel, client):
    earlier = make_edition(award=edition.award, year=2024)
    old = make_accepted(earlier, make_organizer(earlier))[0]
    other = make_accepted(make_edition(), make_organizer(make_edition()))[0]
    unscreened = make_submission(edition=earlier)
    client.sign_in(organizer)
    form = {"category": edition.categories[0].id, "kind": "practice", "reason": "Năm trước", "must": "y"}
    address = f"/manage/editions/{edition.id}/practice/new"

    refused = [client.post_form(address, {**form, "number": one.number}).status_code for one in (other, unscreened)]
    taken = client.post_form(address, {**form, "number": old.number})

    assert refused == [422, 422]
    assert taken.status_code == 302
    assert old.title in client.get_text(taken.location)


def test_judge_sees_the_distribution_from_three_sheets_on(choose, panel, organizer, client):
    anchor = choose()
    first = anchor.category.criteria[0].id
    service.set_references(anchor, points={first: Decimal(45)}, reasons={first: "Rất mới"}, actor=organizer)
    service.open_anchor(anchor, actor=organizer)
    address = f"/judging/practice/{anchor.id}/results"
    client.sign_in(panel[0].user)

    before = client.get(address)
    practise(anchor, panel[0], [40, 30])
    practise(anchor, panel[1], [40, 31])
    few = client.get_text(address)
    practise(anchor, panel[2], [55, 33])
    page = client.get_text(address)

    assert before.status_code == 302
    assert "Not enough yet" in few
    assert '<svg class="chart"' not in few
    assert "Rất mới" not in few
    assert "Rất mới" in page
    assert page.count('<svg class="chart"') == 2
    assert not any(judge.user.name in page for judge in panel[1:])


def test_judge_walks_through_practice_by_its_pages(choose, panel, organizer, client):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    first, second = (one.id for one in anchor.category.criteria)
    client.sign_in(panel[0].user)
    address = f"/judging/practice/{anchor.id}"

    wrong = client.post_form(address, {f"points-{first}": "99", "save": "1"})
    saved = client.post_form(address, {f"points-{first}": "50", "save": "1"})
    again = client.get_text(address)
    senseless = client.post_form(address, {f"points-{first}": "many", "save": "1"})
    kept = client.get_text(address)
    lacking = client.post_form(address, {f"points-{first}": "50", "finish": "1"})
    done = client.post_form(address, {f"points-{first}": "50", f"points-{second}": "20", "finish": "1"})

    assert (wrong.status_code, saved.status_code, lacking.status_code) == (422, 302, 422)
    assert 'value="50"' in again
    assert senseless.status_code == 422
    assert 'value="many"' in senseless.get_data(as_text=True)
    assert 'value="50"' in kept
    assert done.location.endswith("/results")
    assert "Practice first" in client.get_text("/judging")


def test_removing_a_criterion_takes_its_practice_points_along(choose, panel, organizer):
    anchor = choose()
    first, second = (one.id for one in anchor.category.criteria)
    service.set_references(anchor, points={first: Decimal(1), second: Decimal(2)}, reasons={}, actor=organizer)
    service.open_anchor(anchor, actor=organizer)
    practise(anchor, panel[0], [40, 30])

    rubrics.remove(anchor.category, second, revision=anchor.category.rubric_revision, actor=organizer)

    assert list(db.session.scalars(select(PracticeScore.criterion_id))) == [first]


def test_control_is_settled_for_the_whole_panel_and_announced(choose, edition, handed_out, organizer, client):
    work = handed_out[0].submission
    with pytest.raises(service.AnchorError, match="controls"):
        choose(kind=AnchorKind.CONTROL, version=latest_version(work))
    client.sign_in(handed_out[0].judge.user)
    silent = client.get_text("/judging")
    service.set_controls(edition.rounds[0], has_controls=True, reason="Theo dõi độ ổn định", actor=organizer)

    anchor = choose(kind=AnchorKind.CONTROL, version=latest_version(work))
    reached = service.open_anchor(anchor, actor=organizer)

    assert reached == 3
    settled = list(db.session.scalars(select(PairRule)))
    assert {one.judge_id for one in settled} >= {one.judge_id for one in handed_out}
    assert all(one.reads_late for one in settled)
    assert "may be controls" not in silent
    assert "may be controls" in client.get_text("/judging")
    assert practice_of(handed_out[0].judge.user) == []


def test_organizer_walks_from_writing_to_closing_by_the_pages(edition, organizer, panel, client):
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/practice"
    form = {"category": edition.categories[0].id, "kind": "practice", "title": "Mẫu", "text": "Nội dung", "must": "y"}
    first = edition.categories[0].criteria[0].id

    assert "1. Category 1</option>" in client.get_text(f"{base}/new")
    lacking = client.post_form(f"{base}/new", form)
    made = client.post_form(f"{base}/new", {**form, "reason": "Để thống nhất cách chấm"}).location
    wrong = client.post_form(f"{made}/references", {f"points-{first}": "999"})
    kept = client.post_form(f"{made}/references", {f"points-{first}": "45", f"comment-{first}": "Rất mới"})
    nothing = client.post_form(f"{made}/files", {})
    sent = client.post_form(f"{made}/files", {"file": (BytesIO(PDF), "Mẫu.pdf")})
    jobs.run_pending()
    client.post_form(f"{made}/open")
    page = client.get_text(made)
    client.sign_in(panel[0].user)
    anchor = practice_of(panel[0].user)[0].anchor
    judge_page = client.get_text(f"/judging/practice/{anchor.id}")
    file = anchor.files[0].attachment.public_id
    shown = [client.get(f"/judging/practice/{anchor.id}/files/{one}/view").status_code for one in (file, "unknown")]
    client.sign_in(organizer)
    client.post_form(f"{made}/close", {"reason": "Đủ rồi"})

    assert (lacking.status_code, wrong.status_code) == (422, 422)
    assert (kept.status_code, nothing.status_code, sent.status_code) == (302, 302, 302)
    assert "Rất mới" in page
    assert "Mẫu.pdf" in judge_page
    assert shown == [200, 404]
    assert "Đủ rồi" in client.get_text(made)
    assert "Closed" in client.get_text(base)


def test_saying_that_there_may_be_controls_needs_a_reason(edition, organizer, client):
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/practice"

    client.post_form(address, {"has_controls": "y", "reason": ""})
    before = edition.rounds[0].has_controls
    client.post_form(address, {"has_controls": "y", "reason": "Theo dõi độ ổn định"})

    assert (before, edition.rounds[0].has_controls) == (False, True)


def test_page_of_a_control_is_that_of_any_dossier(choose, edition, handed_out, organizer, client):
    mine = handed_out[0]
    client.sign_in(mine.judge.user)
    service.set_controls(edition.rounds[0], has_controls=True, reason="x", actor=organizer)
    pages = ("/judging", f"/judging/{mine.id}")
    before = [TOKEN.sub("", client.get_text(path)) for path in pages]

    service.open_anchor(choose(kind=AnchorKind.CONTROL, version=latest_version(mine.submission)), actor=organizer)

    assert [TOKEN.sub("", client.get_text(path)) for path in pages] == before
