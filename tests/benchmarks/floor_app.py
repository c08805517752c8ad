"""The floor: the least that a Textual program with a serial scanner can do, which is to repaint one label per scan.

Run as `python -m tests.benchmarks.floor_app PORT`.
"""

import sys
import threading

import serial
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Static

READY = "ready"


class Scanned(Message):
    """A code came from the port."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class FloorApp(App[None]):
    """One label, and a thread that reads the port."""

    def __init__(self, port: str) -> None:
        super().__init__()
        self._port = port
        self._count = 0
        self._label = Static(READY, markup=False)

    def compose(self) -> ComposeResult:
        """Show the label."""
        yield self._label

    def on_mount(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, daemon=True).start()

    def on_scanned(self, message: Scanned) -> None:
        """Show the code and which scan it is."""
        self._count += 1
        self._label.update(f"{message.code} #{self._count}.")

    def _read(self) -> None:
        with serial.serial_for_url(self._port, baudrate=9600, timeout=0.25, write_timeout=1, exclusive=True) as port:
            held = b""
            while True:
                data = port.read(1)
                if data and (waiting := port.in_waiting):
                    data += port.read(waiting)
                *codes, held = (held + data).split(b"\r")
                for code in codes:
                    self.post_message(Scanned(code.decode()))


if __name__ == "__main__":
    FloorApp(sys.argv[1]).run()
