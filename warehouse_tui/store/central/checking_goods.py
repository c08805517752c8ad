"""Checks of goods: balances are what moves, reservations and exceptions say."""

from warehouse_tui.store.central.checking_query import Check, by_query

_BY_ORDER = "CASE WHEN {kind} IN ('hand', 'tote', 'parcel') THEN order_line ELSE 0 END"
_KEY = "holder_kind, holder_id, item_id, lot_id, order_line"

_MOVED = f"""
    SELECT {_KEY}, SUM(on_hand) AS on_hand, SUM(moved) AS moved FROM (
        SELECT {_KEY}, on_hand, 0 AS moved FROM balance WHERE site_id = :site
        UNION ALL SELECT to_kind, to_id, item_id, lot_id, {_BY_ORDER.format(kind="to_kind")}, 0, qty
            FROM move WHERE site_id = :site
        UNION ALL SELECT from_kind, from_id, item_id, lot_id, {_BY_ORDER.format(kind="from_kind")}, 0, -qty
            FROM move WHERE site_id = :site
    ) AS sides GROUP BY {_KEY} HAVING SUM(on_hand) <> SUM(moved) ORDER BY {_KEY}
"""

# What a bin keeps for an allocation: what is neither picked nor found short.
_KEPT = """
    CASE WHEN state IN ('given_up', 'replaced') OR qty <= picked + short THEN 0 ELSE qty - picked - short END
"""
_ALLOCATED = f"""
    SELECT {_KEY}, SUM(allocated) AS allocated, SUM(reserved) AS reserved FROM (
        SELECT {_KEY}, allocated, 0 AS reserved FROM balance WHERE site_id = :site AND allocated <> 0
        UNION ALL SELECT 'location', location_id, item_id, lot_id, 0, 0, {_KEPT}
            FROM allocation WHERE site_id = :site
    ) AS sides GROUP BY {_KEY} HAVING SUM(allocated) <> SUM(reserved) ORDER BY {_KEY}
"""

GOODS: tuple[Check, ...] = (
    by_query("balance_moves", "what a holder has is the sum of the moves to and from it", _MOVED),
    by_query(
        "balance_bounds",
        "no holder of ours has less than nothing or keeps more than it has, but under an exception",
        f"""
        SELECT {_KEY}, on_hand, allocated FROM balance
        WHERE site_id = :site AND exception_id = 0 AND holder_kind IN ('location', 'hand', 'tote', 'parcel')
            AND (on_hand < 0 OR allocated < 0 OR allocated > on_hand)
        ORDER BY {_KEY}
        """,
    ),
    by_query("balance_allocated", "what a bin keeps is the sum of what is reserved in it", _ALLOCATED),
    by_query(
        "move_quantity",
        "a move has a quantity and two different ends",
        """
        SELECT station_id, epoch, seq, n, qty, from_kind, from_id, to_kind, to_id FROM move
        WHERE site_id = :site AND (qty <= 0 OR (from_kind = to_kind AND from_id = to_id))
        ORDER BY station_id, epoch, seq, n
        """,
    ),
    by_query(
        "move_fact",
        "a move comes from a fact that is there and was applied",
        """
        SELECT m.station_id, m.epoch, m.seq, m.n FROM move AS m
        LEFT JOIN fact AS f ON f.site_id = m.site_id AND f.station_id = m.station_id AND f.epoch = m.epoch
            AND f.seq = m.seq
        LEFT JOIN station AS s ON s.site_id = m.site_id AND s.station_id = m.station_id
        WHERE m.site_id = :site AND (f.seq IS NULL OR (m.epoch = s.epoch AND m.seq > s.applied_seq))
        ORDER BY m.station_id, m.epoch, m.seq, m.n
        """,
    ),
    by_query(
        "bin_count_fact",
        "the newest count of a bin is a fact that is there",
        """
        SELECT c.location_id, c.item_id, c.lot_id, c.station_id, c.epoch, c.seq FROM bin_count AS c
        LEFT JOIN fact AS f ON f.site_id = c.site_id AND f.station_id = c.station_id AND f.epoch = c.epoch
            AND f.seq = c.seq
        WHERE c.site_id = :site AND f.seq IS NULL ORDER BY c.location_id, c.item_id, c.lot_id
        """,
    ),
    by_query(
        "exception_live_once",
        "of a kind and subject, one exception is live at a time",
        """
        SELECT kind, subject, COUNT(*) AS live FROM exception
        WHERE site_id = :site AND state IN ('settling', 'open')
        GROUP BY kind, subject HAVING COUNT(*) > 1 ORDER BY kind, subject
        """,
    ),
    by_query(
        "exception_resolved",
        "a resolved exception names the decision that resolved it",
        """
        SELECT e.exception_id, e.decision_id FROM exception AS e
        WHERE e.site_id = :site AND e.state = 'resolved' AND NOT EXISTS (
            SELECT 1 FROM decision AS d WHERE d.site_id = e.site_id AND d.decision_id = e.decision_id)
        ORDER BY e.exception_id
        """,
    ),
)
