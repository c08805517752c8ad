"""Many rows in one statement: arrays on PostgreSQL, executemany and JSON on SQLite.

The number of statements is the same whatever the number of rows, and none has a parameter per row.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    TableValuedAlias,
    and_,
    any_,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

Columns = Mapping[str, Sequence[Any]]


def among(connection: Connection, wanted: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that an id is one of these, with one parameter however many they are."""
    if connection.dialect.name == "postgresql":
        return wanted == any_(literal(list(ids), ARRAY(wanted.type)))
    listed = func.json_each(json.dumps(list(ids))).table_valued("value")
    return wanted.in_(select(listed.c.value))


def insert_columns(connection: Connection, table: Table, site_id: int, values: Columns) -> None:
    """Insert rows given as columns of equal length; no statement where they are empty."""
    if not _length(values):
        return
    if connection.dialect.name == "postgresql":
        rows = unnested(table, values)
        source = select(literal(site_id, table.c.site_id.type), *(rows.c[name] for name in values))
        connection.execute(insert(table).from_select(["site_id", *values], source))
        return
    connection.execute(insert(table), _rows({"site_id": [site_id] * _length(values), **values}))


def update_columns(
    connection: Connection,
    table: Table,
    site_id: int,
    keys: Columns,
    *,
    put: Columns | None = None,
    add: Columns | None = None,
) -> None:
    """Change rows by key: `put` replaces values, `add` adds to them. Each key may stand there once only.

    No statement where the columns are empty.
    """
    put, add = put or {}, add or {}
    if not _length(keys):
        return
    if connection.dialect.name == "postgresql":
        rows = unnested(table, {**keys, **put, **add})
        here = and_(table.c.site_id == site_id, *(table.c[name] == rows.c[name] for name in keys))
        changed = {name: rows.c[name] for name in put} | {name: table.c[name] + rows.c[name] for name in add}
        connection.execute(update(table).where(here).values(changed))
        return
    here = and_(table.c.site_id == site_id, *(table.c[name] == bindparam(f"key_{name}") for name in keys))
    changed = {name: bindparam(f"new_{name}") for name in put}
    changed |= {name: table.c[name] + bindparam(f"new_{name}", type_=table.c[name].type) for name in add}
    named = {f"key_{name}": values for name, values in keys.items()}
    named |= {f"new_{name}": values for name, values in {**put, **add}.items()}
    connection.execute(update(table).where(here).values(changed), _rows(named))


def _length(values: Columns) -> int:
    return len(next(iter(values.values())))


def _rows(values: Columns) -> list[dict[str, Any]]:
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def unnested(table: Table, values: Columns) -> TableValuedAlias:
    """Return columns of values as a table, on PostgreSQL; the types are the table's."""
    arrays = [literal(list(each), ARRAY(table.c[name].type)) for name, each in values.items()]
    columns = [column(name, table.c[name].type) for name in values]
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
