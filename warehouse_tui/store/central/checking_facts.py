"""Checks of facts, stations, numbers and the feed. Chains of facts are computed again, one fact at a time."""

from collections.abc import Iterator

from sqlalchemy import Connection

from warehouse_tui.domain.facts import FIRST_HASH, Fact, expected_hash
from warehouse_tui.store.central.checking_query import Check, by_query
from warehouse_tui.store.central.facts import select_facts, to_fact
from warehouse_tui.store.central.schema import floor

_fact, _station = floor.fact.c, floor.station.c
_STREAMED = 1000


def _fact_chain(connection: Connection, site_id: int) -> str | None:
    """Compute the chain of each station and epoch again."""
    chain: tuple[int, int] | None = None
    seq, head = 0, FIRST_HASH
    for fact in _stream(connection, site_id):
        if chain != (fact.station, fact.epoch):
            chain, seq, head = (fact.station, fact.epoch), 0, FIRST_HASH
        if fact.seq != seq + 1:
            return f"fact {fact.name()}: the one before is {seq}"
        if fact.prev_hash != head:
            return f"fact {fact.name()}: it does not follow from the one before"
        if fact.hash != expected_hash(fact):
            return f"fact {fact.name()}: it is not what was sealed"
        seq, head = fact.seq, fact.hash
    return None


def _stream(connection: Connection, site_id: int) -> Iterator[Fact]:
    query = select_facts(site_id).order_by(_fact.station_id, _fact.epoch, _fact.seq)
    for row in connection.execute(query, execution_options={"yield_per": _STREAMED}):
        yield to_fact(site_id, row)


def _station_head(connection: Connection, site_id: int) -> str | None:
    """Compare what each station is said to have sent with its newest fact."""
    of_station = _station.site_id == site_id
    columns = (_station.station_id, _station.epoch, _station.last_seq, _station.head_hash)
    stations = connection.execute(floor.station.select().with_only_columns(*columns).where(of_station)).all()
    for station_id, epoch, last_seq, head_hash in sorted(stations, key=lambda row: row[0]):
        mine = select_facts(site_id).where(_fact.station_id == station_id, _fact.epoch == epoch)
        row = connection.execute(mine.order_by(_fact.seq.desc()).limit(1)).first()
        newest = to_fact(site_id, row) if row else None
        seq, head = (newest.seq, newest.hash) if newest else (0, FIRST_HASH)
        if (last_seq, bytes(head_hash or FIRST_HASH)) != (seq, head):
            return f"station_id {station_id}, epoch {epoch}, last_seq {last_seq}, newest fact {seq}"
    return None


FACTS: tuple[Check, ...] = (
    Check("fact_chain", "each station's facts follow one another without a gap, unchanged", _fact_chain),
    Check("station_head", "a station's last_seq and head_hash are those of its newest fact", _station_head),
    by_query(
        "fact_station",
        "a fact's station is enrolled and has reached its epoch",
        """
        SELECT f.station_id, f.epoch, f.seq FROM fact AS f
        LEFT JOIN station AS s ON s.site_id = f.site_id AND s.station_id = f.station_id
        WHERE f.site_id = :site AND (s.station_id IS NULL OR f.epoch > s.epoch)
        ORDER BY f.station_id, f.epoch, f.seq
        """,
    ),
    by_query(
        "station_applied",
        "no more facts of a station are applied than it has sent",
        """
        SELECT station_id, applied_seq, last_seq FROM station
        WHERE site_id = :site AND (applied_seq > last_seq OR applied_seq < 0) ORDER BY station_id
        """,
    ),
    by_query(
        "anchor",
        "an anchored hash is the fact's",
        """
        SELECT a.station_id, a.epoch, a.seq FROM anchor AS a
        LEFT JOIN fact AS f ON f.site_id = a.site_id AND f.station_id = a.station_id AND f.epoch = a.epoch
            AND f.seq = a.seq
        WHERE a.site_id = :site AND (f.hash IS NULL OR a.hash IS NULL OR f.hash <> a.hash)
        ORDER BY a.station_id, a.epoch, a.seq
        """,
    ),
    by_query(
        "number_block",
        "no number is in two blocks",
        """
        SELECT station_id, epoch, kind, first, last, next FROM (
            SELECT station_id, epoch, kind, first, last,
                LEAD(first) OVER (PARTITION BY kind ORDER BY first, last) AS next
            FROM number_block WHERE site_id = :site
        ) AS b WHERE last < first OR next <= last ORDER BY kind, first, last
        """,
    ),
    by_query(
        "feed_head",
        "the site has a feed",
        """
        SELECT s.site_id FROM site AS s LEFT JOIN feed_head AS h ON h.site_id = s.site_id
        WHERE s.site_id = :site AND (h.site_id IS NULL OR h.incarnation = '')
        """,
    ),
    by_query(
        "feed_pos",
        "no change of the feed is beyond its head",
        """
        SELECT f.audience, f.topic, f.key, f.pos, COALESCE(h.pos, 0) AS head FROM feed AS f
        LEFT JOIN feed_head AS h ON h.site_id = f.site_id
        WHERE f.site_id = :site AND (f.pos < 1 OR f.pos > COALESCE(h.pos, 0)) ORDER BY f.pos DESC
        """,
    ),
    by_query(
        "feed_unique",
        "no two changes of the feed have one position",
        """
        SELECT pos, COUNT(*) AS changes FROM feed WHERE site_id = :site
        GROUP BY pos HAVING COUNT(*) > 1 ORDER BY pos
        """,
    ),
)
