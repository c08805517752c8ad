"""Reading the replica: everything that a scan or a screen looks up, from the station's own disk."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Engine

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.domain.scans import CodeMatch, ResolvedKind
from warehouse_tui.domain.stock import Lot, lot_id
from warehouse_tui.services.ports import Item, Location, Rules, Tote, Work, Worker
from warehouse_tui.services.work_json import decode_work
from warehouse_tui.store.station.replica_schema import metadata

_NEXT_BAY = 2  # odd bays are on the left, even ones on the right: the next one on a side is two further
# As the driver takes them: a scan has no time for a statement, and a transaction, that are put together anew.
_CODE = "SELECT DISTINCT kind, id, multiplier FROM code WHERE code = ? ORDER BY kind, id, multiplier"
_BODY = "SELECT body FROM document WHERE topic = ? AND key = ?"
_WORKS = "SELECT body FROM document WHERE topic = 'work'"
_LANES = "SELECT location_id FROM place WHERE kind = ? ORDER BY code"
_COMPLETE = "SELECT value FROM state WHERE name = 'complete'"
_NEAR = """
    SELECT bin_item.location_id, item_id FROM bin_item JOIN place ON place.location_id = bin_item.location_id
    WHERE aisle = ? AND block = ? AND bay IN (?, ?, ?) AND kind = 'pick' ORDER BY bin_item.location_id, item_id
"""


class Replica:
    """Implements `services.ports.Directory`. Used by one thread; the loader writes on another.

    What was read is kept until `refresh`, so that one answer is made from one state of the replica.
    """

    def __init__(self, engine: Engine) -> None:
        metadata.create_all(engine)
        self._pooled = engine.raw_connection()
        self._bodies: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._ready = False
        self._near: dict[int, Sequence[tuple[int, int]]] = {}

    def refresh(self) -> None:
        """Forget what was read: the loader has written something new."""
        self._bodies.clear()
        self._near.clear()
        self._ready = False

    def ready(self) -> bool:
        """Return whether the feed was read to its end once since the replica was new."""
        if not self._ready:
            rows = self._rows(_COMPLETE)
            self._ready = bool(rows) and rows[0][0] == "1"
        return self._ready

    def rules(self) -> Rules:
        """Return the site's rules."""
        body = self._body("rules", "site")
        if body is None:
            return Rules()
        return Rules(
            site_name=body["site_name"],
            timezone=body["timezone"],
            language=body["language"],
            confirm_location=body.get("confirm_location", "when_needed"),
            pin_for=frozenset(body.get("pin_for", ("supervisor", "administrator"))),
            cart_slots=int(body.get("cart_slots", 1)),
            claim_ahead=int(body.get("claim_ahead", 2)),
            sense_check=bool(body.get("sense_check", False)),
        )

    def find(self, scanned: str) -> Sequence[CodeMatch]:
        """Return every record with exactly this code."""
        found = self._rows(_CODE, scanned)
        return [CodeMatch(ResolvedKind(kind), ident, multiplier) for kind, ident, multiplier in found]

    def item(self, item_id: int) -> Item | None:
        """Return an item."""
        body = self._body("item", str(item_id))
        if body is None:
            return None
        return Item(
            item_id,
            body["sku"],
            body["name"],
            body["unit"],
            body["tracking"],
            frozenset(body["handling"]),
            body["min_days_left"],
            tuple((found, n) for found, n in body["codes"]),
            tuple(body["locations"]),
        )

    def location(self, location_id: int) -> Location | None:
        """Return a location."""
        body = self._body("location", str(location_id))
        if body is None:
            return None
        words = {name: body[name] for name in ("code", "barcode", "zone", "kind", "block", "aisle", "bay", "level")}
        return Location(location_id, **words, check_digits=tuple(body["check_digits"]))

    def worker(self, worker_id: int) -> Worker | None:
        """Return a worker."""
        body = self._body("worker", str(worker_id))
        if body is None:
            return None
        words = {name: body[name] for name in ("badge", "name", "language", "pin_hash")}
        return Worker(worker_id, **words, roles=frozenset(body["roles"]))

    def tote(self, tote_id: int) -> Tote | None:
        """Return a tote as the centre last knew it."""
        body = self._body("tote", str(tote_id))
        return Tote(tote_id, **body) if body is not None else None

    def lot_expiry(self, item_id: int, lot: str) -> date | None:
        """Return the expiry of a known lot."""
        body = self._body("lot", f"{item_id}:{lot_id(item_id, Lot(lot))}")
        return date.fromisoformat(body["expiry"]) if body and body["expiry"] else None

    def serial_holder(self, item_id: int, serial: str) -> str | None:
        """Return where a serial was last seen, as `kind:id`."""
        body = self._body("serial", f"{item_id}:{serial}")
        return body["holder"] if body else None

    def frozen(self, location_id: int, item_id: int) -> bool:
        """Return whether a bin's item is kept from being picked."""
        return self._body("freeze", f"{location_id}:{item_id}") is not None

    def items_near(self, location_id: int) -> Sequence[tuple[int, int]]:
        """Return (location_id, item_id) of this bin, its other levels, and the next bays on its side."""
        here = self.location(location_id)
        if here is None:
            return ()
        if location_id not in self._near:
            bays = here.bay - _NEXT_BAY, here.bay, here.bay + _NEXT_BAY
            self._near[location_id] = self._rows(_NEAR, here.aisle, here.block, *bays)
        return self._near[location_id]

    def lanes(self, kind: str) -> Sequence[Location]:
        """Return the places of a kind, by their codes."""
        found = [self.location(row[0]) for row in self._rows(_LANES, kind)]
        return [lane for lane in found if lane is not None]

    def works(self) -> Sequence[Work]:
        """Return the lists claimed by this station, the most urgent first."""
        works = [decode_work(row[0]) for row in self._rows(_WORKS)]
        return sorted(works, key=_urgency)

    def _body(self, topic: str, key: str) -> dict[str, Any] | None:
        name = (topic, key)
        if name not in self._bodies:
            rows = self._rows(_BODY, topic, key)
            self._bodies[name] = json.loads(rows[0][0]) if rows else None
        return self._bodies[name]

    def _rows(self, query: str, *values: object) -> Sequence[Any]:
        try:
            found: Sequence[Any] = self._pooled.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"the replica does not answer: {error}; delete replica.db and start again") from error
        return found


def _urgency(work: Work) -> tuple[int, float, int]:
    priority = min((order.priority for order in work.orders), default=9)
    dates = [order.ship_by.timestamp() for order in work.orders if order.ship_by]
    return priority, min(dates, default=float("inf")), work.list_id
