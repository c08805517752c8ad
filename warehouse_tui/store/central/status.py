"""How a site stands: orders, units, lists, stations, the hub and what is wrong, all read from one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, case, func, select

from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.schema import floor, master, orders, sync
from warehouse_tui.store.central.schema.base import from_micros

HUB = "hub"  # the lease under which facts are applied
_LIVE = ("settling", "open")
_DONE = ("shipped", "closed", "cancelled")
_QUANTITIES = ("ordered", "cancelled", "allocated", "picked", "packed", "shipped", "returned")
_Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """Orders by state; `waiting` want goods that are not there. Lines of orders not yet done; units of all orders."""

    total: int
    by_state: _Counts
    held: int
    waiting: int
    open_lines: int
    units: _Counts
    oldest_open_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListFigures:
    """Pick lists by state, and the lines and units that are still to be picked of those not ended."""

    by_state: _Counts
    lines_left: int
    units_left: int


@dataclass(frozen=True, slots=True)
class StationFigures:
    """A station: how many facts are held and applied, since when the oldest waits, and the lists that it holds."""

    name: str
    role: str
    epoch: int
    facts_held: int
    facts_applied: int
    facts_unapplied: int
    oldest_unapplied_at: datetime | None
    paused_for: str
    fenced: bool
    last_push_at: datetime | None
    lists: int


@dataclass(frozen=True, slots=True)
class LiveException:
    """An exception that somebody has to look at."""

    exception_id: int
    kind: str
    subject: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExceptionFigures:
    """Live exceptions by state and kind; `oldest` is the oldest open one."""

    by_state: _Counts
    by_kind: _Counts
    oldest: LiveException | None


@dataclass(frozen=True, slots=True)
class HubFigures:
    """Whether a hub holds the site's lease, and until when."""

    running: bool
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that `status` tells. `stock` are units by the kind of their holder."""

    site_code: str
    site_name: str
    orders: OrderFigures
    lists: ListFigures
    stock: _Counts
    stations: tuple[StationFigures, ...]
    exceptions: ExceptionFigures
    hub: HubFigures


def read_status(engine: Engine, site_id: int, now: datetime) -> Status:
    """Return how a site stands; `now` by the database's clock tells whether a lease has ended."""
    with reading(engine) as connection:
        read = _Reader(connection, site_id)
        site = read.rows(master.site_table, "code", "name")[0]
        return Status(
            site_code=site.code,
            site_name=site.name,
            orders=read.orders(),
            lists=read.lists(),
            stock=read.stock(),
            stations=read.stations(),
            exceptions=read.exceptions(),
            hub=read.hub(now),
        )


