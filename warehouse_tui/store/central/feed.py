"""The feed: which keys changed for whom, in an order that has no gaps.

A station keeps the position up to which it has read. The head's row is taken last in a writer's transaction and
held until it commits, so no position can appear behind one that was already read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.store.central.schema import sync

ALL = "all"


def to_station(station_id: int) -> str:
    """Return the audience of one station."""
    return f"station:{station_id}"


@dataclass(frozen=True, slots=True)
class Change:
    """One key that a station should look at again. Topics: rules, item, location, worker, tote, lot, freeze, serial
    (audience all); work (one station). A deleted key leaves the audience.
    """

    topic: str
    key: str
    audience: str = ALL
    deleted: bool = False


def publish(connection: Connection, site_id: int, changes: Iterable[Change]) -> int:
    """Write changes to the feed and return the new position of its head. Call it last in a transaction."""
    rows = _unique(changes)
    head = sync.feed_head
    pos = connection.execute(
        update(head).where(head.c.site_id == site_id).values(pos=head.c.pos + len(rows)).returning(head.c.pos)
    ).scalar()
    if pos is None:
        raise StoreError(f"site {site_id} has no feed: run `warehouse-tui db init` first")
    first = pos - len(rows) + 1
    if rows:
        connection.execute(
            _upsert(connection.dialect.name),
            [
                {
                    "site_id": site_id,
                    "audience": c.audience,
                    "topic": c.topic,
                    "key": c.key,
                    "pos": first + n,
                    "deleted": int(c.deleted),
                }
                for n, c in enumerate(rows)
            ],
        )
    return int(pos)


def _unique(changes: Iterable[Change]) -> Sequence[Change]:
    latest = {(c.audience, c.topic, c.key): c for c in changes}
    return [latest[name] for name in sorted(latest)]


def _upsert(dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(sync.feed)
    return statement.on_conflict_do_update(
        index_elements=["site_id", "audience", "topic", "key"],
        set_={"pos": statement.excluded.pos, "deleted": statement.excluded.deleted},
    )
