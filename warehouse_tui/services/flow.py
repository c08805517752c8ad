"""Which step is at hand: the base step follows from what is on disk, side steps lie on top of it."""

from dataclasses import replace

from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.commands import works_here
from warehouse_tui.services.pick.item_step import ConfirmPlace, PickItem
from warehouse_tui.services.pick.lane_step import LaneStep, closing_facts, is_finished, to_park
from warehouse_tui.services.pick.progress import ListProgress
from warehouse_tui.services.pick.stop import next_put, next_stop, unbound_slots
from warehouse_tui.services.pick.tote_steps import BindTote, PutStep
from warehouse_tui.services.pick.wording import PICK_KEYS, must_confirm
from warehouse_tui.services.ports import Worker
from warehouse_tui.services.sign_in import MAY_PICK, AskPin, Lockout, SenseCheck, SignIn, TakeOver, sign_in
from warehouse_tui.services.step import Reply, Step, good, note, wrong
from warehouse_tui.services.views import Alert, Key, Message, Outcome
from warehouse_tui.services.waiting import Loading, Offered, Paused, Waiting

# Commands without an F-key of their own stand in the menu, where a digit chooses them.
MENU_WORDS = ("XXHELP", "XXREST", "XXRETURN", "XXLIST", "XXDONE", "XXREPRINT", "XXOUT")

# Side steps that stay when the list below them changes.
_OF_NO_LIST = (AskPin, SenseCheck, Offered)


