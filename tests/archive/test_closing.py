"""Closing an edition: nothing changes any more, and everything of it is sealed into one file."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.adapters.object_store import get_store
from portal.archive import sealing, service
from portal.archive.models import ArchiveState, Closing, Problem
from portal.attachments.models import Attachment
from portal.audit.actions import Action
from portal.audit.models import AuditEvent
from portal.audit.service import EditionClosedError, verify_chain
from portal.awards.policies import takes_changes
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.judges.searching import find_conflicts
from portal.screening import service as screening
from portal.submissions import policies as submission_policies
from tests.archive.closed import close, make_finished
from tests.factories import grant, make_organizer, make_user
from tests.moments import NOW


def actions(edition):
    """What happened to the edition, in order."""
    statement = select(AuditEvent.action).where(AuditEvent.edition_id == edition.id).order_by(AuditEvent.sequence)
    return list(db.session.scalars(statement))


def test_closed_edition_takes_no_act_whoever_tries(app):
    edition, organizer, works = make_finished()
    close(edition, organizer)

    with pytest.raises(EditionClosedError):
        screening.write_message(works[0], body="Bổ sung", from_staff=True, actor=organizer)
    with pytest.raises(EditionClosedError):
        find_conflicts(edition.categories[0], actor=organizer)

    assert actions(edition)[-2:] == [Action.EDITION_CLOSED, Action.ARCHIVE_SEALED]
    assert str(submission_policies.can_withdraw(works[0].owner, works[0]).reason) == str(takes_changes(edition).reason)
    assert verify_chain() is None


def test_edition_is_not_closed_before_its_deadline_or_its_publication(app):
    edition, organizer, _works = make_finished()
    edition.closes_at = NOW.replace(year=2099)

    with pytest.raises(service.NotClosableError):
        service.close(edition, reason="x", actor=organizer)


def test_organizer_closes_by_the_page_and_then_no_page_of_the_console_takes_a_form(app, client):
    edition, organizer, _works = make_finished()
    base = f"/manage/editions/{edition.id}"
    client.sign_in(organizer)
    assert client.post_form(f"{base}/archive/close", {"reason": "Biên bản"}).status_code == 422

    assert client.post_form(f"{base}/archive/close", {"reason": "Biên bản", "confirm": "y"}).status_code == 302
    assert "0 of" in client.get_text(f"{base}/archive")
    refused = client.post_form(f"{base}/lists", {"reason": ""})
    again = client.post_form(f"{base}/archive/close", {"reason": "Biên bản", "confirm": "y"})

    assert (refused.status_code, again.status_code) == (403, 403)
    assert "nothing of it can be changed any more" in refused.get_data(as_text=True)
    assert "You can read everything, and change nothing" in client.get_text(f"{base}/lists")


def test_winner_gives_bank_details_and_is_paid_after_the_closing(app, client):
    edition, organizer, works = make_finished()
    close(edition, organizer)
    payments = f"/manage/editions/{edition.id}/payments"
    typed = {"holder": "A", "bank": "B", "account": "0071001234567"}

    client.sign_in(works[0].owner).post_form(f"/submissions/{works[0].id}/honours", typed)
    client.sign_in(organizer)
    looked = client.post_form(f"{payments}/{works[0].id}/look")
    client.post_form(f"{payments}/{works[0].id}/paid", {"amount": "5", "paid_on": "2026-06-01", "confirm": "y"})

    assert looked.status_code == 200
    assert actions(edition)[-4:] == [
        Action.BANK_DETAILS_GIVEN, Action.BANK_DETAILS_SEEN, Action.PRIZE_PAID, Action.BANK_DETAILS_ERASED,
    ]  # fmt: skip


def test_only_an_administrator_opens_an_edition_again_and_the_next_closing_makes_the_next_archive(app, client):
    edition, organizer, works = make_finished()
    first = close(edition, organizer)
    path = f"/manage/editions/{edition.id}/archive/reopen"
    assert client.sign_in(organizer).post_form(path, {"reopen_reason": "Nhầm"}).status_code == 403

    client.sign_in(grant(make_user(), Role.ADMINISTRATOR))
    assert client.post_form(path, {"reopen_reason": "Nhầm"}).status_code == 302
    screening.write_message(works[0], body="Bổ sung", from_staff=True, actor=organizer)
    second = close(edition, organizer)

    assert (first.number, first.reopen_reason, second.number) == (1, "Nhầm", 2)
    assert first.digest != second.digest
    assert "Closing 1" in client.get_text(f"/manage/editions/{edition.id}/archive")


def test_download_is_signed_written_down_and_not_for_organizers_in_conflict(app, client):
    edition, organizer, works = make_finished()
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="Anh em", actor=tied)
    closing = close(edition, organizer)
    path = f"/manage/editions/{edition.id}/archive/{closing.number}/download"

    assert client.sign_in(tied).post_form(path).status_code == 403
    page = client.sign_in(organizer).post_form(path).get_data(as_text=True)

    assert "Download the archive now" in page
    assert closing.digest in page
    assert actions(edition)[-1] == Action.ARCHIVE_DOWNLOADED


def test_archive_is_made_once_and_after_a_worker_that_died_anew_with_the_same_bytes(app):
    edition, organizer, _works = make_finished()
    closing = close(edition, organizer)
    made = (closing.object_key, closing.sha256)
    sealing.seal(closing.id)
    assert (closing.object_key, closing.sha256) == made

    closing.state = ArchiveState.SEALING
    left = app.config["VAR_DIR"] / "archives" / f"closing-{closing.id}-left"
    left.write_bytes(b"half")
    db.session.flush()
    sealing.seal(closing.id)
    db.session.refresh(closing)

    assert (closing.state, closing.sha256) == (ArchiveState.SEALED, made[1])
    assert list(left.parent.iterdir()) == []


def test_archive_that_would_lack_a_file_is_refused_and_made_after_it_is_back(app, client):
    edition, organizer, _works = make_finished()
    attachment = db.session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()
    with get_store().open(attachment.object_key) as stream:
        content = stream.read()
    get_store().put(attachment.object_key, b"something else", "application/pdf")
    closing = close(edition, organizer)
    assert (closing.state, closing.problem) == (ArchiveState.FAILED, Problem.FILE_CHANGED)
    assert attachment.public_id in closing.problem_at

    page = client.sign_in(organizer).get_text(f"/manage/editions/{edition.id}/archive")
    assert "is not what was submitted" in page
    get_store().put(attachment.object_key, content, "application/pdf")
    service.try_again(edition, actor=organizer)
    sealing.seal(closing.id)

    db.session.refresh(closing)
    assert closing.state is ArchiveState.SEALED
    assert db.session.query(Closing).count() == 1


def test_no_transaction_stays_open_while_the_file_goes_to_the_store(app, tmp_path):
    edition, organizer, _works = make_finished()
    closing = close(edition, organizer)

    with (tmp_path / "again.zip").open("wb") as target:
        written, _digest = sealing.write_archive(closing, target)

    assert written.sha256 == closing.sha256
    assert not db.session().in_transaction()
