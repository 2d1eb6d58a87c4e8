"""The database: declarative base, column types, and one transaction a use case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Engine, Integer, MetaData, String, TypeDecorator, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, registry

from portal.core.json_rows import to_json

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

reading: ContextVar[bool] = ContextVar("reading", default=False)
"""True while a safe request is answered: SQLite then begins without taking the write lock."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment kept in UTC; SQLite, which forgets time zones, gives it back aware too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with at most two places (points, percent), stored as a whole number so that it stays exact."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value) * 100
        if scaled != int(scaled):
            raise ValueError(f"{value} has more than two decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class StrEnumType(TypeDecorator[Any]):
    """A StrEnum stored by its value, as plain text: a new member needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type):
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else self.enum(value)


BigNumber = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The declarative base; the registry is explicit because the extension rebuilds the class around it."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()},
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False},
)
migrate = Migrate()


class Immutable:
    """Mixin for rows that are written once: changing or deleting one is a programming error."""


class ImmutableRowError(Exception):
    """Raised when code tries to change a row that must stay as written."""


@event.listens_for(Session, "before_flush")
def _keep_immutable_rows(session: Session, _context: Any, _instances: Any) -> None:
    changed = [row for row in session.dirty if isinstance(row, Immutable) and session.is_modified(row)]
    removed = [row for row in session.deleted if isinstance(row, Immutable)]
    if changed or removed:
        raise ImmutableRowError(f"{type((changed or removed)[0]).__name__} rows are written once")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # The driver must not begin transactions by itself: `_begin_sqlite` does.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "synchronous=NORMAL",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block did, or roll all of it back; an inner block joins the outer one."""
    session = db.session()
    if session.info.get("in_transaction"):
        yield session
        return
    session.info["in_transaction"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        session.info.pop("after_commit", None)
        raise
    finally:
        session.info.pop("in_transaction", None)
    for callback in session.info.pop("after_commit", []):
        callback()


def let_go(row: Any) -> None:
    """End a transaction that only read, before something slow; the row is read anew afterwards, the rest is kept."""
    session = db.session()
    session.commit()
    session.expire(row)


@event.listens_for(Session, "after_flush")
def _mark_flush(session: Session, _context: Any) -> None:
    session.info["written"] = True


@event.listens_for(Session, "do_orm_execute")
def _mark_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info["written"] = True


@event.listens_for(Session, "after_transaction_end")
def _forget_marks(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop("written", None)


def end_reading() -> None:
    """Commit a transaction that only read, at the end of a request; one that wrote is left to be rolled back.

    At every rollback psycopg forgets the statements it has prepared, and PostgreSQL would plan each page's anew.
    """
    session = db.session() if db.session.registry.has() else None
    if session is None or not session.in_transaction() or not session.is_active:
        return
    if session.info.get("written") or session.new or session.dirty or session.deleted:
        return
    try:
        session.commit()
    except SQLAlchemyError:
        session.rollback()


def after_commit(callback: Callable[[], None]) -> None:
    """Call `callback` once the running transaction has been committed, never if it is rolled back."""
    db.session().info.setdefault("after_commit", []).append(callback)


def init_app(app: Flask) -> None:
    """Attach the database and its migrations to the application."""
    options: dict[str, Any] = {"json_serializer": to_json}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        options |= {"pool_size": 10, "pool_pre_ping": True}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS_DIR"]))


def enum_column(enum: type) -> StrEnumType:
    """The column type for a StrEnum."""
    return StrEnumType(enum)


__all__ = [
    "Base",
    "BigNumber",
    "Hundredths",
    "Immutable",
    "ImmutableRowError",
    "UTCDateTime",
    "after_commit",
    "db",
    "enum_column",
    "init_app",
    "let_go",
    "reading",
    "transaction",
]
