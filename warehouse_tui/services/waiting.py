"""Between lists: waiting for work, choosing a list, and the pause."""

from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.alerts import Need, refuse
from warehouse_tui.services.pick.wording import escape, keys
from warehouse_tui.services.ports import OfferedList
from warehouse_tui.services.step import Reply, Step, note
from warehouse_tui.services.views import Big, Choice, Header, Line, Tone, View, Wanted


class Loading(Step):
    """The station gets its data for the first time: no badge and no code is known yet."""

    name = "loading"

    def view(self) -> View:
        """Ask for patience."""
        desk = self.desk
        lines = (Line(desk.say("loading")),)
        return View(self.name, Header(), (Big("", desk.say("wait_word")),), lines, desk.say("loading_action"))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Nothing can be judged yet, so nothing is refused either."""
        return note(self.desk.say("loading"))


class Waiting(Step):
    """No list: the next one is asked for by itself."""

    name = "waiting"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.reason = "asking"

    def view(self) -> View:
        """Say why there is no work, and what to do."""
        desk = self.desk
        lines = (Line(desk.say(f"waiting_{self.reason}")),)
        shown = keys(desk, (("f2", "XXLIST"), ("f3", "XXOUT")))
        return View(
            self.name, Header(), (Big("", desk.say("wait_word")),), lines, desk.say("wait_for_list"), keys=shown
        )

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Tell the story of what was scanned; nothing is wanted now."""
        return refuse(self.desk, scan, found, Need(self.desk.say("a_list")))


class Offered(Step):
    """Choose a list among those that are free."""

    name = "offers"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lists: tuple[OfferedList, ...] | None = None

    def view(self) -> View:
        """Show up to nine lists with what they are about."""
        desk = self.desk
        if not self.lists:
            text = desk.say("no_lists" if self.lists is not None else "asking_lists")
            return View(
                self.name, Header(), (Big("", desk.say("lists_word")),), (Line(text),), "", keys=(escape(desk),)
            )
        choices = tuple(
            Choice(str(n), desk.say("list_title", number=offer.number), self._detail(offer), f"list:{offer.list_id}")
            for n, offer in enumerate(self.lists[:9], 1)
        )
        return View(self.name, Header(), (), (), desk.say("choose_list"), choices=choices, keys=(escape(desk),))

    def _detail(self, offer: OfferedList) -> str:
        desk = self.desk
        size = desk.say("list_size", orders=offer.orders, lines=offer.lines, units=offer.units)
        return f"{size} {desk.say('ship_by', time=desk.time_of(offer.ship_by))}" if offer.ship_by else size

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Nothing can be chosen by scanning here: Esc gives the most urgent list."""
        return refuse(self.desk, scan, found, Need(self.desk.say("choose_list")))

    def command(self, word: str) -> Reply | None:
        """Ask for the chosen list."""
        if not word.startswith("list:"):
            return None
        list_id = int(word.removeprefix("list:"))
        self.desk.wanted_list = list_id
        self.desk.link.want_work(list_id)
        return note(self.desk.say("list_asked"), done=True)


class Paused(Step):
    """PAUSED: any badge goes on."""

    name = "paused"
    takes = frozenset({ResolvedKind.BADGE})

    def view(self) -> View:
        """Ask for a badge."""
        desk = self.desk
        number = str(desk.work().work.number)
        lines = (Line(desk.say("paused_hint"), tone=Tone.MUTED),)
        shown = keys(desk, (("f2", "XXRETURN"), ("f3", "XXOUT")))
        return View(
            self.name, Header(), (Big(desk.say("pause_word"), number),), lines, desk.say("scan_badge"), keys=shown
        )

    def wanted(self) -> Wanted:
        """Return that any badge will do."""
        return Wanted("badge")

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Only a badge ends a pause."""
        return Reply(note(self.desk.say("scan_badge")).message, Feedback.WRONG)
