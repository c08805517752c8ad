"""What the services need from outside, as Protocols; `bootstrap` hands them the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from warehouse_tui.domain.facts import Draft, Fact
from warehouse_tui.domain.scans import CodeMatch


class Clock(Protocol):
    """Time, as a station knows it."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never step back within a boot."""

    def boot(self) -> str:
        """Return the id of this boot of the machine."""


class Journal(Protocol):
    """The station's append-only journal. JournalError where the disk refuses; nothing is half-written then."""

    def append(self, drafts: Sequence[Draft]) -> list[Fact]:
        """Write facts durably, all or none, and return them sealed, in order."""

    def since(self, seq: int) -> list[Fact]:
        """Return the facts of this epoch after `seq`, in order."""

    def last_seq(self) -> int:
        """Return the sequence of the newest fact, 0 for none."""

    def last_of_kind(self, kind: str) -> int:
        """Return the sequence of the newest fact of a kind, 0 for none."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as a station knows it. `codes` are barcodes (GTIN-14 or as is) with their multipliers."""

    item_id: int
    sku: str
    name: str
    unit: str
    tracking: str  # none, lot, expiry, serial
    handling: frozenset[str]
    min_days_left: int
    codes: tuple[tuple[str, int], ...]
    locations: tuple[int, ...]  # pick bins that hold it


@dataclass(frozen=True, slots=True)
class Location:
    """A place. `aisle`, `bay`, `level` are as written on the shelf; odd bays are on the left."""

    location_id: int
    code: str
    barcode: str
    zone: str
    kind: str
    block: int
    aisle: str
    bay: int
    level: str
    check_digits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """A person with a badge. `pin_hash` is empty where no PIN is set."""

    worker_id: int
    badge: str
    name: str
    roles: frozenset[str]
    language: str
    pin_hash: str


@dataclass(frozen=True, slots=True)
class Tote:
    """A tote and what the centre last knew of it."""

    tote_id: int
    code: str
    state: str
    list_id: int
    order_number: str
    location_id: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The site's rules that a station follows."""

    site_name: str = ""
    timezone: str = "UTC"
    language: str = "en"
    confirm_location: str = "when_needed"  # or "always"
    pin_for: frozenset[str] = frozenset({"supervisor", "administrator"})
    cart_slots: int = 1
    claim_ahead: int = 2
    sense_check: bool = False


@dataclass(frozen=True, slots=True)
class OfferedList:
    """A released pick list that may be claimed."""

    list_id: int
    number: int
    priority: int
    ship_by: datetime | None
    orders: int
    lines: int
    units: int
    zone: str


@dataclass(frozen=True, slots=True)
class BinStock:
    """Another bin from which a line may be picked, as it was when the list was claimed."""

    location_id: int
    lot: str
    expiry: date | None
    qty: int


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of a claimed list. `lot` empty: any lot. `picked` and `short` are as of the claim."""

    n: int
    order_id: int
    order_line: int
    allocation_id: int
    item_id: int
    location_id: int
    lot_id: int
    lot: str
    expiry: date | None
    qty: int
    picked: int
    short: int
    alternatives: tuple[BinStock, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """An order on a claimed list. `slot` is its place on the cart, from 1."""

    order_id: int
    number: str
    slot: int
    priority: int
    ship_by: datetime | None
    service: str
    notes: str


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed pick list as it was given to this station; own facts after `base_seq` change it.

    Lines stand in walking order.
    """

    list_id: int
    number: int
    claim_no: int
    base_seq: int
    orders: tuple[WorkOrder, ...]
    lines: tuple[WorkLine, ...]
    lease_until: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Directory(Protocol):
    """Reading the station's replica: everything a scan or a screen looks up."""

    def refresh(self) -> None:
        """Look at the replica as it is now; until then every answer is from one state of it."""

    def ready(self) -> bool:
        """Return whether everything that the centre has for this station has come once."""

    def rules(self) -> Rules:
        """Return the site's rules."""

    def find(self, code: str) -> Sequence[CodeMatch]:
        """Return every record with exactly this code."""

    def item(self, item_id: int) -> Item | None:
        """Return an item."""

    def location(self, location_id: int) -> Location | None:
        """Return a location."""

    def worker(self, worker_id: int) -> Worker | None:
        """Return a worker."""

    def tote(self, tote_id: int) -> Tote | None:
        """Return a tote."""

    def lot_expiry(self, item_id: int, lot: str) -> date | None:
        """Return the expiry of a known lot, None where it is not known."""

    def serial_holder(self, item_id: int, serial: str) -> str | None:
        """Return where a serial was last seen, as holder `kind:id`; None where it was never seen."""

    def frozen(self, location_id: int, item_id: int) -> bool:
        """Return whether a bin's item is kept from being picked."""

    def items_near(self, location_id: int) -> Sequence[tuple[int, int]]:
        """Return (location_id, item_id) of what lives in this bin and the bins next to it."""

    def lanes(self, kind: str) -> Sequence[Location]:
        """Return the places of a kind: pack, hold, wait, quarantine, returns, dock."""

    def works(self) -> Sequence[Work]:
        """Return the lists claimed by this station, the most urgent first."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The link to the centre, as the header shows it."""

    online: bool
    since: datetime | None
    unsent: int
    last_sync: datetime | None
    alarm: str = ""


class Link(Protocol):
    """Asking the centre without waiting: answers come back to the core as events (`services.events`)."""

    def status(self) -> LinkStatus:
        """Return the newest known state of the link."""

    def want_work(self, list_id: int | None = None) -> None:
        """Ask for a claim: of one list, or of the most urgent."""

    def want_offers(self) -> None:
        """Ask which lists could be claimed."""

    def facts_written(self) -> None:
        """Say that there is something to push."""


class PinVerifier(Protocol):
    """Checking a PIN against its hash."""

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Return whether the PIN is right."""
