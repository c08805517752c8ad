import csv
import json
import random
import tracemalloc
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.domain.errors import WarehouseError
from warehouse_tui.domain.records import ItemRecord, OrderLineRecord, OrderRecord, StockRecord
from warehouse_tui.intake import Format, Kind, Problem, read_file
from warehouse_tui.intake.countries import COUNTRIES
from warehouse_tui.intake.master import HANDLING, TRACKING

ROME = ZoneInfo("Europe/Rome")

plain = st.characters(categories=("L", "N", "P", "S"), exclude_characters="\ufffd")
words = st.lists(st.text(plain, min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)
texts = st.just("") | words.map(lambda text: text[:40].strip())
codes = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20).filter(
    lambda code: not code.upper().startswith("XX")
)
barcodes = st.text("ABCabc0123456789-", min_size=1, max_size=7)
prices = st.none() | st.decimals(0, 9_999, places=2)


def sizes(low: int = 1):
    return st.none() | st.integers(low, 3_000)


moments = st.none() | st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def item_files(draw):
    skus = draw(st.lists(codes, unique=True, max_size=6))
    free = iter(draw(st.lists(barcodes, unique=True, min_size=12, max_size=12)))
    return [
        ItemRecord(
            sku=sku,
            name=draw(words),
            barcodes=tuple((next(free), draw(st.integers(1, 99))) for _ in range(draw(st.integers(0, 2)))),
            unit=draw(st.text(plain, min_size=1, max_size=20)),
            handling=frozenset(draw(st.sets(st.sampled_from(HANDLING)))),
            weight_g=draw(sizes()),
            length_mm=draw(sizes()),
            width_mm=draw(sizes()),
            height_mm=draw(sizes()),
            tracking=draw(st.sampled_from(TRACKING)),
            min_days_left=draw(sizes(0)),
            min_stock=draw(st.integers(0, 500)),
            reorder_multiple=draw(st.integers(1, 500)),
            lead_time_days=draw(sizes(0)),
            price=draw(prices),
            line=line,
        )
        for line, sku in enumerate(skus, 2)
    ]


@st.composite
def stock_files(draw):
    keys = draw(st.lists(st.tuples(codes, codes, codes), max_size=6, unique_by=lambda key: key[2]))
    dates = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
    return [
        StockRecord(location, sku, draw(st.integers(0, 999_999)), lot, draw(dates), line)
        for line, (location, sku, lot) in enumerate(keys, 2)
    ]


@st.composite
def order_files(draw):
    orders, line = [], 2
    for number in draw(st.lists(codes, unique=True, max_size=4)):
        count = draw(st.integers(1, 4))
        lines = tuple(
            OrderLineRecord(draw(codes), draw(st.integers(1, 999_999)), draw(prices), line + n) for n in range(count)
        )
        header = {
            name: draw(texts) for name in ("channel", "customer", "company", "street", "city", "region", "service")
        }
        orders.append(
            OrderRecord(
                order=number,
                priority=draw(st.integers(1, 9)),
                ship_by=draw(moments),
                ordered_at=draw(moments),
                email=draw(st.sampled_from(["", "ana@example.com"])),
                phone=draw(st.sampled_from(["", "+34 600 000 000"])),
                postcode=draw(st.sampled_from(["", "01234", "BS1 4XY"])),
                country=draw(st.sampled_from(["", *sorted(COUNTRIES)])),
                notes="\n".join(draw(st.lists(words, max_size=3))),
                lines=lines,
                line=line,
                **header,
            )
        )
        line += count
    return orders


def cell(value: object) -> str:
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    if isinstance(value, tuple):
        return ";".join(f"{code}*{units}" for code, units in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def as_rows(records) -> list[dict[str, str]]:
    rows = []
    for record in records:
        row = {name: cell(getattr(record, name)) for name in record.__slots__ if name not in ("line", "lines")}
        if isinstance(record, OrderRecord):
            for line in record.lines:
                rows.append(row | {name: cell(getattr(line, name)) for name in ("sku", "quantity", "unit_price")})
        else:
            rows.append(row)
    return rows


def written(path: Path, records, **dialect: str) -> Path:
    rows = as_rows(records)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0] if rows else ["sku", "name"], **dialect)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_back(kind: str, path: Path):
    entries = list(read_file(kind, path, timezone=ROME))
    errors = [entry.text() for entry in entries if isinstance(entry, Problem) and entry.is_error]
    assert errors == []
    return [entry for entry in entries if not isinstance(entry, Problem)]


