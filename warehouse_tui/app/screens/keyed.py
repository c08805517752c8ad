"""What every screen does with keys: nothing takes the focus, characters go to one reader for the whole program, and a
code that a scanner types is a scan on every screen.
"""

from abc import abstractmethod
from time import monotonic

from textual.events import Key as KeyPress
from textual.events import Paste
from textual.screen import Screen

from warehouse_tui.app.keyboard import ENDS, HALF_CODE_S, Input, KeyReader

_SETTLE_S = 0.07  # a little more than a scanner's gap: then a character was a finger's
_QUIT_KEYS = ("ctrl+q", "ctrl+c")
# Terminals with a keyboard protocol of their own send these keys by name, without the character.
_CONTROLS = {
    "enter": "\r",
    "tab": "\t",
    "ctrl+backslash": "\x1c",
    "ctrl+right_square_bracket": "\x1d",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+underscore": "\x1f",
}


class KeyedScreen(Screen[None], inherit_bindings=False):
    """A screen that reads every key itself."""

    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, reader: KeyReader) -> None:
        super().__init__()
        self._reader = reader
        self._armed = False
        self._looked_at = ""

    @property
    def quiet(self) -> bool:
        """Whether everything that was typed so far has had its effect."""
        return self._reader.text in ("", self._looked_at)

    @abstractmethod
    def take(self, done: Input) -> None:
        """Pass on a completed input."""

    @abstractmethod
    def press(self, key: str) -> bool:
        """Do what a key stands for, if it stands for anything: a name as Textual has it, or one settled character."""

    @abstractmethod
    def quit(self) -> None:
        """Ask whether the program may end."""

    def typed(self) -> None:
        """Show what was typed; called when it changed and no burst is under way."""

    def on_key(self, event: KeyPress) -> None:
        """Have one key read."""
        event.stop()
        event.prevent_default()
        self._top.read_key(event)

    @property
    def _top(self) -> "KeyedScreen":
        """The screen that is seen: what was sent to this one just before it was closed or covered goes there."""
        top = self.app.screen
        return top if isinstance(top, KeyedScreen) else self

    def read_key(self, event: KeyPress) -> None:
        """Read one key."""
        key, char = event.key, _character(event)
        if key in _QUIT_KEYS and not (key == "ctrl+c" and self._reader.waiting):
            self.quit()
        elif key == "backspace":
            self._reader.backspace()
            self.typed()
        elif key == "escape" and self._reader.waiting and not self._reader.bursting:
            self._reader.clear()
            self.typed()
        elif char is None or key == "escape" or (char in ENDS and self._reader.lone_end(event.time)):
            self.press("enter" if key == "ctrl+j" else key)
        else:
            self._feed(char, event.time)

    def on_paste(self, event: Paste) -> None:
        """Read a bracketed paste: some scanners and terminals deliver a code so."""
        event.stop()
        for done in self._reader.paste(event.text, event.time):
            self._top.take(done)
        self._top.typed()

    def _feed(self, char: str, at: float) -> None:
        done = self._reader.feed(char, at)
        if done is not None:
            self.take(done)
            self.typed()
        self._arm(_SETTLE_S)

    def _arm(self, seconds: float) -> None:
        if not self._armed and self._reader.waiting:
            self._armed = True
            self.set_timer(seconds, self._queue_settle)

    def _queue_settle(self) -> None:
        """Look at what was typed only after every key that already arrived was read, here and in the app's queue."""
        self.app.call_later(self.call_later, self._settle)

    def _settle(self) -> None:
        self._armed = False
        if self._top is not self:
            self._top._arm(_SETTLE_S)
            return
        now = monotonic()
        done = self._reader.expire(now)
        if done is not None:
            self.take(done)
        elif self._reader.settled(now) and not self._reader.bursting:
            single = self._reader.text
            if len(single) == 1 and self.press(single):
                self._reader.clear()
            self.typed()
            self._looked_at = self._reader.text
        self._arm(HALF_CODE_S / 4 if self._reader.settled(now) else _SETTLE_S)


def _character(event: KeyPress) -> str | None:
    """Return the character that a key sends, None for a key that is none."""
    held = event.key.split("+")[:-1] if len(event.key) > 1 else []
    if event.character is None:
        return _CONTROLS.get(event.key) or _control(event.key)
    return None if "alt" in held or len(event.character) != 1 else event.character


def _control(key: str) -> str | None:
    name = key.removeprefix("ctrl+")
    return chr(ord(name) & 0x1F) if name != key and len(name) == 1 and name.isascii() and name.isalpha() else None
