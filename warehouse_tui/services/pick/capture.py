"""Capturing what a code did not say: the lot's last four, the date, the serial."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from warehouse_tui.domain.facts import is_word
from warehouse_tui.domain.scans import Resolution, ResolvedKind, Scan
from warehouse_tui.domain.stock import Lot
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.stop import Stop
from warehouse_tui.services.pick.taking import Goods
from warehouse_tui.services.pick.wording import escape, keys
from warehouse_tui.services.step import Reply, Step, wrong
from warehouse_tui.services.views import Big, Entry, Header, Line, Tone, View, Wanted


class Taker(Protocol):
    """The step that asked, and that goes on once everything is known."""

    @property
    def stop(self) -> Stop:
        """Return the stop at hand."""

    def take(self, scan: Scan, units: Goods) -> Reply:
        """Take the goods."""


class Capture(Step):
    """A side step that completes the goods of one scan and hands them back."""

    def __init__(self, desk: Desk, taker: Taker, scan: Scan, units: Goods) -> None:
        super().__init__(desk)
        self.taker = taker
        self.first_scan = scan
        self.units = units

    def finish(self, units: Goods) -> Reply:
        """Go on with what is known now; this side step is over whatever the answer is."""
        return replace(self.taker.take(self.first_scan, units), done=True)

    def show(self, ask: str, action: str, entry: Entry | None, hint: str) -> View:
        """Return the view of a capture."""
        item = self.desk.item(self.taker.stop.item_id)
        lines = (Line(item.name, tone=Tone.STRONG), Line(hint))
        shown = (*keys(self.desk, (("f3", "XXSKIP"),)), escape(self.desk))
        return View(self.name, Header(), (Big("", ask),), lines, action, entry, keys=shown)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the item's code again if it says now what was missing."""
        item_id = self.taker.stop.item_id
        if found.kind is ResolvedKind.ITEM and found.id == item_id and (found.read.lot or found.read.expiry):
            lot = Lot(found.read.lot or "", found.read.expiry)
            return self.finish(replace(self.units, lot=lot))
        return wrong(self.desk.say("type_or_skip"))


class CaptureLot(Capture):
    """LOT? its last four characters."""

    name = "capture_lot"

    def view(self) -> View:
        """Ask for the end of the lot's code."""
        say = self.desk.say
        return self.show(
            say("lot_question"), say("key_lot_end"), Entry(say("lot_end"), 4, letters=True), say("lot_hint")
        )

    def typed(self, text: str) -> Reply:
        """Find the lot that ends like this among those that lie here."""
        stop = self.taker.stop
        lots = {Lot(stop.first.lot, stop.first.expiry)}
        lots |= {Lot(other.lot, other.expiry) for line in stop.lines for other in line.line.alternatives}
        fits = [lot for lot in lots if lot.code and lot.code.upper().endswith(text.strip().upper())]
        if not text.strip() or len(fits) != 1:
            return wrong(self.desk.say("lot_not_known", text=text))
        return self.finish(replace(self.units, lot=fits[0]))


class CaptureDate(Capture):
    """DATE? as printed, day month year in two digits each."""

    name = "capture_date"

    def view(self) -> View:
        """Ask for the date on the goods."""
        say = self.desk.say
        return self.show(say("date_question"), say("key_date"), Entry(say("date_form"), 6), say("date_hint"))

    def typed(self, text: str) -> Reply:
        """Take the date."""
        expiry = _parse(text)
        if expiry is None:
            return wrong(self.desk.say("date_not_read", text=text))
        return self.finish(replace(self.units, lot=Lot("", expiry)))


def _parse(text: str) -> date | None:
    if len(text.strip()) != 6 or not text.strip().isdecimal():  # 11127 would be two dates
        return None
    read: Callable[[str, str], datetime] = datetime.strptime
    try:
        return read(text.strip(), "%d%m%y").date()
    except ValueError:
        return None


class CaptureSerial(Capture):
    """SERIAL? scanned from the unit."""

    name = "capture_serial"

    def wanted(self) -> Wanted:
        """Return that any new serial will do."""
        return Wanted("serial")

    def view(self) -> View:
        """Ask for the serial's code."""
        say = self.desk.say
        return self.show(say("serial_question"), say("scan_serial"), None, say("serial_hint"))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take any code that is not the item's own as its serial."""
        if found.read.serial:
            return self.finish(replace(self.units, serial=found.read.serial))
        # A serial of digits may look like a barcode with a wrong check digit.
        if found.kind not in (ResolvedKind.UNKNOWN, ResolvedKind.DAMAGED) or not is_word(found.read.text):
            return wrong(self.desk.say("not_a_serial"))
        return self.finish(replace(self.units, serial=found.read.text))
