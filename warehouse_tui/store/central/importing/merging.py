"""Master records by the key that people know (SKU, code, badge): what is new is added, what differs is changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from warehouse_tui.store.central.bulk import insert_columns, update_columns
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.importing.loader import Target, columns_of
from warehouse_tui.store.central.keyed import AnyRow, by_keys

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Master:
    """A table of master records: the column people know them by, the id's column, and the counter of ids."""

    table: Table
    key: str
    ident: str
    counter: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The ids of all records by key, and which of them are new or changed."""

    ids: Mapping[str, int]
    new: frozenset[str]
    changed: frozenset[str]


def rows_there(to: Target, what: Master, keys: Iterable[str]) -> dict[str, AnyRow]:
    """Return the rows that are there, by key, locked until the transaction ends."""
    wanted = [(key,) for key in keys]
    found = by_keys(to.connection, what.table, to.site_id, (what.key,), wanted, list(what.table.c), lock=True)
    return {getattr(row, what.key): row for row in found}


def ids_there(to: Target, what: Master, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of the records that are there, by key."""
    columns = [what.table.c[what.key], what.table.c[what.ident]]
    found = by_keys(to.connection, what.table, to.site_id, (what.key,), [(key,) for key in keys], columns)
    return {row[0]: row[1] for row in found}


def merge(to: Target, what: Master, there: Mapping[str, AnyRow], rows: Rows) -> Merged:
    """Write rows by key, each with the same columns; a row that is there and says the same is not touched."""
    fresh = [key for key in rows if key not in there]
    changed = [key for key, row in rows.items() if key in there and _differs(there[key], row)]
    ids = {key: int(getattr(row, what.ident)) for key, row in there.items()}
    if fresh:
        taken = reserve_ids(to.connection, to.site_id, what.counter, len(fresh))
        ids.update(zip(fresh, taken, strict=True))
        added = [{what.ident: ids[key], what.key: key, **rows[key]} for key in fresh]
        insert_columns(to.connection, what.table, to.site_id, columns_of(added))
    if changed:
        put = columns_of([rows[key] for key in changed])
        keys = {what.ident: [ids[key] for key in changed]}
        update_columns(to.connection, what.table, to.site_id, keys, put=put)
    return Merged(ids, frozenset(fresh), frozenset(changed))


def _differs(there: AnyRow, row: Mapping[str, Any]) -> bool:
    return any(getattr(there, name) != value for name, value in row.items())
