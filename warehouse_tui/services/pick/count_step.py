"""Many at once: numbers from keys, cases first, then one scan of the goods. And goods that are broken."""

from dataclasses import replace

from warehouse_tui.domain.facts import lot_body
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.domain.stock import Lot
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, need_item, refuse
from warehouse_tui.services.pick.capture import Taker
from warehouse_tui.services.pick.taking import Goods, identify, read_goods
from warehouse_tui.services.pick.wording import escape, wanted_goods
from warehouse_tui.services.step import Reply, Step, good, wrong
from warehouse_tui.services.views import Big, Entry, Header, Line, Message, Tone, View, Wanted
from warehouse_tui.services.words import item_tail, whole_number


class Count(Step):
    """HOW MANY? asked for cases, then units; never above what remains, and never filled in beforehand."""

    name = "count"
    takes = frozenset({ResolvedKind.ITEM})

    def __init__(self, desk: Desk, taker: Taker) -> None:
        super().__init__(desk)
        self.taker = taker
        self._case = self._case_size()
        self._cases: int | None = None if self._case else 0
        self._units: int | None = None

    def _case_size(self) -> int:
        stop = self.taker.stop
        sizes = [m for _, m in self.desk.item(stop.item_id).codes if 1 < m <= stop.remaining]
        return max(sizes, default=0)

    @property
    def total(self) -> int:
        """Return the units said so far."""
        return (self._cases or 0) * self._case + (self._units or 0)

    def view(self) -> View:
        """Ask for the next number, then for the scan."""
        desk, stop = self.desk, self.taker.stop
        item = desk.item(stop.item_id)
        lines = (Line(item.name, tone=Tone.STRONG), Line(desk.say("still_wanted", n=stop.remaining)))
        shown = (escape(desk),)
        if self._units is not None:
            action = desk.say("scan_one_of", n=self.total, code=item_tail(item))
            return View(self.name, Header(), (Big(desk.say("take"), str(self.total)),), lines, action, keys=shown)
        ask = desk.say("cases_of", n=self._case) if self._cases is None else desk.say("units_word")
        entry = Entry(ask, 5)
        return View(
            self.name, Header(), (Big(desk.say("how_many"), ask),), lines, desk.say("key_number"), entry, keys=shown
        )

    def typed(self, text: str) -> Reply:
        """Take a number of cases or units."""
        n, remaining = whole_number(text), self.taker.stop.remaining
        if n is None:
            return wrong(self.desk.say("number_wanted"))
        if self._units is not None:
            return wrong(self.desk.say("scan_now"))
        size = self._case if self._cases is None else 1
        if self.total + n * size > remaining:
            return wrong(self.desk.say("above_remaining", n=self.total + n * size, left=remaining))
        if self._cases is None:
            self._cases = n
        else:
            self._units = n
        if self._cases * self._case == remaining:
            self._units = 0
        if self._units is not None and not self.total:
            return replace(wrong(self.desk.say("nothing_counted")), done=True)
        return Reply(Message(self.desk.say("so_far", n=self.total), Tone.NORMAL), Feedback.ATTENTION)

    def wanted(self) -> Wanted:
        """Return the item's code."""
        codes = [code for code, multiplier in self.desk.item(self.taker.stop.item_id).codes if multiplier == 1]
        return Wanted("item", codes[0]) if codes and self._units is not None else Wanted()

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the number that was keyed, once the goods are scanned."""
        stop = self.taker.stop
        if self._units is None:
            return wrong(self.desk.say("number_first"))
        if found.kind is ResolvedKind.ITEM and found.id == stop.item_id:
            return replace(self.taker.take(scan, replace(read_goods(found), qty=self.total, how="count")), done=True)
        by_shelf = (stop.location_id, stop.item_id) in self.desk.work().no_code
        if by_shelf and found.kind is ResolvedKind.LOCATION and found.id == stop.location_id:
            return replace(self.taker.take(scan, Goods(self.total, how="nocode")), done=True)
        return refuse(self.desk, scan, found, need_item(self.desk, stop))


class Broken(Step):
    """BROKEN: scan each damaged unit, then the quarantine lane that takes them."""

    name = "broken"
    takes = frozenset({ResolvedKind.ITEM, ResolvedKind.LOCATION})

    def __init__(self, desk: Desk, taker: Taker) -> None:
        super().__init__(desk)
        self.taker = taker
        self._by_lot: dict[Lot, int] = {}

    @property
    def _units(self) -> int:
        return sum(self._by_lot.values())

    def _add(self, lot: Lot, units: int) -> Reply:
        self._by_lot[lot] = self._by_lot.get(lot, 0) + units
        return good(self.desk.say("broken_n", n=self._units))

    def view(self) -> View:
        """Show how many, and where they go."""
        desk = self.desk
        item = desk.item(self.taker.stop.item_id)
        lanes = desk.directory.lanes("quarantine")
        lane = lanes[0].code if lanes else "?"
        big = (Big(desk.say("broken"), str(self._units)), Big(desk.say("to"), lane))
        action = desk.say("scan_named", what=lane) if self._units else desk.say("scan_broken")
        lines = (Line(item.name, item_tail(item), Tone.STRONG), Line(desk.say("broken_hint"), tone=Tone.MUTED))
        return View(self.name, Header(), big, lines, action, keys=(escape(desk),))

    def wanted(self) -> Wanted:
        """Return the goods' code; with one of them in the hand the lane's."""
        lanes = self.desk.directory.lanes("quarantine")
        return Wanted("place", lanes[0].code) if self._units and lanes else wanted_goods(self.desk, self.taker.stop)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Count a broken unit, or move them all to the scanned quarantine lane."""
        desk, stop = self.desk, self.taker.stop
        if found.kind is ResolvedKind.ITEM and found.id == stop.item_id:
            goods = identify(desk, desk.item(stop.item_id), stop, read_goods(found))
            return self._add(goods.lot or Lot(stop.first.lot, stop.first.expiry), found.multiplier)
        at_shelf = found.kind is ResolvedKind.LOCATION and found.id == stop.location_id
        if at_shelf and not desk.item(stop.item_id).codes:
            return self._add(Lot(stop.first.lot, stop.first.expiry), 1)
        if found.kind is ResolvedKind.LOCATION and desk.place(found.id).kind == "quarantine" and self._units:
            return self._move(found.id)
        return refuse(desk, scan, found, Need(self.view().action, place=stop.location_id))

    def _move(self, lane: int) -> Reply:
        desk, stop = self.desk, self.taker.stop
        way = {"item": stop.item_id, "from": ["location", stop.location_id], "to": ["location", lane]}
        shared = desk.list_body() | way
        desk.write(*(("damaged_found", shared | {"qty": n, "lot": lot_body(lot)}) for lot, n in self._by_lot.items()))
        return good(desk.say("broken_moved", n=self._units, lane=desk.place(lane).code), Feedback.LINE_DONE, done=True)
