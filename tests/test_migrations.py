"""Migrations build exactly the tables of the models, and can be taken back."""

import json
import os
import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

import config
from portal import create_app
from portal.core.db import db

POSTGRES = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_app(request, tmp_path):
    """An application on an empty database of its own."""
    settings = config.Test()
    settings.VAR_DIR, settings.SECRET_KEY = tmp_path, "k" * 48
    settings.STORE_ROOT, settings.QUEUE_URL = tmp_path / "store", f"sqlite:///{tmp_path}/queue.db"
    name = f"migrated_{uuid.uuid4().hex[:10]}"
    if request.param == "sqlite":
        settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path}/{name}.db"
        yield create_app(settings)
        return
    if not POSTGRES:
        pytest.skip("no private PostgreSQL: run through `make test`")
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    settings.SQLALCHEMY_DATABASE_URI = POSTGRES.rpartition("/")[0] + f"/{name}"
    yield create_app(settings)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def test_migrations_equal_the_models_and_go_down_and_up_again(migrated_app):
    directory = str(migrated_app.config["MIGRATIONS_DIR"])
    with migrated_app.app_context():
        upgrade(directory=directory)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            differences = compare_metadata(context, db.metadata)
        downgrade(directory=directory, revision="base")
        left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        upgrade(directory=directory)
        again = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        db.session.remove()
        db.engine.dispose()

    assert differences == []
    assert left == set()
    assert again == set(db.metadata.tables)


def test_judges_and_conflicts_keep_what_they_say_through_0014(migrated_app):
    directory = str(migrated_app.config["MIGRATIONS_DIR"])
    with migrated_app.app_context():
        upgrade(directory=directory, revision="0012")
        with db.engine.begin() as connection:
            _fill_before_0014(connection)
        upgrade(directory=directory)
        with db.engine.begin() as connection:
            places = connection.execute(text("SELECT name FROM judge_organisations ORDER BY position")).scalars().all()
            found = connection.execute(text("SELECT user_id, kind, state FROM conflicts ORDER BY id")).all()
            connection.execute(text("UPDATE conflicts SET state = 'rejected' WHERE id = 2"))
        downgrade(directory=directory, revision="0012")
        with db.engine.connect() as connection:
            judges = connection.execute(text("SELECT organisation FROM judges")).scalars().all()
            left = connection.execute(text("SELECT judge_id, kind FROM conflicts")).all()
            seats = connection.execute(text("SELECT category_id, judge_id FROM panel_seats")).all()
        db.session.remove()
        db.engine.dispose()

    assert places == ["Institute A", "School B"]
    assert [tuple(row) for row in found] == [(7, "relative", "confirmed"), (7, "author", "open")]
    assert judges == ["Institute A; School B"]
    assert [tuple(row) for row in left] == [(3, "relative")]
    assert [tuple(row) for row in seats] == [(1, 3)]


def test_rubric_with_a_finished_sheet_is_frozen_since_then_by_0017(migrated_app):
    directory = str(migrated_app.config["MIGRATIONS_DIR"])
    with migrated_app.app_context():
        upgrade(directory=directory, revision="0012")
        with db.engine.begin() as connection:
            _fill_before_0014(connection)
        upgrade(directory=directory, revision="0015")
        with db.engine.begin() as connection:
            _finish_before_0017(connection)
        upgrade(directory=directory)
        with db.engine.begin() as connection:
            frozen = connection.execute(text("SELECT rubric_frozen_at IS NOT NULL FROM categories")).scalars().all()
            kept = connection.execute(text("SELECT kind, weight, counts, choices FROM criteria")).all()
            connection.execute(text("UPDATE criteria SET kind = 'pass_fail', counts = (1 = 0) WHERE id = 2"))
        downgrade(directory=directory, revision="0015")
        with db.engine.connect() as connection:
            left = connection.execute(text("SELECT criterion_id, points FROM scores")).all()
        db.session.remove()
        db.engine.dispose()

    assert [bool(one) for one in frozen] == [True]
    assert {(row.kind, row.weight, bool(row.counts)) for row in kept} == {("points", 100, True)}
    assert [tuple(row) for row in left] == [(1, 900)]


def _finish_before_0017(connection):
    """A rubric of two criteria, and one finished sheet."""
    when = "2026-01-01 00:00:00+00:00"
    criterion = {"category_id": 1, "name": "{}", "guidance": "{}", "max_points": 1000, "step": 100, "bands": "[]"}
    score = {"scoresheet_id": 1, "points": 900, "comment": ""}
    connection.execute(text("UPDATE submissions SET category_id = 1"))
    _insert(connection, (
        ("criteria", {"id": 1, "position": 1, "code": "one", **criterion}),
        ("criteria", {"id": 2, "position": 2, "code": "two", **criterion}),
        ("assignment_runs", {"id": 1, "edition_id": 1, "round_id": 1, "category_id": 1, "state": "published", "seed": 1,
                             "inputs": "{}", "inputs_digest": "", "pairs": "[]", "created_by_id": 7,
                             "created_at": when}),
        ("assignments", {"id": 1, "run_id": 1, "round_id": 1, "judge_id": 3, "submission_id": 1, "position": 1,
                         "state": "active", "created_at": when}),
        ("scoresheets", {"id": 1, "assignment_id": 1, "state": "finished", "comment_for_author": "",
                         "private_note": "", "revision": 1, "started_at": when, "saved_at": when, "finished_at": when}),
        ("scores", {"id": 1, "criterion_id": 1, **score}),
        ("scores", {"id": 2, "criterion_id": 2, **score}),
    ))  # fmt: skip


