"""Serial ports for tests that are real ports: pty pairs, the tester's end in the hand."""

import os
import select
import time
import tty
from pathlib import Path


class ScannerPort:
    """A scanner on a port: `path` is what the program opens, `send` is a scan, `received` is its feedback.

    `path` is a link in `folder`, as below /dev/serial/by-id, so that it stays the same over `unplug` and `plug`.
    """

    def __init__(self, folder: Path, name: str = "scanner") -> None:
        self.path = folder / name
        self._master = self._slave = -1
        self._received = bytearray()
        self.plug()

    def __enter__(self) -> "ScannerPort":
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    def plug(self) -> None:
        """Put the scanner on its port; the port is there at once, and bytes sent early wait in it."""
        self._master, self._slave = os.openpty()
        # A terminal's line rules would echo, and turn CR into LF: a serial line does neither.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Pull the scanner off: whoever has the port open gets an I/O error, and its name is gone."""
        if self._master < 0:
            return
        self.path.unlink(missing_ok=True)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    def send(self, data: bytes, timeout: float = 10.0) -> None:
        """Send bytes as the scanner would; waits while the port is full."""
        deadline = time.monotonic() + timeout
        while data:
            _, free, _ = select.select([], [self._master], [], max(0.0, deadline - time.monotonic()))
            if not free:
                raise AssertionError(f"nobody reads {self.path}: {len(data)} bytes left after {timeout:g} s")
            data = data[os.write(self._master, data) :]

    def received(self) -> bytes:
        """Return every byte that the program has sent to the scanner so far."""
        try:
            while data := os.read(self._master, 4096):
                self._received += data
        except BlockingIOError:
            pass
        return bytes(self._received)

    def wait_for(self, data: bytes, timeout: float = 10.0) -> bytes:
        """Wait until the program has sent `data` and return everything it sent."""
        deadline = time.monotonic() + timeout
        while data not in (got := self.received()):
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"{data!r} did not come within {timeout:g} s; got {got!r}")
        return got
