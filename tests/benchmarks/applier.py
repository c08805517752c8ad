"""How many facts a second the hub applies, in a small and in a large database."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.benchmarks.databases import databases
from tests.support.planning_site import SITE, PlanningSite, new_site
from tests.support.stations import ChainStation, station_of
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.bulk import insert_columns
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.schema import floor, master, orders

STATIONS = 4
LINES = 20  # a list
_ITEMS = 500
_FIRST = 10_000_000  # ids of what is picked here, away from the old orders


def run(folder: Path, *, lines: tuple[int, int], kinds: Sequence[str], lists: int, rounds: int) -> dict[str, Any]:
    """Return facts per second on each kind of database; every station picks `lists` lists a round."""
    return {"stations": STATIONS, **{kind: _compare(kind, folder, lines, lists, rounds) for kind in kinds}}


def _compare(kind: str, folder: Path, lines: tuple[int, int], lists: int, rounds: int) -> dict[str, Any]:
    """Apply rounds of facts in both databases in turns; the best rates count: the rest is the machine's."""
    best = [0.0] * len(lines)
    with databases(kind, folder, [f"applier_{count}" for count in lines]) as urls:
        floors = [_Floor(url, count) for url, count in zip(urls, lines, strict=True)]
        for number in range(rounds):
            for n, each in enumerate(floors):
                best[n] = max(best[n], each.facts_per_s(number, lists))
        for each in floors:
            each.site.engine.dispose()
    small, large = best
    return {
        "small_facts_per_s": round(small),
        "large_facts_per_s": round(large),
        "flat_ratio": round(small / large, 2),
    }


class _Floor:
    """A site with old orders, and stations that pick new ones."""

    def __init__(self, url: str, old_lines: int) -> None:
        self.site = new_site(url)
        self._stations = [station_of(self.site) for _ in range(STATIONS)]
        _old_orders(self.site, old_lines)
        _stock(self.site)
        self._applier = SiteApplier(self.site.engine, SITE, holder="benchmark")

    def facts_per_s(self, number: int, lists: int) -> float:
        """Pick new lists, and return how fast the facts of it are applied."""
        first = number * lists * STATIONS
        _new_work(self.site, range(first, first + lists * STATIONS))
        before = sum(len(station.facts) for station in self._stations)
        for n, station in enumerate(self._stations):
            for each in range(first + n * lists, first + (n + 1) * lists):
                _pick(station, each)
            while station.sent < len(station.facts):
                station.send()
        _settle(self.site)
        token = self._applier.acquire()
        assert token is not None
        start = time.perf_counter()
        applied = 0
        while done := self._applier.apply(token):
            applied += done
        took = time.perf_counter() - start
        assert applied == sum(len(station.facts) for station in self._stations) - before
        return applied / took


def _old_orders(site: PlanningSite, lines: int) -> None:
    """Write orders that were picked before, ten lines each, with their moves."""
    for start in range(1, lines + 1, 100_000):
        ids = range(start, min(start + 100_000, lines + 1))
        with writing(site.engine) as connection:
            heads = [n for n in ids if n % 10 == 1]
            head: dict[str, Any] = {
                "order_id": heads,
                "number": [f"O{n}" for n in heads],
                "state": ["picked"] * len(heads),
            }
            insert_columns(connection, orders.order, SITE, head)
            same: dict[str, Any] = {"ordered": [2] * len(ids), "allocated": [2] * len(ids), "picked": [2] * len(ids)}
            owner: dict[str, Any] = {"order_id": [n - (n - 1) % 10 for n in ids], "n": [n % 10 for n in ids]}
            item = {"item_id": [n % 5000 + 1 for n in ids]}
            insert_columns(connection, orders.order_line, SITE, {"order_line_id": list(ids), **owner, **item, **same})
            place: dict[str, Any] = {"location_id": [n % 5000 + 1 for n in ids], "order_line_id": list(ids)}
            reserved: dict[str, Any] = {"qty": [2] * len(ids), "picked": [2] * len(ids), "state": ["picked"] * len(ids)}
            owner = {"allocation_id": list(ids), "order_id": owner["order_id"]}
            insert_columns(connection, orders.allocation, SITE, {**owner, **item, **place, **reserved})
            line: dict[str, Any] = {
                "list_id": owner["order_id"],
                "n": [n % 10 for n in ids],
                "order_line_id": list(ids),
            }
            line |= {"allocation_id": list(ids), "qty": [2] * len(ids), "picked": [2] * len(ids)}
            insert_columns(connection, orders.pick_line, SITE, line)
            move: dict[str, Any] = {
                "station_id": [99] * len(ids),
                "epoch": [1] * len(ids),
                "seq": list(ids),
                "n": [1] * len(ids),
            }
            move |= {"item_id": item["item_id"], "order_line": list(ids), "qty": [2] * len(ids)}
            move |= {"from_kind": ["location"] * len(ids), "from_id": place["location_id"]}
            move |= {"to_kind": ["tote"] * len(ids), "to_id": [n % 200 + 1 for n in ids]}
            insert_columns(connection, floor.move, SITE, move)


def _stock(site: PlanningSite) -> None:
    """Put goods enough into the bins, half of them reserved."""
    items = range(1, _ITEMS + 1)
    key: dict[str, Any] = {"holder_kind": ["location"] * _ITEMS, "holder_id": items, "item_id": items}
    zero = {"lot_id": [0] * _ITEMS, "order_line": [0] * _ITEMS}
    held = {"on_hand": [10**6] * _ITEMS, "allocated": [10**6 // 2] * _ITEMS}
    with writing(site.engine) as connection:
        insert_columns(connection, floor.balance, SITE, {**key, **zero, **held})


def _new_work(site: PlanningSite, lists: range) -> None:
    """Write the lists that are picked, one order each."""
    numbers = range(lists.start * LINES, lists.stop * LINES)
    ids = [_FIRST + n for n in numbers]
    order_ids = [_FIRST + n // LINES for n in numbers]
    with writing(site.engine) as connection:
        heads = [_FIRST + n for n in lists]
        head: dict[str, Any] = {
            "order_id": heads,
            "number": [f"N{n}" for n in heads],
            "state": ["released"] * len(heads),
        }
        insert_columns(connection, orders.order, SITE, head)
        pick_list: dict[str, Any] = {"list_id": heads, "state": ["claimed"] * len(heads), "claim_no": [1] * len(heads)}
        insert_columns(connection, orders.pick_list, SITE, pick_list)
        n = [i % LINES + 1 for i in numbers]
        four, item = [4] * len(ids), [_item(i) for i in numbers]
        line = {"order_line_id": ids, "order_id": order_ids, "n": n, "item_id": item, "ordered": four}
        insert_columns(connection, orders.order_line, SITE, {**line, "allocated": four})
        owner = {"allocation_id": ids, "order_id": order_ids, "order_line_id": ids, "item_id": item}
        bins: dict[str, Any] = {"location_id": item, "qty": four, "state": ["listed"] * len(ids)}
        insert_columns(connection, orders.allocation, SITE, {**owner, **bins})
        pick = {"list_id": order_ids, "n": n, "allocation_id": ids, "order_line_id": ids, "qty": four}
        insert_columns(connection, orders.pick_line, SITE, pick)
        totes = [_FIRST + each for each in lists]
        insert_columns(connection, master.tote, SITE, {"tote_id": totes, "code": [f"B{each}" for each in lists]})


def _item(n: int) -> int:
    return n * 7 % _ITEMS + 1


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
