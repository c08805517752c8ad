import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.store import migrations
from warehouse_tui.store.central.engine import connect, reading, writing
from warehouse_tui.store.central.migrating import require_current, revision, upgrade
from warehouse_tui.store.central.schema import metadata
from warehouse_tui.store.migrations import HEAD, REVISIONS

INSERTS = {
    "fact": "INSERT INTO fact (site_id, station_id, epoch, seq, kind, prev_hash, hash)"
    " VALUES (1, 1, 1, 1, 'signed_in', '', '')",
    "move": "INSERT INTO move (site_id, station_id, epoch, seq, n, from_kind, to_kind, qty)"
    " VALUES (1, 1, 1, 1, 1, 'unknown', 'location', 1)",
    "decision": "INSERT INTO decision (site_id, station_id, request_id, kind) VALUES (1, 1, 'r', 'claim')",
}


@pytest.fixture
def engine(central_url: str) -> Iterator[Engine]:
    engine = connect(central_url)
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Return everything that a database says of its tables."""
    with reading(engine) as connection:
        found = inspect(connection)
        tables = sorted(set(found.get_table_names()) - {"alembic_version"})
        columns = {
            name: [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(name)]
            for name in tables
        }
        constraints = {
            name: (
                found.get_pk_constraint(name),
                sorted(map(str, found.get_unique_constraints(name))),
                sorted(map(str, found.get_check_constraints(name))),
            )
            for name in tables
        }
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            if engine.dialect.name == "sqlite"
            else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        indexes = {name: made for name, made in connection.execute(text(query)) if "alembic" not in name}
    return {"columns": columns, "constraints": constraints, "indexes": indexes}


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_steps_make_exactly_the_schema(engine: Engine):
    metadata.create_all(engine)
    wanted = described(engine)
    metadata.drop_all(engine)
    upgrade(engine)
    found = described(engine)
    for part, tables in wanted.items():
        assert found[part] == tables, f"run `python -m tests.support.new_migration`: {part} differ"


def test_the_known_steps_are_those_that_are_there():
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_upgrading_runs_each_step_once(engine: Engine):
    assert revision(engine) == ""
    with pytest.raises(StoreError, match="no tables yet: run `warehouse-tui db init`"):
        require_current(engine)
    assert upgrade(engine) == list(REVISIONS)
    assert revision(engine) == HEAD
    require_current(engine)
    assert upgrade(engine) == []


def test_two_upgrades_at_once_queue(central_url: str):
    done: list[list[str]] = []

    def run() -> None:
        engine = connect(central_url)
        done.append(upgrade(engine))
        engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == [[], list(REVISIONS)]


def test_each_side_is_told_when_it_is_the_older(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    upgrade(engine)
    with monkeypatch.context() as patch:
        patch.setattr("warehouse_tui.store.central.migrating.REVISIONS", (*REVISIONS, "9998"))
        patch.setattr("warehouse_tui.store.central.migrating.HEAD", "9998")
        with pytest.raises(StoreError, match=r"this program needs step 9998.*`warehouse-tui db upgrade`"):
            require_current(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (require_current, upgrade):
        with pytest.raises(StoreError, match=r"is at step 9999.*upgrade the program"):
            refused(engine)


def test_asking_does_not_make_a_file(tmp_path: Path):
    engine = connect(f"sqlite:///{tmp_path}/gone.db")
    assert revision(engine) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("table", INSERTS)
def test_what_was_done_cannot_be_changed(engine: Engine, table: str):
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text(INSERTS[table]))
    changes = [f"UPDATE {table} SET site_id = 2", f"DELETE FROM {table}"]
    if engine.dialect.name == "postgresql":
        changes.append(f"TRUNCATE {table}")
    for change in changes:
        with pytest.raises(StoreError, match=f"{table} is append-only"), writing(engine) as connection:
            connection.execute(text(change))
    with reading(engine) as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
