"""What is published is what was sealed: heads, corrections, warnings, the page of the check, and no word of judges."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.adapters.signer import get_signer
from portal.assignments.models import Assignment
from portal.core.db import db
from portal.decisions import service as decisions
from portal.judges.models import Judge
from portal.publication import checking, service, verify
from portal.publication.files import published_json
from portal.publication.privacy import privacy_notes
from portal.publication.results_check import check_results
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind
from tests.factories import make_edition, make_judged, make_organizer

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, organizer):
    return make_judged(edition, organizer, [[95, 97], [100, 100], [50, 51]])


def seal(edition, organizer, *subjects, **values):
    for subject in subjects:
        transparency.seal(edition, subject, actor=organizer, **values)


def decide(edition, organizer, works, reference="7/QĐ"):
    decisions.make_shortlist(edition, actor=organizer, reason="Thiếu phiếu")
    return decisions.decide(
        edition, prizes={works[0].id: "second"}, cap_reasons={}, reference=reference, signatory="Chủ tịch",
        actor=organizer,
    )  # fmt: skip


def findings(publication):
    return verify.check_file(published_json(publication).encode(), key=get_signer().public_key_hex)


def test_what_was_sealed_in_time_is_verified_without_a_note(edition, organizer, works):
    seal(edition, organizer, HeadKind.SUBMISSIONS, HeadKind.SHEETS)
    transparency.seal(edition, HeadKind.RULE, actor=organizer)
    publication = service.publish(decide(edition, organizer, works), actor=organizer)

    problems, notes = findings(publication)

    assert problems == []
    assert notes == [
        ("late", {"number": 3, "subject": "rule"}),
        ("holds", {"works": 3, "sheets": 6, "heads": 4}),
    ]


def test_what_nobody_sealed_is_sealed_late_and_says_so(edition, organizer, works):
    publication = service.publish(decide(edition, organizer, works), actor=organizer)

    problems, notes = findings(publication)

    assert problems == []
    assert [code for code, _values in notes] == ["late", "late", "not_sealed", "holds"]


def test_sheet_opened_after_the_seal_stops_the_release_until_it_is_corrected(edition, organizer, works):
    seal(edition, organizer, HeadKind.RULE, HeadKind.SHEETS)
    sheet = db.session.scalars(
        select(Scoresheet).join(Assignment).where(Assignment.submission_id == works[2].id)
    ).first()
    scoring.reopen(sheet, reason="Nhập nhầm", actor=organizer)
    scoring.finish(sheet, actor=sheet.assignment.judge.user)
    decision = decide(edition, organizer, works)
    first = service.publish(decision, actor=organizer)
    scoring.reopen(sheet, reason="Nhập nhầm lần nữa", actor=organizer)
    again = decide(edition, organizer, works, "8/QĐ")

    with pytest.raises(transparency.UnsettledError):
        service.publish(again, actor=organizer, reason="Một phiếu được mở lại")
    seal(edition, organizer, HeadKind.SHEETS, reason="Một phiếu được mở lại")
    second = service.publish(again, actor=organizer, reason="Một phiếu được mở lại")

    assert findings(first)[0] == []
    assert findings(second)[0] == []
    assert ("corrected", {"number": 4, "subject": "sheets", "reason": "Một phiếu được mở lại"}) in findings(second)[1]
    assert ("corrected", {"number": 5, "subject": "decision", "reason": "Một phiếu được mở lại"}) in findings(second)[1]
    assert second.results["heads"][:3] == first.results["heads"]


def test_public_file_names_no_judge_and_no_moment(edition, organizer, works):
    publication = service.publish(decide(edition, organizer, works), actor=organizer)
    text = published_json(publication)
    judges = db.session.query(User.name, User.email, Judge.id).join(Judge, Judge.user_id == User.id).all()

    assert len(judges) == 2
    assert [name for name, email, _id in judges if name in text or email in text] == []
    assert "@" not in text
    assert re.findall(r"\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T", text) == []
    assert [key for key in re.findall(r'"(\w+)":', text) if "judge" in key and key != "judged"] == []


def test_preview_warns_of_what_would_not_follow_and_of_privacy(client, edition, organizer, works):
    decision = decide(edition, organizer, works)
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/publication"
    checking.work(decision.id)
    before = client.get_text(page)
    sheet = db.session.query(Scoresheet).order_by(Scoresheet.id).first()
    scoring.reopen(sheet, reason="Nhập nhầm", actor=organizer)

    checking.work(decision.id)
    after = client.get_text(page)
    notes = privacy_notes(service.preview(decision))

    assert "The scoresheets are not sealed yet" in before
    assert ("3 works have at most two scoresheets" in before, "1 work was given all points or none" in before) == (
        True,
        True,
    )
    assert ("Something does not follow" in before, "Something does not follow" in after) == (False, True)
    assert notes.unanimous == (works[1].number,)


def test_page_and_program_come_with_the_release_in_both_languages(client, edition, organizer, works):
    addresses = [f"/editions/{edition.slug}/{one}" for one in ("verify", "verify.py")]
    early = [client.get(one).status_code for one in addresses]
    publication = service.publish(decide(edition, organizer, works), actor=organizer)

    pages = []
    for language in ("vi", "en"):
        client.post_form("/language", {"locale": language})
        pages.append(client.get_text(addresses[0]))
    program = client.get(addresses[1]).get_data()

    assert early == [404, 404]
    assert ["Tự kiểm tra kết quả" in pages[0], "Check the results yourself" in pages[1]] == [True, True]
    assert [publication.digest in page for page in pages] == [True, True]
    assert program == Path(verify.__file__).read_bytes()


def test_command_checks_new_files_by_the_same_program_and_old_ones_as_before(edition, organizer, works):
    publication = service.publish(decide(edition, organizer, works), actor=organizer)
    content, key = published_json(publication).encode(), get_signer().public_key_hex

    good = check_results(content, key)
    bad = check_results(content.replace(b'"rank": 2', b'"rank": 1', 1), key)
    older = check_results(json.dumps({"results": {"format": "vinhdanh-results-2"}, "digest": ""}).encode(), key)

    assert (good.holds, good.works) == (True, 2)
    assert good.lines()[-2:] == ["All holds: 3 works, 6 sheets, 3 heads.", good.digest]
    assert not bad.holds
    assert older.problems == ("The results were changed after they were published.",)


def test_seal_of_a_later_day_is_no_problem(edition, organizer, works):
    """The time zone of the edition says which day it was."""
    edition.time_zone = "Pacific/Kiritimati"
    head = transparency.seal(edition, HeadKind.RULE, actor=organizer)

    assert head.document["on"] == (head.made_at + timedelta(hours=14)).date().isoformat()
