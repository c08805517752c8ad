"""A scanner that needs no hardware: it knows what the step wants and sends it through a real pseudo-terminal."""

import os
import threading
import tty
from collections.abc import Callable
from itertools import count
from typing import Literal

from warehouse_tui.domain.gtin import normalise_gtin
from warehouse_tui.services.views import Outcome, Wanted

Trigger = Literal["right", "wrong", "damaged", "double"]
END = b"\r"
_AGAIN_S = 0.03  # as fast as a trigger that is held
_CHECK_DIGIT_IN_ELEMENTS = len("]C101") + 13


class VirtualPort:
    """A pseudo-terminal whose far end the program opens as a scanner's port. `path` is that end's name."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._reader = threading.Thread(target=self._drain, name="virtual-scanner", daemon=True)
        self._reader.start()

    def send(self, data: bytes) -> None:
        """Send bytes to whoever opened the port."""
        os.write(self._master, data)

    def _drain(self) -> None:
        """Take the beeps that the program sends back, so that it never waits for them."""
        try:
            while os.read(self._master, 1024):
                pass
        except OSError:  # the port is closed
            return


class DemoScanner:
    """Sends what the step at hand wants, or what goes wrong on a floor.

    `free_tote` names a tote that is free; `badge` is the worker's; `others` are codes of other items.
    """

    def __init__(self, port: VirtualPort, *, badge: str, free_tote: Callable[[], str], others: list[str]) -> None:
        self.port = port
        self._badge = badge
        self._free_tote = free_tote
        self._others = others
        self._wanted = Wanted()
        self._serials = count(1)
        self.sent: Callable[[bytes], None] = lambda _data: None

    def follow(self, outcome: Outcome) -> None:
        """Hear what the step wants now."""
        self._wanted = outcome.wanted

    def pull(self, trigger: Trigger) -> None:
        """Pull the trigger on the right code, a wrong one, a damaged one, or the right one twice."""
        right = self._right()
        if trigger == "wrong":
            self._send(_symbol(self._other()))
        elif trigger == "damaged":
            self._send(_damaged(right))
        else:
            self._send(right)
        if trigger == "double":
            threading.Timer(_AGAIN_S, self._send, (right,)).start()

    def send_code(self, code: str) -> None:
        """Send any code, as its symbol would be read."""
        self._send(_symbol(code))

    def _send(self, data: bytes) -> None:
        self.port.send(data + END)
        self.sent(data + END)

    def _right(self) -> bytes:
        wanted = self._wanted
        if wanted.kind == "badge":
            return _symbol(self._badge)
        if wanted.kind == "tote" and not wanted.code:
            return _symbol(self._free_tote())
        if wanted.kind == "serial":
            return _symbol(f"SN-{os.getpid()}-{next(self._serials):04d}")
        if wanted.kind == "item" and (wanted.lot or wanted.expiry):
            return b"]C1" + _element_string(wanted).encode()
        return _symbol(wanted.code or "XXHELP")

    def _other(self) -> str:
        """Return the code of some other item than the one that is wanted."""
        right = normalise_gtin(self._wanted.code)
        return next(code for code in self._others if normalise_gtin(code) != right)


def _symbol(code: str) -> bytes:
    """Return what a scanner sends for a code: an EAN with its prefix, else a Code 128."""
    gtin = normalise_gtin(code)
    if gtin and gtin.startswith("0"):
        return f"]E0{gtin[1:]}".encode()
    return f"]C0{code}".encode()


def _element_string(wanted: Wanted) -> str:
    date = f"17{wanted.expiry:%y%m%d}" if wanted.expiry else ""
    return f"01{wanted.code}{date}" + (f"10{wanted.lot}" if wanted.lot else "")


def _damaged(data: bytes) -> bytes:
    """Return the code with a character read wrongly: a wrong check digit tells, or it is no code of the site."""
    at = {b"]E0": len(data) - 1, b"]C1": _CHECK_DIGIT_IN_ELEMENTS}.get(data[:3])
    if at is None:
        return data[:-1] + b"?"
    wrong = str((int(data[at : at + 1]) + 1) % 10).encode()
    return data[:at] + wrong + data[at + 1 :]
