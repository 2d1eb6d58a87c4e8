"""How Alembic reaches the portal's database and models."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db


def run_offline() -> None:
    """Write the SQL instead of running it."""
    url = db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, target_metadata=db.metadata, literal_binds=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations on the portal's own database."""
    with db.engine.connect() as connection, _unguarded(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)


@contextmanager
def _unguarded(connection):
    """On SQLite a table is changed by building it anew, which foreign keys forbid while other rows point at it.

    They can only be put aside outside a transaction, hence by the driver.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def _check_references(connection) -> None:
    """What was not guarded meanwhile is looked at before anything of it is kept."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise RuntimeError(f"rows of these tables would point at nothing: {tables}")


if context.is_offline_mode():
    run_offline()
else:
    run_online()
