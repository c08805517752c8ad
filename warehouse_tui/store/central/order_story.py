"""Where an order and each of its units is: what is reserved, its lists and totes, who has what, and what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, func, select, union_all

from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.keyed import by_keys
from warehouse_tui.store.central.order_search import OrderHead, find_order
from warehouse_tui.store.central.schema import floor, master, orders

_LIVE = ("settling", "open")
_Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Reserved:
    """Units that are kept in a bin for a line; `list_id` 0: on no list yet. `expiry` is an ISO date or None."""

    allocation_id: int
    location: str
    lot: str
    expiry: str | None
    qty: int
    picked: int
    short: int
    state: str
    list_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """Units of a line that were taken from their bins, and who has them by the facts applied so far."""

    holder_kind: str
    holder: str
    lot: str
    qty: int


@dataclass(frozen=True, slots=True)
class Line:
    """An order line with its quantities."""

    n: int
    sku: str
    name: str
    unit: str
    ordered: int
    cancelled: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    returned: int
    allocations: tuple[Reserved, ...]
    held_by: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class OrderList:
    """A pick list with lines of the order; the figures are those of the order's lines."""

    list_id: int
    state: str
    station: str
    claim_no: int
    lease_until: datetime | None
    lines: int
    qty: int
    picked: int
    short: int


@dataclass(frozen=True, slots=True)
class OrderTote:
    """A tote with units of the order, or of a list that has lines of it."""

    code: str
    state: str
    list_id: int
    location: str


@dataclass(frozen=True, slots=True)
class OrderException:
    """What is wrong and concerns the order."""

    exception_id: int
    kind: str
    subject: str
    state: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderStory:
    """Everything about one order; nothing of its customer."""

    order: OrderHead
    lines: tuple[Line, ...]
    pick_lists: tuple[OrderList, ...]
    totes: tuple[OrderTote, ...]
    parcels: tuple[str, ...]
    exceptions: tuple[OrderException, ...]


def tell_order(engine: Engine, site_id: int, name: str) -> OrderStory:
    """Return the story of an order by its number (or channel/number), read from one moment; Refused: there is none."""
    with reading(engine) as connection:
        order = find_order(connection, site_id, name)
        return _Reader(connection, site_id, order).story()


