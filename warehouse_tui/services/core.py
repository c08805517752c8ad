"""The core thread: owner of services and journal. Everybody else exchanges messages with it."""

import queue
import threading
from collections.abc import Callable

from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.events import Event
from warehouse_tui.services.station import Station
from warehouse_tui.services.views import Outcome

Deliver = Callable[[Outcome], None]
Sound = Callable[[str, Feedback], None]
Crashed = Callable[[BaseException], None]


class CoreThread:
    """Runs one station. `make` builds it on the thread itself, since journal and replica belong to their thread.

    Each outcome goes to the scanner's beeper first (`sound`), then to the screen (`deliver`). `crashed` hears of an
    error that nobody foresaw; the thread ends then.
    """

    def __init__(self, make: Callable[[], Station], sound: Sound, crashed: Crashed) -> None:
        self._make = make
        self._sound = sound
        self._crashed = crashed
        self._deliver: Deliver = lambda _outcome: None
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)

    def start(self, deliver: Deliver) -> None:
        """Begin; the first outcome is where the journal ended."""
        self._deliver = deliver
        self._thread.start()

    def post(self, event: Event) -> None:
        """Take an event and return at once."""
        self._events.put(event)

    def stop(self, timeout: float = 5.0) -> None:
        """Answer what was posted before, then end."""
        self._events.put(None)
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            station = self._make()
            self._deliver(station.start())
            while (event := self._events.get()) is not None:
                self._answer(station.handle(event))
        except BaseException as error:  # noqa: BLE001  the thread's edge: the app must hear of it
            self._crashed(error)

    def _answer(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if outcome.feedback is not Feedback.NONE and outcome.scanner:
            self._sound(outcome.scanner, outcome.feedback)
        self._deliver(outcome)
