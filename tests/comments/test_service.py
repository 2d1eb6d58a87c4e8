"""Writing, confirming, moderating, answering, reminding and forgetting."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.accounts.service import InvalidEmailError
from portal.attachments.models import Attachment, AttachmentState
from portal.audit.models import AuditEvent
from portal.comments import claims, erasure, moderation, periods, queries, service
from portal.comments.models import ClaimState, Comment, CommentKind, CommentState
from portal.comments.rules import Hearing
from portal.comments.service import SentFile
from portal.core import clock
from portal.core.db import db
from portal.decisions.models import ListKind
from portal.decisions.queries import latest_list
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.notifications.models import EmailState
from tests.comments.voices import close, letters, link_in, make_period, make_shortlisted, say
from tests.factories import PDF, make_organizer, make_secretary, make_user
from tests.moments import DAY

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def stage(app):
    edition, organizer, works = make_shortlisted()
    return edition, organizer, works, make_period(edition, organizer)


def evidence(content=PDF, name="Bằng sáng chế.pdf"):
    return SentFile(name, BytesIO(content), len(content), "application/pdf")


def test_nothing_counts_before_the_letter_is_answered(stage):
    edition, _organizer, works, period = stage

    comment = service.write(period, works[0], kind=CommentKind.SUPPORT, email="Dan@Example.com", locale="vi")
    before = queries.supports_of(period)
    first, second = service.confirm(comment), service.confirm(comment)

    assert (before[works[0].id], queries.supports_of(period)[works[0].id]) == (0, 1)
    assert (first, second) == (True, False)
    assert letters("comment_confirm")[0].recipient == "dan@example.com"
    assert queries.summary_for(edition)[works[0].id].supports == 1


def test_one_address_supports_a_work_once_and_another_work_too(stage):
    _edition, _organizer, works, period = stage

    for work in (works[0], works[0], works[1]):
        say(period, work, CommentKind.SUPPORT, email="DAN@example.com" if work is works[0] else "dan@example.com")

    assert queries.supports_of(period) == {works[0].id: 1, works[1].id: 1}


def test_address_is_not_written_to_without_end(stage):
    _edition, _organizer, works, period = stage
    for _ in range(service.LETTERS_A_DAY):
        service.write(period, works[0], kind=CommentKind.SUPPORT, email="nan.nhan@example.com", locale="vi")

    with pytest.raises(service.TooManyLettersError):
        service.write(period, works[1], kind=CommentKind.SUPPORT, email="nan.nhan@example.com", locale="vi")


def test_nothing_is_taken_outside_the_period_or_from_no_address(stage):
    _edition, _organizer, works, period = stage

    with pytest.raises(InvalidEmailError):
        service.write(period, works[0], kind=CommentKind.COMMENT, email="nobody", locale="vi", text="x")
    close(period)
    with pytest.raises(service.NotWritableError):
        service.write(period, works[0], kind=CommentKind.COMMENT, email="a@example.com", locale="vi", text="x")


def test_comment_is_read_before_it_is_published_and_its_writer_is_told(stage):
    edition, organizer, works, period = stage
    good, bad = say(period, works[0]), say(period, works[0], text="Đồ lừa đảo!")

    moderation.publish(good, actor=organizer)
    with pytest.raises(moderation.WithoutReasonError):
        moderation.withhold(bad, code="", words=" ", actor=organizer)
    moderation.withhold(bad, code="personal_attack", words="Xin viết lại.", actor=organizer)

    assert [one.id for one in db.session.scalars(queries.published_of(period, works[0]))] == [good.id]
    told = letters("comment_decided")
    assert "can be read by everybody now" in told[0].body_text
    assert "It attacks somebody." in told[1].body_text
    assert "Xin viết lại." in told[1].body_text
    assert queries.summary_for(edition)[works[0].id].comments == 1


def test_objection_goes_to_the_author_and_comes_back_answered(stage):
    edition, organizer, works, period = stage
    owner = works[0].owner
    comment = say(period, works[0], CommentKind.OBJECTION, email="chu.so.huu@example.com", text="Đã có bằng số 1")

    with pytest.raises(moderation.ModerationRefusedError):
        moderation.publish(comment, actor=organizer)
    claims.ask(comment, question="Công trình có trùng bằng số 1?", actor=make_secretary(edition.categories[0]))
    asked = comment.claim.state
    claims.reply(comment, text="Không, khác nguyên lý.", actor=owner)
    with pytest.raises(claims.ClaimRefusedError):
        claims.reply(comment, text="Thêm nữa", actor=owner)
    claims.answer(comment, outcome=ClaimState.DISMISSED, text="Hai nguyên lý khác nhau.", publish=True, actor=organizer)
    with pytest.raises(claims.ClaimRefusedError):
        claims.answer(comment, outcome=ClaimState.UPHELD, text="Đổi ý", publish=True, actor=organizer)

    assert (asked, comment.claim.state, comment.state) == (
        ClaimState.ASKED, ClaimState.DISMISSED, CommentState.PUBLISHED,
    )  # fmt: skip
    assert comment.claim.due_at == comment.confirmed_at + timedelta(days=10)
    assert letters("claim_asked")[0].recipient == owner.email
    assert "chu.so.huu" not in letters("claim_asked")[0].body_text
    assert "Hai nguyên lý khác nhau." in letters("claim_answered")[0].body_text
    assert queries.summary_for(edition)[works[0].id].objections == {ClaimState.DISMISSED: 1}


def test_only_organizers_answer_and_only_those_with_the_category_ask(stage):
    edition, _organizer, works, period = stage
    comment = say(period, works[0], CommentKind.OBJECTION)
    mine, other = (make_secretary(category) for category in edition.categories)

    with pytest.raises(claims.ClaimRefusedError):
        claims.answer(comment, outcome=ClaimState.UPHELD, text="x", publish=False, actor=mine)
    for somebody in (other, make_user(), works[0].owner):
        with pytest.raises(claims.ClaimRefusedError):
            claims.ask(comment, question="x", actor=somebody)
    with pytest.raises(claims.WordsMissingError):
        claims.ask(comment, question=" ", actor=mine)


def test_due_objection_is_said_once_to_organizers_without_a_conflict(stage):
    edition, organizer, works, period = stage
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=tied)
    comment = say(period, works[0], CommentKind.OBJECTION)

    early = claims.remind_due(comment.claim.due_at - 3 * DAY)
    counts = [claims.remind_due(comment.claim.due_at - DAY) for _ in range(2)]

    assert (early, counts) == (0, [1, 0])
    assert [one.recipient for one in letters("claim_due")] == [organizer.email]


def test_evidence_is_scanned_and_a_wrong_file_keeps_nothing(stage):
    from portal.jobs import service as jobs

    _edition, _organizer, works, period = stage

    comment = say(period, works[0], CommentKind.OBJECTION, evidence=[evidence()])
    with pytest.raises(service.attachments.FileRefusedError):
        say(period, works[0], CommentKind.OBJECTION, evidence=[evidence(b"MZ", "virus.exe")])
    with pytest.raises(service.attachments.FileRefusedError):
        say(period, works[0], CommentKind.OBJECTION, evidence=[evidence() for _ in range(4)])
    jobs.run_pending()

    kept = comment.claim.files[0].attachment
    assert (kept.owner_id, kept.state) == (None, AttachmentState.READY)
    assert db.session.scalars(select(Comment).where(Comment.kind == CommentKind.OBJECTION)).all() == [comment]


def test_addresses_are_forgotten_after_the_days_of_the_rules_but_not_of_open_objections(stage):
    _edition, organizer, works, period = stage
    comment, support = say(period, works[0]), say(period, works[0], CommentKind.SUPPORT)
    objection = say(period, works[0], CommentKind.OBJECTION, email="cho@example.com")
    for one in letters("comment_confirm"):
        one.state = EmailState.SENT
    close(period)

    early = erasure.erase(period.closes_at + 89 * DAY)
    late = erasure.erase(period.closes_at + 90 * DAY)

    assert (early, late) == (0, 2)
    assert (comment.email, support.email, support.support_key, objection.email) == ("", "", None, "cho@example.com")
    assert [one.recipient for one in letters("comment_confirm")] == ["cho@example.com"]
    claims.answer(objection, outcome=ClaimState.ANSWERED, text="Đã xem", publish=False, actor=organizer)
    assert erasure.erase(period.closes_at + 91 * DAY) == 1


def test_what_nobody_confirms_is_forgotten_with_its_files(stage):
    _edition, _organizer, works, period = stage
    service.write(
        period, works[0], kind=CommentKind.OBJECTION, email="a@example.com", locale="vi", text="x",
        evidence=[evidence()],
    )  # fmt: skip

    kept = erasure.erase(clock.now() + 2 * DAY)
    gone = erasure.erase(clock.now() + 4 * DAY)

    assert (kept, gone) == (0, 1)
    assert db.session.query(Comment).count() == 0
    states = select(Attachment.state).where(Attachment.owner_id.is_(None))
    assert list(db.session.scalars(states)) == [AttachmentState.REMOVED]


def test_log_knows_what_was_done_and_no_address(stage):
    _edition, organizer, works, period = stage
    moderation.publish(say(period, works[0], email="bi.mat@example.com"), actor=organizer)

    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("comment"))).all()

    assert [one.action for one in events] == ["comments.opened", "comment.confirmed", "comment.published"]
    assert "bi.mat" not in str([one.details for one in events])


def test_period_is_one_at_a_time_is_only_made_longer_and_says_why(stage):
    edition, organizer, _works, period = stage
    end, version = period.closes_at, period.list_version

    with pytest.raises(periods.PeriodRunsError):
        periods.open_period(edition, version, opens_at=end, closes_at=end + 15 * DAY, actor=organizer)
    with pytest.raises(periods.NothingToExtendError):
        periods.extend(period, closes_at=end - DAY, reason="Sớm hơn", actor=organizer)
    with pytest.raises(periods.NothingToExtendError):
        periods.extend(period, closes_at=end + DAY, reason=" ", actor=organizer)
    with pytest.raises(periods.NotOverError):
        periods.publish_report(period, actor=organizer)
    periods.extend(period, closes_at=end + DAY, reason="Nghỉ lễ", actor=organizer)
    close(period)
    with pytest.raises(periods.NothingToExtendError):
        periods.extend(period, closes_at=clock.now() + DAY, reason="Muộn", actor=organizer)
    with pytest.raises(periods.PeriodDatesError):
        periods.open_period(edition, version, opens_at=end - 9 * DAY, closes_at=end - 30 * DAY, actor=organizer)

    assert period.extension_reason == "Nghỉ lễ"


def test_period_is_never_backdated_and_is_short_only_for_a_reason_that_is_published():
    edition, organizer, _works = make_shortlisted()
    version, now = latest_list(edition, ListKind.SHORTLIST), clock.now()
    for opens_at, closes_at, reason, error in (
        (now - 30 * DAY, now + DAY, "Gấp", periods.BackdatedError),
        (now, now + 14 * DAY, " ", periods.ShortPeriodError),
        (now + DAY, now + 15 * DAY, "", periods.ShortPeriodError),
    ):
        with pytest.raises(error):
            periods.open_period(
                edition, version, opens_at=opens_at, closes_at=closes_at, short_reason=reason, actor=organizer
            )

    short = periods.open_period(
        edition, version, opens_at=now, closes_at=now + DAY, short_reason="Quyết định 12", actor=organizer
    )
    close(short)
    whole = periods.open_period(
        edition, version, opens_at=now, closes_at=now + 15 * DAY, short_reason="Thừa", actor=organizer
    )

    report = periods.publish_report(short, actor=organizer)
    assert (short.short_reason, whole.short_reason) == ("Quyết định 12", "")
    assert report.content["short_reason"] == "Quyết định 12"


def test_what_is_confirmed_after_the_end_does_not_count(client, stage):
    edition, _organizer, works, period = stage
    written = [
        service.write(period, works[0], kind=kind, email="muon@example.com", locale="en", text="Sao chép")
        for kind in (CommentKind.OBJECTION, CommentKind.SUPPORT)
    ]
    link = link_in(letters("comment_confirm")[0])
    close(period)

    for comment in written:
        with pytest.raises(service.TooLateError):
            service.confirm(comment)
    pages = [client.get_text(link), client.post_form(link, follow_redirects=True).get_data(as_text=True)]

    assert {one.state for one in written} == {CommentState.UNCONFIRMED}
    assert queries.supports_of(period)[works[0].id] == 0
    assert queries.hearing_of(edition, clock.now(), None) is Hearing.OVER
    assert ["nội dung này không được tính" in page for page in pages] == [True, True]


def test_addresses_of_one_mailbox_support_a_work_once(stage):
    _edition, _organizer, works, period = stage
    for email in ("ban.doc@gmail.com", "Bandoc+1@gmail.com", "b.andoc+2@googlemail.com", "bandoc@example.com"):
        say(period, works[0], CommentKind.SUPPORT, email=email)

    assert queries.supports_of(period)[works[0].id] == 2
