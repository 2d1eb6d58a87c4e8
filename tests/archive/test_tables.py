"""No table is forgotten: each is in the archive, or left out with a reason."""

from portal.archive.tables import KEPT, LEFT_OUT
from portal.core.db import db


def test_every_table_is_kept_or_left_out_with_a_reason():
    kept = [one.name for one in KEPT]

    assert sorted([*kept, *LEFT_OUT]) == sorted(db.metadata.tables)
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


def test_columns_named_in_the_list_exist():
    unknown = {
        one.name: (one.personal | one.withheld | ({one.through} - {""})) - set(one.model.__table__.columns.keys())
        for one in KEPT
    }

    assert {name: columns for name, columns in unknown.items() if columns} == {}


def test_secrets_of_people_are_never_written():
    users = next(one for one in KEPT if one.name == "users")

    assert users.withheld == {"password_hash", "session_epoch"}
