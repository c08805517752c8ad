"""How far a claimed list is: the claim as it was given out, and this station's facts folded over it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from warehouse_tui.domain.effects import effects_of
from warehouse_tui.domain.facts import Fact, read_lot
from warehouse_tui.domain.stock import Lot
from warehouse_tui.services.ports import BinStock, Work, WorkLine

UNDOABLE = frozenset({"item_taken", "item_put", "short_found"})


@dataclass(frozen=True, slots=True)
class HandGoods:
    """Units of one lot in the hand, with their serials where they have any."""

    lot: Lot
    qty: int
    serials: tuple[str, ...] = ()


@dataclass(slots=True)
class LineProgress:
    """One line of the list as it stands. `in_hand` is what was taken for it and is not yet in its tote."""

    line: WorkLine
    picked: int
    short: int
    in_hand: list["HandGoods"] = field(default_factory=list)
    skipped: int = 0  # rises with each skip: the line comes again after all that were skipped less often
    moved_to: BinStock | None = None  # another bin than the allocated one

    @property
    def remaining(self) -> int:
        """Return the units still to be taken."""
        return max(0, self.line.qty - self.picked - self.short)

    @property
    def hand(self) -> int:
        """Return the units taken for the line that are not yet in a tote."""
        return sum(goods.qty for goods in self.in_hand)

    def carry(self, goods: "HandGoods", sign: int) -> None:
        """Add goods to the hand, or take them out of it (`sign` -1)."""
        held = next((g for g in self.in_hand if g.lot == goods.lot), None)
        qty = (held.qty if held else 0) + sign * goods.qty
        serials = set(held.serials if held else ())
        serials = serials | set(goods.serials) if sign > 0 else serials - set(goods.serials)
        self.in_hand = [g for g in self.in_hand if g is not held]
        if qty > 0:
            self.in_hand.append(HandGoods(goods.lot, qty, tuple(sorted(serials))))

    @property
    def location_id(self) -> int:
        """Return the bin that the line is picked from now."""
        return self.moved_to.location_id if self.moved_to else self.line.location_id

    @property
    def lot(self) -> str:
        """Return the lot code wanted now; empty for any."""
        return self.moved_to.lot if self.moved_to else self.line.lot

    @property
    def expiry(self) -> date | None:
        """Return the expiry date of what is wanted now."""
        return self.moved_to.expiry if self.moved_to else self.line.expiry


@dataclass(slots=True)
class ListTote:
    """A tote that belongs to the list. `lane` is where it was parked, 0 while it is with the picker."""

    tote_id: int
    slot: int
    full: bool = False
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Undoable:
    """A fact of this list that can still be taken back."""

    seq: int
    kind: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class ListProgress:
    """The state of one claimed list. Changed by `apply` only, and only by facts that are on disk."""

    work: Work
    lines: dict[int, LineProgress] = field(default_factory=dict)
    totes: list[ListTote] = field(default_factory=list)
    undoable: list[Undoable] = field(default_factory=list)
    held: set[int] = field(default_factory=set)  # orders whose tote the picker sends to HOLD
    serials: set[tuple[int, str]] = field(default_factory=set)
    still_here: set[int] = field(default_factory=set)  # bins found short, with units left that this list takes
    no_code: set[tuple[int, int]] = field(default_factory=set)  # (bin, item) identified by hand
    here: int = 0  # the bin where the picker is known to stand
    state: str = "claimed"
    known: dict[object, Any] = field(default_factory=dict)  # what `remembered` found since the last fact

    def __post_init__(self) -> None:
        for line in self.work.lines:
            self.lines[line.n] = LineProgress(line, line.picked, line.short)

    @property
    def is_cart(self) -> bool:
        """Return whether units are put apart into one tote per order."""
        return len(self.work.orders) > 1

    def fold(self, facts: Iterable[Fact]) -> "ListProgress":
        """Apply the facts of this list and claim; others are passed over. Return self."""
        for fact in facts:
            body = fact.data()
            if body.get("list") == self.work.list_id and body.get("claim_no") == self.work.claim_no:
                self.apply(fact.seq, fact.kind, body)
        return self

    def apply(self, seq: int, kind: str, body: Mapping[str, Any]) -> None:
        """Fold one fact of this list."""
        self.known.clear()
        for delta in effects_of(kind, body).picks:
            self.lines[delta.line].picked += delta.picked
            self.lines[delta.line].short += delta.short
        handler = _HANDLERS.get(kind)
        if handler:
            handler(self, body)
        if kind in UNDOABLE:
            self.undoable.append(Undoable(seq, kind, body))

    def open_lines(self) -> Sequence[LineProgress]:
        """Return the lines with units to take, in the order of the walk, skipped ones last."""
        return _open_lines(self)

    def slot_of(self, order_id: int) -> int:
        """Return the slot of an order on this list's cart."""
        return next((order.slot for order in self.work.orders if order.order_id == order_id), 1)

    def open_tote(self, slot: int) -> ListTote | None:
        """Return the tote that takes units for a slot now."""
        return next((t for t in self.totes if t.slot == slot and not t.full and not t.lane), None)

    def tote(self, tote_id: int) -> ListTote | None:
        """Return a tote of this list."""
        return next((tote for tote in self.totes if tote.tote_id == tote_id), None)

    def order_in_slot(self, slot: int) -> int:
        """Return the order whose units go into a slot; 0 where the list has several orders and one slot."""
        return next((order.order_id for order in self.work.orders if order.slot == slot), 0)

    def short_orders(self) -> set[int]:
        """Return the orders that miss something, or that the picker holds back: their totes go to HOLD."""
        return self.held | {line.line.order_id for line in self.lines.values() if line.short}

    def totes_here(self) -> list[ListTote]:
        """Return the totes that are with the picker."""
        return [tote for tote in self.totes if not tote.lane]

    def found_short(self, item_id: int) -> set[int]:
        """Return the bins of an item that were found short on this walk."""
        return {u.body["location"] for u in self.undoable if u.kind == "short_found" and u.body["item"] == item_id}

    def contents(self, tote_id: int) -> int:
        """Return the units that this claim has put into a tote."""
        units = 0
        for fact in self.undoable:
            body = fact.body
            if fact.kind == "item_taken" and body["to"] == ["tote", tote_id]:
                units += int(body["qty"])
            if fact.kind == "item_put" and body["tote"] == tote_id:
                units += int(body["qty"])
        return units

    def units(self) -> tuple[int, int]:
        """Return units taken and units wanted."""
        return sum(x.picked for x in self.lines.values()), sum(x.line.qty for x in self.lines.values())

    def lines_done(self) -> int:
        """Return the number of lines with nothing left to take."""
        return sum(1 for line in self.lines.values() if not line.remaining)


