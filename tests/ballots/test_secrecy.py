"""Secret means secret: what a file of the database tells about who voted what is nothing at all."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

import config
from portal import create_app
from portal.audit.models import AuditEvent
from portal.ballots import queries, service, voting
from portal.ballots.models import BallotBox, BallotDraft, BallotVoter, OpenVote, Urn
from portal.ballots.sealing import SealBrokenError, seal, unseal
from portal.core.db import db
from tests.council import ABSTAIN, AGREE, DISAGREE, FIRST, make_stage, vote_all, voter_of

TOTALS = [[95, 97], [90, 92], [85, 87]]
BALLOTS = ((FIRST, AGREE, DISAGREE), (DISAGREE, ABSTAIN, AGREE), (AGREE, DISAGREE, ABSTAIN))


@pytest.fixture(scope="module")
def voting_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Path, Any]]:
    """A portal on a database file of its own, committed to it, with a stage before its council."""
    directory = tmp_path_factory.mktemp("secrecy")
    settings = config.Test()
    settings.VAR_DIR, settings.SECRET_KEY = directory, "k" * 48
    settings.STORE_ROOT, settings.QUEUE_URL = directory / "store", f"sqlite:///{directory}/queue.db"
    settings.SIGNING_KEY_PATH = directory / "signing-key.pem"
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{directory}/portal.db"
    settings.MAIL_URL = f"outbox:{directory}/outbox"
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        stage = make_stage(TOTALS, members=3, secrecy="secret", votes=5, pass_share="1/1")
        db.session.commit()
        yield app, directory / "portal.db", stage
        db.session.remove()
        db.engine.dispose()


def written(path: Path) -> bytes:
    """Everything SQLite has on the disk, its log included."""
    db.session.commit()
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob("portal.db*")))


def sealed_urn(box: BallotBox) -> bytes:
    return db.session.execute(text("SELECT sealed FROM ballot_urns WHERE box_id = :id"), {"id": box.id}).scalar_one()


def test_file_holds_one_sealed_sum_and_nothing_of_what_was_there_before(voting_place):
    _app, path, (edition, organizer, _works, council) = voting_place
    box = service.open_box(edition, actor=organizer)
    frame = queries.frame_of(box)
    seen, lengths, drafts = [sealed_urn(box)], set(), []

    for judge, votes in zip(council, BALLOTS, strict=True):
        voting.save_draft(voter_of(box, judge), dict(zip(box.works, votes, strict=True)), actor=judge.user)
        drafts.append(db.session.get_one(BallotDraft, voter_of(box, judge).id).sealed)
        vote_all(box, judge, *votes)
        seen.append(sealed_urn(box))
        lengths.add(len(seen[-1]))
        content = written(path)
        assert content.count(seen[-1]) == 1
        assert not any(old in content for old in seen[:-1] + drafts)
        assert frame.ballot_bytes(dict(zip(box.works, votes, strict=True))) not in _blobs(path)

    assert (len(set(seen)), lengths) == (4, {len(seen[0])})
    service.cancel(box, reason="Xong", actor=organizer)
    assert seen[-1] not in written(path)


def _blobs(path: Path) -> list[bytes]:
    """Every binary value in every table."""
    copy = path.parent / "copy" / "portal.db"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]
    return [value for row in rows for value in row if isinstance(value, bytes)]


def _rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table with its row id, as they lie in the file."""
    db.session.commit()
    with closing(sqlite3.connect(path)) as connection:
        kept = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%'"
        tables = [row[0] for row in connection.execute(kept)]
        return {one: list(connection.execute(f'SELECT rowid, * FROM "{one}" ORDER BY rowid')) for one in tables}


