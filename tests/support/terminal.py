"""A terminal to run the real program in: a pty that pyte draws, with keys in and the screen out."""

import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+c": "\x03",
    "ctrl+q": "\x11",
    **{f"f{number}": f"\x1bO{letter}" for number, letter in enumerate("PQRS", 1)},
    **{f"f{number}": f"\x1b[{code}~" for number, code in enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
}
"""What a terminal sends for the keys that have a name."""

# A new session has no controlling terminal until it takes one; done in the child, before it becomes the program.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)
# Sequences that pyte 0.8 would print or choke on: private modes with <, = or >, queries, OSC, DCS and APC strings.
_UNDRAWN = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[\?[0-9;]*(?:\$p|[umn])|\x1b[\]P_^X].*?(?:\x07|\x1b\\)", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]P_^X][^\x07\x1b]*\x1b?)?\Z", re.DOTALL)


class Terminal:
    """A program running in a terminal of its own; use it as a context manager.

    `bells` counts the bells that rang, `output()` is every byte that the program wrote.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._output = bytearray()
        self._pending = b""
        self._ended = False
        self._changed = threading.Condition()
        self._master, slave = os.openpty()
        self._set_size(columns, rows)
        own = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-ISc", _TAKE_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={**own, "TERM": term, "LC_ALL": "C.UTF-8", **(env or {})},
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._drain, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def bells(self) -> int:
        """How often the terminal's bell rang."""
        return self._screen.bells

    def screen(self) -> list[str]:
        """Return what the screen shows now, a line a row, without the spaces at their ends."""
        with self._changed:
            return self._lines()

    def output(self) -> bytes:
        """Return every byte that the program has written."""
        with self._changed:
            return bytes(self._output)

    def send(self, keys: str | bytes) -> None:
        """Type `keys` as they are; bytes may be such as no keyboard sends."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self._master, data) :]

    def press(self, *names: str) -> None:
        """Press keys by the names in `KEYS`."""
        for name in names:
            self.send(KEYS[name])

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as a window manager does."""
        with self._changed:
            self._screen.resize(rows, columns)
        self._set_size(columns, rows)

    def wait_for(self, text: str | re.Pattern[str], timeout: float = 10.0) -> list[str]:
        """Wait until the screen shows `text` (or a pattern matches it) and return the screen."""
        pattern = re.compile(re.escape(text)) if isinstance(text, str) else text
        return self.wait_until(lambda lines: pattern.search("\n".join(lines)) is not None, repr(text), timeout)

    def wait_gone(self, text: str, timeout: float = 10.0) -> list[str]:
        """Wait until the screen no longer shows `text` and return the screen."""
        return self.wait_until(lambda lines: text not in "\n".join(lines), f"{text!r} to go", timeout)

    def wait_until(self, holds: Callable[[list[str]], bool], what: str, timeout: float = 10.0) -> list[str]:
        """Wait until `holds(screen)` and return that screen; fail with the screen at the deadline."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not holds(lines := self._lines()):
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    why = "the program ended" if self._ended else f"{timeout:g} s went by"
                    raise AssertionError(f"{why} waiting for {what}; the screen:\n" + "\n".join(lines))
                self._changed.wait(left)
        return lines

    def wait_exit(self, timeout: float = 10.0) -> int:
        """Wait until the program ends and return its exit status (negative: the signal)."""
        status = self.process.wait(timeout)
        self._reader.join(timeout)
        return status

    def kill(self) -> None:
        """End the program as a power cut would (SIGKILL); its children live on."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End the program and what it started in this terminal, and put the terminal away."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
                self._wait_quietly(3.0)
        # Whoever still holds the terminal gets a hang-up; the reader then sees the end.
        if not self._ended:
            self._hang_up()
        self._reader.join(3.0)
        if self._master >= 0 and not self._reader.is_alive():
            os.close(self._master)
            self._master = -1

    def _wait_quietly(self, seconds: float) -> None:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def _hang_up(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def _drain(self) -> None:
        while data := self._read():
            with self._changed:
                self._output += data
                self._draw(data)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _read(self) -> bytes:
        try:
            return os.read(self._master, 65536)
        except OSError:  # EIO: nobody has the other end any more
            return b""

    def _draw(self, data: bytes) -> None:
        data = _UNDRAWN.sub(b"", self._pending + data)
        cut = _UNFINISHED.search(data)
        self._pending = data[cut.start() :] if cut else b""
        self._stream.feed(data[: cut.start()] if cut else data)


class _Screen(pyte.Screen):
    """pyte's screen, counting bells."""

    def __init__(self, columns: int, rows: int) -> None:
        self.bells = 0
        super().__init__(columns, rows)

    def bell(self, *_: object) -> None:
        self.bells += 1
