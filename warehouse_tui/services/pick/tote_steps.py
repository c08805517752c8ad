"""Totes: binding one to the list, a full one, what still lies in one, and units from the hand into the cart's."""

from typing import Any

from warehouse_tui.domain.facts import Body, lot_body
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.stop import Put, next_put, unbound_slots
from warehouse_tui.services.pick.wording import escape, keys
from warehouse_tui.services.step import Reply, Step, good, wrong
from warehouse_tui.services.views import Big, Header, Line, Tone, View, Wanted
from warehouse_tui.services.words import item_tail, slot_name


class BindTote(Step):
    """SCAN A TOTE: for the list, for a slot of the cart, or the next one after a full one."""

    name = "bind_tote"
    takes = frozenset({ResolvedKind.TOTE})

    @property
    def slot(self) -> int:
        """Return the slot that wants a tote."""
        return unbound_slots(self.desk.work())[0]

    def view(self) -> View:
        """Show the list, and the slot where there are several."""
        desk, progress = self.desk, self.desk.work()
        work, (_, units) = progress.work, progress.units()
        lines = [
            Line(desk.say("list_size", orders=len(work.orders), lines=len(work.lines), units=units), tone=Tone.STRONG)
        ]
        ship_by = min((order.ship_by for order in work.orders if order.ship_by), default=None)
        if ship_by:
            lines.append(Line(desk.say("ship_by", time=desk.time_of(ship_by))))
        full = [desk.tote_code(t.tote_id) for t in progress.totes if t.full and not t.lane]
        if full:
            lines.append(Line(desk.say("full_totes", totes=" ".join(full)), tone=Tone.WARN))
        big = (Big(desk.say("slot"), slot_name(self.slot)),) if progress.is_cart else (Big("", desk.say("tote_word")),)
        action = desk.say("scan_tote_slot", slot=slot_name(self.slot)) if progress.is_cart else desk.say("scan_tote")
        return View(
            self.name, Header(), big, tuple(lines), action, keys=keys(desk, (("f2", "XXLIST"), ("f4", "XXUNDO")))
        )

    def wanted(self) -> Wanted:
        """Return that any free tote will do."""
        return Wanted("tote")

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Bind a free tote; a tote with something in it is asked about; a lane takes the full one."""
        desk, progress = self.desk, self.desk.work()
        if found.kind is ResolvedKind.LOCATION and any(t.full and not t.lane for t in progress.totes):
            return park_full(desk, scan, found)
        if found.kind is not ResolvedKind.TOTE:
            return refuse(desk, scan, found, Need(desk.say("a_tote")))
        mine = progress.tote(found.id)
        if mine and not (mine.full and mine.slot == self.slot and not mine.lane):
            return wrong(desk.say("tote_taken", tote=desk.tote_code(found.id), slot=slot_name(mine.slot)))
        if not mine and not _is_free(desk, found.id):
            return Reply(feedback=Feedback.ATTENTION, push=EmptyTote(desk, found.id, self.slot))
        return bind(desk, found.id, self.slot)


def bind(desk: Desk, tote_id: int, slot: int, *before: tuple[str, Body]) -> Reply:
    """Write that a tote is open for a slot; the first one starts the list."""
    progress = desk.work()
    facts: list[tuple[str, Body]] = list(before)
    if progress.state != "picking":
        facts.append(("list_started", desk.list_body()))
    order = progress.order_in_slot(slot)
    facts.append(("tote_opened", desk.list_body() | {"tote": tote_id, "slot": slot, "order": order}))
    desk.write(*facts)
    desk.parked_totes.pop(tote_id, None)
    code = desk.tote_code(tote_id)
    return good(
        desk.say("tote_bound", tote=code, slot=slot_name(slot))
        if progress.is_cart
        else desk.say("tote_open", tote=code)
    )


def _is_free(desk: Desk, tote_id: int) -> bool:
    """Return whether a tote is empty, by what the centre last told of it and this station did since."""
    tote = desk.directory.tote(tote_id)
    if tote_id in desk.parked_totes:
        return False
    return tote is None or tote.state == "free" or tote_id in desk.freed_totes


class EmptyTote(Step):
    """T7 STILL HAS ORDER 10466. EMPTY? Scanning it again says so; it never blocks."""

    name = "empty_tote"
    takes = frozenset({ResolvedKind.TOTE})

    def __init__(self, desk: Desk, tote_id: int, slot: int) -> None:
        super().__init__(desk)
        self.tote_id = tote_id
        self.slot = slot

    def view(self) -> View:
        """Ask whether the tote is empty."""
        desk, tote = self.desk, self.desk.directory.tote(self.tote_id)
        state = "filled" if self.tote_id in desk.parked_totes else tote.state if tote else ""
        lines = [Line(desk.say(f"tote_{state}"), tone=Tone.WARN)] if state else []
        if tote and tote.order_number:
            lines.append(Line(desk.say("tote_order", order=tote.order_number)))
        if tote and tote.location_id:
            lines.append(Line(desk.say("tote_at", place=desk.place(tote.location_id).code)))
        lines.append(Line(desk.say("or_other_tote"), tone=Tone.MUTED))
        code = desk.tote_code(self.tote_id)
        big = (Big(desk.say("is_it_empty"), code),)
        return View(
            self.name, Header(), big, tuple(lines), desk.say("empty_scan_again", tote=code), keys=(escape(desk),)
        )

    def wanted(self) -> Wanted:
        """Return the tote again."""
        return Wanted("tote", self.desk.tote_code(self.tote_id))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Free and bind the tote on its second scan; another free tote is taken instead."""
        desk = self.desk
        if found.kind is not ResolvedKind.TOTE:
            return refuse(desk, scan, found, Need(desk.tote_code(self.tote_id)))
        mine = desk.work().tote(found.id)
        if mine:
            return wrong(desk.say("tote_taken", tote=desk.tote_code(found.id), slot=slot_name(mine.slot)))
        if found.id != self.tote_id:
            self.tote_id = found.id
            if not _is_free(desk, found.id):
                return Reply(feedback=Feedback.ATTENTION)
            return _closed(bind(desk, found.id, self.slot))
        emptied = ("tote_emptied", {"tote": found.id, "location": self._lane()})
        return _closed(bind(desk, found.id, self.slot, emptied))

    def _lane(self) -> int:
        """Return where the tote's goods must have gone: the lane it stood in, else the first pack lane."""
        if self.tote_id in self.desk.parked_totes:
            return self.desk.parked_totes[self.tote_id]
        tote = self.desk.directory.tote(self.tote_id)
        if tote and tote.location_id:
            return tote.location_id
        lanes = self.desk.directory.lanes("pack") or self.desk.directory.lanes("hold")
        return lanes[0].location_id if lanes else 0


