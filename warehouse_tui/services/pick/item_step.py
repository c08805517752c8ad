"""The steps at a stop: confirm the place where that is needed, then scan the goods, unit by unit or case by case."""

from dataclasses import replace

from warehouse_tui.domain.facts import is_word
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.domain.stock import Lot
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, need_item, refuse, refuse_goods
from warehouse_tui.services.pick.at_stop import AtStop
from warehouse_tui.services.pick.capture import CaptureDate, CaptureLot, CaptureSerial
from warehouse_tui.services.pick.nocode_step import NoCode
from warehouse_tui.services.pick.stop import Stop
from warehouse_tui.services.pick.taking import (
    Goods,
    ask_second_scan,
    identify,
    missing,
    other_lot,
    read_goods,
    refusal,
    take,
)
from warehouse_tui.services.pick.wording import PICK_KEYS, escape, go, goods, into, keys, wanted_goods
from warehouse_tui.services.pick.wording import take as take_big
from warehouse_tui.services.ports import Location
from warehouse_tui.services.step import Reply, Step, good, wrong
from warehouse_tui.services.views import Big, Entry, Header, Key, Line, Tone, View, Wanted
from warehouse_tui.services.words import SIGNS


class PickItem(AtStop):
    """TAKE 4: each scan of the item counts, a case counts its units."""

    name = "pick_item"
    takes = frozenset({ResolvedKind.ITEM})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._known_lot: tuple[int, int, Lot] | None = None  # captured at this bin for this item
        self._offered: tuple[int, int, Lot] | None = None  # another lot, scanned once

    def view(self) -> View:
        """Show place and count: both big where the place is not scanned."""
        desk, stop = self.desk, self.stop
        item, place = desk.item(stop.item_id), desk.place(stop.location_id)
        there = desk.work().here == stop.location_id
        lines = goods(desk, stop, item)
        lines.append(Line(desk.say("taken", taken=stop.taken, wanted=stop.wanted), into(desk, stop), Tone.STRONG))
        action = desk.say("scan_item") if item.codes else desk.say("scan_shelf", place=place.code)
        big = (go(desk, place, primary=not there), take_big(desk, stop, item, primary=True))
        return View(self.name, Header(), big, tuple(lines), action, keys=keys(desk, PICK_KEYS))

    def wanted(self) -> Wanted:
        """Return the item's code with its lot; the shelf's where it has none."""
        return wanted_goods(self.desk, self.stop)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the item; the shelf's own code confirms the place, or counts goods that carry no code."""
        stop = self.stop
        if found.kind is ResolvedKind.ITEM and found.id == stop.item_id:
            return self.take(scan, read_goods(found))
        if found.kind is ResolvedKind.LOCATION and found.id == stop.location_id:
            return self._shelf(scan, stop)
        return refuse(self.desk, scan, found, need_item(self.desk, stop))

    def _shelf(self, scan: Scan, stop: Stop) -> Reply:
        desk, item = self.desk, self.desk.item(stop.item_id)
        if (stop.location_id, item.item_id) in desk.work().no_code:
            return self.take(scan, Goods(1, how="nocode"))
        if not item.codes:
            return Reply(feedback=Feedback.COUNTED, push=NoCode(desk, self, at_shelf=True))
        return confirm_place(desk, stop)

    def take(self, scan: Scan, units: Goods) -> Reply:
        """Capture what the item demands, then take; another lot needs a second scan."""
        desk, stop = self.desk, self.stop
        item = desk.item(stop.item_id)
        if units.qty > stop.remaining:
            return take(desk, scan, stop, units)
        if item.tracking == "serial" and units.qty > 1:
            return wrong(desk.say("serials_one_by_one"))
        if not (is_word(units.serial) and is_word(units.lot.code)):
            return wrong(desk.say("damaged_code"))
        units = self._with_known_lot(stop, units)
        lacking = missing(item, units)
        if lacking:
            return self._ask(lacking, scan, units)
        units = identify(desk, item, stop, units)
        this = (stop.location_id, stop.item_id, units.lot)
        if other_lot(item, stop, units) and this not in (self._offered, self._known_lot):
            checked = take_check(desk, scan, stop, units)
            if checked:
                return checked
            self._offered = this
            return ask_second_scan(desk, units)
        if other_lot(item, stop, units):
            units = replace(units, how="swap")
        self._offered = None
        reply = take(desk, scan, stop, units)
        if not reply.alert and units.lot:
            self._known_lot = this
        return reply

    def _with_known_lot(self, stop: Stop, units: Goods) -> Goods:
        known = self._known_lot
        if known and known[:2] == (stop.location_id, stop.item_id) and not units.lot:
            return replace(units, lot=known[2])
        return units

    def _ask(self, lacking: str, scan: Scan, units: Goods) -> Reply:
        side = {"lot": CaptureLot, "expiry": CaptureDate, "serial": CaptureSerial}[lacking]
        return Reply(feedback=Feedback.ATTENTION, push=side(self.desk, self, scan, units))


