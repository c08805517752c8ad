"""What the program and its hub hold in memory, after the start and after a day's scans."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psutil

from tests.benchmarks.bench_site import BenchSite
from tests.benchmarks.figures import ratio
from tests.benchmarks.picker import FloorScanner, Picker
from tests.benchmarks.rig import Program, Rig

_SIZE = (80, 24)
_GAP_S = 0.02


def run(sites: Sequence[BenchSite], *, scans: int) -> dict[str, Any]:
    """Return RSS and PSS of the floor app, and of the program and its hub on each of two sites."""
    with closing(Rig()) as rig:
        floor = FloorScanner(rig, sites[0], _SIZE)
        rig.take(1.0)
        found: dict[str, Any] = {"scans": scans, "floor": _held(floor.program, ("app",))}
        floor.program.end()
    at = ("small", "large")
    for site, name in zip(sites, at, strict=True):
        found[name] = _measured(site, scans)
    one, other = (found[name]["after_scans"] for name in at)
    found["app_flat_ratio"] = ratio(other["app"]["pss_mb"], one["app"]["pss_mb"])
    found["hub_flat_ratio"] = ratio(other["hub"]["pss_mb"], one["hub"]["pss_mb"])
    found["app_growth_ratio"] = ratio(one["app"]["pss_mb"], found[at[0]]["after_start"]["app"]["pss_mb"])
    return found


def _measured(site: BenchSite, scans: int) -> dict[str, Any]:
    with closing(Rig()) as rig:
        picker = Picker(rig, site, "MEMORY", _SIZE, repeat_ms=0)
        rig.take(1.0)
        start = _held(picker.program, ("app", "hub"))
        for _ in range(scans):
            picker.scan()
            rig.take(_GAP_S)
        rig.take(1.0)
        return {"after_start": start, "after_scans": _held(picker.program, ("app", "hub"))}


def _held(program: Program, names: Sequence[str]) -> dict[str, dict[str, float]]:
    return {name: _megabytes(process) for name, process in zip(names, program.processes(), strict=True)}


def _megabytes(process: psutil.Process) -> dict[str, float]:
    held = process.memory_full_info()
    return {"rss_mb": round(held.rss / 1e6, 1), "pss_mb": round(held.pss / 1e6, 1)}
