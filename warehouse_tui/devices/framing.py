"""From the bytes of a serial line to whole scans. Pure: times are passed in, in monotonic seconds.

A frame ends with CR, LF, CRLF, TAB or ETX; STX begins one. GS (0x1d) and the other separators inside a code are kept.
Bytes that stay without an end are never mixed into the next scan: after a pause they are a frame of their own (a
scanner that sends no end) or GARBAGE, and what is longer than any code costs one OVERLONG note.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from warehouse_tui.domain.scans import ScanNote

Suffix = Literal["auto", "cr", "lf", "crlf", "tab", "etx", "none"]
SUFFIXES: tuple[str, ...] = get_args(Suffix)

MOST_BYTES = 4096
"""Bytes of a frame; no code that a warehouse prints holds more."""
KEPT_OF_OVERLONG = 64
END_GAP_S = 0.05
"""The pause that ends a frame of a scanner that sends no end."""
HALF_CODE_S = 0.3
"""Bytes that stay without their end for so long are half a code: no scanner pauses so long, no hand scans so soon."""
SAME_GARBAGE_S = 1.0
"""Garbage that follows garbage within this time is the same trouble, told once."""

_ENDS = {
    "auto": re.compile(rb"[\r\n\t\x03]"),
    "cr": re.compile(rb"\r"),
    "lf": re.compile(rb"\n"),
    "crlf": re.compile(rb"\r\n"),
    "tab": re.compile(rb"\t"),
    "etx": re.compile(rb"\x03"),
    "none": re.compile(rb"(?!)"),
}
_EDGES = b"\r\n\t\x02\x03\x00"
_SEPARATORS = frozenset("\t\n\r\x02\x03\x04\x1c\x1d\x1e\x1f")
_BAD_SHARE = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One read as it came, without its end. `note` is set where it is no code; `at` is when its end arrived."""

    data: bytes
    at: float
    note: ScanNote | None = None

    @property
    def text(self) -> str:
        """The bytes as UTF-8; what is none becomes U+FFFD."""
        return self.data.decode("utf-8", "replace")


class Framer:
    """Cuts one scanner's bytes into frames. `replies` are the scanner's own answers to commands: they are left out."""

    def __init__(self, suffix: str = "auto", replies: re.Pattern[bytes] | None = None) -> None:
        self._end = _ENDS[suffix]
        self._gap = END_GAP_S if suffix == "none" else HALF_CODE_S
        self._ends_by_gap = suffix == "none"
        self._begins_with_stx = suffix in ("auto", "etx")
        self._replies = replies
        self._pending = b""
        self._skipping = False
        self._last_at = float("-inf")
        self._garbage_at = float("-inf")

    def feed(self, data: bytes, at: float) -> list[Frame]:
        """Take bytes that arrived at `at` and return the frames that they end."""
        if not data:
            return self.idle(at)
        frames = list(self._pause(at))
        self._last_at = at
        self._pending += data
        while end := self._end.search(self._pending):
            frames += self._cut(self._pending[: end.start()], at)
            self._pending = self._pending[end.end() :]
        if len(self._pending) > MOST_BYTES + 1:  # one more: it may be the first half of an end
            frames += self._overlong(self._pending, at)
            self._pending = self._pending[-1:] if self._pending.endswith(b"\r") else b""
            self._skipping = True
        return frames

    def idle(self, at: float) -> list[Frame]:
        """Return the frames that end because nothing came until `at`."""
        return list(self._pause(at))

    def _pause(self, at: float) -> Iterable[Frame]:
        """End what has waited too long for its end."""
        if at - self._last_at < self._gap:
            return
        pending, self._pending = self._clean(self._pending), b""
        skipped, self._skipping = self._skipping, False
        if not pending or skipped:
            return
        yield from self._frame(pending, self._last_at, whole=self._ends_by_gap)

    def _cut(self, data: bytes, at: float) -> Iterable[Frame]:
        if self._skipping:
            self._skipping = False
            return
        if len(data) > MOST_BYTES:
            yield from self._overlong(data, at)
            return
        data = self._clean(data)
        if self._begins_with_stx:
            half, _, data = data.rpartition(b"\x02")
            yield from self._frame(half, at, whole=False)
        yield from self._frame(data, at, whole=True)

    def _frame(self, data: bytes, at: float, whole: bool) -> Iterable[Frame]:
        if not data:
            return
        if whole and not is_garbage(data):
            yield Frame(data, at)
        elif at - self._garbage_at >= SAME_GARBAGE_S:
            yield Frame(data[:KEPT_OF_OVERLONG], at, ScanNote.GARBAGE)
            self._garbage_at = at
        else:
            self._garbage_at = at

    def _overlong(self, data: bytes, at: float) -> Iterable[Frame]:
        if not self._skipping:
            yield Frame(data[:KEPT_OF_OVERLONG], at, ScanNote.OVERLONG)

    def _clean(self, data: bytes) -> bytes:
        if self._replies:
            data = self._replies.sub(b"", data)
        return data.strip(_EDGES)


def is_garbage(data: bytes) -> bool:
    """Return whether bytes look like a line read at the wrong baud rate: a third or more of them is no text."""
    text = data.decode("utf-8", "replace")
    bad = sum(not (char.isprintable() or char in _SEPARATORS) or char == "\N{REPLACEMENT CHARACTER}" for char in text)
    return bad * _BAD_SHARE >= len(text)
