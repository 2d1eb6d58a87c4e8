"""Sheets, the register of adoptions, check-ins, and what is forgotten."""

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.notifications.models import Email
from portal.replications import adoptions, check_ins, erasure, queries, rules, sheets
from portal.replications.models import Adoption, AdoptionState, CheckIn, InUse, SheetState
from tests.factories import make_user
from tests.moments import DAY, SECOND
from tests.replications.winners import make_decided, make_winner, published, released_at, reported

pytestmark = pytest.mark.usefixtures("app")
SHEET = {"needs": "Hai người, một máy", "cost": "10 triệu đồng", "contact": "Phòng Kỹ thuật", "licence": "Tự do"}


@pytest.fixture
def winner(app):
    return make_winner()


def letters(topic):
    return list(db.session.scalars(select(Email).where(Email.topic == topic).order_by(Email.id)))


def test_sheet_is_public_once_approved_and_stays_so_while_it_is_changed(winner):
    _edition, organizer, work = winner
    sheet = sheets.save(work, values=SHEET, offer=True, actor=work.owner)

    with pytest.raises(sheets.SheetRefusedError):
        sheets.give_back(sheet, reason=" ", actor=organizer)
    sheets.give_back(sheet, reason="Nêu rõ chi phí", actor=organizer)
    returned, nothing = sheet.state, dict(sheet.published)
    sheets.save(work, values=SHEET, offer=True, actor=work.owner)
    sheets.approve(sheet, actor=organizer)
    sheets.save(work, values={**SHEET, "cost": "20 triệu đồng"}, offer=False, actor=work.owner)
    with pytest.raises(sheets.SheetRefusedError):
        sheets.approve(sheet, actor=organizer)

    assert (returned, nothing, sheet.state) == (SheetState.RETURNED, {}, SheetState.DRAFT)
    assert (sheet.published["cost"], sheet.cost) == ("10 triệu đồng", "20 triệu đồng")
    assert "Nêu rõ chi phí" in letters("replication_decided")[0].body_text


def test_sheet_is_written_by_those_behind_the_work_and_says_what_matters(winner):
    _edition, organizer, work = winner

    for somebody in (make_user(), organizer):
        with pytest.raises(sheets.SheetRefusedError):
            sheets.save(work, values=SHEET, offer=False, actor=somebody)
    with pytest.raises(sheets.EmptySheetError):
        sheets.save(work, values={"cost": "1"}, offer=True, actor=work.owner)


def test_adoption_is_proven_by_letter_confirmed_by_the_author_and_published_by_an_organizer(winner):
    _edition, organizer, work = winner
    adoption = adoptions.report(
        work, organisation="Bệnh viện A", place="hue", locality="", year=clock.now().year, effect="", reporter="Bảy",
        email="BAY@example.com", locale="vi",
    )  # fmt: skip

    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.publish(adoption, actor=organizer)
    proven = adoptions.verify(adoption), adoptions.verify(adoption)
    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.publish(adoption, actor=organizer)
    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.answer(adoption, agrees=True, remark="", actor=make_user())
    adoptions.answer(adoption, agrees=True, remark="Đúng", actor=work.owner)
    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.answer(adoption, agrees=False, remark="", actor=work.owner)
    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.publish(adoption, actor=work.owner)
    adoptions.publish(adoption, actor=organizer)

    assert proven == (True, False)
    assert adoption.state is AdoptionState.PUBLISHED
    assert letters("adoption_confirm")[0].recipient == "bay@example.com"
    assert letters("adoption_reported")[0].recipient == work.owner.email
    assert letters("adoption_decided")[0].locale == "vi"


def test_report_that_the_author_denies_is_refused_with_a_reason(winner):
    _edition, organizer, work = winner
    adoption = reported(work)
    adoptions.answer(adoption, agrees=False, remark="Không biết", actor=work.owner)

    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.publish(adoption, actor=organizer)
    with pytest.raises(adoptions.AdoptionRefusedError):
        adoptions.refuse(adoption, reason="", actor=organizer)
    adoptions.refuse(adoption, reason="Tác giả không xác nhận", actor=organizer)

    assert adoption.state is AdoptionState.REFUSED
    assert "Tác giả không xác nhận" in letters("adoption_decided")[0].body_text


def test_impossible_places_and_years_and_too_many_letters_are_refused(winner):
    _edition, _organizer, work = winner

    for odd in ({"place": "atlantis"}, {"place": ""}, {"year": 1700}, {"year": clock.now().year + 1}):
        with pytest.raises(adoptions.ImpossibleReportError):
            reported(work, **odd)
    for _ in range(adoptions.LETTERS_A_DAY):
        reported(work, email="nan.nhan@example.com")
    with pytest.raises(adoptions.TooManyReportsError):
        reported(work, email="nan.nhan@example.com")


def test_winners_are_asked_in_time_reminded_twice_and_asked_anew_later(winner):
    edition, _organizer, work = winner
    half, year = (rules.months_later(released_at(edition), months) for months in (6, 12))

    found = [
        check_ins.keep_asking(moment)
        for moment in (
            half - SECOND, half, half + DAY, half + 14 * DAY, half + 15 * DAY, half + 28 * DAY, half + 90 * DAY, year,
        )
    ]  # fmt: skip

    assert found == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0), (0, 1), (0, 0), (1, 0)]
    rows = list(db.session.scalars(select(CheckIn).order_by(CheckIn.months)))
    assert [(one.submission_id, one.months, one.reminders) for one in rows] == [(work.id, 6, 2), (work.id, 12, 0)]
    assert [one.recipient for one in letters("check_in_asked")] == [work.owner.email] * 4


def test_nobody_is_asked_before_the_release(app):
    make_decided()

    assert check_ins.keep_asking(clock.now() + 900 * DAY) == (0, 0)


def test_answer_stops_reminders_and_only_what_the_winner_opens_is_public(winner):
    edition, organizer, work = winner
    half = rules.months_later(released_at(edition), 6)
    check_ins.keep_asking(half)
    check_in = queries.get_check_in_or_404(work, 6)
    values = {"in_use": InUse.PARTLY, "places": 3, "figures": "120 lượt", "problems": "Thiếu người"}

    with pytest.raises(check_ins.CheckInRefusedError):
        check_ins.answer(check_in, **values, is_public=True, actor=organizer)
    with pytest.raises(check_ins.CheckInRefusedError):
        check_ins.answer(check_in, **{**values, "places": -1}, is_public=True, actor=work.owner)
    check_ins.answer(check_in, **values, is_public=False, actor=work.owner)
    closed = queries.check_ins_of(work, public=True)
    check_ins.answer(check_in, **values, is_public=True, actor=work.owner)

    assert (closed, queries.check_ins_of(work, public=True)) == ([], [check_in])
    assert check_ins.keep_asking(half + 100 * DAY) == (0, 0)


def test_reporters_are_forgotten_long_after_the_decision_and_unproven_reports_at_once(winner):
    _edition, organizer, work = winner
    adoption = published(work, organizer)
    adoptions.report(
        work, organisation="Không ai", place="hue", locality="", year=2026, effect="", reporter="x",
        email="x@example.com", locale="vi",
    )  # fmt: skip

    counts = [erasure.erase(adoption.decided_at + days * DAY) for days in (2, 4, 364, 366)]

    assert counts == [0, 1, 0, 1]
    assert (adoption.email, adoption.reporter, adoption.organisation) == ("", "", "Bệnh viện A")
    assert db.session.query(Adoption).count() == 1
