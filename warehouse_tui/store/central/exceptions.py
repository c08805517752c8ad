"""Exceptions: reading them, letting them open when nothing more is on its way, and what resolves them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, delete, exists, or_, select, update

from warehouse_tui.domain.errors import Refused
from warehouse_tui.domain.facts import Draft
from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.services.ports import Clock
from warehouse_tui.store.central.applying import AGAIN
from warehouse_tui.store.central.deciding import Decided, Request, decide
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.central.feed import Change
from warehouse_tui.store.central.office import append_office_facts, database_now, office_id
from warehouse_tui.store.central.schema import floor, master, orders

SETTLES_WITHIN = timedelta(minutes=15)
_LIVE_LISTS = ("claimed", "picking", "paused")
_table, _freeze = floor.exception, master.bin_freeze
_Row = Any


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception. `detail` is what is known of it, `facts` the names of the facts behind it."""

    exception_id: int
    kind: str
    subject: str
    state: str
    detail: Mapping[str, Any]
    facts: Sequence[str]
    opened_at: datetime
    changed_at: datetime
    ended_at: datetime | None
    decision_id: int
    cures: tuple[str, ...] = field(default=())


# What may be decided of each kind. `looked`: somebody has looked and there is nothing more to do.
CURES: Mapping[str, tuple[str, ...]] = {
    "short": ("count", "unfreeze"),
    "negative_stock": ("count", "looked"),
    "over_allocated": ("count", "looked"),
    "recount": ("count",),
    "damaged": ("scrap", "looked"),
    "over_picked": ("looked",),
    "tote_conflict": ("looked",),
    "list_conflict": ("looked",),
    "serial_twice": ("looked",),
    "unreadable": ("again", "looked"),
}


def list_exceptions(engine: Engine, site_id: int, *, ended: bool = False, limit: int = 200) -> list[ExceptionRow]:
    """Return the exceptions that stand, oldest first; with `ended` those that are over, newest first."""
    states = ("resolved", "cleared") if ended else ("settling", "open")
    query = _rows(site_id).where(_table.c.state.in_(states)).limit(limit)
    query = query.order_by(_table.c.ended_at.desc() if ended else _table.c.opened_at, _table.c.exception_id)
    with reading(engine) as connection:
        return [_read(row) for row in connection.execute(query)]


def show_exception(engine: Engine, site_id: int, exception_id: int) -> ExceptionRow:
    """Return one exception; Refused where there is none of that number."""
    with reading(engine) as connection:
        row = connection.execute(_rows(site_id).where(_table.c.exception_id == exception_id)).one_or_none()
    if row is None:
        raise Refused(f"there is no exception {exception_id}: `warehouse-tui exceptions list` shows those that stand")
    return _read(row)


def open_settled(engine: Engine, site_id: int) -> int:
    """Open the settling exceptions to which nothing more can come, and return how many.

    Nothing more comes when every station with claimed work has pushed since, or after SETTLES_WITHIN.
    """
    station, held = floor.station, orders.pick_list
    with writing(engine) as connection:
        now = database_now(connection)
        working = exists().where(
            held.c.site_id == site_id, held.c.station_id == station.c.station_id, held.c.state.in_(_LIVE_LISTS)
        )
        silent = exists().where(
            station.c.site_id == site_id,
            working,
            or_(
                station.c.last_push_at.is_(None),
                station.c.last_push_at < _table.c.opened_at,
                station.c.applied_seq < station.c.last_seq,
            ),
        )
        due = or_(~silent, _table.c.opened_at < now - SETTLES_WITHIN)
        settling = and_(_table.c.site_id == site_id, _table.c.state == "settling")
        opened = connection.execute(
            update(_table).where(settling, due).values(state="open", changed_at=now).returning(_table.c.exception_id)
        )
        return len(opened.all())


@dataclass(frozen=True, slots=True)
class Cure:
    """What a supervisor decides of an exception. `found` is for a count, `why` is kept with the decision."""

    exception_id: int
    cure: str
    why: str
    found: int | None = None
    worker_id: int = 0


def resolve(engine: Engine, site_id: int, cure: Cure, request_id: str, clock: Clock) -> Mapping[str, Any]:
    """Resolve an exception and return what was decided; Refused where the cure does not fit.

    What happened on the floor is written as facts of the office; the hub applies them like all others.
    """
    with writing(engine) as connection:
        row = _locked(connection, site_id, cure.exception_id)
        station_id = office_id(connection, site_id)
        body = {"exception": cure.exception_id, "cure": cure.cure, "found": cure.found}
        request = Request(site_id, station_id, request_id, "resolve", cure.worker_id, cure.why, body)
        act = _Act(connection, site_id, row, cure, clock)
        return decide(connection, request, database_now(connection), act)


