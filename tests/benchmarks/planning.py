"""What planning an order costs, in a small and in a large database."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from tests.benchmarks.databases import databases
from tests.benchmarks.figures import ratio
from tests.support.planning_scale import LINES_PER_ORDER, add_fresh_orders, large_site
from tests.support.planning_site import NOW, SITE
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.listing import make_lists


@dataclass(frozen=True, slots=True)
class _Cost:
    """The seconds to reserve a wave's goods, and to make its lists."""

    allocate_s: float = float("inf")
    list_s: float = float("inf")

    def least(self, other: "_Cost") -> "_Cost":
        """Return the best of two rounds."""
        return _Cost(min(self.allocate_s, other.allocate_s), min(self.list_s, other.list_s))

    def per_order(self, wave: int) -> dict[str, float]:
        """Return the microseconds for one order."""
        each = {"allocate_us_per_order": self.allocate_s, "list_us_per_order": self.list_s}
        return {name: round(seconds * 1e6 / wave, 1) for name, seconds in each.items()}


def run(folder: Path, *, lines: tuple[int, int], kinds: Sequence[str], wave: int, rounds: int) -> dict[str, Any]:
    """Return what an order costs on each kind of database, both with durable commits."""
    figures = {kind: _compare(kind, folder, lines, wave, rounds) for kind in kinds}
    return {"wave_orders": wave, "lines_per_order": LINES_PER_ORDER, **figures}


def _compare(kind: str, folder: Path, lines: tuple[int, int], wave: int, rounds: int) -> dict[str, Any]:
    """Plan waves in both databases in turns; the best rates count: the rest is the machine's."""
    names = [f"planning_{count}" for count in lines]
    best = [_Cost(), _Cost()]
    with databases(kind, folder, names) as urls:
        engines = [large_site(url, count) for url, count in zip(urls, lines, strict=True)]
        for number in range(rounds):
            for n, engine in enumerate(engines):
                best[n] = best[n].least(_wave(engine, wave, number))
        for engine in engines:
            engine.dispose()
    small, large = best
    return {
        "small": small.per_order(wave),
        "large": large.per_order(wave),
        "allocate_flat_ratio": ratio(large.allocate_s, small.allocate_s),
        "list_flat_ratio": ratio(large.list_s, small.list_s),
    }


def _wave(engine: Engine, wave: int, number: int) -> _Cost:
    """Plan a wave of new orders."""
    add_fresh_orders(engine, wave)
    start = time.perf_counter()
    report = allocate(engine, SITE, now=NOW)
    between = time.perf_counter()
    listed = make_lists(engine, SITE, ListRules(cart_slots=4), run_id=str(number), now=NOW)
    end = time.perf_counter()
    if report.whole != wave or listed.orders != wave:
        raise AssertionError(f"{wave} orders were to be planned: {report}, {listed}")
    return _Cost(between - start, end - between)
