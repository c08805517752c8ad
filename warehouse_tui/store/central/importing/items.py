"""Items and the codes on them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from warehouse_tui.domain.problems import Problem, Severity, shown
from warehouse_tui.domain.records import ItemRecord
from warehouse_tui.store.central.bulk import Columns
from warehouse_tui.store.central.feed import Change
from warehouse_tui.store.central.importing.loader import Loader
from warehouse_tui.store.central.importing.merging import Master, merge, rows_there
from warehouse_tui.store.central.keyed import by_keys, delete_keys, upsert
from warehouse_tui.store.central.schema import master

ITEMS = Master(master.item, "sku", "item_id", "item")

_code = master.item_code
_PRICE_UNIT = Decimal("0.0001")


@dataclass
class ItemLoader(Loader[ItemRecord]):
    """Adds and changes items. A code that is taken off an item in the file is taken off it here."""

    _shared: dict[str, tuple[int, str]] = field(default_factory=dict)  # code on another item → (line, SKU)

    def load(self, records: Sequence[ItemRecord]) -> list[Problem]:
        """Write a chunk of items with their codes."""
        rows = {record.sku: _row(record) for record in records}
        merged = merge(self.to, ITEMS, rows_there(self.to, ITEMS, rows), rows)
        recoded = self._write_codes(records, merged.ids)
        changed = (merged.changed | recoded) - merged.new
        self.tally.new += len(merged.new)
        self.tally.changed += len(changed)
        self.tally.unchanged += len(rows) - len(merged.new) - len(changed)
        self.changes += [Change("item", str(merged.ids[sku])) for sku in sorted(merged.new | changed)]
        return []

    def finish(self) -> list[Problem]:
        """Name the codes that are on items which the file does not have, too."""
        holders = self._holders(sorted(self._shared))
        return [
            _ambiguous(line, sku, code, [other for other in holders[code] if other != sku])
            for code, (line, sku) in self._shared.items()
            if len(holders[code]) > 1
        ]

    def _write_codes(self, records: Sequence[ItemRecord], ids: Mapping[str, int]) -> frozenset[str]:
        """Write the codes that differ and return the SKUs of their items."""
        wanted = {(code, ids[record.sku]): units for record in records for code, units in record.barcodes}
        there = self._codes_of([(ids[record.sku],) for record in records])
        put = {key: units for key, units in wanted.items() if there.get(key) != units}
        gone = sorted(there.keys() - wanted.keys())
        names = ("code", "item_id")
        values: Columns = {
            "code": [code for code, _ in put],
            "item_id": [item_id for _, item_id in put],
            "multiplier": list(put.values()),
        }
        upsert(self.to.connection, _code, self.to.site_id, names, values)
        delete_keys(self.to.connection, _code, self.to.site_id, names, gone)
        self._note_shared(records, ids)
        touched = {item_id for _, item_id in (*put, *gone)}
        return frozenset(record.sku for record in records if ids[record.sku] in touched)

    def _codes_of(self, items: Sequence[tuple[int]]) -> dict[tuple[str, int], int]:
        columns = [_code.c.code, _code.c.item_id, _code.c.multiplier]
        found = by_keys(self.to.connection, _code, self.to.site_id, ("item_id",), items, columns)
        return {(row.code, row.item_id): row.multiplier for row in found}

    def _note_shared(self, records: Sequence[ItemRecord], ids: Mapping[str, int]) -> None:
        """Remember codes that another item has now: the file may still take them off it."""
        lines = {code: record for record in records for code, _ in record.barcodes}
        columns = [_code.c.code, _code.c.item_id]
        keys = [(code,) for code in lines]
        for code, item_id in by_keys(self.to.connection, _code, self.to.site_id, ("code",), keys, columns):
            record = lines[code]
            if item_id != ids[record.sku]:
                self._shared[code] = (record.line, record.sku)

    def _holders(self, codes: Sequence[str]) -> Mapping[str, list[str]]:
        """Return the SKUs that have each code."""
        connection, site_id = self.to.connection, self.to.site_id
        keys = [(code,) for code in codes]
        found = by_keys(connection, _code, site_id, ("code",), keys, [_code.c.code, _code.c.item_id])
        items = {(row.item_id,) for row in found}
        columns = [master.item.c.item_id, master.item.c.sku]
        skus = {row.item_id: row.sku for row in by_keys(connection, master.item, site_id, ("item_id",), items, columns)}
        holders = defaultdict(list)
        for code, item_id in sorted(found):
            holders[code].append(skus[item_id])
        return holders


def _row(record: ItemRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "unit": record.unit,
        "handling": ";".join(sorted(record.handling)),
        "weight_g": record.weight_g or 0,
        "length_mm": record.length_mm or 0,
        "width_mm": record.width_mm or 0,
        "height_mm": record.height_mm or 0,
        "tracking": record.tracking,
        "min_days_left": record.min_days_left or 0,
        "min_stock": record.min_stock,
        "reorder_multiple": record.reorder_multiple,
        "lead_time_days": record.lead_time_days or 0,
        "price": money(record.price),
    }


def money(value: Decimal | None) -> Decimal | None:
    """Return an amount as the database keeps it, to four places."""
    return None if value is None else value.quantize(_PRICE_UNIT)


def unknown_sku(line: int, sku: str) -> Problem:
    """Return the problem of a row that names an item which is not there."""
    return Problem(line, "sku", sku, "expected an SKU that is there: import items first, or correct it")


def _ambiguous(line: int, sku: str, code: str, others: Sequence[str]) -> Problem:
    named = ", ".join(shown(other, 40) for other in others[:3])
    reason = f"is on {named} too: a scan of it must ask which of them and {shown(sku, 40)} it is"
    return Problem(line, "barcodes", code, reason, Severity.WARNING)
