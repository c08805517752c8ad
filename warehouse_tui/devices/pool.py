"""All scanners of a station."""

import time
from collections.abc import Iterable

from warehouse_tui.devices.scanner import Clock, OnScan, OnStatus, Scanner, ScannerSettings
from warehouse_tui.domain.scans import Feedback

_START_S = 0.5
_STOP_S = 2.0


class ScannerPool:
    """Reads every scanner on threads of its own, so that one bad port stops no other.

    `on_scan` and `on_status` are called on those threads and have to return at once: they post.
    """

    def __init__(
        self,
        settings: Iterable[ScannerSettings],
        on_scan: OnScan,
        on_status: OnStatus,
        clock: Clock = time.monotonic,
    ) -> None:
        self._scanners = {one.name: Scanner(one, on_scan, on_status, clock) for one in settings}

    def start(self) -> None:
        """Begin to read all ports. Returns when each is open or known to be lost, or after half a second: what was
        scanned before a port is open is lost, so nobody is to be asked for a scan sooner.
        """
        for scanner in self._scanners.values():
            scanner.start()
        deadline = time.monotonic() + _START_S
        for scanner in self._scanners.values():
            scanner.wait_known(deadline - time.monotonic())

    def stop(self) -> None:
        """End all threads; a port that hangs is left behind after two seconds."""
        for scanner in self._scanners.values():
            scanner.ask_to_stop()
        for scanner in self._scanners.values():
            scanner.join(_STOP_S)

    def feedback(self, name: str, feedback: Feedback) -> None:
        """Answer the hand that holds a scanner; a name that is none of these (the keyboard) hears nothing."""
        scanner = self._scanners.get(name)
        if scanner:
            scanner.feedback(feedback)
