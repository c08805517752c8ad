"""The end of the walk: every tote with goods stands in a scanned lane, else it would be a lost order."""

from warehouse_tui.domain.facts import Body
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.progress import ListProgress, ListTote
from warehouse_tui.services.pick.stop import next_put, next_stop
from warehouse_tui.services.pick.wording import escape, keys
from warehouse_tui.services.ports import Location
from warehouse_tui.services.step import Reply, Step, good, wrong
from warehouse_tui.services.views import Big, Header, Key, Line, Tone, View, Wanted


def to_park(progress: ListProgress) -> list[ListTote]:
    """Return the totes that hold goods and do not stand in a lane yet."""
    return [tote for tote in progress.totes if not tote.lane and progress.contents(tote.tote_id)]


def wanted_kind(progress: ListProgress, tote: ListTote) -> str:
    """Return the kind of lane a tote goes to: HOLD where its order misses something, else pack."""
    order = progress.order_in_slot(tote.slot)
    return "hold" if order in progress.short_orders() else "pack"


def wanted_lane(desk: Desk, tote: ListTote) -> Location | None:
    """Return the lane to bring a tote to; None where the site has none of its kind."""
    kind = wanted_kind(desk.work(), tote)
    lanes = desk.directory.lanes(kind) or desk.directory.lanes("pack") or desk.directory.lanes("hold")
    return lanes[0] if lanes else None


def park(desk: Desk, scan: Scan, found: Resolution, tote: ListTote) -> Reply:
    """Write that a tote stands in the scanned lane; one that misses something goes to HOLD only."""
    lane = wanted_lane(desk, tote)
    need = Need(lane.code if lane else desk.say("kind_pack"))
    if found.kind is not ResolvedKind.LOCATION:
        return refuse(desk, scan, found, need)
    place = desk.place(found.id)
    if place.kind not in ("pack", "hold", "wait"):
        return refuse(desk, scan, found, need)
    if wanted_kind(desk.work(), tote) == "hold" and place.kind == "pack" and desk.directory.lanes("hold"):
        return wrong(desk.say("short_goes_to_hold", lane=need.what))
    order = desk.work().order_in_slot(tote.slot)
    body = desk.list_body() | {"tote": tote.tote_id, "slot": tote.slot, "order": order, "location": found.id}
    desk.write(("tote_parked", body))
    return good(desk.say("parked", tote=desk.tote_code(tote.tote_id), lane=place.code), Feedback.LINE_DONE)


class LaneStep(Step):
    """BRING T7 TO P3: scan the lane. With several totes, scanning one chooses it."""

    name = "lane"
    takes = frozenset({ResolvedKind.LOCATION})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen = 0

    @property
    def tote(self) -> ListTote:
        """Return the tote to bring now."""
        totes = to_park(self.desk.work())
        return next((t for t in totes if t.tote_id == self._chosen), totes[0])

    def view(self) -> View:
        """Show tote and lane."""
        desk, tote = self.desk, self.tote
        lane = wanted_lane(desk, tote)
        code, place = desk.tote_code(tote.tote_id), lane.code if lane else "?"
        lines = []
        if wanted_kind(desk.work(), tote) == "hold":
            lines.append(Line(desk.say("order_incomplete"), tone=Tone.WARN))
        more = len(to_park(desk.work())) - 1
        if more:
            lines.append(Line(desk.say("more_totes", n=more)))
        big = (Big(desk.say("bring"), code, primary=False), Big(desk.say("to"), place))
        return View(self.name, Header(), big, tuple(lines), desk.say("scan_lane", lane=place), keys=self.shown_keys())

    def wanted(self) -> Wanted:
        """Return the lane's code."""
        lane = wanted_lane(self.desk, self.tote) if to_park(self.desk.work()) else None
        return Wanted("place", lane.code) if lane else Wanted("command", "XXDONE")

    def shown_keys(self) -> tuple[Key, ...]:
        """Return the keys of the step."""
        return keys(self.desk, (("f4", "XXUNDO"), ("f9", "XXHOLD")))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Park the tote in the scanned lane, or choose another tote."""
        if found.kind is ResolvedKind.TOTE and any(t.tote_id == found.id for t in to_park(self.desk.work())):
            self._chosen = found.id
            return good(self.desk.say("tote_chosen", tote=self.desk.tote_code(found.id)))
        return park(self.desk, scan, found, self.tote)


def is_finished(progress: ListProgress) -> bool:
    """Return whether nothing is left to take, to put or to bring."""
    return next_stop(progress) is None and next_put(progress) is None and not to_park(progress)


def closing_facts(desk: Desk, kind: str) -> list[tuple[str, Body]]:
    """Return the facts that end a list (`list_finished`, `list_handed_back`): its unused totes are free again."""
    unused = [tote for tote in desk.work().totes if not tote.lane]
    facts: list[tuple[str, Body]] = [("tote_emptied", desk.list_body() | {"tote": t.tote_id}) for t in unused]
    return [*facts, (kind, desk.list_body())]


class HandBack(LaneStep):
    """Give the list back: its totes go to a lane first, then anybody may take the rest."""

    name = "hand_back"

    def view(self) -> View:
        """Show the lane for the next tote, or ask for the last word."""
        desk = self.desk
        if to_park(desk.work()):
            return super().view()
        number = str(desk.work().work.number)
        line = (Line(desk.say("hand_back_hint")),)
        shown = (*keys(desk, (("f2", "XXDONE"),)), escape(desk))
        return View(
            self.name, Header(), (Big(desk.say("hand_back"), number),), line, desk.say("hand_back_done"), keys=shown
        )

    def shown_keys(self) -> tuple[Key, ...]:
        """Return the keys of the step."""
        return (escape(self.desk),)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Park the totes one by one; the last ends the work on the list."""
        if not to_park(self.desk.work()):
            return refuse(self.desk, scan, found, Need("XXDONE"))
        reply = super().scan(scan, found)
        if not to_park(self.desk.work()):
            if not (is_finished(self.desk.work()) and self.desk.work().state == "picking"):
                self.hand_back()  # else nothing is left to give: the list is done
            return Reply(reply.message, reply.feedback, done=True)
        return reply

    def command(self, word: str) -> Reply | None:
        """XXDONE gives back a list of which nothing was taken."""
        if word != "XXDONE" or to_park(self.desk.work()):
            return None
        self.hand_back()
        return good(self.desk.say("handed_back"), done=True)

    def hand_back(self) -> None:
        """Write that the list is free for others."""
        self.desk.write(*closing_facts(self.desk, "list_handed_back"))
