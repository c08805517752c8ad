"""Applying to what is known of goods: lots, serials, and bins that are kept from being picked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, type_coerce

from warehouse_tui.domain.effects import Raised, SerialMoved
from warehouse_tui.domain.stock import BOUNDED, Holder, HolderKind
from warehouse_tui.store.central import applying_balances
from warehouse_tui.store.central.applying_turn import Turn
from warehouse_tui.store.central.bulk import Columns
from warehouse_tui.store.central.feed import Change
from warehouse_tui.store.central.keyed import by_keys, delete_keys, upsert
from warehouse_tui.store.central.schema import master
from warehouse_tui.store.central.schema.base import from_micros

_lot, _serial, _freeze = master.lot, master.serial, master.bin_freeze
Bin = tuple[int, int]  # location, item


class Lots:
    """The lots that were read from goods."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def write(self) -> None:
        """Write lots that are new to the site, and expiry dates that were not known."""
        seen: dict[tuple[int, int], tuple[str, str | None]] = {}
        for _, effects in self._turn.each():
            for lot in effects.lots:
                expiry = lot.expiry.isoformat() if lot.expiry else seen.get((lot.item_id, lot.lot_id), ("", None))[1]
                seen[lot.item_id, lot.lot_id] = (lot.code, expiry)
        columns = [_lot.c.item_id, _lot.c.lot_id, _lot.c.expiry]
        rows = by_keys(self._turn.connection, _lot, self._turn.site_id, ("item_id", "lot_id"), seen, columns)
        known = {(row[0], row[1]): row[2] for row in rows}
        new = {key: lot for key, lot in seen.items() if key not in known or (known[key] is None and lot[1])}
        values: Columns = {
            "item_id": [item for item, _ in new],
            "lot_id": [lot for _, lot in new],
            "code": [code for code, _ in new.values()],
            "expiry": [expiry for _, expiry in new.values()],
        }
        upsert(self._turn.connection, _lot, self._turn.site_id, ("item_id", "lot_id"), values)
        self._turn.changes.extend(Change("lot", f"{item}:{lot}") for item, lot in new)


@dataclass(slots=True)
class _Serial:
    holder_kind: str = HolderKind.UNKNOWN.value
    holder_id: int = 0
    trail: str = "{}"
    exception_id: int = 0


