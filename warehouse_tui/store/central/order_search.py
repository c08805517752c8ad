"""Orders as a list, and one order by what a person calls it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from warehouse_tui.domain.errors import Refused
from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.schema import orders

WAITING = {orders.DUE: "planning", orders.WAITS: "stock", orders.RESERVED: "nothing", orders.PARTS: "planning"}

_order, _line = orders.order.c, orders.order_line.c
_HEAD = ("order_id", "number", "channel", "state", "priority", "ship_by", "taken_at", "hold", "service", "waiting")


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order without its lines. `hold` is why it is held; `waiting_for` is planning, stock or nothing."""

    order_id: int
    number: str
    channel: str
    state: str
    priority: int
    ship_by: datetime | None
    taken_at: datetime | None
    hold: str
    service: str
    waiting_for: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list: its head, its lines, the units that are wanted and those that are picked."""

    head: OrderHead
    lines: int
    units: int
    picked: int


def find_order(connection: Connection, site_id: int, name: str) -> OrderHead:
    """Return an order by its number, or by `channel/number` where several channels have that number.

    Refused where there is none or more than one.
    """
    mine = select(*(_order[column] for column in _HEAD)).where(_order.site_id == site_id)
    found = connection.execute(mine.where(_order.number == name).order_by(_order.channel)).all()
    channel, slash, number = name.partition("/")
    if not found and slash:
        found = connection.execute(mine.where(_order.channel == channel, _order.number == number)).all()
    if not found:
        raise Refused(f"there is no order {name!r} here: `warehouse-tui orders list` shows which there are")
    if len(found) > 1:
        names = ", ".join(f"{row.channel}/{row.number}" for row in found)
        raise Refused(f"several channels have an order {name!r}: say which, {names}")
    return _head(found[0])


def list_orders(engine: Engine, site_id: int, *, state: str = "", limit: int = 50) -> list[OrderRow]:
    """Return orders, of one state or of all that are not done, the most urgent first."""
    query = select(*(_order[column] for column in _HEAD)).where(_order.site_id == site_id)
    done = ("shipped", "closed", "cancelled")
    query = query.where(_order.state == state if state else _order.state.not_in(done))
    query = query.order_by(_order.priority, orders.by_ship_by(_order.ship_by), _order.order_id).limit(limit)
    with reading(engine) as connection:
        heads = [_head(row) for row in connection.execute(query)]
        sums = _sums(connection, site_id, [head.order_id for head in heads])
    return [OrderRow(head, *sums.get(head.order_id, (0, 0, 0))) for head in heads]


def _sums(connection: Connection, site_id: int, ids: list[int]) -> dict[int, tuple[int, int, int]]:
    query = (
        select(_line.order_id, func.count(), func.sum(_line.ordered - _line.cancelled), func.sum(_line.picked))
        .where(_line.site_id == site_id, among(connection, _line.order_id, ids))
        .group_by(_line.order_id)
    )
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in connection.execute(query)}


def _head(row: Row[Any]) -> OrderHead:
    values = dict(row._mapping)
    return OrderHead(waiting_for=WAITING[values.pop("waiting")], **values)
