"""Which step the central database is at, and taking it to the newest."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.store import migrations
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.migrations import HEAD, REVISIONS

_LOCK = 7_201_866  # any number that nothing else in the database locks


def revision(engine: Engine) -> str:
    """Return the id of the newest step that has run, empty where the database has none of our tables."""
    if _is_missing_file(engine):
        return ""
    with reading(engine) as connection:
        return _revision(connection)


def require_current(engine: Engine) -> None:
    """Raise StoreError unless the database is exactly as this program needs it, and say which side to upgrade."""
    at = revision(engine)
    if not at:
        raise StoreError(f"{_name(engine)} has no tables yet: run `warehouse-tui db init`")
    if at not in REVISIONS:
        raise _newer(engine, at)
    if at != HEAD:
        raise StoreError(
            f"{_name(engine)} is at step {at}, this program needs step {HEAD}: upgrade the database with"
            " `warehouse-tui db upgrade`"
        )


def upgrade(engine: Engine) -> list[str]:
    """Run the steps that are missing, in one transaction, and return their ids. Two at once queue."""
    # Alembic takes longer to load than all the rest of a start, and most starts do not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = _revision(connection)
        if before and before not in REVISIONS:
            raise _newer(engine, before)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    done = REVISIONS.index(before) + 1 if before else 0
    return list(REVISIONS[done:])


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found or ""


def _newer(engine: Engine, at: str) -> StoreError:
    return StoreError(f"{_name(engine)} is at step {at}, which this program does not know: upgrade the program")


def _is_missing_file(engine: Engine) -> bool:
    """Return whether it is an SQLite file that is not there: to look into it would make it."""
    file = engine.url.database
    return engine.dialect.name == "sqlite" and bool(file) and not Path(str(file)).exists()


def _name(engine: Engine) -> str:
    return f"the database {engine.url.render_as_string(hide_password=True)}"
