"""What the benchmarks make of what they measured."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_site import filesystem


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return how many there were, and p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {
        "count": len(ordered),
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p99_ms": round(p99 * 1000, 2),
    }


def ratio(one: float, other: float) -> float:
    """Return how many times the other the one is."""
    return round(one / other, 2)


def machine(folder: Path) -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "python": platform.python_version(),
        "system": sys.platform,
        "cpus": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
        "filesystem": filesystem(folder),
    }