class Flow:
    """The steps of one station."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lockout = Lockout()
        self.closed: set[tuple[int, int]] = set()  # lists that ended here, by claim
        self._sides: list[Step] = []
        self._base: Step = SignIn(desk)
        self._alert: Alert | None = None

    @property
    def base(self) -> Step:
        """Return the step that follows from what is on disk; the same object while it stays the same step."""
        wanted = self._wanted()
        if type(self._base) is not wanted:
            self._base = wanted(self.desk)
        return self._base

    @property
    def top(self) -> Step:
        """Return the step that answers now."""
        return self._sides[-1] if self._sides else self.base

    def _wanted(self) -> type[Step]:
        desk, progress = self.desk, self.desk.progress
        if desk.worker is None:
            return SignIn if desk.directory.ready() else Loading
        if progress is None:
            return Waiting
        if progress.state == "paused":
            return Paused
        if unbound_slots(progress):
            return BindTote
        if next_put(progress):
            return PutStep
        stop = next_stop(progress)
        if stop is None:
            return LaneStep if to_park(progress) else Waiting
        return ConfirmPlace if must_confirm(desk, stop, desk.item(stop.item_id)) else PickItem

    def settle(self, reply: Reply) -> Reply:
        """Open and close side steps as a reply says, and go on where a list or a PIN is done."""
        if reply.done and self._sides:
            reply = self._after(self._sides.pop(), reply)
        if reply.push:
            self._sides.append(reply.push)
        if reply.alert:
            self._alert = reply.alert
        elif reply.done or reply.push or reply.feedback.value in ("counted", "line_done", "none", "attention"):
            self._alert = None
        return self._finish_list(reply)

    def _after(self, ended: Step, reply: Reply) -> Reply:
        if isinstance(ended, AskPin) and ended.passed:
            return self.admit(ended.worker)
        progress = self.desk.progress
        if progress and progress.state == "released":
            self._leave_list()
            return reply if reply.message else good(self.desk.say("handed_back"))
        return reply

    def admit(self, worker: Worker) -> Reply:
        """Let a worker in; in the middle of somebody's list a tote of it must be scanned first."""
        desk, progress = self.desk, self.desk.progress
        if not worker.roles & MAY_PICK:
            return wrong(desk.say("not_your_station", name=worker.name))
        other = desk.worker is not None and desk.worker.worker_id != worker.worker_id
        if other and progress and progress.totes_here():
            return Reply(push=TakeOver(desk, worker))
        reply = replace(sign_in(desk, worker), done=False)
        self.next_list()
        if desk.rules.sense_check:
            return Reply(Message(desk.say("sense_action")), Feedback.WRONG, push=SenseCheck(desk, worker))
        return reply

    def _finish_list(self, reply: Reply) -> Reply:
        desk, progress = self.desk, self.desk.progress
        if progress is None or progress.state != "picking" or self._sides or not is_finished(progress):
            return reply
        number = progress.work.number
        desk.write(*closing_facts(desk, "list_finished"))
        self._leave_list()
        return good(desk.say("list_done", number=number), reply.feedback)

    def _leave_list(self) -> None:
        work = self.desk.work().work
        self.closed.add((work.list_id, work.claim_no))
        self.desk.freed_totes |= {t.tote_id for t in self.desk.work().totes if not t.lane}
        self.desk.parked_totes |= {t.tote_id: t.lane for t in self.desk.work().totes if t.lane}
        self.desk.progress = None
        self.desk.last = None
        self.next_list()

    def next_list(self) -> None:
        """Take up the list that was begun, else the chosen or most urgent one of those claimed; ask for more."""
        desk, before = self.desk, self._claim()
        if desk.progress is None or desk.progress.state == "claimed":
            desk.progress = self._choose()
            while desk.worker and desk.progress and desk.progress.state == "claimed" and is_finished(desk.progress):
                self._close_empty()
        if self._claim() != before:  # what lay on top was about another list
            self._sides = [side for side in self._sides if isinstance(side, _OF_NO_LIST)]
        if desk.worker is not None and desk.progress is None:
            desk.link.want_work()

    def _claim(self) -> tuple[int, int] | None:
        progress = self.desk.progress
        return (progress.work.list_id, progress.work.claim_no) if progress else None

    def _close_empty(self) -> None:
        """Finish a list that came with nothing left to take: it would be waited for for ever."""
        desk, work = self.desk, self.desk.work().work
        desk.write(("list_started", desk.list_body()), *closing_facts(desk, "list_finished"))
        self.closed.add((work.list_id, work.claim_no))
        desk.progress = self._choose()

    def _choose(self) -> ListProgress | None:
        desk = self.desk
        works = [work for work in desk.directory.works() if (work.list_id, work.claim_no) not in self.closed]
        if not works:
            return None
        facts = desk.journal.since(min(work.base_seq for work in works))
        lists = [ListProgress(work).fold(facts) for work in works]
        lists = [one for one in lists if one.state not in ("released", "done")]
        begun = [one for one in lists if one.state in ("picking", "paused")]
        chosen = [one for one in lists if one.work.list_id == desk.wanted_list]
        if chosen:
            desk.wanted_list = 0
        return next(iter([*begun, *chosen, *lists]), None)

    def back(self) -> None:
        """Close the alert, else the side step on top."""
        if self._alert:
            self._alert = None
        elif self._sides:
            self._sides.pop()

    def drop_sides(self) -> None:
        """Close the alert and every side step: a command or a badge goes to what lies below."""
        self._sides.clear()
        self._alert = None

    def outcome(self, reply: Reply, scanner: str = "") -> Outcome:
        """Return what to show now."""
        desk = self.desk
        view = self.top.view()
        shown = self._alert_keys() if self._alert else tuple(key for key in view.keys if self._works(key.command))
        view = replace(
            view, header=desk.header(), keys=shown, alert=self._alert, last=desk.last, language=desk.words.language
        )
        return Outcome(
            view, reply.message, reply.feedback, scanner, reply.leave, self._page(), self._menu(), self.top.wanted()
        )

    def _alert_keys(self) -> tuple[Key, ...]:
        """Return the ways out of the wrong-scan screen: report what lies in the wrong bin, short, back."""
        desk, found = self.desk, []
        at_stop = desk.progress is not None and works_here(desk, self.base, "XXSHORT") and not self._sides
        if at_stop and self._alert and self._alert.item_id:
            found.append(Key("f7", "report", desk.say("key_report")))
        if at_stop:
            found.append(Key("f2", "XXSHORT", desk.say("key_bin_empty")))
        return (*found, Key("escape", "back", desk.say("key_back")))

    def report_misplaced(self) -> Reply:
        """Write that the item which was scanned lies in the bin of another one."""
        desk, alert = self.desk, self._alert
        stop = next_stop(desk.work()) if desk.progress else None
        if alert is None or not alert.item_id or stop is None:
            return note(desk.say("not_at_a_stop"))
        body = {"reason": "misplaced", "item": alert.item_id, "location": stop.location_id}
        desk.write(("help_asked", desk.list_body() | body))
        return note(desk.say("reported"))

    def _works(self, word: str) -> bool:
        return self._sides != [] or not word.startswith("XX") or works_here(self.desk, self.base, word)

    def _page(self) -> str:
        return "sign-in" if self.desk.worker is None else "wrong-scan" if self._alert else "pick"

    def _menu(self) -> tuple[Key, ...]:
        """Return every command that works now: those with F-keys, then the others by digit."""
        desk, base = self.desk, self.base
        if desk.worker is None:
            words = ["XXHELP"]
        else:
            words = [word for word in MENU_WORDS if works_here(desk, base, word)]
        with_keys = PICK_KEYS if desk.worker and desk.progress else ()
        keyed = [Key(k, w, desk.say(f"key_{w}"), False) for k, w in with_keys if works_here(desk, base, w)]
        digits = [Key(str(n), word, desk.say(f"key_{word}"), False) for n, word in enumerate(words, 1)]
        return (*keyed, *digits)
