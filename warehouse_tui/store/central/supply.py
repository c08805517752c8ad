"""What is free to be picked: bins of pick locations, without what is frozen or expires too soon."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, and_, select
from sqlalchemy.sql.elements import ColumnElement

from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.planning.allocate import Supply, keeps_long_enough
from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.schema import floor, master

_balance = floor.balance


class Free(NamedTuple):
    """Free goods, and their lot's code as it is written on them (empty for none)."""

    supply: Supply
    lot: str


def site_today(connection: Connection, site_id: int, now: datetime) -> date:
    """Return the day at the site: what expires today is still good there until midnight."""
    site = master.site_table
    zone: str = connection.execute(select(site.c.timezone).where(site.c.site_id == site_id)).scalar_one()
    return now.astimezone(ZoneInfo(zone)).date()


def free_stock(
    connection: Connection, site_id: int, items: Sequence[int], today: date, *, lock: bool = False
) -> list[Free]:
    """Return what is free of these items, in the order of the balances' keys; `lock` keeps it so until the commit."""
    item, place, lot, freeze = master.item, master.location, master.lot, master.bin_freeze
    query = (
        select(
            _balance.c.item_id,
            _balance.c.holder_id,
            _balance.c.lot_id,
            lot.c.expiry,
            _balance.c.arrived,
            _balance.c.on_hand - _balance.c.allocated,
            lot.c.code,
            item.c.min_days_left,
        )
        .join(item, _same(item, item_id=_balance.c.item_id))
        .join(place, _same(place, location_id=_balance.c.holder_id))
        .outerjoin(lot, _same(lot, item_id=_balance.c.item_id, lot_id=_balance.c.lot_id))
        .outerjoin(freeze, _same(freeze, location_id=_balance.c.holder_id, item_id=_balance.c.item_id))
        .where(_balance.c.site_id == site_id, among(connection, _balance.c.item_id, items))
        .where(_balance.c.holder_kind == HolderKind.LOCATION.value, _balance.c.on_hand > _balance.c.allocated)
        .where(place.c.kind == "pick", freeze.c.location_id.is_(None))
        .order_by(_balance.c.holder_id, _balance.c.item_id, _balance.c.lot_id, _balance.c.order_line)
    )
    if lock:
        query = query.with_for_update(of=_balance)
    found = []
    for item_id, place_id, lot_id, expires, arrived, qty, code, min_days_left in connection.execute(query):
        expiry = date.fromisoformat(expires) if expires else None
        if keeps_long_enough(expiry, today, min_days_left):
            found.append(Free(Supply(item_id, place_id, lot_id, expiry, arrived, qty), code or ""))
    return found


def _same(table: Table, **keys: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that joins a table of the same site by its keys."""
    return and_(table.c.site_id == _balance.c.site_id, *(table.c[name] == value for name, value in keys.items()))
