"""What it costs to have a fact on the disk: the journal's append, in a short journal and in a long one."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import ratio, spread
from warehouse_tui.domain.facts import Draft
from warehouse_tui.store.station.clock import SystemClock
from warehouse_tui.store.station.journal import SqliteJournal

_CHUNK = 1_000
_BODY = {
    "list": 214,
    "claim_no": 1,
    "line": 7,
    "order_line": 1_000_007,
    "allocation": 1_000_007,
    "alloc": {"location": 312, "lot": 0},
    "item": 4711,
    "qty": 1,
    "location": 312,
    "lot": None,
    "to": ["tote", 7],
    "how": "scan",
    "code": "4006381333931",
}


class Appending:
    """A journal of its own, to which facts are appended as a scan writes them."""

    def __init__(self, path: Path) -> None:
        self._journal = SqliteJournal(path, site=1, station=1, epoch=1, clock=SystemClock())

    def fill(self, facts: int) -> None:
        """Make the journal so long."""
        for _ in range(0, facts, _CHUNK):
            self._journal.append([Draft("item_taken", _BODY, 1)] * _CHUNK)

    def append(self) -> float:
        """Append one fact durably and return the seconds that it took."""
        at = time.perf_counter()
        self._journal.append([Draft("item_taken", _BODY, 1)])
        return time.perf_counter() - at

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()


@contextmanager
def appending(path: Path, facts: int = 0) -> Iterator[Appending]:
    """Yield a journal that is so long."""
    journal = Appending(path)
    try:
        journal.fill(facts)
        yield journal
    finally:
        journal.close()


def run(folder: Path, *, short: int, long: int, appends: int, pause_s: float) -> dict[str, Any]:
    """Return p50 and p99 of an append to a short and a long journal, taken in turns."""
    pace = random.Random(1)
    with appending(folder / "short.db", short) as one, appending(folder / "long.db", long) as other:
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(appends):
            for journal, times in zip((one, other), taken, strict=True):
                time.sleep(pause_s * pace.uniform(0.5, 1.5))
                times.append(journal.append())
    small, large = map(spread, taken)
    return {
        "facts": {"small": short, "large": long},
        "small": small,
        "large": large,
        "flat_ratio": ratio(large["p50_ms"], small["p50_ms"]),
    }
