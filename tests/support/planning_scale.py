"""A site of any size, filled by the database itself: for plans of statements and for what a line costs."""

from sqlalchemy import Connection, Engine, text

from tests.support.planning_site import SITE, analyze, new_site
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.schema import orders

LINES_PER_ORDER = 4
_SERIES = "WITH RECURSIVE s(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM s WHERE n < :rows)"
# Ids of what fills the database; fresh orders come above them.
_FIRST_FRESH = 10_000_000


def large_site(url: str, lines: int, items: int = 20_000) -> Engine:
    """Make a site with two bins an item, and so many order lines in every state of an order's life."""
    site = new_site(url)
    fill_site(site.engine, lines, items)
    return site.engine


def fill_site(engine: Engine, lines: int, items: int = 20_000) -> None:
    """Fill a site that has neither goods nor orders yet; what is added later gets ids above those."""
    with writing(engine) as connection:
        _fill_goods(connection, items)
        _fill_orders(connection, max(lines // LINES_PER_ORDER, 1), items)
    _settle(engine)


def add_fresh_orders(engine: Engine, count: int, items: int = 20_000) -> None:
    """Add orders to be planned, of LINES_PER_ORDER lines each, spread over the items."""
    with writing(engine) as connection:
        first = connection.execute(text("SELECT coalesce(max(order_id), 0) FROM order_head")).scalar_one()
        base = max(first, _FIRST_FRESH)
        _run(
            connection,
            "INSERT INTO order_head (site_id, order_id, channel, number, priority, ship_by, state, waiting)"
            f" {_SERIES} SELECT {SITE}, :base + n, 'web', 'F' || (:base + n), 1 + n % 5, n % 7, 'open', {orders.DUE}"
            " FROM s",
            rows=count,
            base=base,
        )
        _run(
            connection,
            "INSERT INTO order_line (site_id, order_line_id, order_id, n, item_id, ordered)"
            f" {_SERIES} SELECT {SITE}, (:base + 1) * {LINES_PER_ORDER} + n, :base + 1 + (n - 1) / {LINES_PER_ORDER},"
            f" 1 + n % {LINES_PER_ORDER}, 1 + (n * 7919) % :items, 1 + n % 3 FROM s",
            rows=count * LINES_PER_ORDER,
            base=base,
            items=items,
        )


def _fill_goods(connection: Connection, items: int) -> None:
    _run(
        connection,
        f"INSERT INTO item (site_id, item_id, sku, name) {_SERIES} SELECT {SITE}, n, 'SKU' || n, 'Item ' || n FROM s",
        rows=items,
    )
    _run(
        connection,
        "INSERT INTO location (site_id, location_id, code, zone, block, aisle, bay, level)"
        f" {_SERIES} SELECT {SITE}, n, 'L' || n, 'Z', 1, 1 + n % 40, 1 + n / 40, '1' FROM s",
        rows=2 * items,
    )
    _run(
        connection,
        "INSERT INTO balance (site_id, holder_kind, holder_id, item_id, lot_id, order_line, on_hand)"
        f" {_SERIES} SELECT {SITE}, 'location', n, 1 + n % :items, 0, 0, 1000000 FROM s",
        rows=2 * items,
        items=items,
    )


def _fill_orders(connection: Connection, count: int, items: int) -> None:
    """Of five orders three are shipped, one is released and one waits for goods."""
    states = "CASE n % 5 WHEN 0 THEN 'open' WHEN 1 THEN 'released' ELSE 'shipped' END"
    waits = f"CASE n % 5 WHEN 0 THEN {orders.WAITS} ELSE {orders.RESERVED} END"
    _run(
        connection,
        "INSERT INTO order_head (site_id, order_id, channel, number, priority, ship_by, state, waiting)"
        f" {_SERIES} SELECT {SITE}, n, 'web', 'N' || n, 1 + n % 5, n, {states}, {waits} FROM s",
        rows=count,
    )
    lines = count * LINES_PER_ORDER
    order_id = f"(1 + (n - 1) / {LINES_PER_ORDER})"
    _run(
        connection,
        "INSERT INTO order_line (site_id, order_line_id, order_id, n, item_id, ordered, allocated)"
        f" {_SERIES} SELECT {SITE}, n, {order_id}, 1 + n % {LINES_PER_ORDER}, 1 + (n * 7919) % :items, 2,"
        f" CASE {order_id} % 5 WHEN 0 THEN 0 ELSE 2 END FROM s",
        rows=lines,
        items=items,
    )
    _run(
        connection,
        "INSERT INTO allocation"
        " (site_id, allocation_id, order_id, order_line_id, item_id, location_id, qty, picked, state)"
        " SELECT site_id, order_line_id, order_id, order_line_id, item_id, item_id, 2,"
        " CASE order_id % 5 WHEN 1 THEN 0 ELSE 2 END, CASE order_id % 5 WHEN 1 THEN 'listed' ELSE 'picked' END"
        " FROM order_line WHERE allocated > 0",
    )
    _run(
        connection,
        "INSERT INTO pick_list (site_id, list_id, wave_id, state, priority, ship_by, orders, lines, units)"
        " SELECT site_id, order_id, 1 + order_id / 1000, CASE state WHEN 'released' THEN state ELSE 'done' END,"
        " priority, ship_by,"
        f" 1, {LINES_PER_ORDER}, {2 * LINES_PER_ORDER} FROM order_head WHERE state <> 'open'",
    )
    _run(
        connection,
        "INSERT INTO pick_line (site_id, list_id, n, allocation_id, order_line_id, qty, picked)"
        " SELECT a.site_id, a.order_id, l.n, a.allocation_id, a.order_line_id, a.qty, a.picked"
        " FROM allocation a JOIN order_line l ON l.site_id = a.site_id AND l.order_line_id = a.order_line_id",
    )
    goods = (("item", items), ("location", 2 * items))
    ids = (("order", count), ("order_line", lines), ("allocation", lines), ("pick_list", count), ("wave", count))
    for kind, taken in (*goods, *ids):
        values = {"kind": kind, "next": taken + 1}
        _run(connection, f"INSERT INTO id_counter (site_id, kind, next) VALUES ({SITE}, :kind, :next)", **values)


def _settle(engine: Engine) -> None:
    """Leave nothing of the filling for later: statistics are known, and SQLite's log is in the file."""
    analyze(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _run(connection: Connection, statement: str, **values: object) -> None:
    connection.execute(text(statement), values)
