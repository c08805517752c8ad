"""How many facts a second the hub applies, on an empty site and on one with a million order lines."""

import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.support.planning_site import SITE, PlanningSite, new_site
from tests.support.postgres import postgres_server
from tests.support.stations import ChainStation, station_of
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.bulk import insert_columns
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.schema import floor, master, orders

STATIONS = 4
LISTS = 25  # a station
LINES = 20  # a list
OLD_LINES = 1_000_000
_FIRST = 10_000_000  # ids of what is picked here, away from the old orders


def run(old_lines: int = OLD_LINES) -> dict[str, Any]:
    """Return facts per second per database: `empty`, and `full` with so many order lines there."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        for name, lines in (("empty", 0), ("full", old_lines)):
            urls = {
                "sqlite": f"sqlite:///{Path(folder) / f'{name}.db'}",
                "postgresql": server.url(server.create_database()),
            }
            for kind, url in urls.items():
                figures[f"{kind}_{name}_facts_per_s"] = round(_measure(url, lines))
    for kind in ("sqlite", "postgresql"):
        figures[f"{kind}_ratio"] = round(figures[f"{kind}_empty_facts_per_s"] / figures[f"{kind}_full_facts_per_s"], 2)
    return figures


def _measure(url: str, old_lines: int) -> float:
    site = new_site(url)
    stations = [station_of(site) for _ in range(STATIONS)]
    _old_orders(site, old_lines)
    _new_work(site)
    facts = 0
    for n, station in enumerate(stations):
        for number in range(n * LISTS, (n + 1) * LISTS):
            _pick(station, number)
        facts += len(station.facts)
        while station.sent < len(station.facts):
            station.send()
    _settle(site)
    applier = SiteApplier(site.engine, SITE, holder="benchmark")
    token = applier.acquire()
    assert token is not None
    start = time.perf_counter()
    applied = 0
    while done := applier.apply(token):
        applied += done
    took = time.perf_counter() - start
    assert applied == facts
    site.engine.dispose()
    return facts / took


def _old_orders(site: PlanningSite, lines: int) -> None:
    """Write orders that were picked before, ten lines each, with their moves."""
    for start in range(1, lines + 1, 100_000):
        ids = range(start, min(start + 100_000, lines + 1))
        with writing(site.engine) as connection:
            heads = [n for n in ids if n % 10 == 1]
            head = {"order_id": heads, "number": [f"O{n}" for n in heads], "state": ["picked"] * len(heads)}
            insert_columns(connection, orders.order, SITE, head)
            same = {"ordered": [2] * len(ids), "allocated": [2] * len(ids), "picked": [2] * len(ids)}
            owner = {"order_id": [n - (n - 1) % 10 for n in ids], "n": [n % 10 for n in ids]}
            item = {"item_id": [n % 5000 + 1 for n in ids]}
            insert_columns(connection, orders.order_line, SITE, {"order_line_id": list(ids), **owner, **item, **same})
            place = {"location_id": [n % 5000 + 1 for n in ids], "order_line_id": list(ids)}
            reserved = {"qty": [2] * len(ids), "picked": [2] * len(ids), "state": ["picked"] * len(ids)}
            owner = {"allocation_id": list(ids), "order_id": owner["order_id"]}
            insert_columns(connection, orders.allocation, SITE, {**owner, **item, **place, **reserved})
            line = {"list_id": owner["order_id"], "n": [n % 10 for n in ids], "order_line_id": list(ids)}
            line |= {"allocation_id": list(ids), "qty": [2] * len(ids), "picked": [2] * len(ids)}
            insert_columns(connection, orders.pick_line, SITE, line)
            move = {"station_id": [99] * len(ids), "epoch": [1] * len(ids), "seq": list(ids), "n": [1] * len(ids)}
            move |= {"item_id": item["item_id"], "order_line": list(ids), "qty": [2] * len(ids)}
            move |= {"from_kind": ["location"] * len(ids), "from_id": place["location_id"]}
            move |= {"to_kind": ["tote"] * len(ids), "to_id": [n % 200 + 1 for n in ids]}
            insert_columns(connection, floor.move, SITE, move)


def _new_work(site: PlanningSite) -> None:
    """Write the lists that are picked, one order each, and stock enough."""
    lists = range(STATIONS * LISTS)
    ids = [_FIRST + n for n in range(len(lists) * LINES)]
    order_ids = [_FIRST + n // LINES for n in range(len(ids))]
    with writing(site.engine) as connection:
        heads = [_FIRST + n for n in lists]
        head = {"order_id": heads, "number": [f"N{n}" for n in heads], "state": ["released"] * len(heads)}
        insert_columns(connection, orders.order, SITE, head)
        pick_list = {"list_id": heads, "state": ["claimed"] * len(heads), "claim_no": [1] * len(heads)}
        insert_columns(connection, orders.pick_list, SITE, pick_list)
        n = [i % LINES + 1 for i in range(len(ids))]
        four, item = [4] * len(ids), [_item(i) for i in range(len(ids))]
        line = {"order_line_id": ids, "order_id": order_ids, "n": n, "item_id": item, "ordered": four}
        insert_columns(connection, orders.order_line, SITE, {**line, "allocated": four})
        owner = {"allocation_id": ids, "order_id": order_ids, "order_line_id": ids, "item_id": item}
        bins = {"location_id": item, "qty": four, "state": ["listed"] * len(ids)}
        insert_columns(connection, orders.allocation, SITE, {**owner, **bins})
        pick = {"list_id": order_ids, "n": n, "allocation_id": ids, "order_line_id": ids, "qty": four}
        insert_columns(connection, orders.pick_line, SITE, pick)
        stock = sorted(set(item))
        key = {"holder_kind": ["location"] * len(stock), "holder_id": stock, "item_id": stock}
        zero = {"lot_id": [0] * len(stock), "order_line": [0] * len(stock)}
        held = {"on_hand": [10**6] * len(stock), "allocated": [4 * item.count(each) for each in stock]}
        insert_columns(connection, floor.balance, SITE, {**key, **zero, **held})
        totes = [_FIRST + each for each in lists]
        insert_columns(connection, master.tote, SITE, {"tote_id": totes, "code": [f"B{each}" for each in lists]})


def _item(n: int) -> int:
    return n * 7 % 500 + 1


def _pick(station: ChainStation, number: int) -> None:
    """Pick a list unit by unit, as a scanner does."""
    work = {"list": _FIRST + number, "claim_no": 1}
    tote = {"tote": _FIRST + number}
    station.write("list_started", work)
    station.write("tote_opened", {**work, **tote, "slot": 1, "order": _FIRST + number})
    for n in range(LINES):
        ident = number * LINES + n
        line = {"line": n + 1, "order_line": _FIRST + ident, "allocation": _FIRST + ident, "item": _item(ident)}
        body = {**work, **line, "location": _item(ident), "qty": 1, "to": ["tote", tote["tote"]]}
        for _ in range(4):
            station.write("item_taken", body)
    station.write("tote_parked", {**work, **tote, "location": 9999})
    station.write("list_finished", work)


def _settle(site: PlanningSite) -> None:
    """Let PostgreSQL do now what it does by itself some time after so many rows were written."""
    if site.engine.dialect.name == "postgresql":
        with site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))
