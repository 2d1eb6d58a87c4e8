"""Declaring before a dossier opens, giving it back later, and taking pairs back in bulk."""

import pytest
from sqlalchemy import select

from portal.assignments import declarations, publishing, service
from portal.assignments.models import AssignmentState
from portal.assignments.queries import active_assignments, recused_pairs
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import Conflict, ConflictKind, ConflictState, Declaration, DeclaredAnswer
from portal.notifications.models import Email
from portal.submissions.queries import latest_version
from tests.factories import make_accepted, make_edition, make_organizer, make_panel, make_user


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def assigned(edition, organizer):
    make_accepted(edition, organizer, 3)
    make_panel(edition, organizer, 2)
    publishing.publish(service.propose(edition.categories[0], edition.rounds[0], actor=organizer), actor=organizer)
    db.session.commit()
    return active_assignments(edition)


def of_judge(assigned, user):
    return [one for one in assigned if one.judge.user_id == user.id]


def letters():
    sent = select(Email).where(Email.topic == "assignment_recused").order_by(Email.id)
    return [one.recipient for one in db.session.scalars(sent)]


def test_dossier_opens_only_after_a_word(client, assigned):
    one, judge = assigned[0], assigned[0].judge.user
    client.sign_in(judge)
    sheet, files = f"/judging/{one.id}", one.submission.files[0].attachment.public_id

    assert client.get(f"{sheet}/files/{files}").status_code == 404
    assert client.post_form(sheet, {}, headers={"X-Requested-With": "autosave"}).status_code == 409
    page = client.get_text(client.get(sheet).location)
    assert one.submission.title in page
    assert latest_version(one.submission).content["summary"] in page
    assert one.submission.owner.name not in page
    assert "Giảm một nửa thời gian" not in page
    assert client.post_form(f"/judging/assignments/{one.id}/declare", {}).status_code == 200
    client.post_form(f"/judging/assignments/{one.id}/declare", {"answer": "none"})

    assert "Giảm một nửa thời gian" in client.get_text(sheet)


@pytest.mark.parametrize("answer", ["conflict", "not_my_field"])
def test_work_goes_back_with_a_reason(client, assigned, organizer, answer):
    one, address = assigned[0], f"/judging/assignments/{assigned[0].id}/declare"
    client.sign_in(one.judge.user)

    assert client.post_form(address, {"answer": answer}).status_code == 200
    kind = {"kind": "relative"} if answer == "conflict" else {}
    assert client.post_form(address, {"answer": answer, "evidence": "Anh em họ", **kind}).status_code == 302

    assert one.state is AssignmentState.RECUSED
    assert client.get(f"/judging/{one.id}").status_code == 404
    assert (one.judge_id, one.submission_id) in recused_pairs(one.submission.category)
    known = [(found.kind, found.state) for found in db.session.scalars(select(Conflict))]
    assert known == ([(ConflictKind.RELATIVE, ConflictState.CONFIRMED)] if answer == "conflict" else [])
    assert letters() == [organizer.email]


def test_all_but_the_doubtful_open_at_once(client, assigned):
    judge = assigned[0].judge.user
    mine = of_judge(assigned, judge)
    client.sign_in(judge)
    form = {"shown": [str(one.id) for one in mine[:2]], "doubtful": [str(mine[0].id)], "confirm": "y"}

    assert client.post_form("/judging/declarations", {**form, "confirm": ""}).status_code == 200
    assert client.post_form("/judging/declarations", form).status_code == 302

    declared = db.session.scalars(select(Declaration))
    assert [(one.submission_id, one.answer) for one in declared] == [(mine[1].submission_id, DeclaredAnswer.NONE)]


def test_nobody_declares_for_another(assigned):
    with pytest.raises(declarations.NotYourAssignmentError):
        declarations.declare_free(assigned, actor=make_user())


def test_organizer_takes_several_pairs_back_with_one_reason(client, edition, organizer, assigned):
    client.sign_in(organizer)
    address = f"/manage/editions/{edition.id}/assignments/pairs"
    chosen = {"pair": [str(one.id) for one in assigned[:2]], "kind": "financial"}

    assert client.post_form(address, chosen).status_code == 200
    assert client.post_form(address, {"kind": "financial", "evidence": "x"}).status_code == 200
    assert client.post_form(address, {**chosen, "evidence": "Cùng góp vốn"}).status_code == 302

    assert [one.state for one in assigned[:3]] == [AssignmentState.RECUSED] * 2 + [AssignmentState.ACTIVE]
    assert {one.evidence for one in db.session.scalars(select(Conflict))} == {"Cùng góp vốn"}


def test_confirmed_conflict_ends_the_assignment_and_a_rejected_one_does_not(client, edition, organizer, assigned):
    client.sign_in(organizer)
    for one, button in ((assigned[0], "confirm"), (assigned[1], "reject")):
        found = judges.set_conflict(
            one.judge, one.submission, kind=ConflictKind.OTHER, evidence="x", source="author", actor=organizer
        )
        client.post_form(
            f"/manage/editions/{edition.id}/conflicts/{found.id}/decide", {button: "1", "reason": "Đã hỏi"}
        )

    assert [one.state for one in assigned[:2]] == [AssignmentState.RECUSED, AssignmentState.ACTIVE]


def test_letter_about_a_recusal_spares_the_organizer_in_conflict(edition, organizer, assigned):
    one, other = assigned[0], make_organizer(edition)
    judges.declare_conflict(organizer, one.submission, kind=ConflictKind.RELATIVE, evidence="x", actor=organizer)

    declarations.declare_tie(one, kind=ConflictKind.OTHER, evidence="y", actor=one.judge.user)

    assert letters() == [other.email]


def test_conflict_that_comes_up_before_publishing_is_not_handed_out(edition, organizer):
    (work,) = make_accepted(edition, organizer)
    judge, other = make_panel(edition, organizer, 2)
    run = service.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    judges.declare_conflict(judge, work, kind=ConflictKind.RELATIVE, evidence="x", actor=judge.user)

    made = publishing.publish(run, actor=organizer)

    assert [(one.judge_id, one.submission_id) for one in made] == [(other.id, work.id)]
