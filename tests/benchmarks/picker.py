"""Somebody who picks with a scanner: walks list after list, and notes how long each answer took."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.bench_site import BADGE, LANE, UNITS, BenchSite
from tests.benchmarks.rig import Program, Rig

FIRST_SCREEN, SIGN_IN = "one moment", "SCAN YOUR BADGE"
_WANTS_TOTE = "SCAN A TOTE"


@dataclass(frozen=True, slots=True)
class Scan:
    """What is scanned next, what the answer says, and whether its time counts; totes and lanes are few."""

    code: str
    answer: str
    counts: bool


class Picker:
    """A station with its terminal, and the scanner in a hand. Signs in and waits for the first list."""

    def __init__(self, rig: Rig, site: BenchSite, name: str, size: tuple[int, int], repeat_ms: int) -> None:
        self._site = site
        self._scanner = rig.scanner(site.folder, f"port-{name}")
        config = site.station(name, self._scanner.path, repeat_ms)
        self.program: Program = rig.start("warehouse_tui", "run", "--config", str(config), size=size)
        self.program.painted(SIGN_IN)
        rig.take(0.3)  # the port is opened
        self._scanner.scan(BADGE)
        self.program.painted(_WANTS_TOTE)
        self._walk = self._lists()

    def scan(self) -> float | None:
        """Do the next scan; return the seconds to its answer, None for one that is not counted."""
        scan = next(self._walk)
        self.program.forget()
        at = self._scanner.scan(scan.code)
        took = self.program.painted(scan.answer) - at
        return took if scan.counts else None

    def _lists(self) -> Iterator[Scan]:
        while True:
            tote = f"T{next(self._site.totes)}"
            yield Scan(tote, f"Tote {tote} is yours", False)
            for stop in self._site.stops:
                yield Scan(stop.place, f"At {stop.place}", True)
                for unit in range(1, UNITS):
                    yield Scan(stop.code, f"TAKEN {unit} of {UNITS}", True)
                yield Scan(stop.code, f"{stop.place} done: {UNITS}", True)
            yield Scan(LANE, "", False)
            self.program.painted(_WANTS_TOTE)


class FloorScanner:
    """The floor app with the same codes."""

    def __init__(self, rig: Rig, site: BenchSite, size: tuple[int, int]) -> None:
        self._site = site
        self._scanner = rig.scanner(site.folder, f"port-floor-{size[0]}")
        self.program: Program = rig.start("tests.benchmarks.floor_app", str(self._scanner.path), size=size)
        self.program.painted("ready")
        rig.take(0.3)  # the port is opened
        self._count = 0

    def scan(self) -> float:
        """Do the next scan; return the seconds to its answer."""
        self._count += 1
        code = self._site.stops[self._count % len(self._site.stops)].code
        self.program.forget()
        at = self._scanner.scan(code)
        return self.program.painted(f"{code} #{self._count}.") - at
