"""`python -m tests.benchmarks [names…] [--quick] [--dir FOLDER]`: run benchmarks and print one JSON on stdout."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import applier, first_paint, journal, memory, planning, scan_to_answer
from tests.benchmarks.bench_site import BenchSite, Sites, real_disk
from tests.benchmarks.figures import machine


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. `lines` are the order lines in the small and in the large database."""

    lines: tuple[int, int]
    items: int
    stops: int
    orders: int
    sizes: Sequence[tuple[int, int]]
    scans: int
    pace_s: tuple[float, float]  # between two scans
    starts: int
    day: int  # scans between two looks at the memory
    journal: tuple[int, int]  # facts in the short and in the long one
    appends: int
    pause_s: float
    wave: int
    lists: int  # a station picks in a round of the applier
    rounds: int
    kinds: Sequence[str]


FULL = Scale(
    lines=(1_000, 1_000_000),
    items=2_000,
    stops=20,
    orders=60,
    sizes=((80, 24), (160, 45)),
    scans=300,
    pace_s=(0.2, 0.4),  # people scan two or three times a second at their fastest
    starts=15,
    day=1_000,
    journal=(1_000, 100_000),
    appends=300,
    pause_s=0.1,
    wave=2_000,
    lists=10,
    rounds=5,
    kinds=("sqlite", "postgresql"),
)
QUICK = Scale(
    lines=(100, 1_000),
    items=20,
    stops=3,
    orders=12,
    sizes=((80, 24),),
    scans=10,
    pace_s=(0.02, 0.04),
    starts=1,
    day=15,
    journal=(100, 1_000),
    appends=10,
    pause_s=0.01,
    wave=50,
    lists=1,
    rounds=1,
    kinds=("sqlite",),
)

Benchmark = Callable[[Scale, Sites, Path], dict[str, Any]]
BENCHMARKS: dict[str, Benchmark] = {
    "scan_to_answer": lambda scale, sites, folder: scan_to_answer.run(
        _two(scale, sites), folder, sizes=scale.sizes, scans=scale.scans, pace_s=scale.pace_s
    ),
    "first_paint": lambda scale, sites, _: first_paint.run(_two(scale, sites), rounds=scale.starts),
    "memory": lambda scale, sites, _: memory.run(_two(scale, sites), scans=scale.day),
    "journal": lambda scale, _, folder: journal.run(
        folder, short=scale.journal[0], long=scale.journal[1], appends=scale.appends, pause_s=scale.pause_s
    ),
    "applier": lambda scale, _, folder: applier.run(
        folder, lines=scale.lines, kinds=scale.kinds, lists=scale.lists, rounds=scale.rounds
    ),
    "planning": lambda scale, _, folder: planning.run(
        folder, lines=scale.lines, kinds=scale.kinds, wave=scale.wave, rounds=scale.rounds
    ),
}


def _two(scale: Scale, sites: Sites) -> list[BenchSite]:
    return [sites.get(lines) for lines in scale.lines]


def run(names: Sequence[str], scale: Scale, folder: Path) -> dict[str, Any]:
    """Run benchmarks one after another in a folder on a disk, and return their figures by name."""
    sites = Sites(folder, scale.items, scale.stops, scale.orders)
    found: dict[str, Any] = {
        "machine": machine(folder),
        "order_lines": dict(zip(("small", "large"), scale.lines, strict=True)),
    }
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        found[name] = BENCHMARKS[name](scale, sites, folder)
    return found


def main(words: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all unless named: {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: shows that it runs, measures nothing")
    parser.add_argument("--dir", type=Path, help="a folder on the disk to measure (the system's temporary folder)")
    given = parser.parse_args(words)
    unknown = sorted(set(given.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    with real_disk(given.dir) as folder:
        found = run(given.names or list(BENCHMARKS), QUICK if given.quick else FULL, folder)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
