"""An auditor who knows nothing of `effects`: units are moved by reading the facts' own words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from warehouse_tui.domain.facts import Fact


class Auditor:
    """Units by holder and item, moved by the facts' own words."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.units: Counter[tuple[str, int, int]] = Counter()
        self.picked: Counter[tuple[int, int]] = Counter()
        self.short: Counter[tuple[int, int]] = Counter()
        self._stood: dict[int, int] = defaultdict(int)
        for fact in facts:
            self.read(fact.kind, fact.data(), 1)

    def read(self, kind: str, body: dict[str, Any], sign: int) -> None:
        """Move the units of one fact; `undone` moves those of its copy the other way."""
        if kind == "undone":
            self.read(body["copy"]["kind"], body["copy"]["body"], -sign)
        elif kind == "item_taken":
            self.move(body, ("location", body["location"]), tuple(body["to"]), sign)
            self.picked[body["list"], body["line"]] += sign * body["qty"]
        elif kind == "item_put":
            self.move(body, ("hand", body["list"]), ("tote", body["tote"]), sign)
        elif kind == "damaged_found":
            self.move(body, tuple(body["from"]), tuple(body["to"]), sign)
        elif kind == "short_found":
            self.short[body["list"], body["line"]] += sign * body["short"]
        elif kind == "tote_parked":
            self._stood[body["tote"]] = body["location"]
        elif kind == "tote_opened":
            self._stood[body["tote"]] = 0
        elif kind == "tote_emptied" and (body.get("location") or "list" not in body):
            self.empty(body["tote"], body.get("location") or self._stood[body["tote"]])

    def empty(self, tote: int, place: int) -> None:
        """Move everything in a tote to a place."""
        for source, item in [key[1:] for key in self.units if key[:2] == ("tote", tote)]:
            qty = self.units.pop(("tote", source, item))
            self.units["location", place, item] += qty

    def move(self, body: dict[str, Any], source: Any, target: Any, sign: int) -> None:
        """Move units between two holders."""
        self.units[source[0], source[1], body["item"]] -= sign * body["qty"]
        self.units[target[0], target[1], body["item"]] += sign * body["qty"]
