"""A small site in memory, for tests of the services: the same doors as the real journal, replica and link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from warehouse_tui.domain.facts import FIRST_HASH, Draft, Fact, seal
from warehouse_tui.domain.gtin import check_digit, normalise_gtin
from warehouse_tui.domain.scans import CodeForm, CodeMatch, ReadCode, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.events import Commanded, Scanned, Typed, WorkChanged
from warehouse_tui.services.ports import (
    BinStock,
    Item,
    LinkStatus,
    Location,
    Rules,
    Tote,
    Work,
    Worker,
    WorkLine,
    WorkOrder,
)
from warehouse_tui.services.scan import Resolver
from warehouse_tui.services.station import Station
from warehouse_tui.services.trigger import Trigger
from warehouse_tui.services.views import Outcome


class TestClock:
    """A clock that a test moves."""

    __test__ = False

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def boot(self) -> str:
        return "boot"

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class MemoryJournal:
    """A journal that outlives its station, as the disk does."""

    clock: TestClock
    facts: list[Fact] = field(default_factory=list)

    def append(self, drafts: Sequence[Draft]) -> list[Fact]:
        sealed: list[Fact] = []
        for draft in drafts:
            previous = sealed[-1] if sealed else (self.facts[-1] if self.facts else None)
            seq = previous.seq + 1 if previous else 1
            wall = int(self.clock.now().timestamp() * 1_000_000)
            times = (wall, int(self.clock.monotonic() * 1000), "boot", 0)
            sealed.append(seal(draft, (1, 1, 1, seq), times, previous.hash if previous else FIRST_HASH))
        self.facts.extend(sealed)
        return sealed

    def since(self, seq: int) -> list[Fact]:
        return self.facts[seq:]

    def last_seq(self) -> int:
        return len(self.facts)

    def last_of_kind(self, kind: str) -> int:
        return max((fact.seq for fact in self.facts if fact.kind == kind), default=0)

    def kinds(self) -> list[str]:
        return [fact.kind for fact in self.facts]


@dataclass
class MemoryDirectory:
    """A replica made of dictionaries."""

    site_rules: Rules = field(default_factory=lambda: Rules(site_name="Test site"))
    is_ready: bool = True
    items: dict[int, Item] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    workers: dict[int, Worker] = field(default_factory=dict)
    totes: dict[int, Tote] = field(default_factory=dict)
    claimed: list[Work] = field(default_factory=list)
    expiries: dict[tuple[int, str], date] = field(default_factory=dict)
    serials: dict[tuple[int, str], str] = field(default_factory=dict)
    frozen_bins: set[tuple[int, int]] = field(default_factory=set)

    def refresh(self) -> None:
        return None

    def ready(self) -> bool:
        return self.is_ready

    def rules(self) -> Rules:
        return self.site_rules

    def find(self, code: str) -> list[CodeMatch]:
        found = [CodeMatch(ResolvedKind.BADGE, w.worker_id) for w in self.workers.values() if w.badge == code]
        found += [
            CodeMatch(ResolvedKind.LOCATION, x.location_id)
            for x in self.locations.values()
            if code in (x.code, x.barcode)
        ]
        found += [CodeMatch(ResolvedKind.TOTE, t.tote_id) for t in self.totes.values() if t.code == code]
        for item in self.items.values():
            found += [CodeMatch(ResolvedKind.ITEM, item.item_id, n) for own, n in item.codes if own == code]
            if item.sku == code:
                found.append(CodeMatch(ResolvedKind.ITEM, item.item_id))
        return found

    def item(self, item_id: int) -> Item | None:
        return self.items.get(item_id)

    def location(self, location_id: int) -> Location | None:
        return self.locations.get(location_id)

    def worker(self, worker_id: int) -> Worker | None:
        return self.workers.get(worker_id)

    def tote(self, tote_id: int) -> Tote | None:
        return self.totes.get(tote_id)

    def lot_expiry(self, item_id: int, lot: str) -> date | None:
        return self.expiries.get((item_id, lot))

    def serial_holder(self, item_id: int, serial: str) -> str | None:
        return self.serials.get((item_id, serial))

    def frozen(self, location_id: int, item_id: int) -> bool:
        return (location_id, item_id) in self.frozen_bins

    def items_near(self, location_id: int) -> list[tuple[int, int]]:
        here = self.locations[location_id]
        near = [
            x.location_id
            for x in self.locations.values()
            if x.kind == "pick" and x.aisle == here.aisle and abs(x.bay - here.bay) <= 2
        ]
        return [(place, item.item_id) for item in self.items.values() for place in item.locations if place in near]

    def lanes(self, kind: str) -> list[Location]:
        return [x for x in self.locations.values() if x.kind == kind]

    def works(self) -> list[Work]:
        return self.claimed


class QuietLink:
    """A link that only remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def status(self) -> LinkStatus:
        return LinkStatus(True, None, 0, None)

    def want_work(self, list_id: int | None = None) -> None:
        self.asked.append(f"work {list_id or ''}".strip())

    def want_offers(self) -> None:
        self.asked.append("offers")

    def facts_written(self) -> None:
        return None


class PlainPins:
    """PINs compared as they are."""

    def verify(self, pin_hash: str, pin: str) -> bool:
        return pin_hash == pin


