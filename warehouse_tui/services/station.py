"""The station: one door for every scan, key and message; it finds the step at hand and answers with an Outcome.

It runs on the core thread only. What it shows follows from the journal and the replica, so it may be killed at any
moment and comes back to the same line and the same quantity.
"""

from dataclasses import replace
from typing import assert_never

from warehouse_tui.domain.errors import JournalError
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan, ScanNote
from warehouse_tui.services import events
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.flow import Flow
from warehouse_tui.services.pick.commands import help_asked, pick_command
from warehouse_tui.services.recovery import recover
from warehouse_tui.services.scan import ALL_KINDS, Resolver
from warehouse_tui.services.sign_in import AskPin, badge_of
from warehouse_tui.services.step import Reply, note, wrong
from warehouse_tui.services.trigger import Trigger
from warehouse_tui.services.views import Message, Outcome, Tone
from warehouse_tui.services.waiting import Offered, Waiting

LEAVE_WITHIN_S = 5.0


class Station:
    """The services of one station. `handle` answers one event with what to show, or None for no change."""

    def __init__(self, desk: Desk, resolver: Resolver, trigger: Trigger) -> None:
        self.desk = desk
        self.resolver = resolver
        self.trigger = trigger
        self.flow = Flow(desk)
        self._leave_asked = float("-inf")
        self._recovered = False
        self._answered: tuple[str, Message | None] = ("", None)  # step and words of the last answer

    def start(self) -> Outcome:
        """Pick up where the journal ends."""
        self.desk.rules = self.desk.directory.rules()
        self._recover()
        self.flow.next_list()
        return self.flow.outcome(self.flow.settle(Reply()))

    def _recover(self) -> None:
        """Find worker and lists by the journal; once more when the replica has come, where it was lost."""
        self._recovered = self.desk.directory.ready()
        self.flow.lockout, self.flow.closed = recover(self.desk)
        self.desk.speak()

    def handle(self, event: events.Event) -> Outcome | None:
        """Answer one event. A journal that refuses is said in plain words; nothing in memory has changed then."""
        try:
            outcome = self._handle(event)
        except JournalError as error:
            text = self.desk.say("journal_refused", reason=error.message)
            outcome = self.flow.outcome(Reply(Message(text, Tone.BAD), Feedback.WRONG))
        if outcome is not None:
            self._answered = (outcome.view.step, outcome.message)
        return outcome

    def _handle(self, event: events.Event) -> Outcome | None:
        match event:
            case events.Scanned():
                return self._scanned(replace(event.scan, text=_whole(event.scan.text)))
            case events.Commanded():
                return self.flow.outcome(self.flow.settle(self._command(event.word)))
            case events.Typed():
                return self.flow.outcome(self.flow.settle(self.flow.top.typed(_whole(event.text))))
            case events.WorkChanged():
                return self._work_changed()
            case events.ClaimRefused():
                return self._claim_refused(event.reason)
            case events.Offers():
                return self._offers(event)
            case events.LinkChanged():
                self.desk.link_status = event.status
                return self._unasked()
            case events.PortChanged():
                self.desk.ports[event.status.scanner] = event.status
                return self._unasked()
            case events.Tick():
                return None
            case _ as never:
                assert_never(never)

    def _scanned(self, scan: Scan) -> Outcome:
        if scan.note is not None:
            return self.flow.outcome(self._not_a_code(scan), scan.scanner)
        found = self.resolver.resolve(scan.text, self.flow.top.takes or ALL_KINDS, aim=scan.aim, gs1=scan.gs1)
        burst = self.trigger.is_burst(scan)
        self.desk.in_burst = burst
        try:
            reply = self._answer(scan, found)
        finally:
            self.desk.in_burst = False
        if burst and reply.feedback is Feedback.WRONG:
            reply = Reply(Message(self.desk.say("also_read", code=scan.text[:30]), Tone.MUTED))
        if reply.feedback in (Feedback.COUNTED, Feedback.LINE_DONE):
            self.trigger.good(scan)
        return self.flow.outcome(self.flow.settle(reply), scan.scanner)

    def _not_a_code(self, scan: Scan) -> Reply:
        if scan.note is ScanNote.REPEAT:
            return Reply(Message(self.desk.say("not_counted"), Tone.WARN), Feedback.NOT_COUNTED)
        key = "scan_overlong" if scan.note is ScanNote.OVERLONG else "scan_garbage"
        return wrong(self.desk.say(key, name=scan.scanner))

    def _answer(self, scan: Scan, found: Resolution) -> Reply:
        if found.kind is ResolvedKind.COMMAND:
            return self._scanned_command(found.command or scan.text)
        worker_id = badge_of(found)
        if worker_id:
            return self._badge(worker_id)
        return self.flow.top.scan(scan, found)

    def _scanned_command(self, word: str) -> Reply:
        reply = self._command(word)
        return replace(reply, feedback=Feedback.COUNTED) if reply.feedback is Feedback.NONE else reply

    def _command(self, word: str) -> Reply:
        """Answer a command: the step on top first, else the floor's, with side steps closed."""
        desk = self.desk
        if word == "back":
            self.flow.back()
            return Reply()
        if word == "report":
            return self.flow.report_misplaced()
        if word == "quit":
            return self._quit()
        own = self.flow.top.command(word)
        if own is not None:
            return own
        if word == "XXHELP":
            return help_asked(desk)
        if desk.worker is None:
            return note(desk.say("badge_first"))
        self.flow.drop_sides()
        return self._worker_command(word)

    def _worker_command(self, word: str) -> Reply:
        desk = self.desk
        if word == "XXOUT":
            return self._sign_out()
        if word == "XXLIST" and (desk.progress is None or desk.progress.state == "claimed"):
            desk.link.want_offers()
            return Reply(push=Offered(desk))
        if desk.progress is None:
            return note(desk.say("no_list_now"))
        reply = pick_command(desk, self.flow.base, word)
        return reply or wrong(desk.say("unknown_command", word=word[:20]))

    def _quit(self) -> Reply:
        """Leave on the second call within five seconds: everything is on disk at any moment."""
        now = self.desk.clock.monotonic()
        again = now - self._leave_asked < LEAVE_WITHIN_S
        self._leave_asked = now
        return Reply(leave=True) if again else note(self.desk.say("leave_again"))

    def _sign_out(self) -> Reply:
        desk = self.desk
        facts: list[tuple[str, dict[str, object]]] = []
        if desk.progress and desk.progress.state == "picking":
            facts.append(("list_paused", dict(desk.list_body())))
        desk.write(*facts, ("signed_out", {}))
        desk.worker = None
        desk.last = None
        desk.speak()
        return note(desk.say("goodbye"))

    def _badge(self, worker_id: int) -> Reply:
        """Sign in, change the worker in the middle, or go on after a pause."""
        desk = self.desk
        own = self.flow.top.badge(worker_id)
        if own is not None:
            return own
        worker = desk.directory.worker(worker_id)
        if worker is None:
            return wrong(desk.say("not_a_badge"))
        same = desk.worker is not None and desk.worker.worker_id == worker_id
        if same and not (desk.progress and desk.progress.state == "paused"):
            return note(desk.say("that_is_you"))
        locked = self.flow.lockout.until(worker_id, desk.clock.now())
        if locked:
            return wrong(desk.say("locked_until", time=desk.time_of(locked)))
        self.flow.drop_sides()
        if worker.roles & desk.rules.pin_for:
            if not worker.pin_hash:
                return wrong(desk.say("no_pin_set", name=worker.name))
            return Reply(feedback=Feedback.ATTENTION, push=AskPin(desk, worker, self.flow.lockout))
        return self.flow.admit(worker)

    def _work_changed(self) -> Outcome:
        self.desk.directory.refresh()
        self.desk.rules = self.desk.directory.rules()
        self.desk.freed_totes.clear()
        self.desk.parked_totes = {n: lane for n, lane in self.desk.parked_totes.items() if self._still_free(n)}
        if not self._recovered:
            self._recover()
        self.flow.next_list()
        return self._unasked()

    def _still_free(self, tote_id: int) -> bool:
        tote = self.desk.directory.tote(tote_id)
        return tote is not None and tote.state == "free"

    def _claim_refused(self, reason: str) -> Outcome:
        base = self.flow.base
        if isinstance(base, Waiting):
            base.reason = reason
        if self.desk.wanted_list:
            self.desk.wanted_list = 0
            return self.flow.outcome(note(self.desk.say(f"waiting_{reason}")))
        return self._unasked()

    def _offers(self, event: events.Offers) -> Outcome:
        if isinstance(self.flow.top, Offered):
            self.flow.top.lists = event.lists
        return self._unasked()

    def _unasked(self) -> Outcome:
        """Return what to show after something that no worker did: the last answer stays as long as its step does, and
        "list done" while the next list comes.
        """
        outcome = self.flow.outcome(Reply())
        step, said = self._answered
        return replace(outcome, message=said) if step in (outcome.view.step, Waiting.name) else outcome


def _whole(text: str) -> str:
    """Return text that can be written down: a keyboard's broken bytes come as halves of characters."""
    return text.encode("utf-8", "replace").decode()
