"""Starting, saving, submitting and withdrawing, on both stacks."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.attachments.models import AttachmentState
from portal.core.db import ImmutableRowError, db
from portal.core.digest import digest
from portal.core.errors import StaleRowError
from portal.notifications.models import Email
from portal.submissions import service
from portal.submissions.models import SubmissionStatus
from portal.submissions.receipt import receipt_pdf
from portal.submissions.receipt_number import is_valid
from portal.submissions.rules import Problem
from tests.factories import PDF, add_file, make_draft, make_edition, make_submission, make_user
from tests.moments import NOW, SECOND

pytestmark = pytest.mark.usefixtures("app")


def test_submit_keeps_the_words_that_were_submitted():
    draft = make_draft(title="Máy sấy")
    add_file(draft)

    version = service.submit(draft, actor=draft.owner, now=NOW)
    draft.title = "Sửa sau đó"

    assert draft.status is SubmissionStatus.SUBMITTED
    assert (version.number, version.submitted_at) == (1, NOW)
    assert version.content["title"] == "Máy sấy"
    assert version.digest == digest(version.content)
    assert version.content["files"][0]["size"] == len(PDF)
    assert is_valid(draft.number)


def test_submitting_again_before_the_deadline_makes_version_two_of_the_same_number():
    submission = make_submission()
    number = submission.number
    service.save_work(
        submission, category=submission.category, title="Tên mới", summary="s", organisation="", actor=submission.owner
    )

    version = service.submit(submission, actor=submission.owner)

    assert (version.number, submission.number) == (2, number)
    assert [one.content["title"] for one in submission.versions] == ["Máy sấy năng lượng mặt trời", "Tên mới"]


def test_a_second_late_nothing_is_submitted_and_nothing_is_lost():
    draft = make_draft(edition=make_edition(closes_at=NOW + timedelta(days=900)))
    add_file(draft)

    with pytest.raises(service.NotReadyError) as caught:
        service.submit(draft, actor=draft.owner, now=draft.edition.closes_at)
    service.submit(draft, actor=draft.owner, now=draft.edition.closes_at - SECOND)

    assert caught.value.problems == [Problem.CALL_CLOSED]


def test_incomplete_draft_is_told_everything_at_once():
    draft = make_draft(summary="")
    service.save_authors(draft, [], actor=draft.owner)

    with pytest.raises(service.NotReadyError) as caught:
        service.submit(draft, actor=draft.owner)

    assert caught.value.problems == [Problem.SUMMARY_MISSING, Problem.AUTHORS_MISSING, Problem.FILES_MISSING]
    assert draft.number is None


def test_stale_save_never_overwrites():
    draft = make_draft()
    old = draft.revision
    service.save_page(draft, "effect", {"effect": "của người khác"}, actor=draft.owner, revision=old)

    with pytest.raises(StaleRowError):
        service.save_page(draft, "effect", {"effect": "của tôi"}, actor=draft.owner, revision=old)

    assert draft.answers["effect"] == "của người khác"


def test_serials_count_up_within_a_category():
    edition = make_edition()

    numbers = [make_submission(edition=edition).number for _ in range(3)]

    assert [number.split("-")[3] for number in numbers] == ["0001", "0002", "0003"]


def test_receipt_is_mailed_and_printed_with_every_fingerprint():
    submission = make_submission(title="Phần mềm tra cứu hè phố quận 1")
    version = submission.versions[0]
    letter = db.session.query(Email).filter_by(topic="submission_receipt", recipient=submission.owner.email).one()

    pages = PdfReader(BytesIO(receipt_pdf(submission, version))).pages
    printed = "".join(page.extract_text() for page in pages).replace("\u200b", "").replace("\n", "")

    sha256 = version.content["files"][0]["sha256"]
    assert sha256 in letter.body_text
    assert version.digest in letter.body_text
    assert submission.number in letter.subject
    assert sha256 in printed.replace(" ", "")
    assert submission.number in printed


def test_version_can_never_be_changed():
    version = make_submission().versions[0]

    version.digest = "0" * 64

    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.expire(version)


def test_withdrawn_submission_stays_withdrawn():
    submission = make_submission()

    service.withdraw(submission, actor=submission.owner)

    with pytest.raises(service.ClosedError):
        service.withdraw(submission, actor=submission.owner)
    with pytest.raises(service.ClosedError):
        service.save_authors(submission, [], actor=submission.owner)


def test_stranger_can_neither_save_nor_withdraw():
    submission, stranger = make_submission(), make_user()

    with pytest.raises(service.ClosedError):
        service.withdraw(submission, actor=stranger)
    with pytest.raises(service.ClosedError):
        service.save_page(submission, "effect", {}, actor=stranger)


def test_removed_draft_file_is_deleted_but_a_submitted_one_is_kept():
    draft = make_draft()
    attachment = add_file(draft)
    service.detach(draft.files[0], actor=draft.owner)
    kept = make_submission()
    service.detach(kept.files[0], actor=kept.owner)

    assert attachment.state is AttachmentState.REMOVED
    assert kept.versions[0].content["files"][0]["sha256"]


def test_shares_are_kept_exactly():
    draft = make_draft()
    shares = ["33.34", "33.33", "33.33"]
    people = [
        {"full_name": f"T{n}", "organisation": "", "job_title": "", "email": "", "share": Decimal(share)}
        for n, share in enumerate(shares)
    ]

    service.save_authors(draft, people, actor=draft.owner)
    db.session.expire_all()

    assert [author.share for author in draft.authors] == [Decimal(share) for share in shares]
