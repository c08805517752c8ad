"""Giving pick lists to stations: one list, one holder, and a claim number that rises each time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, insert, select, update

from warehouse_tui.domain.errors import Refused, StoreError
from warehouse_tui.services.events import ClaimRefused
from warehouse_tui.services.ports import BinStock, OfferedList, Work, WorkLine, WorkOrder
from warehouse_tui.services.work_json import decode_work, encode_work
from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.deciding import Decided, Request, decide
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.central.feed import Change, publish, to_station
from warehouse_tui.store.central.schema import floor, master, orders
from warehouse_tui.store.central.supply import Free, free_stock, site_today

# Other bins that a claimed line names: more than a picker would walk to.
ALTERNATIVES = 5

_list, _line, _allocation = orders.pick_list, orders.pick_line, orders.allocation


def claim(
    engine: Engine,
    site_id: int,
    station_id: int,
    request_id: str,
    *,
    list_id: int | None = None,
    now: datetime,
    lease_hours: int = 4,
) -> Work | ClaimRefused:
    """Give a station one released list, or the most urgent one, and return it as it was given.

    The same request id answers with the same claim. Refused as `taken` (that list is not to be had) or `none_left`;
    Refused is raised where the station is fenced, StoreError where it is not enrolled.
    """
    request = Request(site_id, station_id, request_id, "claim", body={"list_id": list_id})
    try:
        with writing(engine) as connection:
            claimer = _Claimer(connection, request, list_id, now, now + timedelta(hours=lease_hours))
            result = decide(connection, request, now, claimer.act)
            return _claimed(connection, site_id, int(result["list_id"]), int(result["claim_no"]))
    except _NothingToClaim:
        return ClaimRefused("none_left" if list_id is None else "taken")


def offers(engine: Engine, site_id: int, limit: int = 50) -> list[OfferedList]:
    """Return the lists that may be claimed, the most urgent first."""
    names = ("list_id", "priority", "ship_by", "orders", "lines", "units", "zone")
    query = _released(site_id, *(_list.c[name] for name in names)).limit(limit)
    with reading(engine) as connection:
        return [OfferedList(number=row.list_id, **row._mapping) for row in connection.execute(query)]


def return_expired(engine: Engine, site_id: int, now: datetime) -> int:
    """Take back lists whose lease is over and that were not started, and return how many.

    A station whose facts are not all applied may have started its list: that one is left to it.
    """
    station = floor.station
    same = and_(station.c.site_id == _list.c.site_id, station.c.station_id == _list.c.station_id)
    query = (
        select(_list.c.list_id, _list.c.station_id)
        .join(station, same)
        .where(_list.c.site_id == site_id, _list.c.state == "claimed", _list.c.lease_until < now)
        .where(station.c.applied_seq >= station.c.last_seq)
        .with_for_update(of=_list, skip_locked=True)
    )
    with writing(engine) as connection:
        over = connection.execute(query).all()
        if over:
            mine = (_list.c.site_id == site_id) & among(connection, _list.c.list_id, [row.list_id for row in over])
            connection.execute(update(_list).where(mine).values(state="released", station_id=0, lease_until=None))
            gone = [Change("work", str(row.list_id), to_station(row.station_id), deleted=True) for row in over]
            publish(connection, site_id, gone)
    return len(over)


class _NothingToClaim(Refused):
    """No list is there to be claimed."""


@dataclass(frozen=True, slots=True)
class _Claimer:
    """Makes one claim."""

    connection: Connection
    request: Request
    list_id: int | None
    now: datetime
    lease_until: datetime

    def act(self, _decision_id: int) -> Decided:
        """Take a list and write down what the station is given."""
        site_id, station_id = self.request.site_id, self.request.station_id
        list_id, claim_no = self._take()
        work = self._work(list_id, claim_no)
        mine = (_list.c.site_id == site_id) & (_list.c.list_id == list_id)
        put = {"state": "claimed", "claim_no": claim_no, "station_id": station_id, "state_seq": 0}
        self.connection.execute(update(_list).where(mine).values(**put, lease_until=self.lease_until))
        body = encode_work(work)
        row = {"site_id": site_id, "list_id": list_id, "claim_no": claim_no, "station_id": station_id}
        self.connection.execute(insert(orders.claim).values(**row, body=body, granted_at=self.now))
        change = Change("work", str(list_id), to_station(station_id))
        return Decided({"list_id": list_id, "claim_no": claim_no}, (change,))

    def _take(self) -> tuple[int, int]:
        """Lock the list and return its id and its new claim number. What another station is claiming is passed by."""
        query = _released(self.request.site_id, _list.c.list_id, _list.c.claim_no).limit(1)
        if self.list_id is not None:
            query = query.where(_list.c.list_id == self.list_id)
        row = self.connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            raise _NothingToClaim("no list is to be had")
        return int(row.list_id), int(row.claim_no) + 1

    def _work(self, list_id: int, claim_no: int) -> Work:
        site_id = self.request.site_id
        rows = self._read_lines(list_id)
        items = sorted({row.item_id for row in rows if row.picked + row.short < row.qty})
        free = free_stock(self.connection, site_id, items, site_today(self.connection, site_id, self.now))
        return Work(
            list_id=list_id,
            number=list_id,
            claim_no=claim_no,
            base_seq=_base_seq(rows, list_id),
            orders=self._read_orders(sorted({row.order_id for row in rows})),
            lines=_work_lines(rows, free),
            lease_until=self.lease_until,
        )

    def _read_lines(self, list_id: int) -> Sequence[Row[Any, *tuple[Any, ...]]]:
        """Return the list's lines, with how far this station's facts are in them: both of one moment."""
        site_id, station, lot = self.request.site_id, floor.station, master.lot
        mine = (station.c.site_id == site_id) & (station.c.station_id == self.request.station_id)
        of_lot = and_(
            lot.c.site_id == site_id, lot.c.item_id == _allocation.c.item_id, lot.c.lot_id == _allocation.c.lot_id
        )
        of_line = and_(_allocation.c.site_id == site_id, _allocation.c.allocation_id == _line.c.allocation_id)
        return self.connection.execute(
            select(
                *(_line.c[name] for name in ("n", "allocation_id", "order_line_id", "qty", "picked", "short")),
                *(_allocation.c[name] for name in ("order_id", "item_id", "location_id", "lot_id")),
                lot.c.code,
                lot.c.expiry,
                select(station.c.applied_seq).where(mine).scalar_subquery().label("applied_seq"),
                select(station.c.fenced).where(mine).scalar_subquery().label("fenced"),
            )
            .join(_allocation, of_line)
            .outerjoin(lot, of_lot)
            .where(_line.c.site_id == site_id, _line.c.list_id == list_id)
            .order_by(_line.c.n)
        ).all()

    def _read_orders(self, ids: Sequence[int]) -> tuple[WorkOrder, ...]:
        """Return the orders; an order's slot follows from its id, so that it is the same under every claim."""
        order = orders.order
        names = ("order_id", "number", "priority", "ship_by", "service", "notes")
        rows = self.connection.execute(
            select(*(order.c[name] for name in names))
            .where(order.c.site_id == self.request.site_id, among(self.connection, order.c.order_id, ids))
            .order_by(order.c.order_id)
        )
        return tuple(WorkOrder(slot=slot, **row._mapping) for slot, row in enumerate(rows, 1))


