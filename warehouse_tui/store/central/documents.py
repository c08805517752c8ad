"""Each topic's records as the documents that stations keep: plain JSON, no stock figures, nothing of customers."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.schema import floor, master, orders

Bodies = dict[str, str]
Builder = Callable[[Connection, int, int, Sequence[str]], Bodies]


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def _rows(connection: Connection, table: Table, site_id: int, column: str, keys: Sequence[int]) -> Sequence[Any]:
    found = select(table).where(table.c.site_id == site_id, among(connection, table.c[column], keys))
    return connection.execute(found).all()


def _words(text: str) -> list[str]:
    return [word for word in text.split(";") if word]


def _rules(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    site = master.site_table
    row = connection.execute(select(site).where(site.c.site_id == site_id)).one()
    body = json.loads(row.rules) | {"site_name": row.name, "timezone": row.timezone, "language": row.language}
    return dict.fromkeys(keys, _json(body))


def _items(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    ids = [int(key) for key in keys]
    codes: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in _rows(connection, master.item_code, site_id, "item_id", ids):
        codes[row.item_id].append((row.code, row.multiplier))
    bins = _bins(connection, site_id, ids)
    return {
        str(row.item_id): _json(
            {
                "sku": row.sku,
                "name": row.name,
                "unit": row.unit,
                "tracking": row.tracking,
                "handling": _words(row.handling),
                "min_days_left": row.min_days_left,
                "codes": sorted(codes[row.item_id], key=lambda code: code[1]),
                "locations": bins.get(row.item_id, []),
            }
        )
        for row in _rows(connection, master.item, site_id, "item_id", ids)
    }


def _bins(connection: Connection, site_id: int, item_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the pick bins in which each item lies now."""
    balance, place = floor.balance, master.location
    found = (
        select(balance.c.item_id, balance.c.holder_id)
        .join(place, (place.c.site_id == balance.c.site_id) & (place.c.location_id == balance.c.holder_id))
        .where(
            balance.c.site_id == site_id,
            among(connection, balance.c.item_id, item_ids),
            balance.c.holder_kind == "location",
            balance.c.on_hand > 0,
            place.c.kind == "pick",
        )
        .distinct()
        .order_by(balance.c.item_id, balance.c.holder_id)
    )
    bins: dict[int, list[int]] = defaultdict(list)
    for item_id, location_id in connection.execute(found):
        bins[item_id].append(location_id)
    return bins


def _locations(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    names = ("code", "barcode", "zone", "kind", "block", "aisle", "bay", "level")
    return {
        str(row.location_id): _json(
            {name: getattr(row, name) for name in names} | {"check_digits": _words(row.check_digits)}
        )
        for row in _rows(connection, master.location, site_id, "location_id", [int(key) for key in keys])
    }


def _workers(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    return {
        str(row.worker_id): _json(
            {
                "badge": row.badge,
                "name": row.name,
                "roles": _words(row.roles),
                "language": row.language,
                "pin_hash": row.pin_hash,
            }
        )
        for row in _rows(connection, master.worker, site_id, "worker_id", [int(key) for key in keys])
    }


def _totes(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    rows = _rows(connection, master.tote, site_id, "tote_id", [int(key) for key in keys])
    heads = _rows(connection, orders.order, site_id, "order_id", sorted({row.order_id for row in rows if row.order_id}))
    numbers = {head.order_id: head.number for head in heads}
    return {
        str(row.tote_id): _json(
            {
                "code": row.code,
                "state": row.state,
                "list_id": row.list_id,
                "order_number": numbers.get(row.order_id, ""),
                "location_id": row.location_id,
            }
        )
        for row in rows
    }


def _lots(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    ids = sorted({int(key.split(":", 1)[0]) for key in keys})
    wanted = set(keys)
    return {
        name: _json({"code": row.code, "expiry": row.expiry})
        for row in _rows(connection, master.lot, site_id, "item_id", ids)
        if (name := f"{row.item_id}:{row.lot_id}") in wanted
    }


def _serials(connection: Connection, site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    ids = sorted({int(key.split(":", 1)[0]) for key in keys})
    wanted = set(keys)
    return {
        name: _json({"holder": f"{row.holder_kind}:{row.holder_id}"})
        for row in _rows(connection, master.serial, site_id, "item_id", ids)
        if (name := f"{row.item_id}:{row.serial}") in wanted
    }


def _freezes(_connection: Connection, _site_id: int, _station: int, keys: Sequence[str]) -> Bodies:
    return dict.fromkeys(keys, "{}")


def _works(connection: Connection, site_id: int, station_id: int, keys: Sequence[str]) -> Bodies:
    """Return the claims that this station holds now; what it holds no longer is a deletion."""
    held, claim = orders.pick_list, orders.claim
    query = (
        select(claim.c.list_id, claim.c.body)
        .join(
            held,
            (held.c.site_id == claim.c.site_id)
            & (held.c.list_id == claim.c.list_id)
            & (held.c.claim_no == claim.c.claim_no),
        )
        .where(
            claim.c.site_id == site_id,
            among(connection, claim.c.list_id, [int(key) for key in keys]),
            held.c.station_id == station_id,
            held.c.state.in_(("claimed", "picking", "paused")),
        )
    )
    return {str(list_id): body for list_id, body in connection.execute(query)}


BUILDERS: Mapping[str, Builder] = {
    "rules": _rules,
    "item": _items,
    "location": _locations,
    "worker": _workers,
    "tote": _totes,
    "lot": _lots,
    "serial": _serials,
    "freeze": _freezes,
    "work": _works,
}
