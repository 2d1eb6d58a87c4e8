"""The audit chain breaks wherever somebody touches it."""

import pytest
from sqlalchemy import text

from portal.audit import chain
from portal.audit.actions import Action
from portal.audit.queries import count_events
from portal.audit.service import record, verify_chain
from portal.core.db import db, transaction
from portal.core.digest import NotCanonicalError, digest
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("app")


def test_chain_holds_as_written():
    user = make_user()
    for _ in range(3):
        record(Action.USER_CHANGED, user, actor=user)

    assert verify_chain() is None
    assert count_events() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor_id = NULL WHERE sequence = 2",
        "UPDATE audit_events SET action = 'user.verified' WHERE sequence = 2",
        "DELETE FROM audit_events WHERE sequence = 2",
        "DELETE FROM audit_events WHERE sequence = 3",
    ],
)
def test_every_tampering_is_found(statement):
    user = make_user()
    for _ in range(3):
        record(Action.USER_CHANGED, user, actor=user)
    db.session.flush()

    db.session.execute(text(statement))
    db.session.expire_all()

    assert verify_chain() in (2, 3)


def test_event_disappears_with_its_transaction():
    user = make_user()
    with pytest.raises(RuntimeError), transaction():
        record(Action.USER_CHANGED, user, actor=user)
        raise RuntimeError

    assert count_events() == 0


def test_floats_are_never_written():
    with pytest.raises(NotCanonicalError):
        digest({"a": 0.1})


def test_swapped_links_are_found():
    first = chain.Link(1, {"a": 1}, chain.GENESIS, chain.link_digest(1, {"a": 1}, chain.GENESIS))

    assert chain.first_break([first]) is None
    assert chain.first_break([first, first]) == 1
