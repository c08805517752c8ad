"""The one door: a file of any kind and format, read as records and problems."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from warehouse_tui.domain.records import Record
from warehouse_tui.intake import master, orders, shopify, woocommerce
from warehouse_tui.intake.jsonfile import read_elements, rows_of
from warehouse_tui.intake.problems import IntakeError, Problem
from warehouse_tui.intake.rows import Columns, Row
from warehouse_tui.intake.source import Progress, Source, open_source
from warehouse_tui.intake.table import Table


class Kind(StrEnum):
    """What a file holds."""

    ITEMS = "items"
    LOCATIONS = "locations"
    STOCK = "stock"
    WORKERS = "workers"
    ORDERS = "orders"


class Format(StrEnum):
    """How a file is written. AUTO: told by its name's end, its first character and its header."""

    AUTO = "auto"
    CSV = "csv"
    JSON = "json"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


_Rows = Iterator[Row | Problem]
_Read = Callable[[Iterable[Row | Problem], ZoneInfo], Iterator[Record | Problem]]

_KINDS: dict[Kind, tuple[Columns, _Read]] = {
    Kind.ITEMS: (master.ITEM_COLUMNS, master.read_items),
    Kind.LOCATIONS: (master.LOCATION_COLUMNS, master.read_locations),
    Kind.STOCK: (master.STOCK_COLUMNS, master.read_stock),
    Kind.WORKERS: (master.WORKER_COLUMNS, master.read_workers),
    Kind.ORDERS: (orders.ORDER_COLUMNS, orders.read_orders),
}


def read_file(
    kind: Kind | str,
    path: Path,
    format: Format | str = Format.AUTO,
    *,
    timezone: ZoneInfo,
    progress: Progress | None = None,
) -> Iterator[Record | Problem]:
    """Yield a file's records and its problems, as they are met; memory holds no more than one order and the keys.

    Read it to the end before trusting a record: a file with a problem whose `is_error` is true must not be loaded.
    Times without a zone are `timezone`'s. `progress` hears (bytes read, bytes in all) now and then. IntakeError
    where the file cannot be read at all.
    """
    kind, format = Kind(kind), Format(format)
    if format in (Format.SHOPIFY, Format.WOOCOMMERCE) and kind is not Kind.ORDERS:
        raise IntakeError(f"the format {format} is for orders: expected csv or json for {kind}")
    columns, read = _KINDS[kind]
    with open_source(path, progress) as source:
        yield from read(_rows(kind, columns, source, format, path), timezone)


def _rows(kind: Kind, columns: Columns, source: Source, format: Format, path: Path) -> _Rows:
    if format is Format.AUTO:
        format = _guess(source, path)
    if format is Format.JSON:
        return _json_rows(kind, columns, source)
    if format is Format.WOOCOMMERCE:
        return woocommerce.woocommerce_rows(read_elements(source))
    return _table_rows(kind, columns, Table(source), format)


def _guess(source: Source, path: Path) -> Format:
    by_name = {".json": Format.JSON, ".jsonl": Format.JSON, ".csv": Format.CSV, ".tsv": Format.CSV}
    by_text = Format.JSON if source.head.lstrip()[:1] in ("[", "{") else Format.CSV
    return by_name.get(path.suffix.lower(), by_text)


def _table_rows(kind: Kind, columns: Columns, table: Table, format: Format) -> _Rows:
    guessed = kind is Kind.ORDERS and shopify.is_shopify(table.keys)
    if format is Format.SHOPIFY or guessed:
        return shopify.shopify_rows(table.rows(shopify.COLUMNS))
    return table.rows(columns)


def _json_rows(kind: Kind, columns: Columns, source: Source) -> _Rows:
    elements = read_elements(source)
    first = next(elements, None)
    if first is None:
        return iter(())
    together = chain([first], elements)
    if kind is Kind.ORDERS and not isinstance(first, Problem) and woocommerce.is_woocommerce(first.value):
        return woocommerce.woocommerce_rows(together)
    return rows_of(together, columns)
