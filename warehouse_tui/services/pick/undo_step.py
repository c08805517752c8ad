"""Undo: the screen does not move the can. It names unit, from and to, and is done when both are scanned."""

from warehouse_tui.domain.facts import read_holder
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.progress import Undoable
from warehouse_tui.services.pick.wording import escape
from warehouse_tui.services.step import Reply, Step, good
from warehouse_tui.services.views import Big, Header, Line, Tone, View, Wanted
from warehouse_tui.services.words import item_tail


class Undo(Step):
    """1 FROM T7 BACK TO A-03-12: scan the item and the place, in either order."""

    name = "undo"
    takes = frozenset({ResolvedKind.ITEM, ResolvedKind.LOCATION, ResolvedKind.TOTE})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.fact: Undoable = desk.work().undoable[-1]
        self._item_seen = self.fact.kind == "short_found" or not desk.item(int(self.fact.body["item"])).codes
        self._place_seen = False

    def view(self) -> View:
        """Show what goes back where."""
        desk, body = self.desk, self.fact.body
        item = desk.item(int(body["item"]))
        big: tuple[Big, ...] = (Big(desk.say("not_short_after_all"), self._target()),)
        if self.fact.kind != "short_found":
            count = Big(desk.say("back"), str(body["qty"]), (desk.units(int(body["qty"]), item),))
            big = (count, Big(desk.say("to"), self._target()))
        lines = [Line(item.name, item_tail(item), Tone.STRONG)]
        if self.fact.kind != "short_found":
            lines.append(Line(desk.say("from_to", source=self._source(), target=self._target())))
        wanted = self._target() if self._item_seen else f"{item_tail(item)}"
        return View(self.name, Header(), big, tuple(lines), desk.say("scan_named", what=wanted), keys=(escape(desk),))

    def wanted(self) -> Wanted:
        """Return the item's code first, then the place's or the tote's."""
        body = self.fact.body
        if not self._item_seen:
            item = self.desk.item(int(body["item"]))
            return Wanted("item", item.codes[0][0])
        if self.fact.kind == "item_put":
            return Wanted("tote", self.desk.tote_code(int(body["tote"])))
        return Wanted("place", self._target())

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Take item and place; with both the goods are back."""
        if self._is_item(found) and not self._item_seen:
            self._item_seen = True
        elif self._is_target(found) and not self._place_seen:
            self._place_seen = True
        else:
            return refuse(
                self.desk, scan, found, Need(self.view().action, place=int(self.fact.body.get("location", 0)))
            )
        if not (self._item_seen and self._place_seen):
            return Reply(feedback=Feedback.COUNTED)
        copy = {"kind": self.fact.kind, "body": dict(self.fact.body)}
        self.desk.write(("undone", self.desk.list_body() | {"seq": self.fact.seq, "copy": copy}))
        self.desk.last = None
        return good(self.desk.say("undone", target=self._target()), Feedback.LINE_DONE, done=True)

    def _is_item(self, found: Resolution) -> bool:
        return found.kind is ResolvedKind.ITEM and found.id == int(self.fact.body["item"])

    def _is_target(self, found: Resolution) -> bool:
        if self.fact.kind == "item_put":  # out of the tote, into the hand: the tote proves it
            return found.kind is ResolvedKind.TOTE and found.id == int(self.fact.body["tote"])
        return found.kind is ResolvedKind.LOCATION and found.id == int(self.fact.body["location"])

    def _target(self) -> str:
        if self.fact.kind == "item_put":
            return self.desk.say("hand")
        return self.desk.place(int(self.fact.body["location"])).code

    def _source(self) -> str:
        body = self.fact.body
        if self.fact.kind == "item_put":
            return self.desk.tote_code(int(body["tote"]))
        holder = read_holder(body["to"])
        return self.desk.say("hand") if holder.kind is HolderKind.HAND else self.desk.tote_code(holder.id)
