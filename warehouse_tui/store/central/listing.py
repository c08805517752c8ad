"""Turning what is reserved into pick lists, and letting them out to the floor.

A run reads the orders with something reserved chunk by chunk; what is listed in a transaction is no longer reserved,
so a run that was cut off goes on where it was, in the same wave where it is given the same run id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, insert, select, update

from warehouse_tui.planning.lists import ListRules, PlannedList, Reserved, Urgency, plan_lists
from warehouse_tui.planning.walks import Place, Serpentine, Walk
from warehouse_tui.store.central.bulk import Columns, among, insert_columns, update_columns
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.schema import master, orders

_order, _allocation = orders.order, orders.allocation


@dataclass(slots=True)
class ListingReport:
    """What a run listed. `wave_id` is 0 where nothing was reserved and so no wave was made."""

    wave_id: int = 0
    lists: int = 0
    orders: int = 0
    lines: int = 0
    units: int = 0
    released: int = 0


def make_lists(
    engine: Engine,
    site_id: int,
    rules: ListRules,
    *,
    run_id: str,
    now: datetime,
    walk: Walk | None = None,
    chunk: int = 1000,
) -> ListingReport:
    """Put everything that is reserved on pick lists, `chunk` orders a transaction, as one wave named by `run_id`.

    With `rules.auto_release` the lists are released at once, else they stay planned until `release`.
    """
    report = ListingReport()
    after: int | None = -1
    while after is not None:
        after = _list_chunk(engine, site_id, rules, walk or Serpentine(), _Run(run_id, now, after, chunk), report)
    return report


def release(engine: Engine, site_id: int, wave_id: int) -> int:
    """Let the planned lists of a wave out to the floor and return how many; what is released stays so."""
    pick_list, line = orders.pick_list, orders.pick_line
    planned = and_(pick_list.c.site_id == site_id, pick_list.c.wave_id == wave_id, pick_list.c.state == "planned")
    with writing(engine) as connection:
        lists = connection.scalars(select(pick_list.c.list_id).where(planned)).all()
        on_lists = (
            select(_allocation.c.order_id)
            .join(line, and_(line.c.site_id == site_id, line.c.allocation_id == _allocation.c.allocation_id))
            .where(_allocation.c.site_id == site_id, among(connection, line.c.list_id, lists))
        )
        ids = connection.scalars(on_lists.distinct()).all()
        locked = select(_order.c.order_id).where(_order.c.site_id == site_id, among(connection, _order.c.order_id, ids))
        connection.execute(locked.order_by(_order.c.order_id).with_for_update())
        _release_orders(connection, site_id, ids)
        mine = planned & among(connection, pick_list.c.list_id, lists)
        released = connection.execute(update(pick_list).where(mine).values(state="released")).rowcount
        wave = (orders.wave.c.site_id == site_id) & (orders.wave.c.wave_id == wave_id)
        connection.execute(update(orders.wave).where(wave).values(state="released"))
    return released


@dataclass(frozen=True, slots=True)
class _Run:
    """One chunk of a run: the orders after `after` in the order of their ids."""

    run_id: str
    now: datetime
    after: int
    chunk: int


def _list_chunk(
    engine: Engine, site_id: int, rules: ListRules, walk: Walk, run: _Run, report: ListingReport
) -> int | None:
    """List one chunk of orders in one transaction and return the last order's id, None where none was left."""
    with writing(engine) as connection:
        seen, found = _take_orders(connection, site_id, run)
        if not seen:
            return None
        ids = [each.order_id for each in found]
        reserved, places = _read_reserved(connection, site_id, ids)
        made = plan_lists(reserved, found, places, rules, walk)
        if made:
            report.wave_id = _wave(connection, site_id, run, rules.auto_release)
            _write_lists(connection, site_id, report.wave_id, rules.auto_release, made)
            if rules.auto_release:
                _release_orders(connection, site_id, ids)
    _count(report, made, rules.auto_release)
    return seen[-1]