_Found = TypeVar("_Found")


def remembered(find: Callable[[ListProgress], _Found]) -> Callable[[ListProgress], _Found]:
    """Keep what `find` makes of a list until its next fact: one answer asks the same of long lists many times."""

    @wraps(find)
    def found(progress: ListProgress) -> _Found:
        if find not in progress.known:
            progress.known[find] = find(progress)
        known: _Found = progress.known[find]
        return known

    return found


@remembered
def _open_lines(progress: ListProgress) -> Sequence[LineProgress]:
    waiting = [line for line in progress.lines.values() if line.remaining]
    return sorted(waiting, key=lambda line: (line.skipped, line.line.n))


def _goods(body: Mapping[str, Any]) -> HandGoods:
    return HandGoods(read_lot(body.get("lot")), int(body["qty"]), tuple(body.get("serials", ())))


def _item_taken(progress: ListProgress, body: Mapping[str, Any]) -> None:
    progress.here = int(body["location"])
    if body["to"][0] == "hand":
        progress.lines[int(body["line"])].carry(_goods(body), 1)
    progress.serials.update((int(body["item"]), str(serial)) for serial in body.get("serials", ()))
    if body.get("how") == "nocode":
        progress.no_code.add((int(body["location"]), int(body["item"])))


def _item_put(progress: ListProgress, body: Mapping[str, Any]) -> None:
    progress.lines[int(body["line"])].carry(_goods(body), -1)


