"""The floor screen: draws the Outcome that the core sent, passes on scans and keys, and decides nothing."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.events import Resize

from warehouse_tui.app.core import GUIDE, MENU, QUIT, Core
from warehouse_tui.app.keyboard import Got, Input, KeyReader
from warehouse_tui.app.layout import LEAST_ROWS, Shown, fixed_keys, floor_rows
from warehouse_tui.app.look import Look
from warehouse_tui.app.rows import Pen, Rows
from warehouse_tui.app.screens.guide import GuideScreen
from warehouse_tui.app.screens.keyed import KeyedScreen
from warehouse_tui.app.screens.menu import MenuScreen
from warehouse_tui.app.widgets.panel import Panel
from warehouse_tui.app.widgets.surface import Surface
from warehouse_tui.app.words import word
from warehouse_tui.domain.scans import Feedback, Scan, ScanNote
from warehouse_tui.services.events import Commanded, Scanned, Typed
from warehouse_tui.services.views import Choice, Entry, Message, Outcome, Tone

SCANNER = "keyboard"
_PANEL_KEY = "f12"
_PANEL_FROM = 100  # columns, from which a panel has room beside the step
_PANEL_ROWS = (3, 9)


class FloorScreen(KeyedScreen):
    """Every step of a worker's flow, one after the other."""

    DEFAULT_CSS = """
    FloorScreen { background: black; }
    FloorScreen Panel { display: none; }
    FloorScreen Panel.-right { display: block; dock: right; width: 36; height: 1fr; border-left: solid #444444; }
    FloorScreen Panel.-below { display: block; dock: bottom; width: 1fr; }
    FloorScreen Panel.-alone { display: block; width: 1fr; height: 1fr; }
    """

    def __init__(self, core: Core, reader: KeyReader, look: Look, outcome: Outcome, panels: Sequence[Panel]) -> None:
        super().__init__(reader)
        self._core = core
        self._look = look
        self._outcome = outcome
        self._panels = panels
        self._panels_wanted: bool | None = None
        self._marked: int | None = None
        self._drawn_typed = ""
        self._surface = Surface(self._rows, look.glyphs, look.inks)

    @property
    def outcome(self) -> Outcome:
        """What the screen shows."""
        return self._outcome

    @property
    def surface(self) -> Surface:
        """The widget that the step is drawn on."""
        return self._surface

    def compose(self) -> ComposeResult:
        """Lay out the step and the panels."""
        yield self._surface
        yield from self._panels

    def on_resize(self, event: Resize) -> None:
        """Give the panels their place."""
        self._place_panels(event.size.width, event.size.height)

    def show(self, outcome: Outcome) -> None:
        """Draw an outcome. What was typed stays as long as the same thing is asked."""
        before, self._outcome = self._outcome.view, outcome
        if before.entry != outcome.view.entry and not self._reader.bursting:
            self._reader.clear()
        if (before.step, before.choices) != (outcome.view.step, outcome.view.choices):
            self._marked = None
        self._surface.redraw()
        for panel in self._panels:
            panel.follow(outcome)

    def typed(self) -> None:
        """Show what was typed by hand, as far as the entry takes it."""
        entry = self._entry
        if entry is not None and not self._reader.bursting:
            self._reader.keep(_fitting(self._reader.text, entry))
        if self._drawn_typed != self._visible():
            self._surface.redraw()

    def take(self, done: Input) -> None:
        """Pass on a scan or a number; tell of half a code."""
        if done.got is Got.HALF:
            self._tell(Message(word(self._outcome.view.language, "half"), Tone.WARN))
        elif done.got is Got.OVERLONG:
            self._core.post(Scanned(Scan(done.text, SCANNER, done.at, ScanNote.OVERLONG)))
        elif self._is_typed(done):
            self._core.post(Typed(done.text))
        elif not any(panel.take_code(done.text) for panel in self._shown_panels() if done.got is Got.TYPED):
            self._core.post(Scanned(Scan(done.text, SCANNER, done.at, ScanNote.REPEAT if done.repeat else None)))

    def press(self, key: str) -> bool:
        """Do what a key stands for on this step; nothing for a key that the step does not show."""
        command = self._command(key.lower() if len(key) == 1 else key)
        if command is not None:
            self.run(command)
            return True
        return self._mark(key) or self._panel_key(key)

    def run(self, command: str) -> None:
        """Do a command: the screen's own two here, every other one in the core."""
        if command == MENU:
            self.app.push_screen(MenuScreen(self, self._reader, self._look))
        elif command == GUIDE:
            self.app.push_screen(GuideScreen(self, self._reader, self._look))
        else:
            self._core.post(Commanded(command))

    def quit(self) -> None:
        """Ask the core whether the program may end."""
        self._core.post(Commanded(QUIT))

    @property
    def _entry(self) -> Entry | None:
        """What is asked; nothing while an alert covers it."""
        view = self._outcome.view
        return view.entry if view.alert is None else None

    @property
    def _choices(self) -> tuple[Choice, ...]:
        """The ways on; none while an alert covers them."""
        view = self._outcome.view
        return view.choices if view.alert is None else ()

    def _rows(self, pen: Pen) -> Rows:
        self._drawn_typed = self._visible()
        hidden = bool(self._panels) and not self._shown_panels()
        return floor_rows(Shown(self._outcome, self._drawn_typed, self._marked, hidden), pen)

    def _visible(self) -> str:
        return "" if self._reader.bursting else self._reader.text

    def _command(self, key: str) -> str | None:
        view = self._outcome.view
        keys = {k.key: k.command for k in (*fixed_keys(self._outcome), *self._outcome.menu) if len(k.key) > 1}
        keys |= {k.key: k.command for k in view.keys}
        if key == "enter" and self._marked is not None and self._marked < len(self._choices):
            return self._choices[self._marked].command
        if view.entry is None:
            keys |= {choice.key: choice.command for choice in self._choices}
        return keys.get(key)

    def _mark(self, key: str) -> bool:
        """Move the mark over the choices. None is marked at first: an Enter too many must choose nothing."""
        count = len(self._choices)
        if not count or key not in ("up", "down"):
            return False
        step = 1 if key == "down" else -1
        first = 0 if key == "down" else count - 1
        self._marked = first if self._marked is None else (self._marked + step) % count
        self._surface.redraw()
        return True

    def _is_typed(self, done: Input) -> bool:
        """Return whether an input answers the entry. What does not fit it whole was never typed into it."""
        entry = self._entry
        if entry is None or _fitting(done.text, entry) != done.text:
            return False
        return done.got is Got.TYPED or (entry.secret and not done.tight)

    def _tell(self, message: Message) -> None:
        self.show(replace(self._outcome, message=message, feedback=Feedback.NOT_COUNTED))

    def _shown_panels(self) -> list[Panel]:
        return [panel for panel in self._panels if panel.display]

    def _panel_key(self, key: str) -> bool:
        if key == _PANEL_KEY and self._panels:
            self._panels_wanted = not self._shown_panels()
            self._place_panels(self.size.width, self.size.height)
            return True
        used = any(panel.press(key) for panel in self._shown_panels())
        if used and not self._surface.display and not any(panel.typing for panel in self._panels):
            self._panels_wanted = False  # it hides the step: back to what the step says now
            self._place_panels(self.size.width, self.size.height)
        return used

    def _place_panels(self, width: int, height: int) -> None:
        beside = width >= _PANEL_FROM
        least, most = _PANEL_ROWS
        alone = not beside and height < LEAST_ROWS + least
        wanted = not alone if self._panels_wanted is None else self._panels_wanted
        for panel in self._panels:
            panel.set_class(wanted and beside, "-right")
            panel.set_class(wanted and not beside and not alone, "-below")
            panel.set_class(wanted and alone, "-alone")
            panel.styles.height = "1fr" if beside or alone else min(most, height - LEAST_ROWS)
        self._surface.display = not (wanted and alone and self._panels)
        self._surface.redraw()


def _fitting(text: str, entry: Entry) -> str:
    """Return what an entry takes of a text."""
    fits = str.isalnum if entry.letters else str.isdigit
    return "".join(char for char in text if char.isascii() and fits(char))[: entry.max_digits]
