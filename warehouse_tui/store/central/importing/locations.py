"""Places."""

from collections.abc import Iterable, Sequence
from typing import Any

from warehouse_tui.domain.problems import Problem
from warehouse_tui.domain.records import LocationRecord
from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.store.central.feed import Change
from warehouse_tui.store.central.importing.loader import Loader
from warehouse_tui.store.central.importing.merging import Master, merge, rows_there
from warehouse_tui.store.central.keyed import by_keys
from warehouse_tui.store.central.schema import floor, master

LOCATIONS = Master(master.location, "code", "location_id", "location")

_balance = floor.balance


class LocationLoader(Loader[LocationRecord]):
    """Adds and changes places. A place that the file no longer has stays: goods may lie there."""

    def load(self, records: Sequence[LocationRecord]) -> list[Problem]:
        """Write a chunk of places."""
        rows = {record.code: _row(record) for record in records}
        there = rows_there(self.to, LOCATIONS, rows)
        merged = merge(self.to, LOCATIONS, there, rows)
        self.tally.new += len(merged.new)
        self.tally.changed += len(merged.changed)
        self.tally.unchanged += len(rows) - len(merged.new) - len(merged.changed)
        self.changes += [Change("location", str(merged.ids[code])) for code in sorted(merged.new | merged.changed)]
        other_kind = [merged.ids[code] for code in merged.changed if there[code].kind != rows[code]["kind"]]
        self.changes += self._items_in(other_kind)
        return []

    def _items_in(self, places: Iterable[int]) -> list[Change]:
        """Return that stations look again at what lies in places: an item names only places to pick from."""
        keys = [(HolderKind.LOCATION.value, place) for place in places]
        names = ("holder_kind", "holder_id")
        found = by_keys(self.to.connection, _balance, self.to.site_id, names, keys, [_balance.c.item_id])
        return [Change("item", str(item_id)) for item_id in sorted({row.item_id for row in found})]


def _row(record: LocationRecord) -> dict[str, Any]:
    return {
        "barcode": record.barcode,
        "zone": record.zone,
        "kind": record.kind,
        "block": record.block or 0,
        "aisle": record.aisle,
        "bay": record.bay or 0,
        "level": record.level,
        "x_mm": round((record.x_m or 0) * 1000),
        "y_mm": round((record.y_m or 0) * 1000),
        "check_digits": ";".join(record.check_digits),
    }
