"""Goods without a readable code: the shelf's code and the last four of the item's prove them, on record."""

from dataclasses import replace

from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.capture import Taker
from warehouse_tui.services.pick.taking import Goods, read_goods
from warehouse_tui.services.pick.wording import escape, go, keys
from warehouse_tui.services.step import Reply, Step, wrong
from warehouse_tui.services.views import Big, Entry, Header, Line, Message, Tone, View, Wanted


class NoCode(Step):
    """SCAN THE SHELF, then key the last four of the item's code. Afterwards each scan of the shelf counts one."""

    name = "no_code"
    takes = frozenset({ResolvedKind.LOCATION})

    def __init__(self, desk: Desk, taker: Taker, *, at_shelf: bool = False) -> None:
        super().__init__(desk)
        self.taker = taker
        self.at_shelf = at_shelf

    def view(self) -> View:
        """Ask for the shelf, then for the last four."""
        desk, stop = self.desk, self.taker.stop
        item, place = desk.item(stop.item_id), desk.place(stop.location_id)
        lines = (Line(item.name, tone=Tone.STRONG), Line(desk.say("no_code_hint"), tone=Tone.MUTED))
        shown = (*keys(desk, (("f3", "XXSKIP"),)), escape(desk))
        if not self.at_shelf:
            action = desk.say("scan_shelf", place=place.code)
            return View(self.name, Header(), (go(desk, place, primary=True),), lines, action, keys=shown)
        entry = Entry(desk.say("last_four"), 4, letters=True)
        big = (Big("", desk.say("last_four_question")),)
        return View(self.name, Header(), big, lines, desk.say("key_last_four"), entry, keys=shown)

    def wanted(self) -> Wanted:
        """Return the shelf's code; the last four come from keys."""
        place = self.desk.place(self.taker.stop.location_id).code
        return Wanted() if self.at_shelf else Wanted("place", place)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take the shelf; the item's own code, if it reads after all, counts as always."""
        stop = self.taker.stop
        if found.kind is ResolvedKind.LOCATION and found.id == stop.location_id:
            self.at_shelf = True
            return Reply(Message(self.desk.say("key_last_four"), Tone.GOOD), Feedback.COUNTED)
        if found.kind is ResolvedKind.ITEM and found.id == stop.item_id:
            return replace(self.taker.take(scan, read_goods(found)), done=True)
        return refuse(self.desk, scan, found, Need(self.desk.place(stop.location_id).code, place=stop.location_id))

    def typed(self, text: str) -> Reply:
        """Compare the last four with the item's codes and SKU, and count one unit."""
        item = self.desk.item(self.taker.stop.item_id)
        ends = {code[-4:].upper() for code, _ in item.codes} | {item.sku[-4:].upper()}
        if text.strip().upper() not in ends:
            return wrong(self.desk.say("last_four_wrong", text=text))
        typed = Scan(text, "keyboard", self.desk.clock.monotonic())
        return replace(self.taker.take(typed, Goods(1, how="nocode")), done=True)
