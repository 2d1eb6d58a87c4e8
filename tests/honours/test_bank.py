"""Bank details: asked from winners, encrypted, opened on record by two roles, erased once paid."""

import sqlite3
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from portal.accounts.models import Role
from portal.adapters.vault import get_vault
from portal.audit.models import AuditEvent
from portal.core.db import db
from portal.honours import bank, queries
from portal.honours.models import BankDetails
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.factories import grant, make_organizer, make_secretary, make_user

pytestmark = pytest.mark.usefixtures("app")
ACCOUNT = "0071001234567"
TYPED = {"holder": "NGUYỄN THỊ ƯỠNG", "bank": "Ngân hàng số 1", "account": "0071 0012 34567"}


def seen(published):
    return [one.actor_id for one in db.session.query(AuditEvent).filter_by(action="bank_details.seen")]


def test_winner_gives_them_and_the_row_holds_nothing_readable(client, published):
    client.sign_in(published.owner)
    path = f"/submissions/{published.works[0].id}/honours"

    assert client.post_form(path, {**TYPED, "account": "12"}).status_code == 200
    assert client.post_form(path, TYPED).status_code == 302
    client.post_form(path, {**TYPED, "bank": "Ngân hàng số 2"})

    (row,) = db.session.execute(text("SELECT * FROM bank_details")).all()
    assert ACCOUNT not in str(row)
    assert "Ngân hàng" not in str(row)
    page = client.get_text(path)
    assert "account ending in 4567" in page
    assert ACCOUNT not in page
    client.sign_in(published.works[1].owner)
    other = f"/submissions/{published.works[1].id}/honours"
    client.post_form(other, TYPED)
    assert "This work has no prize in the published results." in client.get_text(other)
    assert db.session.query(BankDetails).count() == 1


def test_two_roles_open_them_each_look_is_recorded_and_payment_erases(client, published):
    edition, work = published.edition, published.works[0]
    bank.give(work, holder="A", bank="B", account=ACCOUNT, actor=published.owner)
    base = f"/manage/editions/{edition.id}/payments"
    administrator = grant(make_user(), Role.ADMINISTRATOR)
    tied = make_organizer(edition)
    judges.declare_conflict(tied, work, kind=ConflictKind.RELATIVE, evidence="x", actor=tied)
    for person in (published.owner, make_secretary(work.category), make_user()):
        client.sign_in(person)
        assert client.post_form(f"{base}/{work.id}/look").status_code == 403
    client.sign_in(tied)
    assert client.post_form(f"{base}/{work.id}/look").status_code == 404
    assert seen(published) == []

    for person in (published.organizer, administrator):
        client.sign_in(person)
        assert ACCOUNT not in client.get_text(base)
        looked = client.post_form(f"{base}/{work.id}/look")
        assert ACCOUNT in looked.get_data(as_text=True)
        assert looked.headers["Cache-Control"] == "private, no-store"
    assert seen(published) == [published.organizer.id, administrator.id]
    paid = {"amount": "200000000", "paid_on": "2026-06-02"}
    assert client.post_form(f"{base}/{work.id}/paid", paid).status_code == 422
    assert client.post_form(f"{base}/{work.id}/paid", {**paid, "confirm": "y"}).status_code == 302

    kept = queries.bank_details_of(work.id)
    assert (kept.closed, kept.ending, kept.amount, kept.paid_on) == ("", "", 200_000_000, date(2026, 6, 2))
    client.post_form(f"{base}/{work.id}/look")
    with pytest.raises(bank.ErasedError):
        bank.mark_paid(kept, amount=1, paid_on=date(2026, 6, 3), actor=administrator)
    with pytest.raises(bank.ErasedError):
        bank.give(work, holder="A", bank="B", account=ACCOUNT, actor=published.owner)


def test_keys_are_renewed_and_a_lost_key_is_said_plainly(published):
    work = published.works[0]
    given = bank.give(work, holder="A", bank="B", account=ACCOUNT, actor=published.owner)
    before = given.closed

    assert bank.renew_keys(forget=True) == 1

    assert given.closed != before
    assert bank.look(given, actor=published.organizer) == {"holder": "A", "bank": "B", "account": ACCOUNT}
    given.closed = before
    with pytest.raises(bank.LostKeyError):
        bank.look(given, actor=published.organizer)


def test_database_file_keeps_neither_the_account_nor_after_payment_its_cipher(app, tmp_path):
    """On a file of its own, with the table as it is: what is emptied leaves no bytes behind."""
    path = tmp_path / "bank.db"
    closed = get_vault().close(ACCOUNT)
    engine = create_engine(f"sqlite:///{path}")
    values = {"id": 1, "edition_id": 1, "submission_id": 1, "given_by_id": 1, "given_at": "2026-06-01"}
    with engine.begin() as connection:
        columns = ", ".join(f"{column.name} {column.type}" for column in BankDetails.__table__.columns)
        connection.execute(text(f"CREATE TABLE bank_details ({columns})"))
        connection.execute(
            text(
                "INSERT INTO bank_details (id, edition_id, submission_id, given_by_id, given_at, closed, ending)"
                " VALUES (:id, :edition_id, :submission_id, :given_by_id, :given_at, :closed, '4567')"
            ),
            {**values, "closed": closed},
        )
    assert closed.encode() in _bytes(path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE bank_details SET closed = '', ending = ''"))
    engine.dispose()

    assert ACCOUNT.encode() not in _bytes(path)
    assert closed[:40].encode() not in _bytes(path)


def _bytes(path):
    """Everything on the disk: the file, once what waits beside it is written into it."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
