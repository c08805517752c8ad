"""Checks of pick lists: their lines, who holds them, and their totes."""

from warehouse_tui.store.central.checking_query import Check, by_query

LISTS: tuple[Check, ...] = (
    by_query(
        "pick_line_within",
        "of a pick line no more is picked and short than its quantity, but under an exception",
        """
        SELECT list_id, n, qty, picked, short FROM pick_line
        WHERE site_id = :site AND exception_id = 0 AND (picked < 0 OR short < 0 OR picked + short > qty)
        ORDER BY list_id, n
        """,
    ),
    by_query(
        "allocation_listed",
        "an allocation is on one list if and only if it says so",
        """
        SELECT a.allocation_id, a.state, a.qty, COALESCE(p.lists, 0) AS lists, COALESCE(p.qty, 0) AS listed
        FROM allocation AS a LEFT JOIN (
            SELECT l.allocation_id, COUNT(*) AS lists, SUM(l.qty) AS qty FROM pick_line AS l
            JOIN pick_list AS k ON k.site_id = l.site_id AND k.list_id = l.list_id
            WHERE l.site_id = :site AND k.state <> 'cancelled' GROUP BY l.allocation_id
        ) AS p ON p.allocation_id = a.allocation_id
        WHERE a.site_id = :site AND (COALESCE(p.qty, 0) > a.qty
            OR (a.state = 'reserved' AND COALESCE(p.lists, 0) <> 0)
            OR (a.state IN ('listed', 'picked', 'short') AND COALESCE(p.lists, 0) = 0))
        ORDER BY a.allocation_id
        """,
    ),
    by_query(
        "pick_list_sums",
        "a pick list says how many orders, lines and units are on it",
        """
        SELECT k.list_id, k.orders, k.lines, k.units, COALESCE(s.orders, 0) AS its_orders,
            COALESCE(s.lines, 0) AS its_lines, COALESCE(s.units, 0) AS its_units
        FROM pick_list AS k LEFT JOIN (
            SELECT l.list_id, COUNT(DISTINCT a.order_id) AS orders, COUNT(*) AS lines, SUM(l.qty) AS units
            FROM pick_line AS l LEFT JOIN allocation AS a
                ON a.site_id = l.site_id AND a.allocation_id = l.allocation_id
            WHERE l.site_id = :site GROUP BY l.list_id
        ) AS s ON s.list_id = k.list_id
        WHERE k.site_id = :site AND (k.orders <> COALESCE(s.orders, 0) OR k.lines <> COALESCE(s.lines, 0)
            OR k.units <> COALESCE(s.units, 0))
        ORDER BY k.list_id
        """,
    ),
    by_query(
        "pick_list_holder",
        "a list in work has a station, one that is claimed has its claim too, and one that is free has none",
        """
        SELECT k.list_id, k.state, k.station_id, k.claim_no FROM pick_list AS k
        LEFT JOIN claim AS c ON c.site_id = k.site_id AND c.list_id = k.list_id AND c.claim_no = k.claim_no
        WHERE k.site_id = :site AND ((k.state IN ('planned', 'released') AND k.station_id <> 0)
            OR (k.state IN ('picking', 'paused') AND k.station_id = 0)
            OR (k.state = 'claimed' AND (c.station_id IS NULL OR c.station_id <> k.station_id)))
        ORDER BY k.list_id
        """,
    ),
    by_query(
        "claim_number",
        "no claim of a list is newer than the list says",
        """
        SELECT c.list_id, c.claim_no, k.claim_no AS newest FROM claim AS c
        JOIN pick_list AS k ON k.site_id = c.site_id AND k.list_id = c.list_id
        WHERE c.site_id = :site AND (c.claim_no > k.claim_no OR c.claim_no < 1) ORDER BY c.list_id, c.claim_no
        """,
    ),
    by_query(
        "tote_list",
        "a tote in use has a list; a free one has none",
        """
        SELECT t.tote_id, t.state, t.list_id FROM tote AS t
        LEFT JOIN pick_list AS k ON k.site_id = t.site_id AND k.list_id = t.list_id
        WHERE t.site_id = :site AND ((t.state IN ('filling', 'filled', 'packing') AND k.list_id IS NULL)
            OR (t.state = 'free' AND t.list_id <> 0))
        ORDER BY t.tote_id
        """,
    ),
)
