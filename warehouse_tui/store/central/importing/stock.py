"""Stock: each row is a count that the office writes down; the hub makes the goods of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from warehouse_tui.domain.facts import Draft, lot_body
from warehouse_tui.domain.problems import Problem, Severity, shown
from warehouse_tui.domain.records import StockRecord
from warehouse_tui.domain.stock import Lot, lot_id
from warehouse_tui.store.central.importing.items import ITEMS, unknown_sku
from warehouse_tui.store.central.importing.loader import Loader
from warehouse_tui.store.central.importing.locations import LOCATIONS
from warehouse_tui.store.central.importing.merging import ids_there
from warehouse_tui.store.central.keyed import AnyRow, by_keys
from warehouse_tui.store.central.office import append_office_facts
from warehouse_tui.store.central.schema import master

_item, _lot = master.item, master.lot


class _Bin(NamedTuple):
    """A row whose item and place are there."""

    record: StockRecord
    item_id: int
    location_id: int
    lot: Lot


class StockLoader(Loader[StockRecord]):
    """Appends a `counted` fact for each row, in the caller's transaction."""

    def load(self, records: Sequence[StockRecord]) -> list[Problem]:
        """Write a chunk of counts."""
        skus = sorted({(record.sku,) for record in records})
        columns = [_item.c.sku, _item.c.item_id, _item.c.tracking]
        items = {
            row.sku: row for row in by_keys(self.to.connection, _item, self.to.site_id, (ITEMS.key,), skus, columns)
        }
        places = ids_there(self.to, LOCATIONS, {record.location for record in records})
        problems = [problem for record in records for problem in _problems(record, items, places)]
        bins = [
            _Bin(record, items[record.sku].item_id, places[record.location], Lot(record.lot, record.expiry))
            for record in records
            if record.sku in items and record.location in places
        ]
        problems += self._other_dates(bins)
        counts = [Draft("counted", _body(each)) for each in bins]
        self.tally.new += append_office_facts(self.to.connection, self.to.site_id, counts, self.to.clock)
        return problems

    def _other_dates(self, bins: Sequence[_Bin]) -> list[Problem]:
        """Return what is wrong with lots that are known by another date."""
        keys = {(each.item_id, lot_id(each.item_id, each.lot)) for each in bins if each.lot.code}
        columns = [_lot.c.item_id, _lot.c.lot_id, _lot.c.expiry]
        found = by_keys(self.to.connection, _lot, self.to.site_id, ("item_id", "lot_id"), keys, columns)
        known = {(row.item_id, row.lot_id): row.expiry for row in found}
        problems = []
        for each in bins:
            there = known.get((each.item_id, lot_id(each.item_id, each.lot)))
            given = each.lot.expiry.isoformat() if each.lot.expiry else ""
            if there and there != given:
                reason = f"expected {there}, the date of lot {shown(each.lot.code, 40)} on record"
                problems.append(Problem(each.record.line, "expiry", given, reason))
        return problems


def _problems(record: StockRecord, items: Mapping[str, AnyRow], places: Mapping[str, int]) -> Iterator[Problem]:
    if record.location not in places:
        expected = "expected a location that is there: import locations first, or correct it"
        yield Problem(record.line, "location", record.location, expected)
    item = items.get(record.sku)
    if item is None:
        yield unknown_sku(record.line, record.sku)
        return
    sku = shown(record.sku, 40)
    if item.tracking == "lot" and not record.lot and record.quantity:
        yield Problem(record.line, "lot", "", f"expected a lot: {sku} is tracked by lot")
    if item.tracking == "expiry" and not record.expiry and record.quantity:
        yield Problem(record.line, "expiry", "", f"expected a date: {sku} is tracked by expiry")
    if item.tracking in ("none", "serial") and (record.lot or record.expiry):
        column, value = ("lot", record.lot) if record.lot else ("expiry", str(record.expiry))
        reason = f"is kept, but nobody will be asked for it: {sku} is tracked by {item.tracking}"
        yield Problem(record.line, column, value, reason, Severity.WARNING)


def _body(each: _Bin) -> dict[str, object]:
    """Return the fact's body: a bin's item (of one lot, where it has one) and the units found there."""
    body = {"item": each.item_id, "location": each.location_id, "found": each.record.quantity}
    lot = lot_body(each.lot)
    return body | ({"lot": lot} if lot else {})
