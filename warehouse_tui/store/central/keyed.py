"""Rows by many keys of several columns, in one statement: arrays on PostgreSQL, JSON and executemany on SQLite."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Table,
    TextClause,
    and_,
    bindparam,
    column,
    delete,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from warehouse_tui.store.central.bulk import Columns, insert_columns, unnested

Keys = Sequence[tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]


def by_keys(
    connection: Connection,
    table: Table,
    site_id: int,
    names: Sequence[str],
    keys: Iterable[tuple[Any, ...]],
    columns: Sequence[ColumnElement[Any]],
    *,
    lock: bool = False,
    where: ColumnElement[bool] | TextClause | None = None,
) -> Sequence[AnyRow]:
    """Return the rows of a site whose columns `names` are among `keys`, and of which `where` is true.

    `lock` locks them, in the keys' order.

    No statement where there are no keys.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return ()
    query = select(*columns).where(table.c.site_id == site_id)
    if where is not None:
        query = query.where(where)
    if connection.dialect.name == "postgresql":
        given = unnested(table, _columns(names, wanted))
        query = query.join_from(table, given, and_(*(table.c[name] == given.c[name] for name in names)))
        query = query.order_by(*(table.c[name] for name in names))
        if lock:
            query = query.with_for_update(of=table)
        return connection.execute(query).all()
    return connection.execute(query.where(_among(table, names, wanted))).all()


def given_rows(
    connection: Connection, types: Mapping[str, TypeEngine[Any]], rows: Sequence[tuple[Any, ...]]
) -> FromClause:
    """Return rows as a table to join with, one parameter (SQLite) or one a column (PostgreSQL)."""
    if connection.dialect.name == "postgresql":
        arrays = [literal([row[n] for row in rows], ARRAY(each)) for n, each in enumerate(types.values())]
        columns = [column(name, each) for name, each in types.items()]
        return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
    listed = func.json_each(json.dumps(rows)).table_valued("value")
    parts = [
        type_coerce(func.json_extract(listed.c.value, f"$[{n}]"), each).label(name)
        for n, (name, each) in enumerate(types.items())
    ]
    return select(*parts).subquery("given")


def upsert(connection: Connection, table: Table, site_id: int, names: Sequence[str], values: Columns) -> None:
    """Write rows given as columns; where the key `names` (without the site) is there, the other columns are replaced.

    Each key may stand there once only. No statement where there are no rows.
    """
    rows = list(zip(*values.values(), strict=True))
    if not rows:
        return
    put = [name for name in values if name not in names]
    if connection.dialect.name == "postgresql":
        given = unnested(table, values)
        source = select(literal(site_id, table.c.site_id.type), *(given.c[name] for name in values))
        statement = postgresql.insert(table).from_select(["site_id", *values], source)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["site_id", *names], set_={name: statement.excluded[name] for name in put}
            )
        )
        return
    own = sqlite.insert(table)
    replace = own.on_conflict_do_update(
        index_elements=["site_id", *names], set_={name: own.excluded[name] for name in put}
    )
    connection.execute(replace, [{"site_id": site_id, **dict(zip(values, row, strict=True))} for row in rows])


def insert_missing(connection: Connection, table: Table, site_id: int, names: Sequence[str], values: Columns) -> int:
    """Insert the rows whose keys are not there yet, and return how many; the caller is their only writer."""
    keys = list(zip(*(values[name] for name in names), strict=True))
    known = {tuple(row) for row in by_keys(connection, table, site_id, names, keys, [table.c[name] for name in names])}
    fresh = [n for n, key in enumerate(keys) if key not in known]
    insert_columns(connection, table, site_id, {name: [column[n] for n in fresh] for name, column in values.items()})
    return len(fresh)


def delete_keys(connection: Connection, table: Table, site_id: int, names: Sequence[str], keys: Keys) -> None:
    """Delete rows by key; no statement where there are none."""
    if not keys:
        return
    statement = delete(table).where(table.c.site_id == site_id)
    if connection.dialect.name == "postgresql":
        given = unnested(table, _columns(names, keys))
        connection.execute(statement.where(and_(*(table.c[name] == given.c[name] for name in names))))
        return
    here = and_(*(table.c[name] == bindparam(f"key_{name}") for name in names))
    connection.execute(
        statement.where(here), [{f"key_{n}": v for n, v in zip(names, key, strict=True)} for key in keys]
    )


def _columns(names: Sequence[str], keys: Keys) -> Columns:
    return dict(zip(names, zip(*keys, strict=True), strict=True))


def _among(table: Table, names: Sequence[str], keys: Keys) -> ColumnElement[bool]:
    listed = func.json_each(json.dumps(keys)).table_valued("value")
    given = select(*(func.json_extract(listed.c.value, f"$[{n}]") for n in range(len(names))))
    return tuple_(*(table.c[name] for name in names)).in_(given)
