"""What exceptions are about, with the names that people know: item, place, tote, order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, and_, select

from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.exceptions import ExceptionRow
from warehouse_tui.store.central.schema import master, orders


@dataclass(slots=True)
class _Subject:
    """What a subject names: ids by what they are of."""

    ids: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def tell(engine: Engine, site_id: int, rows: Sequence[ExceptionRow]) -> list[dict[str, str]]:
    """Return, for each exception, what it is about by name: item, location, tote, order, line, list, station, fact."""
    subjects = [_subject(row) for row in rows]
    with reading(engine) as connection:
        names = {kind: _NAMES[kind](connection, site_id, _ids(subjects, kind)) for kind in _NAMES}
    return [
        {kind: names[kind].get(ident, f"#{ident}") for kind, ident in subject.ids.items()} | subject.words
        for subject in subjects
    ]


def sentence(row: ExceptionRow, about: Mapping[str, str]) -> str:
    """Return what is wrong in one plain line."""
    detail, where = row.detail, about.get("location") or about.get("tote") or about.get("holder") or "?"
    item, line = about.get("item", "?"), about.get("line", "?")
    entries = list(detail.get("entries", {}).values())
    match row.kind:
        case "short":
            missing = sum(int(entry["short"]) for entry in entries)
            return f"{item}: {missing} missing in {where}, which is frozen until somebody has looked"
        case "damaged":
            return f"{item}: {sum(int(entry['qty']) for entry in entries)} found damaged, now in {where}"
        case "negative_stock":
            return f"{item}: more was taken from {where} than was there: it stands at {detail['on_hand']}"
        case "over_allocated":
            return f"{item}: {detail['allocated']} are reserved in {where}, {detail['on_hand']} are there"
        case "over_picked":
            return f"{line}: {detail.get('picked', '?')} picked of {detail.get('allocated', '?')} that it may have"
        case "recount":
            return f"{item}: moved so near to its count in {where} that nobody knows which was first"
        case "tote_conflict":
            return f"tote {where} holds goods of lists {', '.join(str(each) for each in detail['lists'])} at once"
        case "list_conflict":
            return f"list {about.get('list', '?')}: an earlier claim of it was picked from as well"
        case "serial_twice":
            return f"{item}: serial {about.get('serial', '?')} is in {len(detail['holders'])} places at once"
        case "unreadable":
            return f"fact {about.get('fact', '?')} ({detail['kind']}) was passed over: {detail['reason']}"
        case _:
            return row.subject


def _subject(row: ExceptionRow) -> _Subject:
    kind, _, rest = row.subject.partition(":")
    parts = rest.split(":")
    match kind:
        case "bin":
            return _Subject({"location": int(parts[0]), "item": int(parts[1])})
        case "stock" | "damaged":
            return _holder(parts[0], int(parts[1]), int(parts[2]))
        case "line" | "tote":
            return _Subject({kind: int(parts[0])})
        case "serial":
            return _Subject({"item": int(parts[0])}, {"serial": ":".join(parts[1:])})
        case _:
            return _Subject({}, {kind: rest})


def _holder(kind: str, ident: int, item: int) -> _Subject:
    if kind in ("location", "tote"):
        return _Subject({kind: ident, "item": item})
    return _Subject({"item": item}, {"holder": f"{kind} {ident}"})


def _ids(subjects: Iterable[_Subject], kind: str) -> list[int]:
    return sorted({subject.ids[kind] for subject in subjects if kind in subject.ids})


def _items(connection: Connection, site_id: int, ids: Sequence[int]) -> dict[int, str]:
    item = master.item
    query = select(item.c.item_id, item.c.sku, item.c.name).where(item.c.site_id == site_id)
    rows = connection.execute(query.where(among(connection, item.c.item_id, ids)))
    return {row.item_id: f"{row.sku} {row.name}" for row in rows}


def _codes(connection: Connection, table: Any, ident: Any, site_id: int, ids: Sequence[int]) -> dict[int, str]:
    query = select(ident, table.c.code).where(table.c.site_id == site_id, among(connection, ident, ids))
    return {row[0]: row[1] for row in connection.execute(query)}


def _lines(connection: Connection, site_id: int, ids: Sequence[int]) -> dict[int, str]:
    line, order = orders.order_line, orders.order
    same = and_(order.c.site_id == line.c.site_id, order.c.order_id == line.c.order_id)
    query = select(line.c.order_line_id, order.c.number, line.c.n).join(order, same)
    rows = connection.execute(query.where(line.c.site_id == site_id, among(connection, line.c.order_line_id, ids)))
    return {row.order_line_id: f"order {row.number} line {row.n}" for row in rows}


_NAMES: Mapping[str, Any] = {
    "item": _items,
    "location": lambda c, site, ids: _codes(c, master.location, master.location.c.location_id, site, ids),
    "tote": lambda c, site, ids: _codes(c, master.tote, master.tote.c.tote_id, site, ids),
    "line": _lines,
}
