"""A scanner that types: told apart from fingers by its pace, whole or not at all.

Pure: times are passed in (seconds, monotonic, as the terminal's bytes arrived), nothing here sleeps or knows a widget.
A *run* is characters with gaps under 50 ms; a run of three or more is a burst, which only a scanner makes. A code ends
with CR, LF, TAB or ETX. Three things can come out: a scan, text that a person typed, and half a code, which a person is
told about and which is never mixed into the next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

BURST_GAP_S = 0.05
BURST_LEAST = 3
HALF_CODE_S = 1.0
"""A burst that stays without its end for so long is half a code."""
HAND_MOVES_S = 0.3
"""Sooner than this nobody gets from the keys to a scanner's trigger: what came before belongs to the code."""
SAME_END_S = 0.25
REPEAT_S = 0.15
FORGET_S = 20.0
"""What a person began to type and left is cleared after so long."""
MOST_CHARACTERS = 4096
"""More than the largest 2D code holds."""
KEPT_OF_OVERLONG = 64

ENDS = frozenset("\r\n\t\x03")
_STX = "\x02"
_SEPARATORS = frozenset("\x04\x1c\x1d\x1e\x1f")


class Got(Enum):
    """What a completed input is."""

    SCAN = "scan"
    TYPED = "typed"
    HALF = "half"
    OVERLONG = "overlong"


@dataclass(frozen=True, slots=True)
class Input:
    """A completed input: what it is, its text without the end, when it ended, whether the end came at a scanner's pace
    too, and whether it is the scan before, read again by the same pull of the trigger.
    """

    got: Got
    text: str
    at: float
    tight: bool = False
    repeat: bool = False


class KeyReader:
    """Collects characters until an end, a pause or too many of them."""

    def __init__(self) -> None:
        self._chars: list[str] = []
        self._times: list[float] = []
        self._run = 0
        self._burst: int | None = None
        self._skipping_since: float | None = None
        self._ended_at = float("-inf")
        self._last_scan = ("", float("-inf"))

    @property
    def text(self) -> str:
        """What was collected and not yet ended."""
        return "".join(self._chars)

    @property
    def bursting(self) -> bool:
        """Whether a scanner's pace was seen in what was collected."""
        return self._burst is not None

    @property
    def waiting(self) -> bool:
        """Whether anything was collected whose end is still to come."""
        return bool(self._chars) or self._skipping_since is not None

    def settled(self, now: float) -> bool:
        """Return whether the last character is so old that no burst goes on."""
        return not self._times or now - self._times[-1] >= BURST_GAP_S

    def lone_end(self, at: float) -> bool:
        """Return whether an end at this time is a key press of its own, not the second half of CR LF."""
        return not self.waiting and at - self._ended_at >= SAME_END_S

    def feed(self, char: str, at: float) -> Input | None:
        """Take one character; return what it completed."""
        late = self.expire(at)
        if char in ENDS:
            return self._end(at) or late
        if char == _STX:
            self.clear()
        elif self._skipping_since is not None:
            self._skipping_since = at
        elif self._chars or char >= " " or char in _SEPARATORS:
            self._append(char, at)
            return self._overflow(at) if len(self._chars) > MOST_CHARACTERS else late
        return late

    def paste(self, text: str, at: float) -> list[Input]:
        """Take a bracketed paste: every line of it is a code, whole."""
        late = self.expire(at)
        self.clear()
        done = [late, *(self.feed(char, at) for char in text), self._end(at)]
        return [one for one in done if one is not None]

    def backspace(self) -> None:
        """Take the last typed character back."""
        self.keep(self._chars[:-1])

    def keep(self, chars: Iterable[str]) -> None:
        """Keep only `chars` of what a person typed; times stay as they were."""
        kept = list(chars)
        times = self._times[: len(kept)]
        self.clear()
        for char, at in zip(kept, times, strict=True):
            self._append(char, at)

    def expire(self, now: float) -> Input | None:
        """Return half a code if a burst has waited too long for its end; forget what was typed and left."""
        if self._skipping_since is not None and now - self._skipping_since >= HALF_CODE_S:
            self.clear()
        if not self._times:
            return None
        idle = now - self._times[-1]
        if self._burst is not None and idle >= HALF_CODE_S:
            return self._take(Got.HALF, now)
        if idle >= FORGET_S:
            self.clear()
        return None

    def clear(self) -> None:
        """Forget what was collected."""
        self._chars.clear()
        self._times.clear()
        self._run, self._burst, self._skipping_since = 0, None, None

    def _append(self, char: str, at: float) -> None:
        count = len(self._chars)
        if count and at - self._times[-1] >= BURST_GAP_S:
            self._run = count
        self._chars.append(char)
        self._times.append(at)
        if self._burst is None and count + 1 - self._run >= BURST_LEAST:
            self._burst = self._begins()

    def _begins(self) -> int:
        """Return where the scanner's code begins: at the run, or before it where no hand could have gone from the keys
        to the trigger so fast.
        """
        start = self._run
        while start and self._times[start] - self._times[start - 1] < HAND_MOVES_S:
            start -= 1
        return start

    def _end(self, at: float) -> Input | None:
        """Complete the input. An end right after an end (CR LF) is the same one."""
        if self._chars:
            quick = len(self._chars) - self._run + 1 >= BURST_LEAST and at - self._times[-1] < BURST_GAP_S
            if quick and self._burst is None:
                self._burst = self._begins()
            return self._take(Got.SCAN if self._burst is not None else Got.TYPED, at)
        self.clear()
        self._ended_at = at
        return None

    def _take(self, got: Got, at: float) -> Input:
        text = "".join(self._chars[self._burst or 0 :])
        repeat = text == self._last_scan[0] and at - self._last_scan[1] < REPEAT_S
        done = Input(got, text, at, at - self._times[-1] < BURST_GAP_S, repeat)
        self._last_scan = (text, at)
        self.clear()
        self._ended_at = at
        return done

    def _overflow(self, at: float) -> Input:
        done = Input(Got.OVERLONG, "".join(self._chars[:KEPT_OF_OVERLONG]), at)
        self.clear()
        self._skipping_since = at
        return done
