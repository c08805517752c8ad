"""Orders: new ones are written, those that are there must say the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from warehouse_tui.domain.problems import Problem
from warehouse_tui.domain.records import OrderRecord
from warehouse_tui.store.central.bulk import insert_columns
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.importing.comparing import Known, differences
from warehouse_tui.store.central.importing.items import ITEMS, money, unknown_sku
from warehouse_tui.store.central.importing.loader import Loader, columns_of
from warehouse_tui.store.central.importing.merging import ids_there
from warehouse_tui.store.central.keyed import AnyRow, by_keys
from warehouse_tui.store.central.schema import master, orders

_order, _line, _address, _customer = orders.order, orders.order_line, orders.address, master.customer

_WHERE = ("company", "street", "city", "region", "postcode", "country")


class OrderLoader(Loader[OrderRecord]):
    """Adds orders, each known by its channel and number. An order that is there is never changed."""

    def load(self, records: Sequence[OrderRecord]) -> list[Problem]:
        """Write the new orders of a chunk and compare the others."""
        items = ids_there(self.to, ITEMS, {line.sku for record in records for line in record.lines})
        problems = [
            unknown_sku(line.line, line.sku) for record in records for line in record.lines if line.sku not in items
        ]
        known = self._known(records)
        for record in records:
            found = known.get((record.channel, record.order))
            if found is not None:
                told = list(differences(record, found))
                problems += told
                self.tally.unchanged += not told
        fresh = [
            record
            for record in records
            if (record.channel, record.order) not in known and all(line.sku in items for line in record.lines)
        ]
        if fresh:
            self._write(fresh, items)
        return problems

    def _known(self, records: Sequence[OrderRecord]) -> dict[tuple[str, str], Known]:
        """Return what is on record of orders, by channel and number."""
        connection, site_id = self.to.connection, self.to.site_id
        keys = [(record.channel, record.order) for record in records]
        heads = by_keys(connection, _order, site_id, ("channel", "number"), keys, list(_order.c))
        lines = defaultdict(list)
        of_these = {(head.order_id,) for head in heads}
        for line in by_keys(connection, _line, site_id, ("order_id",), of_these, list(_line.c)):
            lines[line.order_id].append(line)
        items = {(line.item_id,) for each in lines.values() for line in each}
        columns = [master.item.c.item_id, master.item.c.sku]
        skus = {row.item_id: row.sku for row in by_keys(connection, master.item, site_id, ("item_id",), items, columns)}
        addresses = self._by_id(_address, "address_id", heads)
        customers = self._by_id(_customer, "customer_id", heads)
        return {
            (head.channel, head.number): Known(
                head,
                [(skus[line.item_id], line) for line in sorted(lines[head.order_id], key=lambda line: line.n)],
                addresses.get(head.address_id),
                customers.get(head.customer_id),
            )
            for head in heads
        }

    def _by_id(self, table: Table, name: str, heads: Sequence[AnyRow]) -> Mapping[int, AnyRow]:
        keys = {(getattr(head, name),) for head in heads}
        found = by_keys(self.to.connection, table, self.to.site_id, (name,), keys, list(table.c))
        return {getattr(row, name): row for row in found}

    def _write(self, records: Sequence[OrderRecord], items: Mapping[str, int]) -> None:
        customers = [{"name": r.customer, "email": r.email, "phone": r.phone} for r in records]
        addresses = [_address_of(record) for record in records]
        customer_ids = self._add(_customer, "customer_id", "customer", customers)
        address_ids = self._add(_address, "address_id", "address", addresses)
        heads = [
            _head(record, self.to.clock.now()) | {"customer_id": customer_id, "address_id": address_id}
            for record, customer_id, address_id in zip(records, customer_ids, address_ids, strict=True)
        ]
        order_ids = self._add(_order, "order_id", "order", heads)
        lines = [
            {"order_id": order_id, "n": n, "item_id": items[line.sku], "ordered": line.quantity}
            | {"unit_price": money(line.unit_price)}
            for order_id, record in zip(order_ids, records, strict=True)
            for n, line in enumerate(record.lines, 1)
        ]
        self._add(_line, "order_line_id", "order_line", lines)
        self.tally.new += len(records)
        self.tally.lines += len(lines)

    def _add(self, table: Table, ident: str, counter: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows under new ids and return these; a row with nothing in it is not kept, its id is 0."""
        kept = [row for row in rows if any(row.values())]
        if not kept:
            return [0] * len(rows)
        taken = iter(reserve_ids(self.to.connection, self.to.site_id, counter, len(kept)))
        ids = [next(taken) if any(row.values()) else 0 for row in rows]
        columns = {ident: [number for number in ids if number], **columns_of(kept)}
        insert_columns(self.to.connection, table, self.to.site_id, columns)
        return ids


def _address_of(record: OrderRecord) -> dict[str, str]:
    where = {name: getattr(record, name) for name in _WHERE}
    return {"name": record.customer if any(where.values()) else "", **where}


def _head(record: OrderRecord, now: datetime) -> dict[str, Any]:
    return {
        "channel": record.channel,
        "number": record.order,
        "priority": record.priority,
        "ship_by": record.ship_by,
        "taken_at": record.ordered_at or now,
        "service": record.service,
        "notes": record.notes,
        "state": "open",
        "waiting": orders.DUE,
    }