def test_hand_in_changes_one_mark_and_the_sum_and_leaves_neither_order_nor_moment(voting_place):
    _app, path, (edition, organizer, _works, council) = voting_place
    found = []
    for order in (council, council[::-1]):
        box = service.open_box(edition, actor=organizer)
        before = _rows(path)
        for judge in order:
            vote_all(box, judge, AGREE)
        after = _rows(path)
        assert {table for table in after if after[table] != before[table]} == {"ballot_voters", "ballot_urns"}
        first = box.voters[0].id
        mine = [row for row in after["ballot_voters"] if row[2] == box.id]
        found.append([(row[0] - first, row[1] - first, *row[3:]) for row in mine])
        service.cancel(box, reason="Xong", actor=organizer)

    assert found[0] == found[1]
    told = db.session.query(AuditEvent).filter_by(action="ballot.cancelled").order_by(AuditEvent.sequence.desc())
    assert [one.details["handed_in"] for one in told.limit(2)] == [sorted(one.user_id for one in council)] * 2
    assert db.session.query(AuditEvent).filter_by(action="ballot.handed_in").count() == 0


@pytest.mark.usefixtures("app")
def test_every_line_is_written_by_the_last_hand_in_so_that_none_tells_its_place():
    edition, organizer, _works, council = make_stage(TOTALS, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    vote_all(box, council[0], AGREE)
    if db.session.get_bind().dialect.name == "postgresql":
        shown = text("SELECT count(DISTINCT xmin::text), count(DISTINCT cmin::text) FROM ballot_voters")
        assert tuple(db.session.execute(shown).one()) == (1, 1)
    assert [one.handed_in for one in db.session.query(BallotVoter).order_by(BallotVoter.id)] == [True, False, False]


def _told(box: BallotBox) -> list[Any]:
    """Everything that is kept of who has voted in a box, and every act in it, without the moments."""
    voters = [(one.name, one.handed_in, one.on_paper, one.recused, one.scan_id) for one in box.voters]
    events = (
        db.session.query(AuditEvent)
        .filter_by(subject_type="BallotBox", subject_id=box.id)
        .filter(AuditEvent.action != "ballot.opened")
    )
    acts = [(one.action, one.actor_id, one.details) for one in events.order_by(AuditEvent.sequence)]
    return [voters, acts, db.session.query(OpenVote).count(), db.session.query(BallotDraft).count()]


def test_who_voted_which_ballot_makes_no_difference_anywhere(voting_place):
    _app, _path, (edition, organizer, _works, council) = voting_place
    told, counts = [], []
    for ballots in (BALLOTS, (BALLOTS[2], BALLOTS[0], BALLOTS[1])):
        box = service.open_box(edition, actor=organizer)
        for judge, votes in zip(council, ballots, strict=True):
            vote_all(box, judge, *votes)
        told.append(_told(box))
        counts.append(voting.take_urn(box))
        service.cancel(box, reason="Xong", actor=organizer)

    assert counts[0] == counts[1]
    assert told[0] == told[1]


def test_tables_of_a_secret_ballot_have_neither_time_nor_number_that_orders_votes():
    columns = {table: set(db.metadata.tables[table].columns.keys()) for table in ("ballot_voters", "ballot_urns")}

    assert columns == {
        "ballot_voters": {"id", "box_id", "judge_id", "name", "role", "handed_in", "on_paper", "recused", "scan_id"},
        "ballot_urns": {"box_id", "sealed"},
    }


@pytest.mark.usefixtures("app")
def test_every_hand_in_writes_the_one_row_anew_so_that_its_place_tells_of_the_last_one_only():
    edition, organizer, _works, council = make_stage(TOTALS, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    seen = []
    for judge in council:
        vote_all(box, judge, AGREE)
        seen.append(sealed_urn(box))

    assert (db.session.query(Urn).count(), len(set(map(bytes, seen)))) == (1, 3)


@pytest.mark.usefixtures("app")
def test_urn_opens_only_with_the_secret_the_box_and_the_purpose_it_was_sealed_for(app):
    sealed = seal(b"phieu", salt=b"a" * 16, purpose="urn 1")

    assert unseal(sealed, salt=b"a" * 16, purpose="urn 1") == b"phieu"
    for salt, purpose in ((b"b" * 16, "urn 1"), (b"a" * 16, "urn 2")):
        with pytest.raises(SealBrokenError):
            unseal(sealed, salt=salt, purpose=purpose)
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "x" * 48
    try:
        with pytest.raises(SealBrokenError):
            unseal(sealed, salt=b"a" * 16, purpose="urn 1")
    finally:
        app.config["SECRET_KEY"] = before
