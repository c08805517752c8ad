"""Items, locations, stock and workers: one record a row, and what may stand in a file only once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from warehouse_tui.domain.gtin import has_gtin_length, normalise_gtin
from warehouse_tui.domain.records import ItemRecord, LocationRecord, Record, StockRecord, WorkerRecord
from warehouse_tui.intake.fields import Fields
from warehouse_tui.intake.problems import Problem, shown
from warehouse_tui.intake.rows import Columns, Row, listed

ITEM_COLUMNS = Columns(
    known=listed(
        "sku name barcodes unit handling weight_g length_mm width_mm height_mm tracking min_days_left min_stock"
        " reorder_multiple lead_time_days price"
    ),
    required=("sku", "name"),
)
LOCATION_COLUMNS = Columns(
    known=listed("code barcode zone kind block aisle bay level x_m y_m check_digits"),
    required=("code", "kind"),
)
STOCK_COLUMNS = Columns(known=listed("location sku quantity lot expiry"), required=("location", "sku", "quantity"))
WORKER_COLUMNS = Columns(known=listed("badge name roles pin language"), required=("badge", "name", "roles"))

TRACKING = ("none", "lot", "expiry", "serial")
HANDLING = ("fragile", "liquid", "no_code", "alone")
LOCATION_KINDS = ("pick", "reserve", "pack", "hold", "wait", "quarantine", "returns", "wall", "dock")
ROLES = ("picker", "packer", "supervisor", "administrator")
LANGUAGES = ("en", "de")
OVERRIDING_ROLES = frozenset({"supervisor", "administrator"})

MAX_QUANTITY = 999_999
_MAX_MEASURE = 9_999_999
_MAX_DAYS = 3_660


class _Once:
    """Keys that may stand in a file once, each with the place of its row."""

    def __init__(self) -> None:
        self._first: dict[object, str] = {}

    def claim(self, key: object, row: Row) -> str | None:
        """Take a key for a row; return the place of another row that has it already, if any."""
        held = self._first.setdefault(key, row.place)
        return None if held == row.place else held


def read_items(rows: Iterable[Row | Problem], zone: ZoneInfo) -> Iterator[Record | Problem]:
    """Yield an ItemRecord for each good row. SKUs and barcodes are checked to be unique in the file."""
    skus, codes = _Once(), _Once()

    def read(f: Fields) -> ItemRecord | None:
        sku = f.code("sku", "an SKU")
        if sku and (held := skus.claim(sku, f.row)):
            f.expect("sku", f"each SKU once; it is on {held} already")
        barcodes = _barcodes(f, codes)
        record = ItemRecord(
            sku=sku,
            name=f.text("name", required=True),
            barcodes=barcodes,
            unit=f.text("unit", 20) or "piece",
            handling=f.words("handling", HANDLING),
            weight_g=f.whole("weight_g", 1, _MAX_MEASURE),
            length_mm=f.whole("length_mm", 1, _MAX_MEASURE),
            width_mm=f.whole("width_mm", 1, _MAX_MEASURE),
            height_mm=f.whole("height_mm", 1, _MAX_MEASURE),
            tracking=f.word("tracking", TRACKING, "none"),
            min_days_left=f.whole("min_days_left", 0, _MAX_DAYS),
            min_stock=f.whole("min_stock", 0, MAX_QUANTITY) or 0,
            reorder_multiple=f.whole("reorder_multiple", 1, MAX_QUANTITY) or 1,
            lead_time_days=f.whole("lead_time_days", 0, _MAX_DAYS),
            price=f.decimal("price", 0, 9_999_999),
            line=f.row.line,
        )
        if not barcodes and f.ok and "no_code" not in record.handling:
            f.warn("barcodes", "no barcode: the SKU itself must be on the goods, or handling says no_code")
        return record

    return _read(rows, zone, read)


def _barcodes(f: Fields, taken: _Once) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in f.row.get("barcodes").split(";"))):
        code, star, times = part.partition("*")
        code = code.strip()
        units = _multiplier(times.strip()) if star else 1
        if not code or units is None or len(code) > 64 or not code.isprintable():
            f.expect("barcodes", "codes with semicolons between, each with *12 behind it where it holds 12 units")
            continue
        gtin = normalise_gtin(code)
        if gtin is None and has_gtin_length(code):
            f.warn("barcodes", f"{code} has a GTIN's length, but not its check digit; it is kept as a code of your own")
        key = gtin or code
        if found.setdefault(key, units) != units:
            f.expect("barcodes", f"one number of units for {shown(code)}, found {found[key]} and {units}")
        if held := taken.claim(key, f.row):
            f.expect("barcodes", f"each code on one SKU; {shown(code)} is on {held} already")
    return tuple(found.items())


def _multiplier(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) > 0:
        return int(text)
    return None


def read_locations(rows: Iterable[Row | Problem], zone: ZoneInfo) -> Iterator[Record | Problem]:
    """Yield a LocationRecord for each good row. Codes and barcodes together are checked to be unique."""
    codes = _Once()

    def read(f: Fields) -> LocationRecord | None:
        code = f.code("code", "a location's code")
        barcode = f.code("barcode", "a barcode", required=False)
        for column, key in (("code", code), ("barcode", barcode)):
            if key and (held := codes.claim(key, f.row)):
                f.expect(column, f"each code on one location; it is on {held} already")
        record = LocationRecord(
            code=code,
            barcode=barcode,
            zone=f.text("zone", 20),
            kind=f.word("kind", LOCATION_KINDS, None),
            block=f.whole("block", 0, 9_999),
            aisle=f.text("aisle", 10),
            bay=f.whole("bay", 0, 99_999),
            level=f.text("level", 10),
            x_m=_metres(f, "x_m"),
            y_m=_metres(f, "y_m"),
            check_digits=_check_digits(f),
            line=f.row.line,
        )
        if record.kind in ("pick", "reserve") and not (record.aisle and record.bay is not None):
            f.warn("aisle", "without aisle and bay the walk cannot pass this place in its order")
        return record

    return _read(rows, zone, read)


def _metres(f: Fields, column: str) -> float | None:
    value = f.decimal(column, -100_000, 100_000)
    return None if value is None else float(value)


def _check_digits(f: Fields) -> tuple[str, ...]:
    found = tuple(part.strip() for part in f.row.get("check_digits").split(";") if part.strip())
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in found):
        f.expect("check_digits", "numbers of up to 4 digits with semicolons between, such as 27;63;41")
        return ()
    return found


def read_stock(rows: Iterable[Row | Problem], zone: ZoneInfo) -> Iterator[Record | Problem]:
    """Yield a StockRecord for each good row: one for a location, SKU and lot; a lot has one expiry date."""
    places = _Once()
    lots: dict[tuple[str, str], tuple[str, date | None]] = {}

    def read(f: Fields) -> StockRecord | None:
        location = f.code("location", "a location's code")
        sku = f.code("sku", "an SKU")
        lot = f.code("lot", "a lot", required=False)
        expiry = f.day("expiry")
        quantity = f.whole("quantity", 0, MAX_QUANTITY, required=True)
        key = (location, sku, lot or expiry)
        if location and sku and (held := places.claim(key, f.row)):
            f.expect("sku", f"each SKU once at a location and of a lot; it is on {held} already")
        place, other = lots.setdefault((sku, lot), (f.row.place, expiry))
        if lot and other != expiry:
            f.expect("expiry", f"one date for lot {shown(lot)}; {place} says {other or 'none'}")
        return StockRecord(location, sku, quantity or 0, lot, expiry, f.row.line)

    return _read(rows, zone, read)


def read_workers(rows: Iterable[Row | Problem], zone: ZoneInfo) -> Iterator[Record | Problem]:
    """Yield a WorkerRecord for each good row; badges are checked to be unique."""
    badges = _Once()

    def read(f: Fields) -> WorkerRecord | None:
        badge = f.code("badge", "a badge's code")
        if badge and (held := badges.claim(badge, f.row)):
            f.expect("badge", f"each badge once; it is on {held} already")
        name = f.text("name", 80, required=True)
        roles = f.words("roles", ROLES, required=True)
        pin = f.pin("pin")
        if roles & OVERRIDING_ROLES and not f.row.get("pin"):
            f.warn("pin", "whoever may override needs a PIN; without one this badge alone opens everything")
        return WorkerRecord(badge, name, roles, pin, f.word("language", LANGUAGES, ""), f.row.line)

    return _read(rows, zone, read)


def _read(
    rows: Iterable[Row | Problem], zone: ZoneInfo, read: Callable[[Fields], Record | None]
) -> Iterator[Record | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        fields = Fields(row, zone)
        record = read(fields)
        yield from fields.problems
        if record is not None and fields.ok:
            yield record
