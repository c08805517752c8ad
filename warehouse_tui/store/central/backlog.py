"""What orders wait for: what planning could not reserve because the goods are not there."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, func, select

from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.schema import master, orders

_order, _line = orders.order, orders.order_line


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Units of an item that orders wait for."""

    sku: str
    name: str
    orders: int
    units: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many orders wait for goods, and the items that they lack, most units first."""

    orders: int
    items: tuple[MissingItem, ...]


def backlog_of(engine: Engine, site_id: int, limit: int = 20) -> Backlog:
    """Return what orders wait for now, with at most `limit` items."""
    units = func.sum(_line.c.ordered - _line.c.cancelled - _line.c.allocated).label("units")
    item = master.item
    missing = (
        select(item.c.sku, item.c.name, func.count(_order.c.order_id.distinct()), units)
        .select_from(_order)
        .join(_line, and_(_line.c.site_id == _order.c.site_id, _line.c.order_id == _order.c.order_id))
        .join(item, and_(item.c.site_id == _line.c.site_id, item.c.item_id == _line.c.item_id))
        .where(_waits(site_id), _line.c.ordered - _line.c.cancelled > _line.c.allocated)
        .group_by(item.c.sku, item.c.name)
        .order_by(units.desc(), item.c.sku)
        .limit(limit)
    )
    with reading(engine) as connection:
        count = connection.execute(select(func.count()).select_from(_order).where(_waits(site_id))).scalar_one()
        items = tuple(
            MissingItem(sku, name, wait, int(total)) for sku, name, wait, total in connection.execute(missing)
        )
    return Backlog(count, items)


def _waits(site_id: int) -> ColumnElement[bool]:
    return and_(_order.c.site_id == site_id, _order.c.waiting == orders.WAITS)