def _short_found(progress: ListProgress, body: Mapping[str, Any]) -> None:
    if int(body["found"]):
        progress.still_here.add(int(body["location"]))
    if body.get("redirect"):
        progress.lines[int(body["line"])].moved_to = _redirect(body)


def _redirect(body: Mapping[str, Any]) -> BinStock:
    other = body["redirect"]
    lot = read_lot(other.get("lot"))
    return BinStock(int(other["location"]), lot.code, lot.expiry, int(other["qty"]))


def _redirect_before(progress: ListProgress, line: int) -> BinStock | None:
    """Return where a line was sent by the shorts that still stand."""
    shorts = [fact.body for fact in progress.undoable if fact.kind == "short_found" and fact.body["line"] == line]
    return next((_redirect(body) for body in reversed(shorts) if body.get("redirect")), None)


def _undone(progress: ListProgress, body: Mapping[str, Any]) -> None:
    kind, copy = str(body["copy"]["kind"]), body["copy"]["body"]
    line = progress.lines.get(int(copy.get("line", 0)))
    progress.undoable = [u for u in progress.undoable if u.seq != int(body["seq"])]
    progress.serials.difference_update((int(copy["item"]), str(s)) for s in copy.get("serials", ()))
    if line is None:
        return
    if kind == "item_taken" and copy["to"][0] == "hand":
        line.carry(_goods(copy), -1)
    if kind == "item_put":
        line.carry(_goods(copy), 1)
    if kind == "short_found":
        line.moved_to = _redirect_before(progress, line.line.n)
        progress.still_here.add(int(copy["location"]))


def _line_skipped(progress: ListProgress, body: Mapping[str, Any]) -> None:
    rank = 1 + max(line.skipped for line in progress.lines.values())
    for n in body["lines"]:
        progress.lines[int(n)].skipped = rank
    progress.here = 0


def _tote_opened(progress: ListProgress, body: Mapping[str, Any]) -> None:
    known = progress.tote(int(body["tote"]))
    if known:  # not full after all
        known.full = False
        return
    progress.totes.append(ListTote(int(body["tote"]), int(body["slot"])))


def _tote_full(progress: ListProgress, body: Mapping[str, Any]) -> None:
    tote = progress.tote(int(body["tote"]))
    if tote:
        tote.full = True


def _tote_parked(progress: ListProgress, body: Mapping[str, Any]) -> None:
    tote = progress.tote(int(body["tote"]))
    if tote:
        tote.lane = int(body["location"])


def _tote_emptied(progress: ListProgress, body: Mapping[str, Any]) -> None:
    progress.totes = [tote for tote in progress.totes if tote.tote_id != int(body["tote"])]


def _location_confirmed(progress: ListProgress, body: Mapping[str, Any]) -> None:
    progress.here = int(body["location"])


def _question_answered(progress: ListProgress, body: Mapping[str, Any]) -> None:
    if body.get("question") == "hold":
        progress.held.add(int(body["order"]))


def _state(state: str) -> Any:
    def apply(progress: ListProgress, _body: Mapping[str, Any]) -> None:
        progress.state = state

    return apply


_HANDLERS: dict[str, Any] = {
    "item_taken": _item_taken,
    "item_put": _item_put,
    "short_found": _short_found,
    "undone": _undone,
    "line_skipped": _line_skipped,
    "tote_opened": _tote_opened,
    "tote_full": _tote_full,
    "tote_parked": _tote_parked,
    "tote_emptied": _tote_emptied,
    "location_confirmed": _location_confirmed,
    "question_answered": _question_answered,
    "list_started": _state("picking"),
    "list_paused": _state("paused"),
    "list_handed_back": _state("released"),
    "list_finished": _state("done"),
}