class Serials:
    """The units with serial numbers. Each holder's coming and going is counted, so their order does not matter."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._rows: dict[tuple[int, str], _Serial] = {}
        self._before: dict[tuple[int, str], _Serial] = {}

    def load(self) -> None:
        """Read the serials that were scanned."""
        keys = {(moved.item_id, moved.serial) for _, effects in self._turn.each() for moved in effects.serials}
        names = ("holder_kind", "holder_id", "trail", "exception_id")
        columns = [_serial.c.item_id, _serial.c.serial, *(_serial.c[name] for name in names)]
        found = by_keys(self._turn.connection, _serial, self._turn.site_id, ("item_id", "serial"), keys, columns)
        self._before = {(row[0], row[1]): _Serial(*row[2:]) for row in found}
        self._rows = {key: replace(self._before[key]) if key in self._before else _Serial() for key in sorted(keys)}

    def fold(self) -> None:
        """Fold the moves; a unit that is in two places at once is said."""
        for dated, effects in self._turn.each():
            for moved in effects.serials:
                row = self._rows[moved.item_id, moved.serial]
                held = _after(row, moved)
                subject = f"serial:{moved.item_id}:{moved.serial}"
                if len(held) > 1:
                    detail = {"item": moved.item_id, "serial": moved.serial, "holders": [list(h) for h in held]}
                    self._turn.conditions.stand("serial_twice", subject, detail, dated.fact.name())
                elif row.exception_id:
                    self._turn.conditions.gone("serial_twice", subject)

    def write(self) -> None:
        """Write the serials that changed."""
        for (item, serial), row in self._rows.items():
            row.exception_id = self._turn.conditions.ids.get(("serial_twice", f"serial:{item}:{serial}"), 0)
        changed = {key: row for key, row in self._rows.items() if row != self._before.get(key)}
        values: dict[str, list[Any]] = {
            "item_id": [item for item, _ in changed],
            "serial": [serial for _, serial in changed],
        }
        for name in ("holder_kind", "holder_id", "trail", "exception_id"):
            values[name] = [getattr(row, name) for row in changed.values()]
        upsert(self._turn.connection, _serial, self._turn.site_id, ("item_id", "serial"), values)
        self._turn.changes.extend(Change("serial", f"{item}:{serial}") for item, serial in changed)


def _after(row: _Serial, moved: SerialMoved) -> list[Holder]:
    """Fold one move into a serial and return the holders of ours that have it now."""
    trail: dict[str, int] = json.loads(row.trail)
    for holder, step in ((moved.source, -1), (moved.holder, 1)):
        name = f"{holder.kind}:{holder.id}"
        trail[name] = trail.get(name, 0) + step
    trail = {name: count for name, count in sorted(trail.items()) if count}
    row.trail = json.dumps(trail, separators=(",", ":"))
    now = [
        Holder(HolderKind(kind), int(ident))
        for kind, _, ident in (name.partition(":") for name, n in trail.items() if n > 0)
    ]
    here = moved.holder if moved.holder in now else (now[0] if now else moved.holder)
    row.holder_kind, row.holder_id = here.kind.value, here.id
    return [holder for holder in now if holder.kind in BOUNDED]


class Shorts:
    """Bins that were found short, goods that were found damaged, and which bins are frozen for it.

    A bin is frozen as long as a short stands that is newer than the last count of that item there.
    """

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._bins: set[Bin] = set()
        self._counted: dict[Bin, int] = {}

    def fold(self) -> None:
        """Say which shorts and damages stand and which were taken back or looked at."""
        conditions = self._turn.conditions
        for dated, effects in self._turn.each():
            for freeze in effects.frozen:
                self._bins.add((freeze.location_id, freeze.item_id))
            for raised in effects.withdrawn:
                fact = dated.fact
                conditions.withdraw(
                    raised.kind, raised.subject, _name(fact.site, fact.station, fact.epoch, effects.undoes)
                )
                self._bins.update(_bin_of(raised))
        for dated, effects in self._turn.each():
            for count in effects.counts:
                bin_ = (count.location_id, count.item_id)
                self._counted[bin_] = max(dated.at, self._counted.get(bin_, 0))
        for bin_, at in applying_balances.read_counted_at(self._turn, self._bins).items():
            self._counted[bin_] = max(at, self._counted.get(bin_, 0))
        for dated, effects in self._turn.each():
            for raised in effects.raised:
                self._enter(raised, dated.fact.name(), dated.at)
        for bin_, at in self._counted.items():
            conditions.forget("short", f"bin:{bin_[0]}:{bin_[1]}", at)

    def write(self) -> None:
        """Freeze and unfreeze bins as their shorts say, after the conditions are settled."""
        columns = [_freeze.c.location_id, _freeze.c.item_id, _freeze.c.reason, type_coerce(_freeze.c.since, BigInteger)]
        keys = ("location_id", "item_id")
        rows = by_keys(self._turn.connection, _freeze, self._turn.site_id, keys, self._bins, columns)
        frozen = {(row[0], row[1]): (row[2], row[3] or 0) for row in rows}
        wanted = {bin_: since for bin_ in self._bins if (since := self._short_since(bin_))}
        fresh = sorted(bin_ for bin_ in wanted if bin_ not in frozen)
        over = sorted(bin_ for bin_ in frozen if bin_ not in wanted and self._is_over(bin_, *frozen[bin_]))
        self._freeze(fresh, [wanted[bin_] for bin_ in fresh])
        delete_keys(self._turn.connection, _freeze, self._turn.site_id, keys, over)
        self._turn.changes.extend(Change("freeze", f"{place}:{item}") for place, item in fresh)
        self._turn.changes.extend(Change("freeze", f"{place}:{item}", deleted=True) for place, item in over)

    def _enter(self, raised: Raised, fact: str, at: int) -> None:
        if raised.kind == "short" and any(at <= self._counted.get(bin_, -1) for bin_ in _bin_of(raised)):
            return
        self._turn.conditions.enter(raised.kind, raised.subject, fact, {**raised.detail, "at": at})

    def _short_since(self, bin_: Bin) -> int:
        entries = self._turn.conditions.entries("short", f"bin:{bin_[0]}:{bin_[1]}")
        return min((int(entry["at"]) for entry in entries.values()), default=0)

    def _is_over(self, bin_: Bin, reason: str, since: int) -> bool:
        return reason == "short" or since <= self._counted.get(bin_, -1)

    def _freeze(self, bins: Iterable[Bin], since: Iterable[int]) -> None:
        rows = list(bins)
        values: Columns = {
            "location_id": [place for place, _ in rows],
            "item_id": [item for _, item in rows],
            "reason": ["short"] * len(rows),
            "since": [from_micros(at) for at in since],
        }
        upsert(self._turn.connection, _freeze, self._turn.site_id, ("location_id", "item_id"), values)


def _bin_of(raised: Raised) -> list[Bin]:
    return [(raised.detail["location"], raised.detail["item"])] if raised.kind == "short" else []


def _name(site: int, station: int, epoch: int, seq: int) -> str:
    return f"{site}/{station}/{epoch}/{seq}"
