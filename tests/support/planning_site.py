"""A small site written straight into the central tables, for tests of planning and claims."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, insert, select, text

from warehouse_tui.domain.stock import Lot, lot_id
from warehouse_tui.store.central.engine import connect, reading, writing
from warehouse_tui.store.central.schema import floor, master, metadata, orders, sync

SITE = 1
LIVE = ("reserved", "listed")
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(slots=True)
class PlanningSite:
    """A site with a feed head and one station; ids count up from 1."""

    engine: Engine
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, table: Table, **values: Any) -> None:
        """Insert one row of this site."""
        with writing(self.engine) as connection:
            connection.execute(insert(table).values(site_id=SITE, **values))

    def item(self, **values: Any) -> int:
        """Add an item and return its id."""
        ident = next(self._ids)
        self.add(master.item, **{"item_id": ident, "sku": f"SKU{ident}", "name": f"Item {ident}", **values})
        return ident

    def bin(self, code: str = "", **values: Any) -> int:
        """Add a pick location (or another `kind`) and return its id."""
        ident = next(self._ids)
        self.add(master.location, **{"location_id": ident, "code": code or f"L{ident}", "aisle": "1", **values})
        return ident

    def stock(self, item: int, place: int, qty: int, lot: Lot | None = None, arrived: int = 0) -> int:
        """Put goods into a bin and return their lot's id."""
        ident = lot_id(item, lot) if lot else 0
        if lot:
            expiry = lot.expiry.isoformat() if lot.expiry else None
            self.add(master.lot, item_id=item, lot_id=ident, code=lot.code, expiry=expiry)
        key = {"holder_kind": "location", "holder_id": place, "item_id": item, "lot_id": ident, "order_line": 0}
        self.add(floor.balance, **key, on_hand=qty, arrived=arrived)
        return ident

    def order(self, *wants: tuple[int, int], **values: Any) -> int:
        """Add an order of (item, quantity) lines and return its id."""
        ident = next(self._ids)
        self.add(orders.order, **{"order_id": ident, "channel": "web", "number": f"N{ident}", **values})
        for n, (item, qty) in enumerate(wants, 1):
            line = {"order_line_id": next(self._ids), "order_id": ident, "n": n, "item_id": item, "ordered": qty}
            self.add(orders.order_line, **line)
        return ident

    def station(self, **values: Any) -> int:
        """Enrol a station and return its id."""
        ident = next(self._ids)
        self.add(floor.station, **{"station_id": ident, "name": f"P{ident}", **values})
        return ident

    def rows(self, table: Table, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
        """Return the named columns of the rows that match, sorted."""
        query = select(*(table.c[name] for name in columns))
        for name, value in where.items():
            query = query.where(table.c[name] == value)
        with reading(self.engine) as connection:
            return sorted(tuple(row) for row in connection.execute(query))

    def set(self, table: Table, where: dict[str, Any], **values: Any) -> None:
        """Change the rows that match."""
        change = table.update().values(**values)
        for name, value in where.items():
            change = change.where(table.c[name] == value)
        with writing(self.engine) as connection:
            connection.execute(change)


def new_site(url: str, **values: Any) -> PlanningSite:
    """Make the tables in an empty database, and a site in them."""
    engine = connect(url)
    metadata.create_all(engine)
    site = PlanningSite(engine)
    site.add(master.site_table, **{"code": "MAIN", "name": "Main", **values})
    site.add(sync.feed_head, incarnation="first", pos=0)
    return site


def check_reserved(site: PlanningSite) -> None:
    """Assert that bins and lines say exactly what the live allocations say, and that nothing is reserved twice."""
    allocation, balance, line = orders.allocation.c, floor.balance.c, orders.order_line.c
    live = select(
        allocation.location_id, allocation.item_id, allocation.lot_id, allocation.order_line_id, allocation.qty
    )
    bins: Counter[tuple[int, int, int]] = Counter()
    lines: Counter[int] = Counter()
    with reading(site.engine) as connection:
        for place, item, lot, order_line, qty in connection.execute(live.where(allocation.state.in_(LIVE))):
            bins[place, item, lot] += qty
            lines[order_line] += qty
        held = connection.execute(
            select(balance.holder_id, balance.item_id, balance.lot_id, balance.allocated, balance.on_hand).where(
                balance.holder_kind == "location"
            )
        ).all()
        wanted = connection.execute(select(line.order_line_id, line.allocated, line.ordered)).all()
    assert {tuple(row[:3]): row.allocated for row in held if row.allocated} == bins
    assert {row.order_line_id: row.allocated for row in wanted if row.allocated} == lines
    assert all(0 <= row.allocated <= row.on_hand for row in held)
    assert all(0 <= row.allocated <= row.ordered for row in wanted)


@contextmanager
def recorded(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that go to the database, with their parameters; BEGIN and COMMIT are not among them."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


# Tables that grow with the orders or with the goods: none of them may be read whole.
GROWING = (
    "order_head",
    "order_line",
    "allocation",
    "pick_list",
    "pick_line",
    "balance",
    "item",
    "location",
    "move",
    "fact",
)


def full_scans(engine: Engine, statements: Sequence[tuple[str, Any]]) -> list[str]:
    """Return the lines of the statements' plans that read a growing table whole, each with its statement."""
    found = []
    with engine.connect() as connection:
        for statement, parameters in statements:
            first = parameters[0] if isinstance(parameters, list) else parameters
            scans = [line.strip() for line in _plan(connection, statement, first) if _is_full_scan(line)]
            found += [f"{line}  <-  {' '.join(statement.split())}" for line in scans]
    return found


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """Return a plan's lines; PostgreSQL's condition of an index stands behind the line of the index."""
    if connection.dialect.name == "postgresql":
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
        return re.sub(r"\n\s+(Index Cond|Recheck Cond)", r"  \1", plan).split("\n")
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def _is_full_scan(line: str) -> bool:
    table = re.search(r"(?:SCAN|SEARCH|Seq Scan on|Scan using \w+ on|Bitmap Heap Scan on) (\w+)", line)
    if table is None or table[1] not in GROWING:
        return False
    # An index that is entered by the site alone is read whole: every row is the site's.
    whole = re.search(r"\(site_id=\?\)$|Index Cond: \(site_id = [^()]+\)$", line)
    return bool(whole) or line.startswith("SCAN") or "Seq Scan" in line


def analyze(engine: Engine) -> None:
    """Let the database learn how its tables look."""
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("ANALYZE"))


def day(text_: str) -> date:
    """Return a date from its ISO form."""
    return date.fromisoformat(text_)
