"""What an order in a file says otherwise than the order on record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse_tui.domain.problems import HIDDEN, Problem, shown
from warehouse_tui.domain.records import OrderLineRecord, OrderRecord
from warehouse_tui.store.central.importing.items import money
from warehouse_tui.store.central.keyed import AnyRow

_HEADER = ("priority", "ship_by", "service")
_CUSTOMER = {"customer": "name", "email": "email", "phone": "phone"}
_ADDRESS = ("company", "street", "city", "region", "postcode", "country")


@dataclass(frozen=True, slots=True)
class Known:
    """An order on record: its head, its lines in order, each with its SKU, and whose and whither (None: not said)."""

    head: AnyRow
    lines: Sequence[tuple[str, AnyRow]]
    address: AnyRow | None
    customer: AnyRow | None


def differences(record: OrderRecord, known: Known) -> Iterator[Problem]:
    """Yield a problem for each thing that differs; what is personal is named, not shown."""
    order = f"order {shown(f'{record.channel} {record.order}'.strip(), 60)} is there"
    for column in _HEADER:
        yield from _compare(order, record.line, column, getattr(record, column), getattr(known.head, column))
    if record.ordered_at is not None:
        yield from _compare(order, record.line, "ordered_at", record.ordered_at, known.head.taken_at)
    yield from _personal(order, record, known)
    if len(record.lines) != len(known.lines):
        expected = f"expected its {len(known.lines)} lines, found {len(record.lines)}: {order}"
        yield Problem(record.line, "order", record.order, f"{expected}, and an import changes none")
        return
    for line, (sku, there) in zip(record.lines, known.lines, strict=True):
        yield from _compare_line(order, line, sku, there)


def _personal(order: str, record: OrderRecord, known: Known) -> Iterator[Problem]:
    pairs: list[tuple[str, Any]] = [("notes", known.head.notes)]
    pairs += [(column, getattr(known.customer, name, "")) for column, name in _CUSTOMER.items()]
    pairs += [(column, getattr(known.address, column, "")) for column in _ADDRESS]
    for column, there in pairs:
        if getattr(record, column) != there:
            yield Problem(
                record.line, column, HIDDEN, f"expected what is on record: {order}, and an import changes none"
            )


def _compare_line(order: str, line: OrderLineRecord, sku: str, there: AnyRow) -> Iterator[Problem]:
    yield from _compare(order, line.line, "sku", line.sku, sku)
    yield from _compare(order, line.line, "quantity", line.quantity, there.ordered)
    yield from _compare(order, line.line, "unit_price", money(line.unit_price), there.unit_price)


def _compare(order: str, line: int, column: str, given: Any, there: Any) -> Iterator[Problem]:
    if given != there:
        on_record = "none" if there is None else shown(str(there), 40)
        value = "" if given is None else str(given)
        yield Problem(line, column, value, f"expected {on_record}: {order}, and an import changes none")