def test_who_left_a_meeting_is_known_by_seat_since_0031_and_by_name_before(migrated_app):
    directory, told = str(migrated_app.config["MIGRATIONS_DIR"]), []
    with migrated_app.app_context():
        upgrade(directory=directory, revision="0012")
        with db.engine.begin() as connection:
            _fill_before_0014(connection)
        upgrade(directory=directory, revision="0030")
        with db.engine.begin() as connection:
            _meet_before_0031(connection)
        for act, revision in ((upgrade, "0031"), (downgrade, "0030")):
            act(directory=directory, revision=revision)
            with db.engine.connect() as connection:
                away = connection.execute(text("SELECT away FROM agenda_items")).scalar_one()
            told.append(json.loads(away) if isinstance(away, str) else away)
        db.session.remove()
        db.engine.dispose()

    assert told == [[{"attendee": 5, "name": "A"}], ["A"]]


def _meet_before_0031(connection):
    """A meeting with one member, who left the room."""
    when = "2026-01-01 00:00:00+00:00"
    _insert(connection, (
        ("list_versions", {"id": 1, "edition_id": 1, "kind": "council", "number": 1, "rule": "{}", "digest": "",
                           "reason": "", "created_by_id": 7, "created_at": when, "dated_on": "2026-01-01"}),
        ("meetings", {"id": 1, "edition_id": 1, "round_id": 1, "list_version_id": 1, "held_on": "2026-01-01",
                      "place": "", "state": "open", "planned_by_id": 7}),
        ("attendees", {"id": 5, "meeting_id": 1, "judge_id": 3, "name": "A", "role": "member", "present": True}),
        ("agenda_items", {"id": 1, "meeting_id": 1, "category_id": 1, "position": 1, "away": '["A"]',
                          "conclusion": ""}),
    ))  # fmt: skip


def _fill_before_0014(connection):
    """Just enough rows of tables as they were: one judge of one edition with a seat and two conflicts."""
    when = "2026-01-01 00:00:00+00:00"
    _insert(connection, (
        ("users", {"id": 7, "email": "a@x.vn", "name": "A", "organisation": "", "password_hash": "", "locale": "vi",
                   "created_at": when, "session_epoch": 0}),
        ("awards", {"id": 1, "slug": "a", "name": "{}"}),
        ("editions", {
            "id": 1, "award_id": 1, "slug": "e", "code": "E", "year": 2026, "time_zone": "Asia/Ho_Chi_Minh",
            "currency": "VND", "opens_at": when, "closes_at": "2026-02-01 00:00:00+00:00", "judges_per_submission": 1,
            "minimum_sheets": 1, "prize_cap": 1, "rules_digest": "", "created_at": when,
            **dict.fromkeys(("name", "tagline", "intro", "rules"), "{}"),
            **dict.fromkeys(("form", "dossier", "eligibility", "screening_reasons"), "[]"),
        }),
        ("categories", {"id": 1, "edition_id": 1, "number": 1, "code": "c", "name": "{}", "scope": "{}",
                        "agency": "{}", "agency_contact": "", "threshold": 1, "prize_cap": 1,
                        "judges_per_submission": 1, "last_serial": 0}),
        ("rounds", {"id": 1, "edition_id": 1, "position": 1, "code": "r", "kind": "scoring", "name": "{}"}),
        ("submissions", {
            "id": 1, "edition_id": 1, "owner_id": 7, "status": "submitted", "revision": 1, "created_at": when,
            "saved_at": when, **dict.fromkeys(("title", "summary", "organisation", "search_text"), ""),
            "eligibility": "{}", "answers": "{}", "confirmed_sections": "[]",
        }),
        ("judges", {"id": 3, "edition_id": 1, "user_id": 7, "organisation": "Institute A; School B",
                    "expertise": "[]", "created_at": when}),
        ("panel_seats", {"id": 1, "round_id": 1, "category_id": 1, "judge_id": 3, "role": "member"}),
        ("conflicts", {"id": 1, "judge_id": 3, "submission_id": 1, "kind": "relative", "source": "declared",
                       "evidence": "x", "created_at": when}),
        ("conflicts", {"id": 2, "judge_id": 3, "submission_id": 1, "kind": "author", "source": "rule",
                       "evidence": "x", "created_at": when}),
    ))  # fmt: skip


def _insert(connection, rows):
    for table, values in rows:
        columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)