class SimpleReader:
    """Enough of a code reader for the services' tests: commands, GTINs, and `item|lot|date|serial` for GS1."""

    def read_code(self, text: str, *, aim: bool = False, gs1: bool = False) -> ReadCode:
        if text.startswith("XX"):
            return ReadCode(text, CodeForm.COMMAND)
        if "|" in text:
            gtin, lot, expiry, serial = [*text.split("|"), "", "", ""][:4]
            return ReadCode(
                text,
                CodeForm.GS1,
                (normalise_gtin(gtin) or gtin,),
                lot=lot or None,
                expiry=date.fromisoformat(expiry) if expiry else None,
                serial=serial or None,
            )
        gtin14 = normalise_gtin(text)
        return ReadCode(text, CodeForm.GTIN, (gtin14,)) if gtin14 else ReadCode(text, CodeForm.PLAIN)


def ean(n: int) -> str:
    """Return a made-up EAN-13 of the range for use inside a company."""
    body = f"20{n:010d}"
    return body + str(check_digit(body))


def make_item(item_id: int, name: str, *bins: int, **more: object) -> Item:
    base = Item(
        item_id,
        f"{name[:5]}-{item_id}",
        name,
        "bottle",
        "none",
        frozenset(),
        0,
        ((normalise_gtin(ean(item_id)) or "", 1),),
        bins,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def make_bin(location_id: int, code: str, kind: str = "pick", **more: object) -> Location:
    aisle, bay, level = ([*code.split("-"), "0", ""][:3]) if kind == "pick" else ("", "0", "")
    base = Location(location_id, code, "", "Z1", kind, 1, aisle, int(bay), level, ())
    return replace(base, **more)  # type: ignore[arg-type]


def order(order_id: int, slot: int = 1) -> WorkOrder:
    return WorkOrder(order_id, f"O{order_id}", slot, 5, None, "", "")


def line(n: int, item_id: int, location_id: int, qty: int, order_id: int = 501, **more: object) -> WorkLine:
    base = WorkLine(n, order_id, 9000 + n, 7000 + n, item_id, location_id, 0, "", None, qty, 0, 0, ())
    return replace(base, **more)  # type: ignore[arg-type]


def other_bin(location_id: int, qty: int, lot: str = "") -> BinStock:
    return BinStock(location_id, lot, None, qty)


class Floor:
    """A station with its site, driven as a worker drives it."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.journal = MemoryJournal(self.clock)
        self.directory = MemoryDirectory()
        self.link = QuietLink()
        for location_id, code, kind in ((90, "P1", "pack"), (91, "HOLD-1", "hold"), (92, "QUAR-1", "quarantine")):
            self.directory.locations[location_id] = make_bin(location_id, code, kind)
        for n in range(1, 8):
            self.directory.totes[n] = Tote(n, f"T{n}", "free", 0, "", 0)
        self.add_worker(1, "Ana", "W-1")
        self.add_worker(2, "Jan", "W-2")
        self.station: Station
        self.outcome: Outcome

    def add_worker(self, worker_id: int, name: str, badge: str, **more: object) -> None:
        base = Worker(worker_id, badge, name, frozenset({"picker"}), "en", "")
        self.directory.workers[worker_id] = replace(base, **more)  # type: ignore[arg-type]

    def add_items(self, *items: Item) -> None:
        self.directory.items.update({item.item_id: item for item in items})

    def add_bins(self, *places: Location) -> None:
        self.directory.locations.update({place.location_id: place for place in places})

    def give(self, *lines: WorkLine, orders: Sequence[WorkOrder] = (), number: int = 214) -> None:
        orders = tuple(orders) or (order(501),)
        base = self.journal.last_seq()
        self.directory.claimed.append(Work(number, number, 1, base, tuple(orders), lines))

    def start(self) -> Outcome:
        """Start the program, or start it again after a kill: only the journal and the replica remain."""
        desk = Desk(self.journal, self.directory, self.link, self.clock, PlainPins())
        self.station = Station(desk, Resolver(SimpleReader(), self.directory), Trigger())
        self.outcome = self.station.start()
        return self.outcome

    def scan(self, code: str, scanner: str = "hand") -> Outcome:
        self.clock.advance(1.0)
        return self._did(self.station.handle(Scanned(Scan(code, scanner, self.clock.monotonic()))))

    def scans(self, *codes: str) -> Outcome:
        for code in codes:
            self.scan(code)
        return self.outcome

    def item(self, item_id: int) -> Outcome:
        return self.scan(ean(item_id))

    def changed(self) -> Outcome:
        return self._did(self.station.handle(WorkChanged()))

    def press(self, word: str) -> Outcome:
        return self._did(self.station.handle(Commanded(word)))

    def type(self, text: str) -> Outcome:
        return self._did(self.station.handle(Typed(text)))

    def _did(self, outcome: Outcome | None) -> Outcome:
        self.outcome = outcome or self.outcome
        return self.outcome

    @property
    def step(self) -> str:
        return self.outcome.view.step

    @property
    def goods(self) -> list[tuple[str, int]]:
        """Return (kind, qty) of every fact that moved goods."""
        return [(f.kind, int(f.data()["qty"])) for f in self.journal.facts if "qty" in f.data()]


def gtin14(n: int) -> str:
    """Return `ean(n)` as items keep it."""
    return normalise_gtin(ean(n)) or ""


def three_shelves() -> Floor:
    """Return a floor with juice (also by the case of 12), mugs, and an empty shelf."""
    floor = Floor()
    floor.add_bins(make_bin(11, "A-03-1"), make_bin(12, "A-09-1"), make_bin(13, "A-15-1"))
    case = (normalise_gtin("18710398500431") or "18710398500431", 12)
    apple = make_item(1, "JUICE APPLE", 11, codes=((gtin14(1), 1), case))
    floor.add_items(apple, make_item(2, "MUG BLUE", 12))
    return floor


def begun(floor: Floor) -> Floor:
    """Start the program, sign Ana in and give her list a tote."""
    floor.start()
    floor.scans("W-1", "T1")
    return floor
