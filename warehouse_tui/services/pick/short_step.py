"""Short: the bin is empty or holds too few. It is frozen for everybody, and another bin on this walk comes first."""

from dataclasses import replace
from typing import Any

from warehouse_tui.domain.facts import Body, lot_body
from warehouse_tui.domain.scans import Resolution, ResolvedKind, Scan
from warehouse_tui.domain.stock import Lot
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.at_stop import AtStop
from warehouse_tui.services.pick.progress import LineProgress
from warehouse_tui.services.pick.stop import Stop, next_stop
from warehouse_tui.services.pick.wording import escape, go, keys
from warehouse_tui.services.ports import BinStock
from warehouse_tui.services.step import Reply, Step, good, note, wrong
from warehouse_tui.services.views import Big, Entry, Header, Line, Tone, View, Wanted
from warehouse_tui.services.words import whole_number


class Short(AtStop):
    """BIN EMPTY? scan the place, else key what is left in it."""

    name = "short"
    takes = frozenset({ResolvedKind.LOCATION})

    def view(self) -> View:
        """Ask whether the bin is empty."""
        desk, stop = self.desk, self.stop
        item, place = desk.item(stop.item_id), desk.place(stop.location_id)
        lines = (Line(item.name, tone=Tone.STRONG), Line(desk.say("still_wanted", n=stop.remaining)))
        entry = Entry(desk.say("else_left"), 5)
        big = (Big(desk.say("bin_empty"), place.code),)
        shown = (escape(desk),)
        return View(self.name, Header(), big, lines, desk.say("scan_if_empty", place=place.code), entry, keys=shown)

    def wanted(self) -> Wanted:
        """Return the place's code: it is empty."""
        return Wanted("place", self.desk.place(self.stop.location_id).code)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """The place says: nothing left."""
        stop = self.stop
        if found.kind is ResolvedKind.LOCATION and found.id == stop.location_id:
            return self._left(0)
        need = Need(self.desk.place(stop.location_id).code, place=stop.location_id)
        return refuse(self.desk, scan, found, need)

    def typed(self, text: str) -> Reply:
        """Take how many are left in the bin."""
        left = whole_number(text)
        return wrong(self.desk.say("number_wanted")) if left is None else self._left(left)

    def _left(self, left: int) -> Reply:
        stop = self.stop
        if left >= stop.remaining:
            return wrong(self.desk.say("not_short", left=left, n=stop.remaining))
        other = other_bin(self.desk, stop)
        if other and left:
            return note(self.desk.say("take_left_first", left=left), done=True)
        if other:
            return replace(note(self.desk.say("another_bin")), push=OtherBin(self.desk, other), done=True)
        return write_short(self.desk, stop, left)


def write_short(desk: Desk, stop: Stop, left: int) -> Reply:
    """Write the short of every line that gets nothing more; `left` units can still be taken."""
    missing, facts = stop.remaining - left, []
    for line in reversed(stop.lines):
        short = min(missing, line.remaining)
        if short:
            facts.append(("short_found", _body(desk, line, left, short)))
            missing -= short
    place, total = desk.place(stop.location_id).code, sum(int(body["short"]) for _, body in facts)
    desk.write(*facts)
    desk.last = Line(desk.say("last_short", place=place, n=total), tone=Tone.WARN)
    return good(desk.say("short_written", n=total, place=place), done=True)


def _body(desk: Desk, line: LineProgress, found: int, short: int) -> dict[str, Any]:
    return desk.list_body() | {
        "line": line.line.n,
        "order_line": line.line.order_line,
        "allocation": line.line.allocation_id,
        "alloc": {"location": line.line.location_id, "lot": line.line.lot_id},
        "item": line.line.item_id,
        "location": line.location_id,
        "lot": lot_body(Lot(line.lot, line.expiry)),
        "found": found,
        "short": short,
        "reason": "empty" if not found else "too_few",
    }


def other_bin(desk: Desk, stop: Stop) -> BinStock | None:
    """Return another bin to take the rest from: one that covers it if there is one, nearest first."""
    tried = {line.location_id for line in stop.lines} | desk.work().found_short(stop.item_id)
    here = desk.place(stop.location_id)
    fit = [
        other
        for other in stop.first.line.alternatives
        if other.location_id not in tried and not desk.directory.frozen(other.location_id, stop.item_id)
    ]

    def far(other: BinStock) -> tuple[bool, bool, int]:
        place = desk.place(other.location_id)
        return other.qty < stop.remaining, place.aisle != here.aisle, abs(place.bay - here.bay)

    return min(fit, key=far, default=None)


class OtherBin(Step):
    """GO to another bin on this walk: scan it, or say short again."""

    name = "other_bin"
    takes = frozenset({ResolvedKind.LOCATION})

    def __init__(self, desk: Desk, other: BinStock) -> None:
        super().__init__(desk)
        self.other = other

    def view(self) -> View:
        """Show the other bin."""
        desk = self.desk
        stop = next_stop(desk.work())
        place = desk.place(self.other.location_id)
        lines = [Line(desk.item(stop.item_id).name, tone=Tone.STRONG)] if stop else []
        lines.append(Line(desk.say("other_bin_has", n=self.other.qty)))
        shown = (*keys(desk, (("f2", "XXSHORT"),)), escape(desk))
        big = (go(desk, place, primary=True),)
        return View(self.name, Header(), big, tuple(lines), desk.say("scan_other_bin", place=place.code), keys=shown)

    def wanted(self) -> Wanted:
        """Return the other bin's code."""
        return Wanted("place", self.desk.place(self.other.location_id).code)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Send the lines of the stop to the scanned bin; the first one stays frozen."""
        desk, other = self.desk, self.other
        stop = next_stop(desk.work())
        if stop is None:
            return Reply(done=True)
        if found.kind is not ResolvedKind.LOCATION or found.id != other.location_id:
            return refuse(desk, scan, found, Need(desk.place(other.location_id).code, place=other.location_id))
        redirect = {"location": other.location_id, "lot": lot_body(Lot(other.lot, other.expiry)), "qty": other.qty}
        facts: list[tuple[str, Body]] = [
            ("short_found", _body(desk, line, 0, 0) | {"redirect": redirect}) for line in stop.lines if line.remaining
        ]
        here = desk.list_body() | {"line": stop.first.line.n, "location": other.location_id}
        desk.write(*facts, ("location_confirmed", here))
        return good(desk.say("at_place", place=desk.place(other.location_id).code), done=True)

    def command(self, word: str) -> Reply | None:
        """XXSHORT: no, it is short; Esc leaves everything as it was."""
        stop = next_stop(self.desk.work())
        if word != "XXSHORT" or stop is None:
            return None
        return write_short(self.desk, stop, 0)
