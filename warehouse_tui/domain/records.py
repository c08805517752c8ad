"""One checked row each of the files that fill a site: items, locations, stock, workers and orders.

`line` is where the row begins in its file, 1 for the first line. Nothing here says that other records exist:
whether a stock row's SKU is known is the store's to find out.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item. `barcodes` are (code, units in it), a valid GTIN as 14 digits, anything else as it was written.

    Lengths are millimetres, weight grams; None is unknown. `tracking` is none, lot, expiry or serial;
    `min_days_left` the days that goods must still keep when they leave.
    """

    sku: str
    name: str
    barcodes: tuple[tuple[str, int], ...]
    unit: str
    handling: frozenset[str]
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    tracking: str
    min_days_left: int | None
    min_stock: int
    reorder_multiple: int
    lead_time_days: int | None
    price: Decimal | None
    line: int


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """A place. An empty `barcode` means that its code is what is printed; `x_m`, `y_m` are metres.

    `block` and `bay` are None and `aisle` and `level` empty where a place is in no aisle (a lane, a bench).
    """

    code: str
    barcode: str
    zone: str
    kind: str
    block: int | None
    aisle: str
    bay: int | None
    level: str
    x_m: float | None
    y_m: float | None
    check_digits: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class StockRecord:
    """Units of one item, and of one lot where it has one, at one place."""

    location: str
    sku: str
    quantity: int
    lot: str
    expiry: date | None
    line: int


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A person with a badge. `pin` is in clear, to be hashed at once, empty for none; `language` empty: the site's."""

    badge: str
    name: str
    roles: frozenset[str]
    pin: str = field(repr=False)
    language: str
    line: int


@dataclass(frozen=True, slots=True)
class OrderLineRecord:
    """One line of an order; the same SKU may stand on several. `unit_price` is in the order's currency."""

    sku: str
    quantity: int
    unit_price: Decimal | None
    line: int


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order with its lines, at least one. Times are aware and in UTC; priority 1 is the most urgent of 1 to 9."""

    order: str
    channel: str
    priority: int
    ship_by: datetime | None
    ordered_at: datetime | None
    customer: str
    email: str
    phone: str
    company: str
    street: str
    city: str
    region: str
    postcode: str
    country: str
    service: str
    notes: str
    lines: tuple[OrderLineRecord, ...]
    line: int

    @property
    def has_address(self) -> bool:
        """Whether there is enough of an address to print a label: street, city and country."""
        return bool(self.street and self.city and self.country)


Record = ItemRecord | LocationRecord | StockRecord | WorkerRecord | OrderRecord
