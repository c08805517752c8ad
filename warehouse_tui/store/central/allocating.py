"""Reserving goods for open orders: chunk by chunk, one transaction and the same statements for each.

First every order that can be served whole, then the parts that are left; the queue remembers how far a run came, so
a run that was cut off goes on where it was. Locks are taken in the order: the hub's lease, orders, lines, balances.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, Row, select

from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.planning.allocate import (
    Allocated,
    Demand,
    OpenOrder,
    Reservation,
    allocate_parts,
    allocate_whole,
)
from warehouse_tui.store.central.applying import LEASE as HUB_LEASE
from warehouse_tui.store.central.bulk import Columns, among, insert_columns, update_columns
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.schema import floor, orders, sync
from warehouse_tui.store.central.supply import free_stock, site_today

# States of orders that goods may be reserved for; what stands in the queue in another state leaves it.
PLANNABLE = frozenset(("open", "allocated", "released", "picking", "picked", "packing", "packed"))
# What an order becomes when goods are reserved for it: one that was picked has something to pick again.
_SERVED = {"open": "allocated", "picked": "picking"}

_order, _line, _balance = orders.order, orders.order_line, floor.balance


@dataclass(slots=True)
class AllocationReport:
    """What a run reserved. `orders` were looked at; of these, `waiting` still want goods that are not there."""

    orders: int = 0
    whole: int = 0
    parts: int = 0
    waiting: int = 0
    allocations: int = 0
    units: int = 0
    chunks: int = 0


def allocate(engine: Engine, site_id: int, *, now: datetime, chunk: int = 500) -> AllocationReport:
    """Reserve goods for every order in the queue, `chunk` orders a transaction. Nothing due: nothing changes."""
    report = AllocationReport()
    with reading(engine) as connection:
        today = site_today(connection, site_id, now)
    for due in (orders.DUE, orders.PARTS):
        while _allocate_chunk(engine, site_id, due, today, chunk, report):
            report.chunks += 1
    return report


def _allocate_chunk(engine: Engine, site_id: int, due: int, today: date, chunk: int, report: AllocationReport) -> bool:
    """Do one chunk in one transaction; return whether there was anything to do."""
    with writing(engine) as connection:
        if due == orders.PARTS:
            _shut_out_hub(connection, site_id)
        queued = _take_queue(connection, site_id, due, chunk)
        if not queued:
            return False
        wanted = _read_lines(connection, site_id, queued)
        items = sorted({line.item_id for order in wanted for line in order.lines})
        supply = [free.supply for free in free_stock(connection, site_id, items, today, lock=True)]
        done = (allocate_whole if due == orders.DUE else allocate_parts)(wanted, supply)
        _write(connection, site_id, done.reservations)
        states = _new_states(queued, wanted, done, due)
        _write_orders(connection, site_id, states)
    _count(report, wanted, done, states)
    return True


def _shut_out_hub(connection: Connection, site_id: int) -> None:
    """Let no facts be applied until the commit: goods that arrive are seen here, or they wake who waits for them."""
    lease = sync.lease
    mine = (lease.c.site_id == site_id) & (lease.c.name == HUB_LEASE)
    connection.execute(select(lease.c.token).where(mine).with_for_update())


def _take_queue(connection: Connection, site_id: int, due: int, chunk: int) -> Sequence[Row[int, int, datetime, str]]:
    """Lock the most urgent orders of the queue. Orders that another planner holds are left to it."""
    return connection.execute(
        select(_order.c.order_id, _order.c.priority, _order.c.ship_by, _order.c.state)
        .where(_order.c.site_id == site_id, _order.c.waiting == due, _order.c.hold == "")
        .order_by(_order.c.priority, orders.by_ship_by(_order.c.ship_by), _order.c.order_id)
        .limit(chunk)
        .with_for_update(skip_locked=True)
    ).all()


def _read_lines(
    connection: Connection, site_id: int, queued: Sequence[Row[int, int, datetime, str]]
) -> list[OpenOrder]:
    """Lock and return the open lines of the orders that may be planned."""
    ids = [order_id for order_id, _, _, state in queued if state in PLANNABLE]
    left = (_line.c.ordered - _line.c.cancelled - _line.c.allocated).label("left")
    rows = connection.execute(
        select(_line.c.order_id, _line.c.n, _line.c.order_line_id, _line.c.item_id, left)
        .where(_line.c.site_id == site_id, among(connection, _line.c.order_id, ids), left > 0)
        .order_by(_line.c.order_id, _line.c.n)
        .with_for_update()
    )
    lines: dict[int, list[tuple[int, Demand]]] = defaultdict(list)
    for order_id, n, line_id, item_id, open_ in rows:
        lines[order_id].append((n, Demand(line_id, item_id, open_)))
    return [
        OpenOrder(order_id, priority, ship_by, tuple(line for _, line in sorted(lines[order_id])))
        for order_id, priority, ship_by, _ in queued
        if order_id in lines
    ]


def _write(connection: Connection, site_id: int, reserved: Sequence[Reservation]) -> None:
    """Write the reservations, and what they add to bins and lines."""
    if not reserved:
        return
    by_bin: Counter[tuple[int, int, int]] = Counter()
    by_line: Counter[int] = Counter()
    for each in reserved:
        by_bin[each.location_id, each.item_id, each.lot_id] += each.qty
        by_line[each.order_line_id] += each.qty
    bins = sorted(by_bin)
    keys: Columns = {
        "holder_kind": [HolderKind.LOCATION.value] * len(bins),
        "holder_id": [location_id for location_id, _, _ in bins],
        "item_id": [item_id for _, item_id, _ in bins],
        "lot_id": [lot_id for _, _, lot_id in bins],
        "order_line": [0] * len(bins),
    }
    update_columns(connection, _balance, site_id, keys, add={"allocated": [by_bin[key] for key in bins]})
    update_columns(connection, _line, site_id, {"order_line_id": [*by_line]}, add={"allocated": [*by_line.values()]})
    columns = {
        name: list(values) for name, values in zip(Reservation._fields, zip(*reserved, strict=True), strict=True)
    }
    ids = reserve_ids(connection, site_id, "allocation", len(reserved))
    insert_columns(connection, orders.allocation, site_id, {"allocation_id": list(ids), **columns})


def _new_states(
    queued: Sequence[Row[int, int, datetime, str]], wanted: Iterable[OpenOrder], done: Allocated, due: int
) -> dict[int, tuple[str, int]]:
    """Return state and place in the queue of each order of the chunk."""
    served = {each.order_id for each in done.reservations}
    lacking = {order.order_id for order in wanted if any(line.order_line_id in done.open for line in order.lines)}
    later = orders.PARTS if due == orders.DUE else orders.WAITS
    return {
        order_id: (
            _SERVED.get(state, state) if order_id in served else state,
            later if order_id in lacking else orders.RESERVED,
        )
        for order_id, _, _, state in queued
    }


def _write_orders(connection: Connection, site_id: int, states: dict[int, tuple[str, int]]) -> None:
    put: Columns = {
        "state": [state for state, _ in states.values()],
        "waiting": [waiting for _, waiting in states.values()],
    }
    update_columns(connection, _order, site_id, {"order_id": [*states]}, put=put)


def _count(
    report: AllocationReport, wanted: Iterable[OpenOrder], done: Allocated, states: dict[int, tuple[str, int]]
) -> None:
    served = {each.order_id for each in done.reservations}
    waiting = {order_id for order_id, (_, left) in states.items() if left == orders.WAITS}
    later = sum(1 for _, left in states.values() if left == orders.PARTS)
    report.orders += len(states) - later
    report.whole += len(served - waiting)
    report.parts += len(served & waiting)
    report.waiting += len(waiting)
    report.allocations += len(done.reservations)
    report.units += sum(each.qty for each in done.reservations)
