"""The sync thread: hands facts over, pulls what changed, claims lists. The core thread never waits for it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from warehouse_tui.domain.errors import LinkDown, WarehouseError
from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.events import Event, Offers, WorkChanged
from warehouse_tui.services.ports import Clock, LinkStatus
from warehouse_tui.services.replication import Centre, Cursor, Pulled, Pushed
from warehouse_tui.sync.backoff import Backoff
from warehouse_tui.sync.claims import Claims, new_request_id
from warehouse_tui.sync.ports import FactSource, ReplicaWriter
from warehouse_tui.sync.state import LinkState

logger = logging.getLogger(__name__)
_PUSH = 500
_PULL = 1000
_CHECKPOINT_S = 5.0
_REFUSED_S = 5.0
_SIGN_S = 10.0
# The interpreter runs one thread at a time: what a scan wrote goes out when its answer is on the screen.
_ANSWER_S = 0.05
# A difference between two clocks that is within the time of the exchange says nothing.
_LEAST_OFFSET = timedelta(milliseconds=20)


@dataclass(frozen=True, slots=True)
class SyncParts:
    """What the thread works with. The callables open what must be opened on the thread itself, once or again.

    `post` hands an event to the core, `learn_offset` (milliseconds) tells the journal what the central clock is
    ahead, `ahead` how many lists to keep claimed, `alarm_after_s` how old an unsent fact may be on a good link.
    """

    open_centre: Callable[[], Centre]
    open_journal: Callable[[], FactSource]
    open_replica: Callable[[], ReplicaWriter]
    post: Callable[[Event], None]
    learn_offset: Callable[[int], None]
    ahead: Callable[[], int]
    clock: Clock
    poll_s: float = 0.2
    alarm_after_s: float = 60.0


class SyncThread:
    """Implements `services.ports.Link`; start it once, stop it before the journal is closed."""

    def __init__(self, parts: SyncParts) -> None:
        self._parts = parts
        self._claims = Claims(parts.ahead, parts.post, new_request_id, parts.clock.monotonic)
        self._state = LinkState(parts.clock, parts.post, parts.alarm_after_s)
        self._backoff = Backoff()
        self._wake = threading.Condition()
        self._work = self._offers_wanted = self._stopping = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._sent, self._applied = 0, -1
        self._cursor = Cursor()
        self._held: Sequence[tuple[int, int]] = ()
        self._next_checkpoint = self._next_sign = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Hand over what is unsent where the link answers, and end the thread."""
        with self._wake:
            self._stopping = self._work = True
            self._wake.notify()
        self._thread.join(timeout_s)

    def status(self) -> LinkStatus:
        """Return the newest known state of the link."""
        return self._state.status

    def want_work(self, list_id: int | None = None) -> None:
        """Ask for a claim: of one list, or of the most urgent. The answer is WorkChanged or ClaimRefused."""
        self._claims.want(list_id)
        self.facts_written()

    def want_offers(self) -> None:
        """Ask which lists could be claimed; the answer is Offers."""
        self._offers_wanted = True
        self.facts_written()

    def facts_written(self) -> None:
        """Say that there is something to do now."""
        with self._wake:
            self._work = True
            self._wake.notify()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._serve()
            except WarehouseError as error:
                self._down(error)
            except Exception as error:
                logger.exception("sync failed")
                self._down(WarehouseError(f"the link failed unexpectedly: {error}"))

    def _serve(self) -> None:
        """Open everything and exchange until something fails or the thread is to stop."""
        journal, centre = self._parts.open_journal(), self._parts.open_centre()
        try:
            replica = self._parts.open_replica()
            self._sent = centre.push(()).last_seq
            self._cursor, self._held = replica.cursor(), replica.claims()
            if self._pull(replica, centre):
                self._parts.post(WorkChanged())
            self._claims.saw(journal.after(self._applied, self._sent))
            while True:
                stopping = self._stopping
                refused = self._exchange(journal, replica, centre)
                self._backoff.reset()
                if stopping:
                    return
                self._pause(_REFUSED_S if refused else self._parts.poll_s, at_least=bool(refused))
        finally:
            journal.close()
            centre.close()

    def _exchange(self, journal: FactSource, replica: ReplicaWriter, centre: Centre) -> str:
        """Push, pull and claim once; return why the centre takes no facts, empty where it does."""
        refused = self._push(journal, centre)
        changed = self._pull(replica, centre)
        if self._claims.fill(centre, self._held):
            changed = self._pull(replica, centre) or changed
        if changed:
            self._parts.post(WorkChanged())
        if self._offers_wanted:
            self._offers_wanted = False
            self._parts.post(Offers(tuple(centre.offers())))
        self._tidy(journal)
        oldest = journal.after(self._sent, 1)
        self._state.up(journal.last_seq() - self._sent, oldest[0].wall if oldest else None, refused)
        return refused

    def _push(self, journal: FactSource, centre: Centre) -> str:
        """Hand over everything that is unsent; return why the centre takes nothing, empty where it does."""
        while True:
            facts, before = journal.after(self._sent, _PUSH), self._sent
            answer = self._hand_over(facts, centre)
            if answer is None:
                return self._ahead_of(journal)
            if answer.refused:
                return answer.refused
            self._sent = answer.last_seq if answer.send_from is None else answer.send_from - 1
            self._claims.saw(_through(facts, self._sent))
            if self._sent == before:
                return ""

    def _hand_over(self, facts: Sequence[Fact], centre: Centre) -> Pushed | None:
        """Push facts; without any, say now and then that there are none, so that nobody waits for them."""
        now = self._parts.clock.monotonic()
        if not facts and now < self._next_sign:
            return None
        self._next_sign = now + _SIGN_S
        answer = centre.push(facts)
        return answer if facts or answer.refused else None

    def _ahead_of(self, journal: FactSource) -> str:
        if self._sent <= journal.last_seq():
            return ""
        return "the centre holds more facts than this journal: was its disk replaced? Rejoin the station"

    def _pull(self, replica: ReplicaWriter, centre: Centre) -> bool:
        """Write every page that waits; return whether a record changed."""
        changed, more = False, True
        while more:
            before = self._parts.clock.now()
            page = centre.pull(self._cursor, _PULL)
            self._learn_offset(page, before - self._parts.clock.now())
            if page.documents or page.restart or page.applied_seq != self._applied:
                replica.load(page)
                self._cursor, self._applied = page.cursor, page.applied_seq
            changed = changed or bool(page.documents) or page.restart
            more = page.more
        if changed:
            self._held = replica.claims()
        return changed

    def _learn_offset(self, page: Pulled, minus_taken: timedelta) -> None:
        if page.now is None:
            return
        offset = page.now - (self._parts.clock.now() + minus_taken / 2)
        if abs(offset) <= max(_LEAST_OFFSET, -minus_taken):
            offset = timedelta()
        self._parts.learn_offset(round(offset / timedelta(milliseconds=1)))

    def _tidy(self, journal: FactSource) -> None:
        now = self._parts.clock.monotonic()
        if now >= self._next_checkpoint:
            self._next_checkpoint = now + _CHECKPOINT_S
            journal.checkpoint()

    def _down(self, error: WarehouseError) -> None:
        """Say that the link is down, or what else is wrong, and wait before the next try."""
        unsent = self._unsent()
        self._state.down(unsent, "" if isinstance(error, LinkDown) else error.message)
        self._claims.offline()
        if self._offers_wanted:
            self._offers_wanted = False
            self._parts.post(Offers(()))
        if not self._stopping:
            self._pause(self._backoff.wait(), at_least=True)

    def _unsent(self) -> int:
        try:
            journal = self._parts.open_journal()
        except WarehouseError:
            return 0
        try:
            return max(0, journal.last_seq() - self._sent)
        finally:
            journal.close()

    def _pause(self, seconds: float, *, at_least: bool = False) -> None:
        """Wait until there is something to do; `at_least`: only the end of the thread cuts the wait short."""
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or (self._work and not at_least), seconds)
            if self._work:
                self._wake.wait_for(lambda: self._stopping, _ANSWER_S)
            self._work = False


def _through(facts: list[Fact], seq: int) -> list[Fact]:
    return [fact for fact in facts if fact.seq <= seq]