def _released(site_id: int, *columns: Any) -> Any:
    return (
        select(*columns)
        .where(_list.c.site_id == site_id, _list.c.state == "released")
        .order_by(_list.c.priority, orders.by_ship_by(_list.c.ship_by), _list.c.list_id)
    )


def _base_seq(rows: Sequence[Row[Any, *tuple[Any, ...]]], list_id: int) -> int:
    if not rows:
        raise StoreError(f"list {list_id} has no lines: run `warehouse-tui db check`")
    if rows[0].applied_seq is None:
        raise StoreError("this station is not enrolled: enrol it, then claim again")
    if rows[0].fenced:
        raise Refused("this station is fenced, its facts are not taken: rejoin it, then claim again")
    return int(rows[0].applied_seq)


def _work_lines(rows: Iterable[Row[Any, *tuple[Any, ...]]], free: Iterable[Free]) -> tuple[WorkLine, ...]:
    by_item: dict[int, list[Free]] = defaultdict(list)
    for each in sorted(free, key=_age):
        by_item[each.supply.item_id].append(each)
    return tuple(
        WorkLine(
            n=row.n,
            order_id=row.order_id,
            order_line=row.order_line_id,
            allocation_id=row.allocation_id,
            item_id=row.item_id,
            location_id=row.location_id,
            lot_id=row.lot_id,
            lot=row.code or "",
            expiry=date.fromisoformat(row.expiry) if row.expiry else None,
            qty=row.qty,
            picked=row.picked,
            short=row.short,
            alternatives=_elsewhere(by_item[row.item_id], row.location_id),
        )
        for row in rows
    )


def _elsewhere(free: Iterable[Free], location_id: int) -> tuple[BinStock, ...]:
    others = [each for each in free if each.supply.location_id != location_id][:ALTERNATIVES]
    return tuple(BinStock(each.supply.location_id, each.lot, each.supply.expiry, each.supply.free) for each in others)


def _age(free: Free) -> tuple[date, int, int]:
    return free.supply.expiry or date.max, free.supply.arrived, free.supply.location_id


def _claimed(connection: Connection, site_id: int, list_id: int, claim_no: int) -> Work:
    table = orders.claim
    body = connection.execute(
        select(table.c.body).where(table.c.site_id == site_id, table.c.list_id == list_id, table.c.claim_no == claim_no)
    ).scalar_one()
    return decode_work(body)
