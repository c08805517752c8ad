"""Who works here: badges, PINs where a role asks for one, and the change of worker in the middle."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from warehouse_tui.domain.errors import JournalError
from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.ports import Worker
from warehouse_tui.services.step import Reply, Step, good, wrong
from warehouse_tui.services.views import Big, Entry, Header, Key, Line, Tone, View, Wanted

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=5)
MAY_PICK = frozenset({"picker", "supervisor", "administrator"})


class SignIn(Step):
    """SCAN YOUR BADGE."""

    name = "sign_in"
    takes = frozenset({ResolvedKind.BADGE})

    def view(self) -> View:
        """Ask for a badge."""
        desk = self.desk
        lines = (Line(desk.rules.site_name, tone=Tone.STRONG),) if desk.rules.site_name else ()
        return View(self.name, Header(), (Big("", desk.say("badge_word")),), lines, desk.say("scan_badge"))

    def wanted(self) -> Wanted:
        """Return that any badge will do."""
        return Wanted("badge")

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Only badges sign in; the record keeps what was tried, not what was typed."""
        self.desk.write(("sign_in_failed", {"reason": "no_badge"}))
        return wrong(self.desk.say("not_a_badge"))


class Lockout:
    """Five wrong PINs lock that worker for five minutes, also over a restart: the failures are facts."""

    def __init__(self) -> None:
        self._failures: dict[int, list[datetime]] = {}

    def learn(self, failures: Iterable[tuple[int, datetime]]) -> None:
        """Take (worker, when) of earlier wrong PINs, from the journal."""
        for worker_id, when in failures:
            self.failed(worker_id, when)

    def failed(self, worker_id: int, now: datetime) -> None:
        """Count a wrong PIN."""
        self._failures.setdefault(worker_id, []).append(now)

    def passed(self, worker_id: int) -> None:
        """Forget the wrong PINs of a worker who gave the right one."""
        self._failures.pop(worker_id, None)

    def until(self, worker_id: int, now: datetime) -> datetime | None:
        """Return until when a worker is locked out, None where he is not."""
        recent = [t for t in self._failures.get(worker_id, []) if now - t < LOCKED_FOR]
        return recent[-1] + LOCKED_FOR if len(recent) >= MAX_FAILURES else None


class AskPin(Step):
    """PIN, typed; a scan cannot be one."""

    name = "pin"

    def __init__(self, desk: Desk, worker: Worker, lockout: Lockout) -> None:
        super().__init__(desk)
        self.worker = worker
        self.lockout = lockout
        self.passed = False

    def view(self) -> View:
        """Ask for the PIN of the worker whose badge was scanned."""
        desk = self.desk
        entry = Entry(desk.say("pin_word"), 12, secret=True)
        back = Key("escape", "back", desk.say("key_back"))
        return View(
            self.name,
            Header(),
            (Big("", desk.say("pin_word")),),
            (Line(self.worker.name),),
            desk.say("key_pin"),
            entry,
            keys=(back,),
        )

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Refuse: a PIN comes from keys."""
        return wrong(self.desk.say("pin_by_keys"))

    def typed(self, text: str) -> Reply:
        """Check the PIN; five failures lock the worker."""
        desk, now = self.desk, self.desk.clock.now()
        locked = self.lockout.until(self.worker.worker_id, now)
        if locked:
            return wrong(desk.say("locked_until", time=desk.time_of(locked)))
        if desk.pins.verify(self.worker.pin_hash, text):
            self.lockout.passed(self.worker.worker_id)
            self.passed = True
            return Reply(done=True)
        desk.write(("sign_in_failed", {"reason": "pin", "worker": self.worker.worker_id}))
        self.lockout.failed(self.worker.worker_id, now)
        locked = self.lockout.until(self.worker.worker_id, now)
        return wrong(desk.say("locked_until", time=desk.time_of(locked)) if locked else desk.say("wrong_pin"))


class TakeOver(Step):
    """TAKE ANA'S LIST? The new worker scans a tote of it, and so proves to stand at the cart."""

    name = "take_over"
    takes = frozenset({ResolvedKind.TOTE})

    def __init__(self, desk: Desk, worker: Worker) -> None:
        super().__init__(desk)
        self.worker = worker

    def view(self) -> View:
        """Ask for a tote of the list."""
        desk, progress = self.desk, self.desk.work()
        codes = [desk.tote_code(tote.tote_id) for tote in progress.totes_here()]
        before = desk.worker.name if desk.worker else ""
        line = Line(desk.say("take_list_of", name=before, number=progress.work.number), tone=Tone.STRONG)
        back = Key("escape", "back", desk.say("key_back"))
        big = (Big(self.worker.name, codes[0] if codes else ""),)
        return View(
            self.name, Header(), big, (line,), desk.say("scan_tote_named", tote=" / ".join(codes)), keys=(back,)
        )

    def wanted(self) -> Wanted:
        """Return a tote of the list."""
        return Wanted("tote", self.desk.tote_code(self.desk.work().totes_here()[0].tote_id))

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Change the worker when a tote of the list is scanned."""
        if found.kind is ResolvedKind.TOTE and found.id in [t.tote_id for t in self.desk.work().totes_here()]:
            return sign_in(self.desk, self.worker)
        return wrong(self.desk.say("scan_tote_of_list"))


class SenseCheck(Step):
    """HEARD IT? One scan of the own badge proves that the low tone is heard and the colours are told apart."""

    name = "sense_check"
    takes = frozenset({ResolvedKind.BADGE})

    def __init__(self, desk: Desk, worker: Worker) -> None:
        super().__init__(desk)
        self.worker = worker

    def view(self) -> View:
        """Show each colour with its glyph and word."""
        say = self.desk.say
        colours = (("colour_good", Tone.GOOD), ("colour_warn", Tone.WARN), ("colour_bad", Tone.BAD))
        lines = tuple(Line(say(key), tone=tone) for key, tone in colours)
        back = Key("escape", "back", say("key_back"))
        help_key = Key("f2", "XXHELP", say("key_XXHELP"))
        return View(
            self.name, Header(), (Big("", say("sense_word")),), lines, say("sense_action"), keys=(help_key, back)
        )

    def wanted(self) -> Wanted:
        """Return that the badge is wanted again."""
        return Wanted("badge")

    def badge(self, worker_id: int) -> Reply | None:
        """Go to work when the same worker scans again; another one signs in as always."""
        if worker_id != self.worker.worker_id:
            return None
        return good(self.desk.say("hello", name=self.worker.name), done=True)

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Nothing else ends the check by scanning."""
        return wrong(self.desk.say("sense_action"))


def sign_in(desk: Desk, worker: Worker) -> Reply:
    """Write who works here from now on; a paused list goes on."""
    before, desk.worker = desk.worker, worker
    facts = [("signed_in", {"worker": worker.worker_id})]
    if desk.progress and desk.progress.state == "paused":
        facts.append(("list_started", desk.list_body()))
    try:
        desk.write(*facts)
    except JournalError:
        desk.worker = before
        raise
    desk.speak()
    return good(desk.say("hello", name=worker.name), Feedback.COUNTED, done=True)


def badge_of(found: Resolution) -> int:
    """Return the worker that a scan names, 0 for none."""
    return found.id if found.kind is ResolvedKind.BADGE else 0