def without_lines(orders):
    """Cells of notes may span lines of the file, so that line numbers are not those of the rows."""
    return [
        {name: getattr(order, name) for name in order.__slots__ if name not in ("line", "lines")}
        | {"lines": [(line.sku, line.quantity, line.unit_price) for line in order.lines]}
        for order in orders
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("intake")


@given(item_files(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_items_come_back_as_they_were_written(folder, items, delimiter, end):
    path = written(folder / "items.csv", items, delimiter=delimiter, lineterminator=end)
    assert read_back("items", path) == items


@given(stock_files())
def test_stock_comes_back_as_it_was_written(folder, stock):
    if stock:
        assert read_back("stock", written(folder / "stock.csv", stock)) == stock


@given(order_files())
def test_orders_come_back_as_they_were_written(folder, orders):
    if orders:
        found = read_back("orders", written(folder / "orders.csv", orders))
        assert without_lines(found) == without_lines(orders)


@given(order_files())
def test_orders_come_back_from_json(folder, orders):
    path = folder / "orders.json"
    path.write_text(json.dumps(as_rows(orders)))
    assert without_lines(read_back("orders", path)) == without_lines(orders)


HEADS = {
    Kind.ITEMS: b"sku,name,barcodes,price\n",
    Kind.LOCATIONS: b"code;kind;x_m\n",
    Kind.STOCK: b"location,sku,quantity,expiry\n",
    Kind.WORKERS: b"badge,name,roles,pin\n",
    Kind.ORDERS: b"order,sku,quantity,ship_by,notes,country\n",
}
SHOPIFY = b"Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem sku,Shipping Zip\n"
WOO = b'[{"number":1,"status":"processing","line_items":[{"sku":"a","quantity":1}],"billing":'
snippets = st.sampled_from(
    [b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"\xe9", b"\x1b[2J", b"\xe2\x80\xae", b"1", b"A", b"[", b"{",
     b"}", b"]", b":", b'"lines"', b"\\ud800", b"2027-01-01", b"8710398500434", b"*", b"pick", b"-", b"null"]
)  # fmt: skip
noise = st.binary(max_size=200) | st.lists(snippets, max_size=60).map(b"".join)


@given(st.sampled_from(list(Kind)), st.booleans(), noise, st.sampled_from([".csv", ".json", ".txt"]))
def test_no_bytes_raise_anything_but_our_own_errors(folder, kind, with_head, content, suffix):
    path = folder / f"noise{suffix}"
    path.write_bytes((HEADS[kind] if with_head else b"") + content)
    read_whatever(kind, path, Format.AUTO)


@given(noise, st.sampled_from([SHOPIFY, WOO, b"[", b""]), st.sampled_from(list(Format)))
def test_no_bytes_of_a_shop_raise_anything_but_our_own_errors(folder, content, head, format):
    path = folder / "noise.txt"
    path.write_bytes(head + content)
    read_whatever(Kind.ORDERS, path, format)


def read_whatever(kind: Kind, path: Path, format: Format) -> None:
    try:
        for entry in read_file(kind, path, format, timezone=ROME):
            if isinstance(entry, Problem):
                assert entry.text().isprintable() and entry.line > 0
    except WarehouseError as error:
        assert all(line.isprintable() for line in error.lines())


def many_lines(count: int, per_order: int = 4) -> str:
    random_ = random.Random(1)
    out = StringIO()
    out.write(
        "order,channel,priority,ship_by,customer,email,street,city,postcode,country,notes,sku,quantity,unit_price\n"
    )
    for n in range(count):
        number = n // per_order
        out.write(
            f"{number:07d},web,5,2027-03-05T16:00:00+00:00,Customer {number},c{number}@example.com,Street {number},"
            f"Town,{number:05d},GB,ring twice,SKU-{random_.randrange(5000)},{random_.randrange(1, 40)},2.55\n"
        )
    return out.getvalue()


def peak_bytes(kind: str, path: Path) -> tuple[int, int]:
    tracemalloc.start()
    try:
        lines = sum(
            len(entry.lines) for entry in read_file(kind, path, timezone=ROME) if isinstance(entry, OrderRecord)
        )
        return tracemalloc.get_traced_memory()[1], lines
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_100_000_order_lines_are_read_in_bounded_memory(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(many_lines(100_000))
    peak, lines = peak_bytes("orders", path)
    assert lines == 100_000
    assert peak < 8_000_000  # the file has 13 MB; what grows is the order numbers seen, some 150 bytes each


@pytest.mark.slow
def test_json_is_read_in_bounded_memory(tmp_path):
    path = tmp_path / "orders.json"
    rows = list(csv.DictReader(StringIO(many_lines(20_000))))
    path.write_text(json.dumps(rows))
    peak, lines = peak_bytes("orders", path)
    assert lines == 20_000
    assert peak < 4_000_000
