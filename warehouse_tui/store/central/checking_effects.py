"""Checks that what facts say was done: their effects are computed again, one fact at a time."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, select

from warehouse_tui.domain.effects import Effects, effects
from warehouse_tui.domain.errors import FactError
from warehouse_tui.domain.facts import Fact
from warehouse_tui.domain.stock import BOUNDED
from warehouse_tui.store.central.checking_query import Check
from warehouse_tui.store.central.facts import select_facts, to_fact
from warehouse_tui.store.central.schema import floor, master

_fact, _move, _station, _exception = floor.fact.c, floor.move.c, floor.station.c, floor.exception.c
_STREAMED = {"yield_per": 1000}
_OURS = tuple(f"{kind}:" for kind in BOUNDED)

Place = tuple[int, int, int]  # station, epoch, seq
Side = tuple[int, int, int, str, int, str, int, int]
Trail = Counter[str]


def _fact_moves(connection: Connection, site_id: int) -> str | None:
    """Look for every move that an applied fact says among the moves that were recorded for it."""
    recorded = _recorded(connection, site_id)
    place, sides = next(recorded, (None, Counter[Side]()))
    for fact, changed in _applied(connection, site_id):
        here = (fact.station, fact.epoch, fact.seq)
        while place is not None and place < here:
            place, sides = next(recorded, (None, Counter[Side]()))
        said: Counter[Side] = Counter(
            (m.item_id, m.lot_id, m.order_line, *m.source, *m.target, m.qty) for m in changed.moves
        )
        if said - (sides if place == here else Counter[Side]()):
            return f"fact {fact.name()}, kind {fact.kind}: its move is not recorded as it says"
    return None


def _serial_trail(connection: Connection, site_id: int) -> str | None:
    """Compute every serial's trail again, and compare it with where the serial is said to be."""
    trails: dict[tuple[int, str], Trail] = defaultdict(Counter)
    for _, changed in _applied(connection, site_id):
        for moved in changed.serials:
            trail = trails[moved.item_id, moved.serial]
            trail[f"{moved.source.kind}:{moved.source.id}"] -= 1
            trail[f"{moved.holder.kind}:{moved.holder.id}"] += 1
    table = master.serial.c
    columns = (table.item_id, table.serial, table.holder_kind, table.holder_id, table.trail, table.exception_id)
    query = select(*columns).where(table.site_id == site_id).order_by(table.item_id, table.serial)
    for item, serial, kind, ident, text, exception in connection.execute(query, execution_options=_STREAMED):
        row = f"item_id {item}, serial {serial}, holder {kind}:{ident}"
        trail = trails.pop((item, serial), Counter())
        if json.loads(text) != {name: count for name, count in trail.items() if count}:
            return f"{row}, trail {text}"
        now = [name for name, count in trail.items() if count > 0]
        if now and f"{kind}:{ident}" not in now:
            return f"{row}, last seen at {', '.join(sorted(now))}"
        if len([name for name in now if name.startswith(_OURS)]) > 1 and not exception:
            return f"{row}, at the same time at {', '.join(sorted(now))}"
    for item, serial in sorted(trails):
        return f"item_id {item}, serial {serial}: it is missing"
    return None


def _applied(connection: Connection, site_id: int) -> Iterator[tuple[Fact, Effects]]:
    """Yield the facts that were applied, with what they change. What was set aside as unreadable changes nothing."""
    unreadable = select(_exception.subject).where(
        _exception.site_id == site_id, _exception.kind == "unreadable", _exception.state != "cleared"
    )
    aside = set(connection.scalars(unreadable))
    query = (
        select_facts(site_id)
        .join(floor.station, (_station.site_id == site_id) & (_station.station_id == _fact.station_id))
        .where((_fact.epoch < _station.epoch) | (_fact.seq <= _station.applied_seq))
        .order_by(_fact.station_id, _fact.epoch, _fact.seq)
    )
    for row in connection.execute(query, execution_options=_STREAMED):
        fact = to_fact(site_id, row)
        if f"fact:{fact.name()}" in aside:
            continue
        try:
            yield fact, effects(fact)
        except FactError:
            continue


def _recorded(connection: Connection, site_id: int) -> Iterator[tuple[Place, Counter[Side]]]:
    """Yield the moves of each fact that has some."""
    sides = (_move.item_id, _move.lot_id, _move.order_line, _move.from_kind, _move.from_id, _move.to_kind, _move.to_id)
    place = (_move.station_id, _move.epoch, _move.seq)
    query = select(*place, *sides, _move.qty).where(_move.site_id == site_id).order_by(*place)
    rows = (tuple(row) for row in connection.execute(query, execution_options=_STREAMED))
    for key, group in groupby(rows, lambda row: row[:3]):
        yield key, Counter(row[3:] for row in group)


EFFECTS: tuple[Check, ...] = (
    Check("fact_moves", "every move that an applied fact says is recorded", _fact_moves),
    Check(
        "serial_trail", "a serial is where its facts left it, and in one place unless under an exception", _serial_trail
    ),
)
