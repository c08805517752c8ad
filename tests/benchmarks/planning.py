"""What planning an order costs, in a small and in a large database: `python -m tests.benchmarks planning`."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from tests.support.planning_scale import LINES_PER_ORDER, add_fresh_orders, large_site
from tests.support.planning_site import NOW, SITE
from tests.support.postgres import started_postgres
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.listing import make_lists

SMALL, LARGE = 1_000, 1_000_000
WAVE = 2_000
ROUNDS = 5


def run() -> dict[str, Any]:
    """Return the figures for SQLite and PostgreSQL, both with durable commits."""
    return {
        "wave_orders": WAVE,
        "lines_per_order": LINES_PER_ORDER,
        "sqlite": _compare("sqlite"),
        "postgresql": _compare("postgresql"),
    }


def _compare(kind: str) -> dict[str, Any]:
    small, large = (_measure(kind, lines) for lines in (SMALL, LARGE))
    return {
        f"lines_{SMALL}": small,
        f"lines_{LARGE}": large,
        "allocate_cost_ratio": round(small["allocate_orders_per_s"] / large["allocate_orders_per_s"], 2),
        "list_cost_ratio": round(small["list_orders_per_s"] / large["list_orders_per_s"], 2),
    }


def _measure(kind: str, lines: int) -> dict[str, Any]:
    """Plan several waves in a database with so many lines and return the best rates: the rest is the machine's."""
    with _database(kind) as url:
        engine = large_site(url, lines)
        rounds = [_wave(engine, number) for number in range(ROUNDS)]
        engine.dispose()
    return {
        "allocate_orders_per_s": round(WAVE / min(allocated for allocated, _ in rounds)),
        "list_orders_per_s": round(WAVE / min(listed for _, listed in rounds)),
    }


def _wave(engine: Engine, number: int) -> tuple[float, float]:
    add_fresh_orders(engine, WAVE)
    start = time.perf_counter()
    report = allocate(engine, SITE, now=NOW)
    between = time.perf_counter()
    listed = make_lists(engine, SITE, ListRules(cart_slots=4), run_id=str(number), now=NOW)
    end = time.perf_counter()
    if report.whole != WAVE or listed.orders != WAVE:
        raise AssertionError(f"{WAVE} orders were to be planned: {report}, {listed}")
    return between - start, end - between


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'central.db'}"
        return
    with started_postgres() as server:
        yield server.url(server.create_database())


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
