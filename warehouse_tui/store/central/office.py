"""The station `office`: facts of commands that move goods without a station, such as the opening stock."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from warehouse_tui.domain.facts import FIRST_HASH, Draft, Fact, seal
from warehouse_tui.services.ports import Clock
from warehouse_tui.store.central.facts import insert_facts
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.schema import floor

OFFICE = "office"
_CHUNK = 1000
_station = floor.station
_Office = Row[Any, Any, Any, Any]


def append_office_facts(connection: Connection, site_id: int, drafts: Iterable[Draft], clock: Clock) -> int:
    """Append facts as the station `office`, in the caller's transaction, and return how many.

    The station's row stays locked until the transaction ends. Read in chunks: any number fits in memory.
    """
    office = _locked_office(connection, site_id)
    offset_ms = round((database_now(connection) - clock.now()) / timedelta(milliseconds=1))
    chain = _Chain(site_id, office, clock, offset_ms)
    waiting = iter(drafts)
    while chunk := list(islice(waiting, _CHUNK)):
        insert_facts(connection, site_id, chain.extend(chunk))
    if chain.seq != office.last_seq:
        mine = (_station.c.site_id == site_id) & (_station.c.station_id == office.station_id)
        put = {"last_seq": chain.seq, "head_hash": chain.head, "last_push_at": clock.now()}
        connection.execute(update(_station).where(mine).values(put))
    return chain.seq - int(office.last_seq)


def office_id(connection: Connection, site_id: int) -> int:
    """Return the station id of the office, which is made where it is missing; its row is locked."""
    return int(_locked_office(connection, site_id).station_id)


def database_now(connection: Connection) -> datetime:
    """Return the time by the central database's own clock."""
    if connection.dialect.name == "postgresql":
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


class _Chain:
    """The office's chain of facts while it grows."""

    def __init__(self, site_id: int, office: _Office, clock: Clock, offset_ms: int) -> None:
        self.seq = int(office.last_seq)
        self.head = bytes(office.head_hash) if office.head_hash else FIRST_HASH
        self._ident = (site_id, int(office.station_id), int(office.epoch))
        self._clock = clock
        self._offset_ms = offset_ms

    def extend(self, drafts: Iterable[Draft]) -> Iterator[Fact]:
        for draft in drafts:
            now, mono = self._clock.now(), int(self._clock.monotonic() * 1000)
            times = (round(now.timestamp() * 1_000_000), mono, self._clock.boot(), self._offset_ms)
            fact = seal(draft, (*self._ident, self.seq + 1), times, self.head)
            self.seq, self.head = fact.seq, fact.hash
            yield fact


def _locked_office(connection: Connection, site_id: int) -> _Office:
    columns = (_station.c.station_id, _station.c.epoch, _station.c.last_seq, _station.c.head_hash)
    query = select(*columns).where(_station.c.site_id == site_id, _station.c.name == OFFICE).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None:
        [ident] = reserve_ids(connection, site_id, "station", 1)
        row = {"site_id": site_id, "station_id": ident, "name": OFFICE, "role": OFFICE, "epoch": 1}
        connection.execute(insert(_station).values(row))
        found = connection.execute(query).one()
    return found
