"""One scanner on one serial port: a thread that reads it and a thread that answers it."""

import errno
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import serial

from warehouse_tui.devices.feedback import ANSWER_WITHIN_S, REPLIES, feedback_bytes
from warehouse_tui.devices.framing import END_GAP_S, Frame, Framer, is_garbage
from warehouse_tui.domain.scans import Feedback, PortState, PortStatus, Scan, ScanNote

OnScan = Callable[[Scan], None]
OnStatus = Callable[[PortStatus], None]
Clock = Callable[[], float]

READ_TIMEOUT_S = 0.25
WRITE_TIMEOUT_S = 1.0
REOPEN_S = 0.5
_MOST_DETAIL = 200
_REASONS = {
    errno.ENOENT: "not plugged in",
    errno.EACCES: "no permission: add this user to the group dialout and sign in again",
    errno.EAGAIN: "another program has it open",
    errno.EBUSY: "another program has it open",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """A scanner. `port` is a path or a pyserial URL; `repeat_ms` is how soon the same code again is a repeat.

    `aim` and `gs1` say what the scanner sends: AIM prefixes always, or GS1 data without them; each scan carries them.
    """

    name: str
    port: str
    baud: int = 9600
    suffix: str = "auto"
    aim: bool = False
    gs1: bool = False
    repeat_ms: int = 150
    feedback: str = "none"


class Scanner:
    """Reads one port until it is stopped, and opens it again by the same name whenever it was lost.

    `on_scan` and `on_status` are called on the reader's thread and have to return at once.
    """

    def __init__(self, settings: ScannerSettings, on_scan: OnScan, on_status: OnStatus, clock: Clock) -> None:
        self.settings = settings
        self._on_scan = on_scan
        self._on_status = on_status
        self._clock = clock
        self._stopping = threading.Event()
        self._known = threading.Event()
        self._port: serial.Serial | None = None
        self._status: PortStatus | None = None
        self._repeat = _Repeat(settings.repeat_ms / 1000)
        self._unanswered_since: float | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._read_forever, name=f"scanner {settings.name}", daemon=True),
            threading.Thread(target=self._answer_forever, name=f"scanner {settings.name} answers", daemon=True),
        ]

    def start(self) -> None:
        """Begin to read; a port that is not there is no error but a status."""
        for thread in self._threads:
            thread.start()

    def wait_known(self, timeout: float) -> None:
        """Wait until the port is open or known to be lost."""
        self._known.wait(max(0.0, timeout))

    def ask_to_stop(self) -> None:
        """Tell the threads to end, without waiting for them."""
        self._stopping.set()
        self._answers.put(None)

    def join(self, timeout: float) -> None:
        """Wait for the threads to end."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def feedback(self, feedback: Feedback) -> None:
        """Send a sound to the hand; returns at once. What cannot be sent is dropped: it is late then."""
        self._unanswered_since = None
        data = feedback_bytes(self.settings.feedback, feedback)
        if data:
            self._answers.put(data)

    def _read_forever(self) -> None:
        while not self._stopping.is_set():
            try:
                self._read_open_port()
            except (OSError, ValueError) as error:
                self._report(PortState.LOST, reason(error))
            except Exception as error:  # noqa: BLE001  the thread's edge: one failure must not silence the scanner
                _log.exception("scanner %s", self.settings.name)
                self._report(PortState.LOST, f"internal error {type(error).__name__}; see the log")
            self._stopping.wait(REOPEN_S)

    def _read_open_port(self) -> None:
        settings = self.settings
        framer = Framer(settings.suffix, REPLIES.get(settings.feedback))
        with open_port(settings) as port:
            self._port = port
            try:
                self._report(PortState.OPEN)
                while not self._stopping.is_set():
                    data = port.read(1)
                    if data and (waiting := port.in_waiting):
                        data += port.read(waiting)
                    for frame in framer.feed(data, self._clock()):
                        self._deliver(frame)
                    self._let_go()
            finally:
                self._port = None

    def _deliver(self, frame: Frame) -> None:
        note = frame.note
        if note is ScanNote.GARBAGE and is_garbage(frame.data):
            self._report(PortState.WRONG_BAUD, f"unreadable at {self.settings.baud} baud")
        elif note is None:
            self._report(PortState.OPEN)
            if self._repeat.seen(frame.text, frame.at):
                note = ScanNote.REPEAT
        if self.settings.feedback in ANSWER_WITHIN_S:
            self._unanswered_since = frame.at
        settings = self.settings
        self._on_scan(Scan(frame.text, settings.name, frame.at, note, settings.aim, settings.gs1))

    def _let_go(self) -> None:
        """Answer a scanner that waits for an answer which nobody gave."""
        limit = ANSWER_WITHIN_S.get(self.settings.feedback)
        since = self._unanswered_since
        if limit is not None and since is not None and self._clock() - since >= limit:
            self.feedback(Feedback.NONE)

    def _report(self, state: PortState, detail: str = "") -> None:
        status = PortStatus(self.settings.name, self.settings.port, state, detail)
        if status != self._status:
            self._status = status
            self._on_status(status)
        self._known.set()

    def _answer_forever(self) -> None:
        while (data := self._answers.get()) is not None:
            port = self._port
            if port is None:
                continue
            try:
                port.write(data)
            except Exception as error:  # noqa: BLE001  the thread's edge: pyserial raises anything on a port just closed
                _log.warning("scanner %s took no sound: %s", self.settings.name, reason(error))


class _Repeat:
    """Tells a hardware repeat: the same code again within a time of the last one."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._text = ""
        self._at = float("-inf")

    def seen(self, text: str, at: float) -> bool:
        """Note a code and return whether it repeats the last one."""
        repeated = text == self._text and at - self._at < self._within_s
        self._text, self._at = text, at
        return repeated


def open_port(settings: ScannerSettings) -> serial.Serial:
    """Open a scanner's port; OSError or ValueError where it cannot be."""
    timeout = END_GAP_S if settings.suffix == "none" else READ_TIMEOUT_S
    # Only a real port can be locked against other programs.
    exclusive = None if "://" in settings.port else True
    port: serial.Serial = serial.serial_for_url(
        settings.port,
        baudrate=settings.baud,
        timeout=timeout,
        write_timeout=WRITE_TIMEOUT_S,
        exclusive=exclusive,
    )
    return port


def reason(error: Exception) -> str:
    """Return why a port failed, in words that are safe to show."""
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    text = known or str(error) or type(error).__name__
    return "".join(char if char.isprintable() else " " for char in text)[:_MOST_DETAIL]
