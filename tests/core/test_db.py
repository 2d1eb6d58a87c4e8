"""The database's own verbs: letting a row go before something slow, and reading it anew afterwards."""

import pytest
from sqlalchemy import inspect, update

from portal.accounts.models import User
from portal.core.db import db, let_go
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


def test_row_let_go_is_read_anew_and_others_are_kept():
    gone, kept = make_user(name="Trước"), make_user(name="Ở lại")

    let_go(gone)
    db.session.connection().execute(update(User.__table__).values(name="Sau"))

    assert inspect(kept).expired is False
    assert (gone.name, kept.name) == ("Sau", "Ở lại")


def test_nothing_is_open_after_letting_go():
    row = make_user()

    let_go(row)

    assert not db.session().in_transaction()