class _Reader:
    """Reads what belongs to one order, in a fixed number of statements."""

    def __init__(self, connection: Connection, site_id: int, order: OrderHead) -> None:
        self._connection, self._site_id, self._order = connection, site_id, order
        self._lines = self._rows(orders.order_line, "order_id", [order.order_id])
        line_ids = [row.order_line_id for row in self._lines]
        self._allocations = self._rows(orders.allocation, "order_line_id", line_ids)
        of_these = [row.allocation_id for row in self._allocations]
        self._picks = self._rows(orders.pick_line, "allocation_id", of_these)
        self._by_line = _grouped(self._allocations, "order_line_id")
        self._by_allocation = _grouped(self._picks, "allocation_id")
        self._by_list = _grouped(self._picks, "list_id")
        self._items = {row.item_id: row for row in self._named(master.item, "item_id", self._lines)}
        self._lots = {row.lot_id: row for row in self._named(master.lot, "item_id", self._lines)}
        self._moved = self._moves(line_ids)
        self._places = self._locations()
        self._totes = self._read_totes()

    def story(self) -> OrderStory:
        """Put it together."""
        parcels = self._rows(floor.parcel, "order_id", [self._order.order_id])
        return OrderStory(
            order=self._order,
            lines=tuple(self._line(row) for row in sorted(self._lines, key=lambda row: row.n)),
            pick_lists=tuple(self._lists()),
            totes=tuple(
                OrderTote(row.code, row.state, row.list_id, self._place(row.location_id))
                for row in sorted(self._totes.values(), key=lambda row: row.code)
            ),
            parcels=tuple(sorted(f"{row.sscc} {row.state}" for row in parcels)),
            exceptions=tuple(self._exceptions()),
        )

    def _rows(self, table: Table, column: str, ids: Iterable[int]) -> _Rows:
        wanted = sorted(set(ids))
        if not wanted:
            return ()
        mine = (table.c.site_id == self._site_id) & among(self._connection, table.c[column], wanted)
        return self._connection.execute(select(table).where(mine)).all()

    def _named(self, table: Table, column: str, rows: _Rows) -> _Rows:
        return self._rows(table, column, (getattr(row, column) for row in rows))

    def _moves(self, line_ids: Sequence[int]) -> Mapping[int, list[tuple[str, int, int, int]]]:
        """Return, per order line, what each holder has of it by the moves: (kind, id, lot, quantity)."""
        move = floor.move.c
        sides = []
        for kind, ident, qty in ((move.to_kind, move.to_id, move.qty), (move.from_kind, move.from_id, -move.qty)):
            goods = (move.order_line, kind.label("kind"), ident.label("id"), move.lot_id, qty.label("qty"))
            mine = (move.site_id == self._site_id) & among(self._connection, move.order_line, line_ids)
            sides.append(select(*goods).where(mine))
        both = union_all(*sides).subquery().c
        key = (both.order_line, both.kind, both.id, both.lot_id)
        query = select(*key, func.sum(both.qty)).group_by(*key).having(func.sum(both.qty) > 0).order_by(*key)
        held: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        for line, kind, ident, lot, qty in self._connection.execute(query):
            held[line].append((kind, ident, lot, int(qty)))
        return held

    def _read_totes(self) -> Mapping[int, Row[Any]]:
        holding = [ident for each in self._moved.values() for kind, ident, *_ in each if kind == "tote"]
        lists = [row.list_id for row in self._picks]
        found = (*self._rows(master.tote, "tote_id", holding), *self._rows(master.tote, "list_id", lists))
        elsewhere = self._rows(master.location, "location_id", [row.location_id for row in found if row.location_id])
        self._places |= {row.location_id: row.code for row in elsewhere}
        own = self._order.order_id
        return {row.tote_id: row for row in found if row.tote_id in holding or row.order_id in (0, own)}

    def _locations(self) -> dict[int, str]:
        ids = {row.location_id for row in self._allocations}
        ids |= {ident for each in self._moved.values() for kind, ident, *_ in each if kind == "location"}
        return {row.location_id: row.code for row in self._rows(master.location, "location_id", ids)}

    def _line(self, row: Row[Any]) -> Line:
        item = self._items.get(row.item_id)
        quantities = ("ordered", "cancelled", "allocated", "picked", "packed", "shipped", "returned")
        mine = sorted(self._by_line[row.order_line_id], key=lambda allocation: int(allocation.allocation_id))
        held = self._moved.get(row.order_line_id, [])
        return Line(
            n=row.n,
            sku=item.sku if item else f"item {row.item_id}",
            name=item.name if item else "",
            unit=item.unit if item else "",
            **{name: getattr(row, name) for name in quantities},
            allocations=tuple(self._reserved(allocation) for allocation in mine),
            held_by=tuple(
                Held(kind, self._holder(kind, ident), self._lot(lot)[0], qty) for kind, ident, lot, qty in held
            ),
        )

    def _reserved(self, row: Row[Any]) -> Reserved:
        lists = [pick.list_id for pick in self._by_allocation[row.allocation_id]]
        place, (lot, expiry) = self._place(row.location_id), self._lot(row.lot_id)
        quantities = (row.qty, row.picked, row.short)
        return Reserved(row.allocation_id, place, lot, expiry, *quantities, row.state, max(lists, default=0))

    def _lists(self) -> Iterable[OrderList]:
        rows = sorted(self._named(orders.pick_list, "list_id", self._picks), key=lambda row: row.list_id)
        stations = {row.station_id: row.name for row in self._named(floor.station, "station_id", rows)}
        for row in rows:
            mine = self._by_list[row.list_id]
            yield OrderList(
                list_id=row.list_id,
                state=row.state,
                station=stations.get(row.station_id, ""),
                claim_no=row.claim_no,
                lease_until=row.lease_until,
                lines=len(mine),
                qty=sum(pick.qty for pick in mine),
                picked=sum(pick.picked for pick in mine),
                short=sum(pick.short for pick in mine),
            )

    def _exceptions(self) -> Iterable[OrderException]:
        table = floor.exception
        subjects = {f"order:{self._order.order_id}"}
        subjects |= {f"line:{row.order_line_id}" for row in self._lines}
        subjects |= {f"list:{row.list_id}" for row in self._picks}
        subjects |= {f"tote:{tote_id}" for tote_id in self._totes}
        subjects |= {f"bin:{row.location_id}:{row.item_id}" for row in self._allocations}
        names = ("exception_id", "kind", "subject", "state", "opened_at")
        keys = {(subject,) for subject in subjects}
        columns, live = [table.c[name] for name in names], table.c.state.in_(_LIVE)
        rows = by_keys(self._connection, table, self._site_id, ("subject",), keys, columns, where=live)
        return (OrderException(*row) for row in sorted(rows, key=lambda row: row[0]))

    def _place(self, location_id: int) -> str:
        return self._places.get(location_id, f"location {location_id}") if location_id else ""

    def _holder(self, kind: str, ident: int) -> str:
        if kind == "location":
            return self._place(ident)
        if kind == "tote" and ident in self._totes:
            return str(self._totes[ident].code)
        return f"list {ident}" if kind == "hand" else f"{kind} {ident}"

    def _lot(self, lot_id: int) -> tuple[str, str | None]:
        row = self._lots.get(lot_id)
        return (row.code, row.expiry) if row else ("", None)


def _grouped(rows: _Rows, column: str) -> Mapping[int, list[Row[Any]]]:
    groups: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups
