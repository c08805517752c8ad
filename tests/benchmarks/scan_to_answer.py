"""From the bytes on the scanner's port to the answer on the terminal, against an app that repaints one label."""

import random
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_site import BenchSite
from tests.benchmarks.figures import ratio, spread
from tests.benchmarks.journal import appending
from tests.benchmarks.picker import FloorScanner, Picker
from tests.benchmarks.rig import Rig

_BLOCK = 10
_REPEAT_MS = 150


def run(
    sites: Sequence[BenchSite],
    folder: Path,
    *,
    sizes: Sequence[tuple[int, int]],
    scans: int,
    pace_s: tuple[float, float],
) -> dict[str, Any]:
    """Return the times at each size of terminal: of the floor app, and of the program on each of two sites.

    `pace_s` is the shortest and the longest pause between two scans; the journal's append is measured beside them.
    """
    return {f"{size[0]}x{size[1]}": _at_size(sites, folder, size, scans, pace_s) for size in sizes}


def _at_size(
    sites: Sequence[BenchSite], folder: Path, size: tuple[int, int], scans: int, pace_s: tuple[float, float]
) -> dict[str, Any]:
    name, repeat_ms = f"S{size[0]}", min(_REPEAT_MS, int(pace_s[0] * 500))
    with closing(Rig()) as rig, appending(folder / f"scan-{size[0]}.db") as journal:
        floor = FloorScanner(rig, sites[0], size)
        pickers = [Picker(rig, site, name, size, repeat_ms) for site in sites]
        acts: list[Callable[[], float | None]] = [floor.scan, *(each.scan for each in pickers), journal.append]
        taken: list[list[float]] = [[], [], [], []]
        pace = random.Random(1)
        while min(map(len, taken)) < scans:
            for scan, times in zip(acts, taken, strict=True):
                for _ in range(_BLOCK):
                    rig.take(pace.uniform(*pace_s))
                    took = scan()
                    if took is not None:
                        times.append(took)
    return _figures(taken)


def _figures(taken: Sequence[Sequence[float]]) -> dict[str, Any]:
    floor, small, large, append = map(spread, taken)
    found: dict[str, Any] = {"floor": floor, "small": small, "large": large, "journal_append": append}
    for part in ("p50", "p99"):
        key = f"{part}_ms"
        found[f"{part}_ratio"] = ratio(small[key], floor[key])
        # Tails do not subtract: of each scan goes what an append usually takes.
        found[f"{part}_ratio_without_append"] = ratio(small[key] - append["p50_ms"], floor[key])
        found[f"{part}_flat_ratio"] = ratio(large[key], small[key])
    return found
