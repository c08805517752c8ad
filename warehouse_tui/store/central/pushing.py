"""Taking facts from stations. A push only appends; it touches nothing that stations share."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.domain.facts import FIRST_HASH, MAX_BODY_BYTES, Fact, expected_hash
from warehouse_tui.services.replication import Pushed
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.facts import insert_facts
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import floor

_station, _fact = floor.station, floor.fact
_MAX_WORD = 100

FENCED = "this station is fenced: nothing is taken from it until it is rejoined; its journal is kept"
FORKED = "this journal differs from what the centre holds of it: rejoin the station; its journal is kept"
DAMAGED = "a fact does not fit its own hash or is larger than a fact may be: this journal is damaged; keep it"


def push(engine: Engine, site_id: int, station_id: int, epoch: int, facts: Sequence[Fact]) -> Pushed:
    """Append a station's facts, given in order, and say up to which sequence all are held.

    Those held already are compared by hash: another one in the place of one of them is a fork, and the station is
    fenced. StoreError where the station is not enrolled. With no facts, it says how many are held.
    """
    with writing(engine) as connection:
        mine = (_station.c.site_id == site_id) & (_station.c.station_id == station_id)
        columns = (_station.c.epoch, _station.c.last_seq, _station.c.head_hash, _station.c.fenced)
        station = connection.execute(select(*columns).where(mine).with_for_update()).one_or_none()
        if station is None:
            raise StoreError(f"station {station_id} is not enrolled at site {site_id}: enrol it first")
        held = int(station.last_seq)
        refused = _refusal(station, (site_id, station_id, epoch), facts)
        if refused:
            return Pushed(held, refused=refused)
        if facts and facts[0].seq > held + 1:
            return Pushed(held, send_from=held + 1)
        fresh = [fact for fact in facts if fact.seq > held]
        if _forked(connection, bytes(station.head_hash or FIRST_HASH), facts, fresh):
            connection.execute(update(_station).where(mine).values(fenced=1))
            return Pushed(held, refused=FORKED)
        put: dict[str, Any] = {"last_push_at": database_now(connection)}
        if fresh:
            insert_facts(connection, site_id, fresh)
            put |= {"last_seq": fresh[-1].seq, "head_hash": fresh[-1].hash}
        connection.execute(update(_station).where(mine).values(put))
        return Pushed(fresh[-1].seq if fresh else held)


def _refusal(station: Row[int, int, bytes | None, int], ident: tuple[int, int, int], facts: Sequence[Fact]) -> str:
    if station.fenced:
        return FENCED
    if ident[2] != station.epoch:
        return f"this station writes in epoch {ident[2]}, the centre expects {station.epoch}: rejoin the station"
    if facts and not (_in_order(facts, ident) and all(_sound(fact) for fact in facts)):
        return DAMAGED
    return ""


def _forked(connection: Connection, head: bytes, facts: Sequence[Fact], fresh: Sequence[Fact]) -> bool:
    old = facts[: len(facts) - len(fresh)]
    return bool(
        (old and not _same(connection, old)) or (fresh and fresh[0].prev_hash != (old[-1].hash if old else head))
    )


def _in_order(facts: Sequence[Fact], ident: tuple[int, int, int]) -> bool:
    first = facts[0].seq
    numbered = all((f.site, f.station, f.epoch, f.seq) == (*ident, first + n) for n, f in enumerate(facts))
    linked = all(after.prev_hash == before.hash for before, after in pairwise(facts))
    return first > 0 and numbered and linked


def _sound(fact: Fact) -> bool:
    words = (fact.kind, fact.boot)
    small = len(fact.body.encode(errors="replace")) <= MAX_BODY_BYTES and all(len(word) <= _MAX_WORD for word in words)
    return small and "\0" not in fact.kind + fact.boot + fact.body and expected_hash(fact) == fact.hash


def _same(connection: Connection, facts: Sequence[Fact]) -> bool:
    first, last = facts[0], facts[-1]
    mine = (_fact.c.site_id == first.site) & (_fact.c.station_id == first.station) & (_fact.c.epoch == first.epoch)
    query = select(_fact.c.seq, _fact.c.hash).where(mine, _fact.c.seq.between(first.seq, last.seq))
    held = {row.seq: bytes(row.hash) for row in connection.execute(query)}
    return all(held.get(fact.seq) == fact.hash for fact in facts)