def _closed(reply: Reply) -> Reply:
    return Reply(reply.message, reply.feedback, reply.alert, done=True)


class PutStep(Step):
    """PUT 2 → B: the units in the hand go into the tote of their order."""

    name = "put"
    takes = frozenset({ResolvedKind.TOTE})

    @property
    def put(self) -> Put:
        """Return what goes where now."""
        put = next_put(self.desk.work())
        if put is None:
            raise LookupError("nothing in the hand")
        return put

    def view(self) -> View:
        """Show count and slot, both big."""
        desk, put = self.desk, self.put
        item = desk.item(put.lines[0].line.item_id)
        tote = desk.work().open_tote(put.slot)
        code = desk.tote_code(tote.tote_id) if tote else ""
        big = (
            Big(desk.say("put"), str(put.qty), (desk.units(put.qty, item),)),
            Big(desk.say("into"), slot_name(put.slot), (code,)),
        )
        lines = (Line(item.name, item_tail(item), Tone.STRONG),)
        pairs = (("f5", "XXFULL"), ("f4", "XXUNDO"))
        return View(self.name, Header(), big, lines, desk.say("scan_tote_named", tote=code), keys=keys(desk, pairs))

    def wanted(self) -> Wanted:
        """Return the tote of the slot."""
        tote = self.desk.work().open_tote(self.put.slot)
        return Wanted("tote", self.desk.tote_code(tote.tote_id) if tote else "")

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Put the units when the tote of this slot is scanned."""
        desk, put = self.desk, self.put
        tote = desk.work().open_tote(put.slot)
        if tote is None or found.kind is not ResolvedKind.TOTE or found.id != tote.tote_id:
            code = desk.tote_code(tote.tote_id) if tote else ""
            need = Need(desk.say("tote_in_slot", tote=code, slot=slot_name(put.slot)))
            return refuse(desk, scan, found, need)
        qty = put.qty
        desk.write(*(("item_put", body) for line in put.lines for body in self._bodies(line, tote.tote_id)))
        return good(desk.say("put_done", n=qty, slot=slot_name(put.slot)), self._sound())

    def _bodies(self, line: Any, tote_id: int) -> list[dict[str, Any]]:
        shared = self.desk.list_body() | {
            "line": line.line.n,
            "order_line": line.line.order_line,
            "item": line.line.item_id,
            "tote": tote_id,
        }
        return [
            shared
            | {"qty": goods.qty, "lot": lot_body(goods.lot)}
            | ({"serials": list(goods.serials)} if goods.serials else {})
            for goods in line.in_hand
        ]

    def _sound(self) -> Feedback:
        return Feedback.COUNTED if next_put(self.desk.work()) else Feedback.LINE_DONE


class FullTote(Step):
    """WHICH TOTE IS FULL? asked on a cart only."""

    name = "full_tote"
    takes = frozenset({ResolvedKind.TOTE})

    def view(self) -> View:
        """Ask for the full tote."""
        desk = self.desk
        open_totes = [desk.tote_code(t.tote_id) for t in desk.work().totes if not t.full and not t.lane]
        lines = (Line(" ".join(open_totes)),)
        return View(
            self.name,
            Header(),
            (Big("", desk.say("full_word")),),
            lines,
            desk.say("scan_full_tote"),
            keys=(escape(desk),),
        )

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Close the scanned tote of this list."""
        tote = self.desk.work().tote(found.id) if found.kind is ResolvedKind.TOTE else None
        if tote is None or tote.full or tote.lane:
            return refuse(self.desk, scan, found, Need(self.desk.say("the_full_tote")))
        return _closed(mark_full(self.desk, tote.slot))


def mark_full(desk: Desk, slot: int) -> Reply:
    """Write that the open tote of a slot is full; the next step asks for another."""
    tote = desk.work().open_tote(slot)
    if tote is None or not desk.work().contents(tote.tote_id):
        return wrong(desk.say("not_full_empty"))
    desk.write(("tote_full", desk.list_body() | {"tote": tote.tote_id, "slot": slot}))
    return good(desk.say("tote_is_full", tote=desk.tote_code(tote.tote_id)))


def park_full(desk: Desk, scan: Scan, found: Resolution) -> Reply:
    """Leave the full tote in a lane before the walk goes on."""
    from warehouse_tui.services.pick.lane_step import park

    full = next(t for t in desk.work().totes if t.full and not t.lane)
    return park(desk, scan, found, full)
