"""Facts as rows of the central `fact` table."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from warehouse_tui.domain.facts import Fact
from warehouse_tui.store.central.bulk import insert_columns
from warehouse_tui.store.central.schema import floor

_table = floor.fact
_COLUMNS = (
    ("station_id", "station"),
    ("epoch", "epoch"),
    ("seq", "seq"),
    ("kind", "kind"),
    ("v", "v"),
    ("worker_id", "worker"),
    ("wall", "wall"),
    ("mono", "mono"),
    ("boot", "boot"),
    ("offset_ms", "offset_ms"),
    ("body", "body"),
    ("prev_hash", "prev_hash"),
    ("hash", "hash"),
)


def insert_facts(connection: Connection, site_id: int, facts: Iterable[Fact]) -> None:
    """Append facts; their place in the chain has been checked by the caller."""
    rows = list(facts)
    values = {column: [getattr(fact, name) for fact in rows] for column, name in _COLUMNS}
    insert_columns(connection, _table, site_id, values)


def select_facts(site_id: int) -> Select[Any]:
    """Return the query of a site's facts, for the caller to narrow; rows are read by `to_fact`."""
    return select(*(_table.c[column] for column, _ in _COLUMNS)).where(_table.c.site_id == site_id)


def to_fact(site_id: int, row: Row[*tuple[Any, ...]]) -> Fact:
    """Return a row of `select_facts` as the fact it holds."""
    return Fact(site_id, *row)
