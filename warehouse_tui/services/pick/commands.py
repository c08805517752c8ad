"""What each command word does while a list is being picked."""

from collections.abc import Callable

from warehouse_tui.domain.scans import Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.count_step import Broken, Count
from warehouse_tui.services.pick.item_step import PickItem
from warehouse_tui.services.pick.lane_step import HandBack
from warehouse_tui.services.pick.nocode_step import NoCode
from warehouse_tui.services.pick.short_step import Short
from warehouse_tui.services.pick.stop import Stop, next_put, next_stop
from warehouse_tui.services.pick.tote_steps import FullTote, mark_full
from warehouse_tui.services.pick.undo_step import Undo
from warehouse_tui.services.pick.wording import escape
from warehouse_tui.services.step import Reply, Step, good, note, wrong
from warehouse_tui.services.views import Big, Header, View


def pick_command(desk: Desk, base: Step, word: str) -> Reply | None:
    """Answer a command at a step of a list; None where the word is none of the pick's."""
    action = _COMMANDS.get(word)
    if action and word in _IN_WORK and desk.work().state != "picking":
        return note(desk.say("scan_badge" if desk.work().state == "paused" else "not_started"))
    return action(desk, base) if action else None


def works_here(desk: Desk, base: Step, word: str) -> bool:
    """Return whether a command has something to do at this step: only then its key is shown."""
    at_stop = base.name in ("pick_item", "confirm_place")
    progress = desk.progress
    if progress is None:
        return word in ("XXHELP", "XXOUT", "XXLIST")
    started = progress.state == "picking"
    return {
        "XXSHORT": at_stop,
        "XXSKIP": at_stop and len(progress.open_lines()) > 1,
        "XXUNDO": bool(progress.undoable) and started,
        "XXFULL": started and (at_stop or base.name == "put"),
        "XXNOCODE": at_stop,
        "XXCOUNT": at_stop,
        "XXBROKEN": at_stop,
        "XXHOLD": started,
        "XXRETURN": True,
        "XXLIST": not started,
        "XXREST": started,
    }.get(word, True)


def _at_stop(desk: Desk, base: Step) -> tuple[PickItem, Stop] | None:
    stop = next_stop(desk.work())
    if stop is None or base.name not in ("pick_item", "confirm_place"):
        return None
    return (base if isinstance(base, PickItem) else PickItem(desk)), stop


def _here(open_step: Callable[[Desk, PickItem], Step]) -> Callable[[Desk, Step], Reply]:
    """Return the action that opens a side step, where the picker is at a stop."""

    def action(desk: Desk, base: Step) -> Reply:
        at = _at_stop(desk, base)
        if at is None:
            return note(desk.say("not_at_a_stop"))
        return Reply(push=open_step(desk, at[0]))

    return action


def _skip(desk: Desk, base: Step) -> Reply:
    at = _at_stop(desk, base)
    if at is None:
        return note(desk.say("not_at_a_stop"))
    stop, lines = at[1], [line.line.n for line in at[1].lines if line.remaining]
    if len(lines) == len(desk.work().open_lines()):
        return note(desk.say("nothing_else_open"))
    desk.write(("line_skipped", desk.list_body() | {"lines": lines}))
    return note(desk.say("skipped", place=desk.place(stop.location_id).code))


def _undo(desk: Desk, base: Step) -> Reply:
    if not desk.work().undoable:
        return note(desk.say("nothing_to_undo"))
    return Reply(push=Undo(desk))


def _full(desk: Desk, base: Step) -> Reply:
    progress = desk.work()
    stop, put = next_stop(progress), next_put(progress)
    if put:
        return mark_full(desk, put.slot)
    if progress.is_cart:
        return Reply(push=FullTote(desk))
    return mark_full(desk, progress.slot_of(stop.first.line.order_id)) if stop else note(desk.say("not_at_a_stop"))


def _count(desk: Desk, base: Step) -> Reply:
    at = _at_stop(desk, base)
    if at is None:
        return note(desk.say("not_at_a_stop"))
    if desk.item(at[1].item_id).tracking == "serial":
        return wrong(desk.say("serials_one_by_one"))
    return Reply(push=Count(desk, at[0]))


def _hold(desk: Desk, base: Step) -> Reply:
    progress = desk.work()
    if progress.is_cart:
        return Reply(push=HoldTote(desk))
    return hold(desk, progress.work.orders[0].order_id)


def hold(desk: Desk, order_id: int) -> Reply:
    """Write that an order's tote goes to HOLD at the end, by the picker's own word."""
    number = next(order.number for order in desk.work().work.orders if order.order_id == order_id)
    desk.write(("question_answered", desk.list_body() | {"question": "hold", "order": order_id, "answer": "yes"}))
    return note(desk.say("to_hold", order=number))


class HoldTote(Step):
    """WHICH ORDER? its tote says."""

    name = "hold_tote"
    takes = frozenset({ResolvedKind.TOTE})

    def view(self) -> View:
        """Ask for the tote."""
        desk = self.desk
        return View(self.name, Header(), (Big("", "HOLD"),), (), desk.say("scan_hold_tote"), keys=(escape(desk),))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Hold the order of the scanned tote."""
        tote = self.desk.work().tote(found.id) if found.kind is ResolvedKind.TOTE else None
        if tote is None:
            return refuse(self.desk, scan, found, Need(self.desk.say("a_tote_of_list")))
        reply = hold(self.desk, self.desk.work().order_in_slot(tote.slot))
        return Reply(reply.message, reply.feedback, done=True)


def _done(desk: Desk, base: Step) -> Reply:
    open_lines = len(desk.work().open_lines())
    return note(desk.say("lines_open", n=open_lines) if open_lines else desk.say("bring_totes"))


def _rest(desk: Desk, base: Step) -> Reply:
    if desk.work().state != "picking":
        return note(desk.say("not_started"))
    desk.write(("list_paused", desk.list_body()))
    return note(desk.say("paused"))


def _give_back(desk: Desk, base: Step) -> Reply:
    in_hand = [line.line.n for line in desk.work().lines.values() if line.hand]
    if in_hand:  # ends the visit, so that the next step is to put it into its tote
        desk.write(("line_skipped", desk.list_body() | {"lines": in_hand}))
        return wrong(desk.say("put_first"))
    return Reply(push=HandBack(desk))


def _reprint(desk: Desk, base: Step) -> Reply:
    return note(desk.say("nothing_printed_here"))


def help_asked(desk: Desk) -> Reply:
    """Write that a person is wanted here."""
    place = desk.work().here if desk.progress else 0
    desk.write(("help_asked", {"location": place} | (desk.list_body() if desk.progress else {})))
    return good(desk.say("help_called"))


_IN_WORK = frozenset({"XXUNDO", "XXFULL", "XXHOLD"})
_COMMANDS: dict[str, Callable[[Desk, Step], Reply]] = {
    "XXSHORT": _here(lambda desk, _taker: Short(desk)),
    "XXSKIP": _skip,
    "XXUNDO": _undo,
    "XXDONE": _done,
    "XXFULL": _full,
    "XXNOCODE": _here(lambda desk, taker: NoCode(desk, taker)),
    "XXCOUNT": _count,
    "XXBROKEN": _here(lambda desk, taker: Broken(desk, taker)),
    "XXREPRINT": _reprint,
    "XXHOLD": _hold,
    "XXREST": _rest,
    "XXRETURN": _give_back,
}
