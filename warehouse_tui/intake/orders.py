"""Orders from rows, one row a line: the rows of an order stand together and carry its header."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from warehouse_tui.domain.records import OrderLineRecord, OrderRecord
from warehouse_tui.intake.fields import Fields
from warehouse_tui.intake.master import MAX_QUANTITY
from warehouse_tui.intake.problems import Problem, shown
from warehouse_tui.intake.rows import Columns, Row, listed

MAX_LINES = 20_000
DEFAULT_PRIORITY = 5

HEADER = listed(
    "channel priority ship_by ordered_at customer email phone company street city region postcode country service notes"
)
LINE = ("sku", "quantity", "unit_price")
ORDER_COLUMNS = Columns(known=("order", *HEADER, *LINE), required=("order", "sku", "quantity"))


class _Draft:
    """An order whose rows are still coming."""

    def __init__(self, row: Row, zone: ZoneInfo) -> None:
        self.first = row
        self.zone = zone
        self.header = Fields(row, zone)
        self.number = self.header.code("order", "an order number")
        self.lines: list[OrderLineRecord] = []
        self.clean = True

    def add(self, row: Row) -> Iterator[Problem]:
        """Take a row's line and yield what is wrong with it."""
        fields = Fields(row, self.zone)
        if row is not self.first:
            self._compare(fields)
        if len(self.lines) == MAX_LINES:
            fields.expect("order", f"at most {MAX_LINES:,} lines in an order")
        line = OrderLineRecord(
            sku=fields.code("sku", "an SKU"),
            quantity=fields.whole("quantity", 1, MAX_QUANTITY, required=True) or 0,
            unit_price=fields.decimal("unit_price", 0, 9_999_999),
            line=row.line,
        )
        if fields.ok:
            self.lines.append(line)
        self.clean = self.clean and fields.ok
        yield from fields.problems

    def _compare(self, fields: Fields) -> None:
        for column in HEADER:
            value = fields.row.get(column)
            if value and value != self.first.get(column):
                first = shown(self.first.get(column), 40)
                fields.expect(column, f'the same on all rows of an order; {self.first.place} says "{first}"')

    def finish(self) -> Iterator[OrderRecord | Problem]:
        """Yield what is wrong with the header, then the order if all of it is right."""
        f = self.header
        record = OrderRecord(
            order=self.number,
            channel=f.text("channel", 40),
            priority=f.whole("priority", 1, 9) or DEFAULT_PRIORITY,
            ship_by=f.moment("ship_by"),
            ordered_at=f.moment("ordered_at"),
            customer=f.text("customer"),
            email=f.email("email"),
            phone=f.text("phone", 40),
            company=f.text("company"),
            street=f.text("street", 400),
            city=f.text("city"),
            region=f.text("region"),
            postcode=f.text("postcode", 20),
            country=f.country("country"),
            service=f.text("service", 80),
            notes=f.notes("notes"),
            lines=tuple(self.lines),
            line=self.first.line,
        )
        if f.ok and not record.has_address:
            f.warn("order", f"{_lack(record)}: it will be picked, and stops at the label")
        yield from f.problems
        if f.ok and self.clean:
            yield record


def _lack(record: OrderRecord) -> str:
    parts = ("street", "city", "country")
    missing = [part for part in parts if not getattr(record, part)]
    return "no address" if len(missing) == len(parts) else f"no {' or '.join(missing)} in the address"


def read_orders(rows: Iterable[Row | Problem], zone: ZoneInfo) -> Iterator[OrderRecord | Problem]:
    """Yield each order as soon as its last row was read, so that memory holds one order and the numbers seen."""
    seen: dict[str, str] = {}
    draft: _Draft | None = None
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        if draft is None or row.opens or row.get("order") != draft.first.get("order"):
            if draft is not None:
                yield from draft.finish()
            draft = _Draft(row, zone)
            _once(draft, seen)
        yield from draft.add(row)
    if draft is not None:
        yield from draft.finish()


def _once(draft: _Draft, seen: dict[str, str]) -> None:
    if not draft.number:
        return
    place = seen.setdefault(draft.number, draft.first.place)
    if place != draft.first.place:
        draft.header.expect("order", f"each order once, its rows together; it began on {place} already")
