from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support.planning_scale import add_fresh_orders, large_site
from tests.support.planning_site import NOW, SITE, full_scans, recorded
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.claiming import claim, offers, return_expired
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.listing import make_lists, release
from warehouse_tui.store.central.schema import floor

ITEMS = 30_000
Statements = list[tuple[str, Any]]


def what_planning_says(engine: Engine, orders: int) -> dict[str, Statements]:
    """Plan so many fresh orders and claim a list; return the statements of each step."""
    add_fresh_orders(engine, orders, ITEMS)
    with writing(engine) as connection:
        connection.execute(floor.station.insert().values(site_id=SITE, station_id=1, name="P1"))
    rules = ListRules(cart_slots=4, auto_release=False)
    waves: list[int] = []
    steps: dict[str, Callable[[], Any]] = {
        "allocate": lambda: allocate(engine, SITE, now=NOW),
        "list": lambda: waves.append(make_lists(engine, SITE, rules, run_id="run", now=NOW).wave_id),
        "release": lambda: release(engine, SITE, waves[0]),
        "claim": lambda: claim(engine, SITE, 1, "r1", now=NOW),
        "offer": lambda: offers(engine, SITE),
        "return": lambda: return_expired(engine, SITE, NOW),
    }
    said = {}
    for name, step in steps.items():
        with recorded(engine) as statements:
            step()
        said[name] = statements
    return said


def test_no_step_of_planning_reads_a_table_whole(central_url: str):
    engine = large_site(central_url, 40_000, ITEMS)
    said = what_planning_says(engine, 10)
    assert [scan for statements in said.values() for scan in full_scans(engine, statements)] == []
    assert all(said.values())
    engine.dispose()


def test_a_plan_that_reads_a_table_whole_is_noticed(central_url: str):
    engine = large_site(central_url, 40_000, ITEMS)
    hint = "SELECT order_line_id FROM order_line WHERE site_id = 1 AND ordered < 0"
    assert full_scans(engine, [(hint, ())])
    assert full_scans(engine, [(f"{hint} ORDER BY order_line_id LIMIT 3", ())])
    engine.dispose()


@pytest.mark.slow
def test_a_million_lines_take_the_statements_of_a_thousand(central_url: str, request: pytest.FixtureRequest):
    counts = []
    for lines in (1_000, 1_000_000):
        engine = large_site(_another(central_url, lines, request), lines, ITEMS)
        said = what_planning_says(engine, 50)
        counts.append({name: len(statements) for name, statements in said.items()})
        if lines == 1_000_000:
            assert [scan for statements in said.values() for scan in full_scans(engine, statements)] == []
        engine.dispose()
    assert counts[0] == counts[1]


def _another(url: str, lines: int, request: pytest.FixtureRequest) -> str:
    """Return the test's database for the first size and one more like it for the next."""
    if lines == 1_000:
        return url
    if url.startswith("sqlite"):
        return f"{url}.large"
    server = request.getfixturevalue("postgres")
    name = server.create_database()
    request.addfinalizer(lambda: server.drop_database(name))
    return str(server.url(name))
