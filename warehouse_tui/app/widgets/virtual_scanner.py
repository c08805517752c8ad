"""A scanner to try the program with: its triggers send the right code, a wrong one, a damaged one, one twice, or any
that is typed. It only says which; whoever made it sends the bytes, through a port as a real scanner would.
"""

from collections.abc import Callable
from typing import Literal

from textual.events import Click
from textual.message import Message

from warehouse_tui.app.look import Look
from warehouse_tui.app.rows import BLANK, Ink, Pen, Row, Rows, Span, bar, cut, fill
from warehouse_tui.app.widgets.footer import key_name
from warehouse_tui.app.widgets.panel import Panel
from warehouse_tui.services.views import Outcome

Trigger = Literal["right", "wrong", "damaged", "double"]
TRIGGERS: tuple[Trigger, ...] = ("right", "wrong", "damaged", "double")
_TYPE = "type"

LABELS = {
    "en": {
        "title": "SIMULATED SCANNER",
        "right": "right code",
        "wrong": "wrong code",
        "damaged": "damaged code",
        "double": "right, twice",
        "type": "typed code",
        "typing": "type, Enter",
        "sent": "LAST SENT",
        "none": "nothing yet",
        "hide": "hide",
    },
    "de": {
        "title": "SIMULIERTER SCANNER",
        "right": "richtiger Code",
        "wrong": "falscher Code",
        "damaged": "defekter Code",
        "double": "richtig, doppelt",
        "type": "getippter Code",
        "typing": "tippen, Enter",
        "sent": "ZULETZT GESENDET",
        "none": "noch nichts",
        "hide": "ausblenden",
    },
}
_NARROW_ROWS = 8


class Sent(Message):
    """Bytes went out of the port."""

    bubble = False

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


class VirtualScanner(Panel):
    """The panel with the triggers.

    `send` gets the trigger that was pulled, `send_code` a code that was typed. Digits pull while the step takes none
    itself; Alt and the digit always do, a click on the line too.
    """

    def __init__(
        self, send: Callable[[Trigger], None], send_code: Callable[[str], None], look: Look | None = None
    ) -> None:
        super().__init__(look)
        self._send = send
        self._send_code = send_code
        self._typing = False
        self._digits_free = True
        self._language = "en"
        self._last = b""
        self._lines: dict[int, str] = {}

    @property
    def typing(self) -> bool:
        """Whether the next code that is typed by hand goes to the port."""
        return self._typing

    def sent(self, data: bytes) -> None:
        """Show what went out of the port; thread-safe."""
        self.post_message(Sent(data))

    def on_sent(self, message: Sent) -> None:
        """Draw the bytes."""
        self._last = message.data
        self.redraw()

    def follow(self, outcome: Outcome) -> None:
        """Leave the digits to a step that asks for some, and speak the worker's language."""
        view = outcome.view
        free = view.entry is None and not any(choice.key.isdigit() for choice in view.choices)
        if (free, view.language) != (self._digits_free, self._language):
            self._digits_free, self._language = free, view.language
            self.redraw()

    def press(self, key: str) -> bool:
        """Pull the trigger of a digit, or of Alt and a digit."""
        digit = key.removeprefix("alt+")
        if digit == key and not self._digits_free:
            return False
        kinds = dict(enumerate((*TRIGGERS, _TYPE), 1))
        if not digit.isdigit() or int(digit) not in kinds:
            return False
        self._pull(kinds[int(digit)])
        return True

    def take_code(self, text: str) -> bool:
        """Send a typed code if the panel asked for one."""
        if not self._typing:
            return False
        self._typing = False
        self._send_code(text)
        self.redraw()
        return True

    def on_click(self, event: Click) -> None:
        """Pull the trigger that was clicked."""
        event.stop()
        if event.y in self._lines:
            self._pull(self._lines[event.y])

    def draw(self, pen: Pen) -> Rows:
        """Return the triggers with their keys, and the last bytes."""
        words = LABELS.get(self._language, LABELS["en"])
        title = bar("", words["title"], pen, Ink.BAND, 1)[:1]
        if pen.height < _NARROW_ROWS:
            return [*title, *self._short(words, pen)][: pen.height]
        inner = pen.sized(pen.width - 2)
        rows: Rows = [*title, BLANK]
        self._lines = {}
        for number, kind in enumerate((*TRIGGERS, _TYPE), 1):
            self._lines[len(rows)] = kind
            rows.append(self._trigger(number, kind, words, inner))
            rows += [BLANK] if pen.height >= 16 else []
        shown = self._last.decode("utf-8", "replace") if self._last else words["none"]
        tail: Rows = [inner.clipped(words["sent"], Ink.MUTED), *inner.wrapped(shown, Ink.GOOD)]
        rows += [*([BLANK] if len(rows) + len(tail) + 2 <= pen.height else []), *((Span(" "), *row) for row in tail)]
        close: Row = (Span(" "), inner.span("F12", Ink.STRONG), inner.span(f" {words['hide']}", Ink.MUTED))
        return [*rows[: pen.height - 1], *([BLANK] * (pen.height - 1 - len(rows))), close]

    def _trigger(self, number: int, kind: str, words: dict[str, str], pen: Pen) -> Row:
        asked = kind == _TYPE and self._typing
        label = words["typing" if asked else kind]
        row = (Span(" "), pen.span(f" {self._key(number)} ", Ink.KEY), Span(" "), pen.span(label, Ink.STRONG))
        return fill(cut(row, pen.width), pen.width)

    def _short(self, words: dict[str, str], pen: Pen) -> Rows:
        """Return the triggers on as many rows as a flat panel has: two to a row."""
        self._lines = {}
        half = pen.width // 2
        caps = [self._trigger(number, kind, words, pen.sized(half)) for number, kind in enumerate(TRIGGERS, 1)]
        return [(*caps[at], *caps[at + 1]) for at in range(0, len(caps), 2)]

    def _key(self, number: int) -> str:
        return key_name(str(number) if self._digits_free else f"alt+{number}")

    def _pull(self, kind: str) -> None:
        self._typing = kind == _TYPE
        for trigger in TRIGGERS:
            if trigger == kind:
                self._send(trigger)
        self.redraw()
