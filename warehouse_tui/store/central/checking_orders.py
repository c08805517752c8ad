"""Checks of orders: their lines, what is reserved and picked for them, and the states that follow."""

from warehouse_tui.store.central.checking_query import Check, by_query

_SERVED = """
    CASE WHEN state IN ('given_up', 'replaced') OR picked > qty - short THEN picked ELSE qty - short END
"""

# Of each order: units reserved or picked, units picked, and the lines with units reserved that are not yet picked.
_SUMS = """
    SELECT o.order_id, o.state, o.waiting,
        COALESCE(SUM(l.allocated), 0) AS allocated, COALESCE(SUM(l.picked), 0) AS picked,
        COALESCE(SUM(l.packed), 0) AS packed, COALESCE(SUM(l.shipped), 0) AS shipped,
        COALESCE(SUM(CASE WHEN l.ordered > l.cancelled AND l.picked < l.allocated THEN 1 ELSE 0 END), 0) AS to_pick,
        COALESCE(SUM(CASE WHEN l.ordered - l.cancelled > l.allocated THEN 1 ELSE 0 END), 0) AS to_reserve
    FROM order_head AS o LEFT JOIN order_line AS l ON l.site_id = o.site_id AND l.order_id = o.order_id
    WHERE o.site_id = :site GROUP BY o.order_id, o.state, o.waiting
"""

ORDERS: tuple[Check, ...] = (
    by_query(
        "order_line_progress",
        "ordered less cancelled >= allocated >= picked >= packed >= shipped >= returned >= 0, but under an exception",
        """
        SELECT order_line_id, order_id, ordered, cancelled, allocated, picked, packed, shipped, returned
        FROM order_line WHERE site_id = :site AND (ordered < 0 OR cancelled < 0 OR (exception_id = 0 AND (
            cancelled > ordered OR allocated > ordered - cancelled OR picked > allocated OR packed > picked
            OR shipped > packed OR returned > shipped OR picked < 0 OR returned < 0)))
        ORDER BY order_line_id
        """,
    ),
    by_query(
        "order_line_allocated",
        "what is allocated to an order line is the sum of what is reserved or picked for it",
        f"""
        SELECT l.order_line_id, l.allocated, COALESCE(a.served, 0) AS served FROM order_line AS l
        LEFT JOIN (
            SELECT order_line_id, SUM({_SERVED}) AS served FROM allocation WHERE site_id = :site GROUP BY order_line_id
        ) AS a ON a.order_line_id = l.order_line_id
        WHERE l.site_id = :site AND l.allocated <> COALESCE(a.served, 0) ORDER BY l.order_line_id
        """,
    ),
    by_query(
        "order_line_picked",
        "what is picked of an order line is the sum of what is picked of its pick lines",
        """
        SELECT l.order_line_id, l.picked, COALESCE(p.picked, 0) AS pick_lines FROM order_line AS l
        LEFT JOIN (
            SELECT order_line_id, SUM(picked) AS picked FROM pick_line WHERE site_id = :site GROUP BY order_line_id
        ) AS p ON p.order_line_id = l.order_line_id
        WHERE l.site_id = :site AND l.picked <> COALESCE(p.picked, 0) ORDER BY l.order_line_id
        """,
    ),
    by_query(
        "allocation_within",
        "of an allocation no less than nothing and no more than its quantity is picked, but under an exception",
        """
        SELECT allocation_id, qty, picked, short FROM allocation
        WHERE site_id = :site AND (qty <= 0 OR (exception_id = 0 AND (picked < 0 OR picked > qty OR short < 0)))
        ORDER BY allocation_id
        """,
    ),
    by_query(
        "allocation_picked",
        "what is picked and short of an allocation is the sum of its pick lines",
        """
        SELECT a.allocation_id, a.picked, a.short, COALESCE(p.picked, 0) AS lines_picked,
            COALESCE(p.short, 0) AS lines_short
        FROM allocation AS a LEFT JOIN (
            SELECT allocation_id, SUM(picked) AS picked, SUM(short) AS short FROM pick_line
            WHERE site_id = :site GROUP BY allocation_id
        ) AS p ON p.allocation_id = a.allocation_id
        WHERE a.site_id = :site AND (a.picked <> COALESCE(p.picked, 0) OR a.short <> COALESCE(p.short, 0))
        ORDER BY a.allocation_id
        """,
    ),
    by_query(
        "allocation_state",
        "an allocation's state follows from its quantities",
        """
        SELECT allocation_id, state, qty, picked, short FROM allocation
        WHERE site_id = :site AND ((state IN ('reserved', 'listed') AND picked + short >= qty)
            OR (state = 'picked' AND (picked + short < qty OR short > 0))
            OR (state = 'short' AND (picked + short < qty OR short <= 0)))
        ORDER BY allocation_id
        """,
    ),
    by_query(
        "order_state",
        "an order's state follows from its lines",
        f"""
        SELECT order_id, state, allocated, picked, packed, shipped, to_pick FROM ({_SUMS}) AS s
        WHERE (state IN ('quote', 'open') AND (allocated <> 0 OR picked <> 0))
            OR (state = 'cancelled' AND allocated <> picked)
            OR (state IN ('allocated', 'released') AND (allocated = 0 OR picked <> 0))
            OR (state = 'picking' AND (picked = 0 OR to_pick = 0))
            OR (state = 'picked' AND (picked = 0 OR to_pick > 0))
            OR (state IN ('packing', 'packed') AND picked = 0)
            OR (state = 'packed' AND packed <> picked)
            OR (state IN ('shipped', 'closed') AND shipped <> packed)
        ORDER BY order_id
        """,
    ),
    by_query(
        "order_waiting",
        "an order that still wants goods is in planning's queue",
        f"""
        SELECT order_id, state, waiting, to_reserve FROM ({_SUMS}) AS s
        WHERE waiting = 2 AND to_reserve > 0
            AND state IN ('open', 'allocated', 'released', 'picking', 'picked', 'packing', 'packed')
        ORDER BY order_id
        """,
    ),
)
