"""From the start of the process to its first screen, against the floor app."""

import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from tests.benchmarks.bench_site import BenchSite
from tests.benchmarks.figures import ratio, spread
from tests.benchmarks.picker import FIRST_SCREEN, SIGN_IN
from tests.benchmarks.rig import Rig

_SIZE = (80, 24)


def run(sites: Sequence[BenchSite], *, rounds: int) -> dict[str, Any]:
    """Return the times to the first screen and to the first that takes a scan, on each of two sites, taken in turns."""
    with closing(Rig()) as rig:
        floor = _Floor(rig, sites[0])
        stations = [_Station(rig, site) for site in sites]
        first: list[list[float]] = [[], [], []]
        ready: list[list[float]] = [[], []]
        for number in range(rounds + 1):
            times = [floor.start(), *(station.start() for station in stations)]
            if number == 0:  # it compiles, and brings the files into memory
                continue
            for n, (painted, usable) in enumerate(times):
                first[n].append(painted)
                if n:
                    ready[n - 1].append(usable)
    floor_ms, small, large = map(spread, first)
    usable_small, usable_large = map(spread, ready)
    return {
        "floor": floor_ms,
        "small": small,
        "large": large,
        "ratio": ratio(small["p50_ms"], floor_ms["p50_ms"]),
        "flat_ratio": ratio(large["p50_ms"], small["p50_ms"]),
        "ready_small": usable_small,
        "ready_large": usable_large,
        "ready_flat_ratio": ratio(usable_large["p50_ms"], usable_small["p50_ms"]),
    }


class _Floor:
    def __init__(self, rig: Rig, site: BenchSite) -> None:
        self._rig = rig
        self._scanner = rig.scanner(site.folder, "port-first-floor")

    def start(self) -> tuple[float, float]:
        """Start it and return the seconds to its first screen."""
        program = self._rig.start("tests.benchmarks.floor_app", str(self._scanner.path), size=_SIZE)
        painted = program.painted("ready") - program.started_at
        program.end()
        return painted, painted


class _Station:
    def __init__(self, rig: Rig, site: BenchSite) -> None:
        self._rig = rig
        self._scanner = rig.scanner(site.folder, "port-first")
        self._config = site.station("FIRST", self._scanner.path)

    def start(self) -> tuple[float, float]:
        """Start it and return the seconds to its first screen, and to the one that asks for a badge."""
        program = self._rig.start("warehouse_tui", "run", "--config", str(self._config), size=_SIZE)
        painted = program.painted(FIRST_SCREEN, SIGN_IN) - program.started_at
        usable = program.painted(SIGN_IN) - program.started_at
        self._rig.take(0.5)  # the hub is up, so that it can be seen to end
        program.end()
        time.sleep(0.2)
        return painted, usable
