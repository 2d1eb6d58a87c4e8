"""Migrations build exactly the tables of the models, and can be taken back."""

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
