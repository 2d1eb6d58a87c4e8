"""Paper sheets: keyed in for a judge, counted like any other, with everybody named who touched them."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.assignments import declarations
from portal.attachments.service import FileRefusedError
from portal.audit.models import AuditEvent
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import force_locale
from portal.judges import service as judges
from portal.judges.models import ConflictKind, Declaration, DeclaredAnswer
from portal.notifications.models import Email
from portal.paper_sheets import policies, queries, service
from portal.paper_sheets.models import PaperSheet
from portal.scoring import service as scoring
from portal.scoring.models import ScoreChange, Scoresheet, ScoresheetState
from portal.scoring.queries import standings
from tests.factories import PDF, grant, make_organizer, make_secretary, make_user
from tests.paper_sheets.papers import key_in, make_pairs

pytestmark = pytest.mark.usefixtures("app")


def write_at_the_desk(pair, points=10):
    declarations.declare_free([pair], actor=pair.judge.user)
    first = pair.submission.category.criteria[0]
    return scoring.save_scoresheet(
        pair, points={first.id: Decimal(points)}, comments={}, comment_for_author="", private_note="mine",
        actor=pair.judge.user,
    )  # fmt: skip


def test_keyed_sheet_is_the_finished_sheet_of_its_judge():
    edition, _organizer, pairs = make_pairs()
    secretary = make_secretary(edition.categories[0])

    for pair, first in zip(pairs, (50, 60), strict=True):
        key_in(pair, secretary, first, 30)

    sheets = list(db.session.scalars(select(Scoresheet).order_by(Scoresheet.id)))
    assert [(one.state, one.entered_by_id) for one in sheets] == [(ScoresheetState.FINISHED, secretary.id)] * 2
    [standing] = standings(edition)[edition.categories[0].id]
    assert (standing.mean, standing.sheets) == (85, 2)
    assert edition.categories[0].rubric_frozen_at is not None


def test_history_audit_and_letter_name_who_keyed_it_in():
    edition, _organizer, [pair, _other] = make_pairs()
    secretary = make_secretary(edition.categories[0], name="Cô Sáu")

    key_in(pair, secretary)

    assert set(db.session.scalars(select(ScoreChange.actor_id))) == {secretary.id}
    keyed = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "paper_sheet.keyed")).one()
    assert (keyed.actor_id, keyed.details["on_behalf_of"]) == (secretary.id, pair.judge.user_id)
    letter = db.session.scalars(select(Email).where(Email.topic == "scoring_keyed")).one()
    assert (letter.user_id, "Cô Sáu" in letter.body_text) == (pair.judge.user_id, True)


def test_tick_on_paper_is_the_judges_declaration():
    _edition, organizer, [pair, other] = make_pairs()

    key_in(pair, organizer)
    with pytest.raises(service.NotDeclaredError):
        key_in(other, organizer, declared=False)

    [declaration] = db.session.scalars(select(Declaration))
    assert (declaration.judge_id, declaration.answer) == (pair.judge_id, DeclaredAnswer.NONE)
    denied = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "conflict.denied")).one()
    assert (denied.actor_id, denied.subject_id) == (organizer.id, pair.judge.user_id)
    assert denied.details["on_paper"] is True


def test_total_on_the_paper_must_confirm_the_points():
    _edition, organizer, [pair, _other] = make_pairs()

    with pytest.raises(service.ControlTotalError) as caught:
        key_in(pair, organizer, 50, 30, written_total=Decimal(70))
    with pytest.raises(service.ControlTotalError):
        key_in(pair, organizer, 50, 30, written_total=None)
    with force_locale("en"):
        assert str(caught.value) == "The points come to 80, the paper says 70: look at both again"
    assert db.session.scalar(select(Scoresheet)) is None

    paper = key_in(pair, organizer, 50, 30, written_total=Decimal(70), wrong_on_paper=True)

    assert paper.written_total == 70


def test_what_the_rubric_asks_for_is_asked_of_paper_too():
    _edition, organizer, [pair, _other] = make_pairs()
    first, second = pair.submission.category.criteria
    second.comment_below = Decimal(20)

    with pytest.raises(scoring.InvalidPointsError) as missing:
        key_in(pair, organizer, None, 10)
    with pytest.raises(scoring.InvalidPointsError) as outside:
        key_in(pair, organizer, 61, 30)

    assert set(missing.value.problems) == {first.id, second.id}
    assert set(outside.value.problems) == {first.id}
    assert db.session.scalar(select(PaperSheet)) is None
    assert db.session.scalar(select(Declaration)) is None


def test_only_the_secretariat_of_the_category_keys_in_and_nobody_for_themselves():
    edition, organizer, [pair, other] = make_pairs()
    stranger, elsewhere = make_user(), make_secretary(edition.categories[1])
    judge = grant(pair.judge.user, Role.ORGANIZER, edition)

    for person, one in ((stranger, pair), (elsewhere, pair), (judge, pair), (judge, other)):
        with pytest.raises(scoring.LockedSheetError):
            key_in(one, person)

    assert key_in(pair, organizer).keyed_by_id == organizer.id


def test_whoever_is_in_conflict_with_the_work_keys_in_nothing_of_it():
    edition, _organizer, [pair, _other] = make_pairs()
    tied = make_organizer(edition)
    judges.declare_conflict(tied, pair.submission, kind=ConflictKind.RELATIVE, evidence="Em", actor=tied)

    with pytest.raises(scoring.LockedSheetError):
        key_in(pair, tied)


def test_sheet_of_a_judge_in_conflict_is_not_keyed_in():
    _edition, organizer, [pair, other] = make_pairs()
    declarations.declare_tie(pair, kind=ConflictKind.RELATIVE, evidence="Em", actor=pair.judge.user)
    judges.declare_conflict(other.judge, other.submission, kind=ConflictKind.OTHER, evidence="x", actor=organizer)

    for one in (pair, other):
        with pytest.raises(scoring.LockedSheetError):
            key_in(one, organizer)


def test_paper_over_a_begun_sheet_needs_an_organizer_and_a_reason():
    edition, organizer, [pair, _other] = make_pairs()
    secretary = make_secretary(edition.categories[0])
    write_at_the_desk(pair)

    for person, reason in ((secretary, "Mất mạng"), (organizer, " ")):
        with pytest.raises(scoring.LockedSheetError):
            key_in(pair, person, reason=reason)
    paper = key_in(pair, organizer, reason="Mất mạng giữa chừng")

    assert (paper.reason, paper.scoresheet.private_note) == ("Mất mạng giữa chừng", "mine")
    changes = db.session.execute(select(ScoreChange.before, ScoreChange.after, ScoreChange.actor_id)).all()
    assert ("10", "50", organizer.id) in changes


def test_finished_sheet_is_locked_and_reopened_paper_is_keyed_anew():
    edition, organizer, [pair, _other] = make_pairs()
    secretary = make_secretary(edition.categories[0])
    paper = key_in(pair, secretary)

    with pytest.raises(scoring.LockedSheetError):
        key_in(pair, secretary, 40)
    scoring.reopen(paper.scoresheet, reason="Gõ nhầm", actor=organizer)
    again = key_in(pair, secretary, 40)

    assert (again.id, again.scoresheet.state) == (paper.id, ScoresheetState.FINISHED)


def test_judge_who_finishes_a_reopened_sheet_has_entered_it_in_person():
    _edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)
    scoring.reopen(paper.scoresheet, reason="Gõ nhầm", actor=organizer)

    scoring.finish(paper.scoresheet, actor=pair.judge.user)

    assert paper.scoresheet.entered_by_id is None


def test_desk_changes_after_reopening_count_as_begun():
    edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)
    scoring.reopen(paper.scoresheet, reason="Gõ nhầm", actor=organizer)
    paper.keyed_at = clock.now() - timedelta(minutes=5)
    first = pair.submission.category.criteria[0]
    scoring.save_scoresheet(
        pair, points={first.id: Decimal(44)}, comments={}, comment_for_author="", private_note="",
        actor=pair.judge.user,
    )  # fmt: skip

    with pytest.raises(scoring.LockedSheetError):
        key_in(pair, make_secretary(edition.categories[0]))


def test_scan_is_kept_and_replaced_and_nothing_else_is_taken():
    _edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)

    def send(name):
        service.attach_scan(
            paper, filename=name, stream=BytesIO(PDF), size=len(PDF), content_type="application/pdf", actor=organizer
        )

    send("Phiếu 1.pdf")
    first = paper.scan
    send("Phiếu 1 rõ hơn.pdf")
    with pytest.raises(FileRefusedError):
        send("Phiếu.exe")

    assert (first.state, paper.scan.filename) == ("removed", "Phiếu 1 rõ hơn.pdf")
    scanned = select(AuditEvent.details).where(AuditEvent.action == "paper_sheet.scanned")
    assert len(list(db.session.scalars(scanned))) == 2


def test_objection_reaches_the_keyer_and_the_organizers_but_nobody_in_conflict():
    edition, organizer, [pair, _other] = make_pairs()
    secretary, tied = make_secretary(edition.categories[0]), make_organizer(edition)
    judges.declare_conflict(tied, pair.submission, kind=ConflictKind.RELATIVE, evidence="Em", actor=tied)
    paper = key_in(pair, secretary)

    with pytest.raises(service.ObjectionTextError):
        service.object_to(paper, text=" ", actor=pair.judge.user)
    with pytest.raises(service.RefusedError):
        service.object_to(paper, text="Sai", actor=organizer)
    service.object_to(paper, text="Tôi cho 55, không phải 50", actor=pair.judge.user)

    told = set(db.session.scalars(select(Email.user_id).where(Email.topic == "scoring_disputed")))
    assert told == {secretary.id, organizer.id}
    assert paper.objection == "Tôi cho 55, không phải 50"


def test_after_publication_nothing_is_keyed_in_and_nobody_objects():
    _edition, organizer, [pair, _other] = make_pairs()
    paper = key_in(pair, organizer)
    published = policies.Facts(published=True)

    assert not policies.can_key(organizer, pair, None, published)
    assert not policies.can_object(pair.judge.user, paper, published=True)
    assert policies.can_object(pair.judge.user, paper, published=False)
    assert queries.facts_of(organizer, pair).published is False
