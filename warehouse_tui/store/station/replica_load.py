"""Writing what was pulled into the replica: one page, one transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, delete, insert, select

from warehouse_tui.services.replication import Cursor, Document, Pulled
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.station.replica_schema import bin_item, code, document, metadata, place, state

_Rows = list[dict[str, Any]]


class ReplicaLoader:
    """The sync thread's side of the replica."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def cursor(self) -> Cursor:
        """Return how far the feed was read."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(state.c.name, state.c.value)).all()
        found = {str(row.name): str(row.value) for row in rows}
        return Cursor(found.get("incarnation", ""), int(found.get("pos", 0)))

    def claims(self) -> Sequence[tuple[int, int]]:
        """Return list and claim number of the work at this station."""
        query = select(document.c.body).where(document.c.topic == "work")
        with reading(self._engine) as connection:
            works = [json.loads(body) for body in connection.scalars(query)]
        return [(int(work["list_id"]), int(work["claim_no"])) for work in works]

    def load(self, page: Pulled) -> None:
        """Write a page with its cursor, all or nothing."""
        with writing(self._engine) as connection:
            before = connection.execute(select(state.c.value).where(state.c.name == "complete")).scalar()
            complete = not page.more or (before == "1" and not page.restart)
            if page.restart:
                for table in (document, code, place, bin_item):
                    connection.execute(delete(table))
            _replace(connection, page.documents)
            values = {
                "incarnation": page.cursor.incarnation,
                "pos": str(page.cursor.pos),
                "applied_seq": str(page.applied_seq),
                "complete": "1" if complete else "0",
            }
            connection.execute(delete(state))
            connection.execute(insert(state), [{"name": name, "value": value} for name, value in values.items()])


def _replace(connection: Connection, documents: Sequence[Document]) -> None:
    """Take the old form of each document out with all its rows, then put the new one in."""
    if not documents:
        return
    names = [{"of_topic": one.topic, "of_key": one.key} for one in documents]
    for table in (document, code):
        of_document = (table.c.topic == bindparam("of_topic")) & (table.c.key == bindparam("of_key"))
        connection.execute(delete(table).where(of_document), names)
    _forget(connection, bin_item, "item_id", [one for one in documents if one.topic == "item"])
    _forget(connection, place, "location_id", [one for one in documents if one.topic == "location"])
    alive = [(one, one.body, json.loads(one.body)) for one in documents if one.body is not None]
    _insert(connection, document, [{"topic": d.topic, "key": d.key, "body": text} for d, text, _ in alive])
    _insert(connection, code, [row for one, _, body in alive for row in _codes(one, body)])
    items = [(int(one.key), body) for one, _, body in alive if one.topic == "item"]
    _insert(connection, bin_item, [{"item_id": n, "location_id": x} for n, body in items for x in body["locations"]])
    _insert(connection, place, [_place(one, body) for one, _, body in alive if one.topic == "location"])


def _forget(connection: Connection, table: Table, column: str, documents: Sequence[Document]) -> None:
    if documents:
        gone = delete(table).where(table.c[column] == bindparam("of_id"))
        connection.execute(gone, [{"of_id": int(one.key)} for one in documents])


def _insert(connection: Connection, table: Table, rows: _Rows) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _place(one: Document, body: Mapping[str, Any]) -> dict[str, Any]:
    return {"location_id": int(one.key)} | {name: body[name] for name in ("kind", "code", "block", "aisle", "bay")}


def _codes(one: Document, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows under which a document is found by scanning."""
    for text, kind, ident, multiplier in dict.fromkeys(_named(one, body)):
        yield {"code": text, "kind": kind, "id": ident, "multiplier": multiplier, "topic": one.topic, "key": one.key}


def _named(one: Document, body: Mapping[str, Any]) -> Iterable[tuple[str, str, int, int]]:
    if one.topic == "item":
        item_id = int(one.key)
        found = {str(text): (str(text), "item", item_id, int(n)) for text, n in body["codes"]}
        found.setdefault(body["sku"], (body["sku"], "item", item_id, 1))
        return found.values()
    if one.topic == "location":
        names = {body["code"], body["barcode"] or body["code"]}
        return [(name, "location", int(one.key), 1) for name in sorted(names)]
    if one.topic == "worker":
        return [(body["badge"], "badge", int(one.key), 1)]
    if one.topic == "tote":
        return [(body["code"], "tote", int(one.key), 1)]
    if one.topic == "work":
        return [(order["number"], "order", int(order["order_id"]), 1) for order in body["orders"]]
    return []
