"""Programs on pseudo-terminals, watched by one thread that notes when each painted what."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from tests.support.ptys import ScannerPort

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
# Asked for by the program and answered as modern terminals do: a frame is on the screen when its end mark has come.
_ASKS_SYNC, _HAS_SYNC, FRAME_END = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"
_KEPT = 200_000


class Rig:
    """All programs of a benchmark; while one is waited for, the others' output is taken as well."""

    def __init__(self) -> None:
        self.programs: list[Program] = []
        self._ports: list[ScannerPort] = []

    def scanner(self, folder: Path, name: str) -> "Scanner":
        """Return a scanner on a new port, whose name is in `folder`."""
        port = ScannerPort(folder, name)
        self._ports.append(port)
        return Scanner(port)

    def start(self, module: str, *words: str, size: tuple[int, int] = (80, 24)) -> "Program":
        """Start `python -m module words…` in a terminal of `size` columns and rows."""
        program = Program(self, [sys.executable, "-m", module, *words], size)
        self.programs.append(program)
        return program

    def take(self, seconds: float) -> None:
        """Take what the programs write for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.take_once(left)

    def take_once(self, seconds: float) -> None:
        """Wait until some program writes, at most so long, and take it."""
        by_fd = {program.master: program for program in self.programs if not program.ended}
        ready, _, _ = select.select(list(by_fd), [], [], seconds)
        for fd in ready:
            by_fd[fd].take()

    def close(self) -> None:
        """End every program and take the scanners off their ports."""
        for program in list(self.programs):
            program.end()
        for port in self._ports:
            port.unplug()


class Program:
    """One program in its terminal."""

    def __init__(self, rig: Rig, command: Sequence[str], size: tuple[int, int]) -> None:
        self._rig = rig
        self._written = bytearray()
        self.ended = False
        self.started_at = time.perf_counter()
        self.pid, self.master = pty.fork()
        if self.pid == 0:  # the child becomes the program
            _become(command, size)

    def take(self) -> None:
        """Take what is written now."""
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody has the other end any more
            data = b""
        self.ended = not data
        self._written += data
        if _ASKS_SYNC in data:
            os.write(self.master, _HAS_SYNC)
        del self._written[:-_KEPT]

    def forget(self) -> None:
        """Forget what was written until now."""
        self._rig.take_once(0)
        self._written.clear()

    def painted(self, *texts: str, timeout: float = PATIENCE_S) -> float:
        """Wait until a frame with one of the texts is whole, and return when that was, by the performance clock."""
        wanted = [text.encode() for text in texts]
        deadline = time.perf_counter() + timeout
        while not self._has_frame(wanted):
            left = deadline - time.perf_counter()
            if self.ended or left <= 0:
                raise AssertionError(f"{texts} was not painted; the last that came: {bytes(self._written[-3000:])!r}")
            self._rig.take_once(left)
        return time.perf_counter()

    def shows(self, text: str) -> bool:
        """Return whether a text was written since `forget`."""
        return text.encode() in self._written

    def _has_frame(self, wanted: Sequence[bytes]) -> bool:
        places = [at for text in wanted if (at := self._written.find(text)) >= 0]
        return any(self._written.find(FRAME_END, at) >= 0 for at in places)

    def processes(self) -> list[psutil.Process]:
        """Return the program and the processes that it started."""
        own = psutil.Process(self.pid)
        return [own, *own.children(recursive=True)]

    def end(self) -> None:
        """End the program and wait until what it started has ended too."""
        self._rig.programs.remove(self)
        with suppress(psutil.NoSuchProcess):
            _, *children = self.processes()
            os.kill(self.pid, signal.SIGKILL)
            _wait_ended(children)
        os.waitpid(self.pid, 0)
        os.close(self.master)


class Scanner:
    """A scanner on a port. `path` is what the program opens."""

    def __init__(self, port: ScannerPort) -> None:
        self._port = port
        self.path = port.path

    def scan(self, code: str) -> float:
        """Send a code and return when that was, by the performance clock."""
        self._port.received()  # the sounds that came for the last one
        data = code.encode() + b"\r"
        at = time.perf_counter()
        self._port.send(data)
        return at


def _wait_ended(processes: Sequence[psutil.Process]) -> None:
    """Wait until processes have ended; one that nobody waits for stays as a zombie."""
    deadline = time.monotonic() + PATIENCE_S
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
        if time.monotonic() > deadline:
            raise AssertionError(f"still running: {processes}")
        time.sleep(0.01)


def _become(command: Sequence[str], size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.chdir(ROOT)
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
    os.execvpe(command[0], list(command), {**env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
