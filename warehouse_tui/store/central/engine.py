"""Connections to the central database, and its drivers' errors in our words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from warehouse_tui.domain.errors import LinkDown, StoreError

_BEGIN = "warehouse_begin"
_PATIENCE = 30.0


def connect(url: str) -> Engine:
    """Return an engine for a `sqlite:///` or `postgresql://` address; nothing is opened yet.

    SQLite: WAL, FULL, foreign processes are waited for up to 30 s, and writers begin IMMEDIATE, so that two of
    them queue instead of failing.
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": _PATIENCE, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("busy_timeout=30000", "synchronous=FULL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite itself does not wait here while another process makes the file."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    how = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {how}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one read transaction: everything read in it is from one moment."""
    with _translated(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open one write transaction; it commits when the block ends and rolls back when the block raises."""
    with _translated(), engine.connect() as connection:
        connection = connection.execution_options(**{_BEGIN: "IMMEDIATE"})
        with connection.begin():
            yield connection


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise StoreError(f"the database refused a change that breaks a rule: {_first_line(error)}") from error
    except OperationalError as error:
        raise LinkDown(f"the database does not answer: {_first_line(error)}; it is tried again") from error
    except DBAPIError as error:
        raise StoreError(f"the database answered: {_first_line(error)}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be used: {_first_line(error)}") from error


def _first_line(error: SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None) or error
    return str(origin).strip().split("\n")[0][:300]
