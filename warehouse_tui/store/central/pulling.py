"""What a station gets: the documents of the feed after its cursor, all from one moment."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.services.replication import Cursor, Document, Pulled
from warehouse_tui.store.central.documents import BUILDERS
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.feed import ALL, to_station
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import floor, sync

_feed = sync.feed


def pull(engine: Engine, site_id: int, station_id: int, cursor: Cursor, limit: int = 1000) -> Pulled:
    """Return up to `limit` documents that changed after a cursor, for everybody or for this station."""
    with reading(engine) as connection:
        incarnation = _incarnation(connection, site_id)
        restart = cursor.incarnation != incarnation
        after = 0 if restart else cursor.pos
        rows = _changed(connection, site_id, station_id, after, limit)
        documents = _documents(connection, site_id, station_id, rows)
        pos = rows[-1].pos if rows else after
        applied = _applied_seq(connection, site_id, station_id)
        now = database_now(connection)
    return Pulled(documents, Cursor(incarnation, pos), applied, restart, len(rows) == limit, now)


def _incarnation(connection: Connection, site_id: int) -> str:
    head = sync.feed_head
    found = connection.execute(select(head.c.incarnation).where(head.c.site_id == site_id)).scalar()
    if found is None:
        raise StoreError(f"site {site_id} has no feed: run `warehouse-tui db init` first")
    return str(found)


def _applied_seq(connection: Connection, site_id: int, station_id: int) -> int:
    mine = (floor.station.c.site_id == site_id) & (floor.station.c.station_id == station_id)
    return int(connection.execute(select(floor.station.c.applied_seq).where(mine)).scalar() or 0)


def _changed(
    connection: Connection, site_id: int, station_id: int, after: int, limit: int
) -> Sequence[Row[Any, Any, Any, Any]]:
    """Return (topic, key, pos, deleted) in the feed's order."""
    audience = _feed.c.audience.in_((ALL, to_station(station_id)))
    query = select(_feed.c.topic, _feed.c.key, _feed.c.pos, _feed.c.deleted)
    query = query.where(_feed.c.site_id == site_id, audience, _feed.c.pos > after).order_by(_feed.c.pos).limit(limit)
    return connection.execute(query).all()


def _documents(
    connection: Connection, site_id: int, station_id: int, rows: Sequence[Row[Any, Any, Any, Any]]
) -> list[Document]:
    """Build each topic's documents with its own few statements; a record that is gone is a deletion."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if not row.deleted:
            wanted[row.topic].append(row.key)
    bodies = {
        (topic, key): body
        for topic, keys in wanted.items()
        if topic in BUILDERS
        for key, body in BUILDERS[topic](connection, site_id, station_id, keys).items()
    }
    return [Document(row.topic, row.key, bodies.get((row.topic, row.key))) for row in rows]