@dataclass(frozen=True, slots=True)
class _Act:
    connection: Connection
    site_id: int
    row: ExceptionRow
    cure: Cure
    clock: Clock

    def __call__(self, decision_id: int) -> Decided:
        self._check()
        changes = _CURES[self.cure.cure](self)
        put: dict[str, Any] = {"decision_id": decision_id, "changed_at": database_now(self.connection)}
        if self.cure.cure == "again":
            put |= {"proposal": AGAIN}
        else:
            put |= {"state": "resolved", "ended_at": database_now(self.connection)}
        mine = (_table.c.site_id == self.site_id) & (_table.c.exception_id == self.row.exception_id)
        self.connection.execute(update(_table).where(mine).values(put))
        return Decided({"exception": self.row.exception_id, "kind": self.row.kind, "cure": self.cure.cure}, changes)

    def _check(self) -> None:
        if self.row.state not in ("settling", "open"):
            raise Refused(f"exception {self.row.exception_id} is {self.row.state} already: nothing was changed")
        if self.cure.cure not in self.row.cures:
            raise Refused(f"{self.cure.cure!r} is no cure for {self.row.kind}: choose {' or '.join(self.row.cures)}")
        if not self.cure.why.strip():
            raise Refused("say why: it is kept with the decision")
        if self.cure.cure == "count" and (self.cure.found is None or self.cure.found < 0):
            raise Refused("say how many were found: 0 or more")

    def count(self) -> Sequence[Change]:
        """Write what was found; the bin is as it was counted, and no longer frozen."""
        place, item = self._bin()
        lots = self._lots(place, item)
        if len(lots) > 1 and self.cure.found:
            raise Refused("the bin holds several lots of this item: count each of them at a station")
        for lot in lots:
            self._write("counted", {"location": place, "item": item, "found": self.cure.found} | lot)
        return ()

    def unfreeze(self) -> Sequence[Change]:
        """Let the bin be picked again as it is."""
        place, item = self._bin()
        mine = (_freeze.c.site_id == self.site_id) & (_freeze.c.location_id == place) & (_freeze.c.item_id == item)
        self.connection.execute(delete(_freeze).where(mine))
        return (Change("freeze", f"{place}:{item}", deleted=True),)

    def scrap(self) -> Sequence[Change]:
        """Write that the damaged goods were thrown away."""
        for entry in self.row.detail["entries"].values():
            body = {"item": entry["item"], "qty": entry["qty"], "from": entry["to"], "to": ["scrap", 0]}
            self._write("moved", body)
        return ()

    def nothing(self) -> Sequence[Change]:
        """Change nothing but the exception."""
        return ()

    def _write(self, kind: str, body: Mapping[str, Any]) -> None:
        draft = Draft(kind, {**body, "reason": self.cure.why}, self.cure.worker_id)
        append_office_facts(self.connection, self.site_id, [draft], self.clock)

    def _bin(self) -> tuple[int, int]:
        """Return place and item of what it is about."""
        parts = self.row.subject.split(":")
        if parts[0] == "bin":
            return int(parts[1]), int(parts[2])
        if parts[1] != "location":
            raise Refused(f"this is about a {parts[1]}, which cannot be counted: put its goods back, or take them out")
        return int(parts[2]), int(parts[3])

    def _lots(self, place: int, item: int) -> list[dict[str, Any]]:
        """Return the lots that should be there, as a fact names them; at least one, which may be none."""
        balance, lot = floor.balance, master.lot
        named = and_(
            lot.c.site_id == self.site_id, lot.c.item_id == balance.c.item_id, lot.c.lot_id == balance.c.lot_id
        )
        query = select(lot.c.code, lot.c.expiry).select_from(balance).outerjoin(lot, named)
        query = query.where(
            balance.c.site_id == self.site_id,
            balance.c.holder_kind == HolderKind.LOCATION.value,
            balance.c.holder_id == place,
            balance.c.item_id == item,
            balance.c.on_hand != 0,
        ).order_by(balance.c.lot_id)
        return [_lot(row.code, row.expiry) for row in self.connection.execute(query)] or [{}]


def _lot(code: str | None, expiry: str | None) -> dict[str, Any]:
    return {} if code is None else {"lot": {"code": code} | ({"expiry": expiry} if expiry else {})}


_CURES: Mapping[str, Callable[[_Act], Sequence[Change]]] = {
    "count": _Act.count,
    "unfreeze": _Act.unfreeze,
    "scrap": _Act.scrap,
    "looked": _Act.nothing,
    "again": _Act.nothing,
}


def _rows(site_id: int) -> Select[Any]:
    names = ("exception_id", "kind", "subject", "state", "detail", "facts", "opened_at", "changed_at", "ended_at")
    return select(*(_table.c[name] for name in names), _table.c.decision_id).where(_table.c.site_id == site_id)


def _read(row: _Row) -> ExceptionRow:
    number, kind, subject, state, detail, facts, opened, changed, ended, decision = row
    cures = CURES.get(kind, ("looked",))
    return ExceptionRow(
        number, kind, subject, state, json.loads(detail), json.loads(facts), opened, changed, ended, decision, cures
    )


def _locked(connection: Connection, site_id: int, exception_id: int) -> ExceptionRow:
    query = _rows(site_id).where(_table.c.exception_id == exception_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refused(f"there is no exception {exception_id}: `warehouse-tui exceptions list` shows those that stand")
    return _read(row)