def _take_orders(connection: Connection, site_id: int, run: _Run) -> tuple[Sequence[int], list[Urgency]]:
    """Return the next orders with something reserved, and lock those of them that are not held."""
    waiting = (
        select(_allocation.c.order_id)
        .where(_allocation.c.site_id == site_id, _allocation.c.state == "reserved", _allocation.c.order_id > run.after)
        .distinct()
        .order_by(_allocation.c.order_id)
        .limit(run.chunk)
    )
    ids = connection.scalars(waiting).all()
    rows = connection.execute(
        select(_order.c.order_id, _order.c.priority, _order.c.ship_by)
        .where(_order.c.site_id == site_id, among(connection, _order.c.order_id, ids), _order.c.hold == "")
        .order_by(_order.c.order_id)
        .with_for_update()
    )
    return ids, [Urgency(*row) for row in rows]


def _read_reserved(connection: Connection, site_id: int, ids: Sequence[int]) -> tuple[list[Reserved], dict[int, Place]]:
    """Lock and return what is reserved for these orders, and the places where it is."""
    place = master.location
    of_place = [place.c[name] for name in ("zone", "block", "aisle", "bay", "level", "x_mm", "y_mm")]
    rows = connection.execute(
        select(*(_allocation.c[name] for name in Reserved._fields), *of_place)
        .join(place, and_(place.c.site_id == _allocation.c.site_id, place.c.location_id == _allocation.c.location_id))
        .where(_allocation.c.site_id == site_id, _allocation.c.state == "reserved")
        .where(among(connection, _allocation.c.order_id, ids))
        .order_by(_allocation.c.order_id, _allocation.c.allocation_id)
        .with_for_update(of=_allocation)
    )
    reserved, places = [], {}
    for row in rows:
        each = Reserved(*row[: len(Reserved._fields)])
        reserved.append(each)
        if each.location_id not in places:
            places[each.location_id] = Place(each.location_id, *row[len(Reserved._fields) :])
    return reserved, places


def _wave(connection: Connection, site_id: int, run: _Run, released: bool) -> int:
    """Return the wave of this run, which is made where it is missing."""
    wave = orders.wave
    known = connection.execute(
        select(wave.c.wave_id).where(wave.c.site_id == site_id, wave.c.run_id == run.run_id)
    ).scalar()
    if known is not None:
        return int(known)
    [wave_id] = reserve_ids(connection, site_id, "wave", 1)
    state = "released" if released else "planned"
    values = {"site_id": site_id, "wave_id": wave_id, "state": state, "made_at": run.now, "run_id": run.run_id}
    connection.execute(insert(wave).values(values))
    return wave_id


def _write_lists(
    connection: Connection, site_id: int, wave_id: int, released: bool, made: Sequence[PlannedList]
) -> None:
    ids = list(reserve_ids(connection, site_id, "pick_list", len(made)))
    lists: Columns = {
        "list_id": ids,
        "wave_id": [wave_id] * len(made),
        "state": ["released" if released else "planned"] * len(made),
        "priority": [each.priority for each in made],
        "ship_by": [each.ship_by for each in made],
        "zone": [each.zone for each in made],
        "orders": [len(each.orders) for each in made],
        "lines": [len(each.lines) for each in made],
        "units": [each.units for each in made],
    }
    insert_columns(connection, orders.pick_list, site_id, lists)
    placed = [(ident, n, line) for ident, each in zip(ids, made, strict=True) for n, line in enumerate(each.lines, 1)]
    lines: Columns = {
        "list_id": [ident for ident, _, _ in placed],
        "n": [n for _, n, _ in placed],
        "allocation_id": [line.allocation_id for _, _, line in placed],
        "order_line_id": [line.order_line_id for _, _, line in placed],
        "qty": [line.qty for _, _, line in placed],
    }
    insert_columns(connection, orders.pick_line, site_id, lines)
    listed: Columns = {"state": ["listed"] * len(placed)}
    update_columns(connection, _allocation, site_id, {"allocation_id": lines["allocation_id"]}, put=listed)


def _release_orders(connection: Connection, site_id: int, ids: Sequence[int]) -> None:
    """Say of orders that their goods may be picked; an order that is further on keeps its state."""
    mine = (_order.c.site_id == site_id) & among(connection, _order.c.order_id, ids)
    connection.execute(update(_order).where(mine, _order.c.state == "allocated").values(state="released"))


def _count(report: ListingReport, made: Sequence[PlannedList], released: bool) -> None:
    report.lists += len(made)
    report.orders += sum(len(each.orders) for each in made)
    report.lines += sum(len(each.lines) for each in made)
    report.units += sum(each.units for each in made)
    report.released += len(made) if released else 0