class _Reader:
    """Reads one site in one transaction."""

    def __init__(self, connection: Connection, site_id: int) -> None:
        self._connection, self._site_id = connection, site_id

    def rows(self, table: Table, *names: str) -> list[Row[Any]]:
        """Return columns of the site's rows."""
        query = select(*(table.c[name] for name in names)).where(table.c.site_id == self._site_id)
        return list(self._connection.execute(query))

    def orders(self) -> OrderFigures:
        order, line = orders.order.c, orders.order_line.c
        by_state = self._counted(orders.order, "state")
        open_ = order.state.not_in(_DONE)
        rest = select(
            func.count(case((order.hold != "", 1))),
            func.count(case((order.waiting == orders.WAITS, 1))),
            func.min(order.taken_at),
        ).where(order.site_id == self._site_id, open_)
        held, waiting, oldest = self._connection.execute(rest).one()
        of_open = select(orders.order.c.order_id).where(order.site_id == self._site_id, open_)
        lines = select(func.count()).where(line.site_id == self._site_id, line.order_id.in_(of_open))
        sums = select(*(func.sum(line[name]) for name in _QUANTITIES)).where(line.site_id == self._site_id)
        units = dict(zip(_QUANTITIES, map(_whole, self._connection.execute(sums).one()), strict=True))
        open_lines = self._connection.execute(lines).scalar_one()
        return OrderFigures(sum(by_state.values()), by_state, held, waiting, open_lines, units, oldest)

    def lists(self) -> ListFigures:
        pick_list, line = orders.pick_list.c, orders.pick_line.c
        of_open = select(pick_list.list_id).where(
            pick_list.site_id == self._site_id, pick_list.state.not_in(("done", "cancelled"))
        )
        left = line.qty - line.picked - line.short
        query = select(func.count(), func.sum(left)).where(
            line.site_id == self._site_id, line.list_id.in_(of_open), left > 0
        )
        lines, units = self._connection.execute(query).one()
        return ListFigures(self._counted(orders.pick_list, "state"), lines, _whole(units))

    def stock(self) -> _Counts:
        balance = floor.balance.c
        query = select(balance.holder_kind, func.sum(balance.on_hand)).where(balance.site_id == self._site_id)
        found = self._connection.execute(query.group_by(balance.holder_kind).order_by(balance.holder_kind))
        return {kind: _whole(units) for kind, units in found}

    def stations(self) -> tuple[StationFigures, ...]:
        facts = ("epoch", "last_seq", "applied_seq", "paused_for", "fenced", "last_push_at")
        found = self.rows(floor.station, "station_id", "name", "role", *facts)
        held = self._lists_held()
        return tuple(
            StationFigures(
                name=row.name,
                role=row.role,
                epoch=row.epoch,
                facts_held=row.last_seq,
                facts_applied=row.applied_seq,
                facts_unapplied=row.last_seq - row.applied_seq,
                oldest_unapplied_at=self._oldest_unapplied(row) if row.last_seq > row.applied_seq else None,
                paused_for=row.paused_for,
                fenced=bool(row.fenced),
                last_push_at=row.last_push_at,
                lists=held.get(row.station_id, 0),
            )
            for row in sorted(found, key=lambda row: row.name)
        )

    def exceptions(self) -> ExceptionFigures:
        c = floor.exception.c
        live = (c.site_id == self._site_id) & c.state.in_(_LIVE)
        counts = select(c.state, c.kind, func.count()).where(live).group_by(c.state, c.kind).order_by(c.kind, c.state)
        by_state, by_kind = dict.fromkeys(_LIVE, 0), dict[str, int]()
        for state, kind, count in self._connection.execute(counts):
            by_state[state] += count
            by_kind[kind] = by_kind.get(kind, 0) + count
        oldest = select(c.exception_id, c.kind, c.subject, c.opened_at).where(live, c.state == "open")
        row = self._connection.execute(oldest.order_by(c.opened_at, c.exception_id).limit(1)).first()
        return ExceptionFigures(by_state, by_kind, LiveException(*row) if row else None)

    def hub(self, now: datetime) -> HubFigures:
        lease = sync.lease.c
        query = select(lease.until).where(lease.site_id == self._site_id, lease.name == HUB)
        until = self._connection.execute(query).scalar()
        return HubFigures(until is not None and until > now, until)

    def _counted(self, table: Table, column: str) -> _Counts:
        c = table.c[column]
        query = select(c, func.count()).where(table.c.site_id == self._site_id).group_by(c).order_by(c)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _lists_held(self) -> _Counts:
        c = orders.pick_list.c
        query = select(c.station_id, func.count()).where(c.site_id == self._site_id)
        query = query.where(c.state.in_(("claimed", "picking", "paused"))).group_by(c.station_id)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _oldest_unapplied(self, station: Row[Any]) -> datetime | None:
        c = floor.fact.c
        chain = (c.site_id == self._site_id) & (c.station_id == station.station_id) & (c.epoch == station.epoch)
        query = select(c.wall + func.coalesce(c.offset_ms, 0) * 1000).where(chain, c.seq == station.applied_seq + 1)
        wall = self._connection.execute(query).scalar()
        return None if wall is None else from_micros(int(wall))


def _whole(value: Any) -> int:
    """Return a sum of whole numbers: PostgreSQL answers with a decimal, and with none for no rows."""
    return int(value or 0)
