"""Taking facts from stations. A push only appends; it touches nothing that stations share."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.domain.facts import FIRST_HASH, MAX_BODY_BYTES, Fact, expected_hash
from warehouse_tui.services.exchange import Pushed, PushStatus
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.facts import insert_facts
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import floor

_station, _fact = floor.station, floor.fact
_MAX_WORD = 100


def push(engine: Engine, site_id: int, station_id: int, epoch: int, facts: Sequence[Fact]) -> Pushed:
    """Append a station's facts, given in order, and say up to which sequence all are held.

    What is held already is compared by hash. `gap`: send from `last_seq` + 1. `forked`: a fact differs from the one
    held; the station is fenced and its journal kept. `fenced`: nothing is taken from this epoch. `damaged`: a
    fact does not fit its own hash or is larger than a fact may be. StoreError where the station is not enrolled.
    """
    with writing(engine) as connection:
        mine = (_station.c.site_id == site_id) & (_station.c.station_id == station_id)
        columns = (_station.c.epoch, _station.c.last_seq, _station.c.head_hash, _station.c.fenced)
        station = connection.execute(select(*columns).where(mine).with_for_update()).one_or_none()
        if station is None:
            raise StoreError(f"station {station_id} is not enrolled at site {site_id}: enrol it first")
        status, fresh = _judge(connection, site_id, station_id, station, epoch, facts)
        if status is PushStatus.FORKED:
            connection.execute(update(_station).where(mine).values(fenced=1))
        if status is not PushStatus.HELD:
            return Pushed(status, int(station.last_seq))
        put: dict[str, Any] = {"last_push_at": database_now(connection)}
        if fresh:
            insert_facts(connection, site_id, fresh)
            put |= {"last_seq": fresh[-1].seq, "head_hash": fresh[-1].hash}
        connection.execute(update(_station).where(mine).values(put))
        return Pushed(PushStatus.HELD, fresh[-1].seq if fresh else int(station.last_seq))


def _judge(
    connection: Connection,
    site_id: int,
    station_id: int,
    station: Row[int, int, bytes | None, int],
    epoch: int,
    facts: Sequence[Fact],
) -> tuple[PushStatus, Sequence[Fact]]:
    """Return whether the facts may be appended, and which of them are new."""
    if station.fenced or epoch != station.epoch:
        return PushStatus.FENCED, ()
    if not facts:
        return PushStatus.HELD, ()
    if not _in_order(facts, (site_id, station_id, epoch)) or not all(_sound(fact) for fact in facts):
        return PushStatus.DAMAGED, ()
    if facts[0].seq > station.last_seq + 1:
        return PushStatus.GAP, ()
    old = [fact for fact in facts if fact.seq <= station.last_seq]
    fresh = facts[len(old) :]
    head = bytes(station.head_hash or FIRST_HASH)
    if old and not _same(connection, site_id, station_id, epoch, old):
        return PushStatus.FORKED, ()
    if fresh and fresh[0].prev_hash != head:
        return PushStatus.FORKED, ()
    return PushStatus.HELD, fresh


def _in_order(facts: Sequence[Fact], ident: tuple[int, int, int]) -> bool:
    first = facts[0].seq
    numbered = all((f.site, f.station, f.epoch, f.seq) == (*ident, first + n) for n, f in enumerate(facts))
    linked = all(after.prev_hash == before.hash for before, after in pairwise(facts))
    return first > 0 and numbered and linked


def _sound(fact: Fact) -> bool:
    words = (fact.kind, fact.boot)
    small = len(fact.body.encode(errors="replace")) <= MAX_BODY_BYTES and all(len(word) <= _MAX_WORD for word in words)
    return small and "\0" not in fact.kind + fact.boot + fact.body and expected_hash(fact) == fact.hash


def _same(connection: Connection, site_id: int, station_id: int, epoch: int, facts: Sequence[Fact]) -> bool:
    mine = (_fact.c.site_id == site_id) & (_fact.c.station_id == station_id) & (_fact.c.epoch == epoch)
    between = _fact.c.seq.between(facts[0].seq, facts[-1].seq)
    held = {
        row.seq: bytes(row.hash) for row in connection.execute(select(_fact.c.seq, _fact.c.hash).where(mine, between))
    }
    return all(held.get(fact.seq) == fact.hash for fact in facts)
