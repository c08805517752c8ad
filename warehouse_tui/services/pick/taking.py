"""Taking goods from a bin: what must be known of them first, what is refused, and the fact that it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from warehouse_tui.domain.facts import Body, lot_body
from warehouse_tui.domain.scans import Feedback, Resolution, Scan
from warehouse_tui.domain.stock import NO_LOT, Lot
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import need_item, refuse_goods
from warehouse_tui.services.pick.progress import LineProgress
from warehouse_tui.services.pick.stop import Stop
from warehouse_tui.services.ports import Item
from warehouse_tui.services.step import Reply, good, wrong
from warehouse_tui.services.views import Line, Tone
from warehouse_tui.services.words import item_tail


@dataclass(frozen=True, slots=True)
class Goods:
    """What one scan, or one counted number, holds: units, and what is known of their lot and serial."""

    qty: int
    lot: Lot = NO_LOT
    serial: str = ""
    how: str = "scan"
    swap_agreed: bool = False


def read_goods(found: Resolution) -> Goods:
    """Return what a scanned item code says of the goods."""
    read = found.read
    qty = found.multiplier * (read.count or 1)
    return Goods(qty, Lot(read.lot or "", read.expiry), read.serial or "")


def missing(item: Item, goods: Goods) -> str:
    """Return what must still be captured of the goods: `lot`, `expiry`, `serial` or nothing."""
    if item.tracking == "lot" and not goods.lot.code:
        return "lot"
    if item.tracking == "expiry" and not goods.lot.expiry:
        return "expiry"
    if item.tracking == "serial" and not goods.serial:
        return "serial"
    return ""


def identify(desk: Desk, item: Item, stop: Stop, goods: Goods) -> Goods:
    """Return the goods with the lot as the site keeps it: none where it keeps none, the date where it is known."""
    lot = goods.lot
    if item.tracking == "lot":
        known = desk.directory.lot_expiry(item.item_id, lot.code)
        wanted = stop.first.expiry if lot.code == stop.first.lot else None
        return replace(goods, lot=Lot(lot.code, lot.expiry or known or wanted))
    if item.tracking == "expiry":
        return replace(goods, lot=Lot("", lot.expiry))
    return replace(goods, lot=NO_LOT)


def refusal(desk: Desk, stop: Stop, item: Item, goods: Goods) -> tuple[str, dict[str, object]] | None:
    """Return why these goods must not be taken, as the end of a catalogue key with its values; None: they may."""
    if desk.directory.frozen(stop.location_id, item.item_id) and stop.location_id not in desk.work().still_here:
        return "frozen", {"place": desk.place(stop.location_id).code}
    if goods.lot.expiry:
        bad = _date_refusal(desk, item, goods.lot.expiry)
        if bad:
            return bad
    if goods.serial and _serial_seen(desk, item, goods.serial):
        return "serial_seen", {"serial": goods.serial}
    if goods.qty > stop.remaining:
        return "too_many", {"n": goods.qty, "left": stop.remaining}
    return None


def _date_refusal(desk: Desk, item: Item, expiry: date) -> tuple[str, dict[str, object]] | None:
    if expiry < desk.today():
        return "expired", {"date": expiry.isoformat()}
    if expiry < desk.today() + timedelta(days=item.min_days_left):
        return "too_short", {"date": expiry.isoformat(), "days": item.min_days_left}
    return None


def _serial_seen(desk: Desk, item: Item, serial: str) -> bool:
    """Return whether a unit with this serial left the shelves already, here or by what the centre told."""
    if (item.item_id, serial) in desk.work().serials:
        return True
    holder = desk.directory.serial_holder(item.item_id, serial)
    return holder is not None and not holder.startswith(("location:", "unknown:"))


def other_lot(item: Item, stop: Stop, goods: Goods) -> bool:
    """Return whether these are good units of another lot than the one that was reserved."""
    if item.tracking == "lot":
        return bool(stop.first.lot) and goods.lot.code != stop.first.lot
    if item.tracking == "expiry":
        return stop.first.expiry is not None and goods.lot.expiry != stop.first.expiry
    return False


def take(desk: Desk, scan: Scan, stop: Stop, goods: Goods) -> Reply:
    """Write that goods were taken, and answer; or refuse them with the reason. Beyond what is wanted nothing is
    written.
    """
    item = desk.item(stop.item_id)
    bad = refusal(desk, stop, item, goods)
    if bad:
        return refuse_goods(desk, scan, item, need_item(desk, stop), bad[0], **bad[1])
    desk.write(*_facts(desk, stop, goods, scan.text))
    return answer(desk, stop, item, goods.qty)


def _facts(desk: Desk, stop: Stop, goods: Goods, code: str) -> Iterator[tuple[str, Body]]:
    for line, qty in stop.split(goods.qty):
        yield "item_taken", taken_body(desk, line, qty, goods) | {"code": code[:100]}


def taken_body(desk: Desk, line: LineProgress, qty: int, goods: Goods) -> dict[str, Any]:
    """Return the body of `item_taken`: the goods from their bin into the tote, or into the hand on a cart."""
    body: dict[str, Any] = desk.list_body() | {
        "line": line.line.n,
        "order_line": line.line.order_line,
        "allocation": line.line.allocation_id,
        "alloc": {"location": line.line.location_id, "lot": line.line.lot_id},
        "item": line.line.item_id,
        "qty": qty,
        "location": line.location_id,
        "lot": lot_body(goods.lot),
        "to": _target(desk, line),
        "how": goods.how,
    }
    return body | ({"serials": [goods.serial]} if goods.serial else {})


def _target(desk: Desk, line: LineProgress) -> list[object]:
    progress = desk.work()
    if progress.is_cart:
        return ["hand", progress.work.list_id]
    tote = progress.open_tote(progress.slot_of(line.line.order_id))
    return ["tote", tote.tote_id if tote else 0]


def answer(desk: Desk, stop: Stop, item: Item, qty: int) -> Reply:
    """Answer units that were taken: two beeps with the last of the stop, else one."""
    place = desk.place(stop.location_id).code
    text = desk.say("taken", taken=stop.taken, wanted=stop.wanted)
    if stop.remaining:
        return good(text)
    desk.last = Line(
        desk.say("last_stop", place=place, taken=stop.taken, wanted=stop.wanted), item_tail(item), Tone.GOOD
    )
    return good(desk.say("stop_done", place=place, n=stop.taken), Feedback.LINE_DONE)


def ask_second_scan(desk: Desk, goods: Goods) -> Reply:
    """Ask for the scan that agrees to another lot."""
    name = goods.lot.code or (goods.lot.expiry.isoformat() if goods.lot.expiry else "")
    return wrong(desk.say("other_lot_again", lot=name))