def take_check(desk: Desk, scan: Scan, stop: Stop, units: Goods) -> Reply | None:
    """Return the refusal of goods before a second scan is asked for them, None where they are good."""
    item = desk.item(stop.item_id)
    bad = refusal(desk, stop, item, units)
    return refuse_goods(desk, scan, item, need_item(desk, stop), bad[0], **bad[1]) if bad else None


class ConfirmPlace(AtStop):
    """GO: scan the place, where the item alone would not prove it. Two check digits do as well."""

    name = "confirm_place"
    takes = frozenset({ResolvedKind.LOCATION})

    def view(self) -> View:
        """Show the place as the one big thing."""
        desk, stop = self.desk, self.stop
        item, place = desk.item(stop.item_id), desk.place(stop.location_id)
        lines = [*goods(desk, stop, item)]
        lines.append(Line(desk.say("then_take", n=stop.remaining), into(desk, stop)))
        return View(
            self.name,
            Header(),
            (go(desk, place, primary=True), take_big(desk, stop, item, primary=False)),
            tuple(lines),
            desk.say("scan_place", place=place.code),
            keys=(*keys(desk, (pair for pair in PICK_KEYS if pair[1] != "XXCOUNT")), *self._digits_key(place)),
        )

    def wanted(self) -> Wanted:
        """Return the place's code."""
        return Wanted("place", self.desk.place(self.stop.location_id).code)

    def _digits_key(self, place: Location) -> tuple[Key, ...]:
        return (Key("f7", "digits", self.desk.say("key_digits_word")),) if place.check_digits else ()

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the place; a scan of the goods before it does not count."""
        stop = self.stop
        if found.kind is ResolvedKind.LOCATION and found.id == stop.location_id:
            return confirm_place(self.desk, stop)
        place = self.desk.place(stop.location_id)
        need = Need(place.code, self.desk.say("need_place_first"), stop.location_id)
        return refuse(self.desk, scan, found, need)

    def command(self, word: str) -> Reply | None:
        """Open the check digits, where the place has some."""
        if word != "digits" or not self.desk.place(self.stop.location_id).check_digits:
            return None
        return Reply(push=CheckDigits(self.desk, self.stop))


class CheckDigits(Step):
    """DIGITS ■: the pair that stands beside the sign on the shelf's label, for a place whose code does not read.

    Another sign is asked for at each visit, so that no pair is learnt by heart.
    """

    name = "check_digits"
    takes = frozenset({ResolvedKind.LOCATION})

    def __init__(self, desk: Desk, stop: Stop) -> None:
        super().__init__(desk)
        self.stop = stop
        self.place = desk.place(stop.location_id)
        self._sign = (desk.work().work.list_id + stop.first.line.n) % len(self.place.check_digits)

    def view(self) -> View:
        """Ask for the pair beside the sign."""
        desk, sign = self.desk, SIGNS[self._sign % len(SIGNS)]
        entry = Entry(desk.say("digits_beside", sign=sign), max(map(len, self.place.check_digits)))
        lines = (Line(self.place.code, tone=Tone.STRONG), Line(desk.say("digits_hint"), tone=Tone.MUTED))
        big = (Big(desk.say("digits"), sign),)
        return View(self.name, Header(), big, lines, desk.say("key_digits", sign=sign), entry, keys=(escape(desk),))

    def wanted(self) -> Wanted:
        """Return the place's code: it may read after all."""
        return Wanted("place", self.place.code)

    def typed(self, text: str) -> Reply:
        """Compare the digits."""
        if text != self.place.check_digits[self._sign]:
            return wrong(self.desk.say("wrong_digits", place=self.place.code))
        return replace(confirm_place(self.desk, self.stop), done=True)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the place's own code as well."""
        if found.kind is ResolvedKind.LOCATION and found.id == self.stop.location_id:
            return replace(confirm_place(self.desk, self.stop), done=True)
        return refuse(self.desk, scan, found, Need(self.place.code, place=self.stop.location_id))


def confirm_place(desk: Desk, stop: Stop) -> Reply:
    """Write that the picker stands at the bin."""
    line = stop.first.line.n
    desk.write(("location_confirmed", desk.list_body() | {"line": line, "location": stop.location_id}))
    return good(desk.say("at_place", place=desk.place(stop.location_id).code))
