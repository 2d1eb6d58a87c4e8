"""Letters are gathered, edited, approved and sent once, and every act is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.assignments.queries import active_assignments
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.core.errors import StaleRowError
from portal.decisions import service as decisions
from portal.feedback import queries, runs, sending, service
from portal.feedback.models import Channel, FeedbackLetter, FeedbackOpening, LetterState, RunKind
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.notifications.models import Email
from portal.publication import service as publication
from portal.submissions.models import Submission
from tests.factories import make_organizer
from tests.feedback.letters import SECRET, make_remarked, remark
from tests.moments import NOW
from tests.paper import make_paper


def publish(edition, organizer, works):
    decisions.make_shortlist(edition, actor=organizer, reason="Đã đủ")
    decision = decisions.decide(edition, prizes={}, cap_reasons={}, reference="1", signatory="x", actor=organizer)
    publication.publish(decision, actor=organizer)
    jobs.run_pending()
    return decision


def mails(topic, work):
    mine = select(Email).where(Email.topic == topic, Email.user_id == work.owner_id)
    return list(db.session.scalars(mine.order_by(Email.id)))


def actions(letter):
    events = select(AuditEvent.action).where(
        AuditEvent.subject_type == "FeedbackLetter", AuditEvent.subject_id == letter.id
    )
    return list(db.session.scalars(events.order_by(AuditEvent.sequence)))


@pytest.mark.usefixtures("app")
def test_gathering_takes_remarks_and_comments_and_nothing_private():
    _edition, organizer, works = make_remarked(1)

    letter = service.gather(works[0], actor=organizer)

    first, second = works[0].category.criteria
    assert sorted(letter.texts[str(first.id)].split("\n\n")) == ["Nhận xét 0 (mới)", "Nhận xét 1 (mới)"]
    assert letter.texts[str(second.id)] == ""
    assert sorted(letter.general.split("\n\n")) == ["Nhận xét 0 (chung)", "Nhận xét 1 (chung)"]
    assert SECRET not in str((letter.texts, letter.general))
    assert (letter.state, letter.findings, letter.revision) == (LetterState.GATHERED, 0, 1)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("keeps", [False, True])
def test_letter_says_what_the_valid_sheets_say_by_the_rule_of_the_edition(keeps):
    edition, organizer, works = make_remarked(1)
    edition.keeps_recused = keeps
    judge = active_assignments(edition)[0].judge
    conflict = judges.declare_conflict(judge, works[0], kind=ConflictKind.RELATIVE, evidence="Anh", actor=organizer)
    conflict.created_at += timedelta(days=1)
    db.session.commit()

    letter = service.gather(works[0], actor=organizer)

    assert len(letter.general.split("\n\n")) == (2 if keeps else 1)


@pytest.mark.usefixtures("app")
def test_order_is_stored_and_stays_when_a_letter_is_gathered_again():
    _edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    places, texts = letter.places, letter.texts

    for _ in range(5):
        again = service.gather(works[0], actor=organizer)

    assert (again.places, again.texts, again.id) == (places, texts, letter.id)


@pytest.mark.usefixtures("app")
def test_sheet_that_is_opened_again_is_noticed_and_left_out():
    edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    remark(edition, organizer, active_assignments(edition)[0], "Khác hẳn")

    sheets = queries.remarks_of([works[0].id])[works[0].id]

    assert service.has_newer_sheets(letter, sheets)
    service.gather(works[0], actor=organizer)
    assert not service.has_newer_sheets(letter, sheets)
    assert "Khác hẳn (chung)" in letter.general


@pytest.mark.usefixtures("app")
def test_two_windows_cannot_overwrite_each_other_and_a_repetition_is_no_conflict():
    _edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Từ cửa sổ một"}, revision=1, actor=organizer)

    repeated = service.edit(letter, values={"general": "Từ cửa sổ một"}, revision=1, actor=organizer)
    with pytest.raises(service.ConflictingLetterError) as error:
        service.edit(letter, values={"general": "Từ cửa sổ hai"}, revision=1, actor=organizer)

    assert repeated.revision == 2
    assert error.value.conflicts == ("general",)
    assert error.value.theirs["general"] == letter.general == "Từ cửa sổ một"
    assert error.value.by == organizer.name


@pytest.mark.usefixtures("app")
def test_letter_with_a_name_is_approved_only_with_a_reason():
    edition, organizer, works = make_remarked(1)
    judge = active_assignments(edition)[0].judge
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": f"Theo {judge.user.name}"}, actor=organizer)

    with pytest.raises(service.ReasonMissingError):
        service.approve(letter, actor=organizer)
    service.approve(letter, actor=organizer, reason="Tên của một tác giả")

    assert (letter.findings, letter.state) == (1, LetterState.APPROVED)
    assert letter.approval_reason == "Tên của một tác giả"


@pytest.mark.usefixtures("app")
def test_approving_looks_again_because_judges_may_have_come_since():
    edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Theo Đinh Quốc Bảo thì tốt"}, actor=organizer)
    assert letter.findings == 0

    judges.add_judge(
        edition, name="Đinh Quốc Bảo", email="bao@example.com", organisation="Viện Bảo", actor=organizer, tell=False
    )

    with pytest.raises(service.ReasonMissingError):
        service.approve(letter, actor=organizer)


@pytest.mark.usefixtures("app")
def test_second_person_approves_where_the_edition_asks_for_it():
    edition, organizer, works = make_remarked(
        1, rules={"edition": {}, "contact": {}, "feedback": {"second_person": True}}
    )
    other = make_organizer(edition)
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Tốt"}, actor=organizer)

    with pytest.raises(service.LetterRefusedError):
        service.approve(letter, actor=organizer)
    service.approve(letter, actor=other)

    assert (letter.approved_by_id, letter.edited_by_id) == (other.id, organizer.id)


@pytest.mark.usefixtures("app")
def test_approval_is_for_the_words_that_were_read_and_locks_them_until_taken_back():
    _edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values={"general": "Sau"}, actor=organizer)

    with pytest.raises(StaleRowError):
        service.approve(letter, actor=organizer, revision=1)
    service.approve(letter, actor=organizer, revision=2)
    for act in (lambda: service.edit(letter, values={"general": "x"}, actor=organizer),
                lambda: service.gather(works[0], actor=organizer)):  # fmt: skip
        with pytest.raises(service.LetterRefusedError):
            act()
    with pytest.raises(service.ReasonMissingError):
        service.take_back(letter, reason=" ", actor=organizer)
    service.take_back(letter, reason="Sai chính tả", actor=organizer)

    assert (letter.state, letter.general, letter.approved_by_id) == (LetterState.EDITED, "Sau", None)
    assert actions(letter) == ["feedback.gathered", "feedback.edited", "feedback.approved", "feedback.taken_back"]


@pytest.mark.usefixtures("app")
def test_empty_letter_is_not_approved():
    _edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    service.edit(letter, values=dict.fromkeys(service.parts_of(works[0]), ""), actor=organizer)

    with pytest.raises(service.LetterRefusedError):
        service.approve(letter, actor=organizer)


@pytest.mark.usefixtures("app")
def test_letter_of_the_decision_carries_approved_feedback_once():
    edition, organizer, works = make_remarked(2)
    carried, open_letter = (service.gather(work, actor=organizer) for work in works)
    service.edit(carried, values={"general": "Hãy thử thêm"}, actor=organizer)
    service.approve(carried, actor=organizer)
    with pytest.raises(service.LetterRefusedError):
        sending.send(carried, actor=organizer)

    decision = publish(edition, organizer, works)

    first, second = (mails("result_published", work) for work in works)
    assert ["Hãy thử thêm" in one.body_text and "Hãy thử thêm" in one.body_html for one in first] == [True]
    assert ["(chung)" in one.body_text for one in second] == [False]
    assert (carried.state, carried.channel) == (LetterState.SENT, Channel.DECISION)
    assert open_letter.state is LetterState.GATHERED
    with pytest.raises(service.LetterRefusedError):
        sending.send(carried, actor=organizer)
    again = decisions.decide(edition, prizes={}, cap_reasons={}, reference="2", signatory="x", actor=organizer)
    publication.publish(again, actor=organizer, reason="Ghi nhầm số quyết định")
    jobs.run_pending()
    assert decision.id != again.id
    assert ["Hãy thử thêm" in one.body_text for one in mails("result_published", works[0])] == [True, False]


@pytest.mark.usefixtures("app")
def test_after_the_decision_a_letter_goes_on_its_own_and_never_twice():
    edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)
    publish(edition, organizer, works)
    with pytest.raises(service.LetterRefusedError):
        sending.send(letter, actor=organizer)
    service.approve(letter, actor=organizer)

    sending.send(letter, actor=organizer)
    with pytest.raises(service.LetterRefusedError):
        sending.send(letter, actor=organizer)

    sent = mails("feedback_sent", works[0])
    assert ["Nhận xét 0 (mới)" in one.body_text for one in sent] == [True]
    assert (letter.state, letter.channel) == (LetterState.SENT, Channel.OWN)
    assert actions(letter)[-1] == "feedback.sent"


@pytest.mark.usefixtures("app")
def test_many_letters_are_gathered_approved_and_sent_in_the_background():
    edition, organizer, works = make_remarked(3)
    edited = service.gather(works[0], actor=organizer)
    service.edit(edited, values={"general": "Gọi 0903 123 456"}, actor=organizer)
    publish(edition, organizer, works)

    done = []
    for kind in RunKind:
        run = runs.start(edition, kind, actor=organizer, category=edition.categories[0])
        jobs.run_pending()
        done.append((run.total, run.seen, run.changed, run.finished_at is not None))

    states = [queries.letter_of(work).state for work in works]
    assert done == [(2, 2, 2, True)] * 3
    assert states == [LetterState.EDITED, LetterState.SENT, LetterState.SENT]
    assert [len(mails("feedback_sent", work)) for work in works] == [0, 1, 1]
    runs.work(run.id)
    assert [len(mails("feedback_sent", work)) for work in works] == [0, 1, 1]


@pytest.mark.usefixtures("app")
def test_letter_is_gathered_by_a_worker_that_has_read_nothing_yet():
    _edition, organizer, works = make_remarked(3)
    numbers = works[0].id, organizer.id
    db.session.commit()
    db.session.expunge_all()

    work, actor = db.session.get_one(Submission, numbers[0]), db.session.get_one(User, numbers[1])

    assert service.gather(work, actor=actor).state is LetterState.GATHERED


@pytest.mark.usefixtures("app")
def test_run_leaves_works_in_conflict_with_its_person_alone(monkeypatch):
    edition, organizer, works = make_remarked(3)
    judges.declare_conflict(organizer, works[1], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=organizer)
    monkeypatch.setattr(runs, "BATCH", 1)

    run = runs.start(edition, RunKind.GATHER, actor=organizer)
    jobs.run_pending()

    gathered = set(db.session.scalars(select(FeedbackLetter.submission_id)))
    assert (run.total, run.seen) == (2, 2)
    assert gathered == {works[0].id, works[2].id}


@pytest.mark.usefixtures("app")
def test_too_many_words_are_refused_with_a_sentence():
    _edition, organizer, works = make_remarked(1)
    letter = service.gather(works[0], actor=organizer)

    with pytest.raises(service.TooLongError) as error:
        service.edit(letter, values={"general": "x" * (service.TEXT_LENGTH + 1)}, actor=organizer)

    assert "60" in str(error.value)


@pytest.mark.usefixtures("app")
def test_paper_without_an_address_is_handed_over_and_others_are_not():
    edition, organizer, works = make_remarked(1)
    paper = make_paper(edition.categories[0], organizer)
    db.session.add(FeedbackOpening(edition_id=edition.id, opened_at=NOW))
    letter, other = (service.gather(work, actor=organizer) for work in (paper, works[0]))
    service.edit(letter, values={"general": "Nên thử thêm"}, actor=organizer)
    for one in (letter, other):
        service.approve(one, actor=organizer)
    db.session.commit()

    with pytest.raises(sending.NoAddressError):
        sending.send(letter, actor=organizer)
    with pytest.raises(service.LetterRefusedError):
        sending.hand_over(other, actor=organizer)
    sending.hand_over(letter, actor=organizer)

    assert (letter.state, letter.channel) == (LetterState.SENT, Channel.PAPER)
    assert (other.state, other.channel) == (LetterState.APPROVED, None)


@pytest.mark.usefixtures("app")
def test_run_marks_what_the_name_check_finds_by_now_and_leaves_it_unapproved():
    edition, organizer, works = make_remarked(2)
    for work in works:
        service.gather(work, actor=organizer)
    service.edit(queries.letter_of(works[0]), values={"general": "Theo Đinh Quốc Bảo thì tốt"}, actor=organizer)
    judges.add_judge(
        edition, name="Đinh Quốc Bảo", email="bao@example.com", organisation="Viện Bảo", actor=organizer, tell=False
    )

    run = runs.start(edition, RunKind.APPROVE, actor=organizer)
    jobs.run_pending()

    letters = [queries.letter_of(work) for work in works]
    assert (run.total, run.changed) == (2, 1)
    assert [(one.state, one.findings) for one in letters] == [(LetterState.EDITED, 1), (LetterState.APPROVED, 0)]
