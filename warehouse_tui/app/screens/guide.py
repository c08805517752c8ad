"""The guide: the manual's page for this step, in the worker's language. A scan closes it and is passed on."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from warehouse_tui.app.keyboard import Got, Input, KeyReader
from warehouse_tui.app.layout import LEAST_COLUMNS, LEAST_ROWS, too_small
from warehouse_tui.app.look import Look
from warehouse_tui.app.manual import PAGES, page_rows, page_text
from warehouse_tui.app.rows import BLANK, Ink, Pen, Rows, bar, indent
from warehouse_tui.app.screens.keyed import KeyedScreen
from warehouse_tui.app.widgets.footer import footer_rows
from warehouse_tui.app.widgets.surface import Surface
from warehouse_tui.app.words import word
from warehouse_tui.services.views import Key

if TYPE_CHECKING:
    from warehouse_tui.app.screens.floor import FloorScreen

_WIDEST = 76  # columns of text: longer lines are hard to read
_MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
_TURNS = {"left": -1, "right": 1}


class GuideScreen(KeyedScreen):
    """One page of the manual at a time."""

    def __init__(self, floor: "FloorScreen", reader: KeyReader, look: Look) -> None:
        super().__init__(reader)
        self._floor = floor
        self._language = floor.outcome.view.language
        self._page = PAGES.index(floor.outcome.guide) if floor.outcome.guide in PAGES else 0
        self._first = 0
        self._last_first = 0
        self._surface = Surface(self._rows, look.glyphs, look.inks)

    @property
    def page(self) -> str:
        """The name of the page that is open."""
        return PAGES[self._page]

    @property
    def surface(self) -> Surface:
        """The widget that the page is drawn on."""
        return self._surface

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield self._surface

    def take(self, done: Input) -> None:
        """Close, and let the floor screen have the scan. What is typed here is no code."""
        if done.got is not Got.TYPED:
            self.dismiss()
            self._floor.take(done)

    def press(self, key: str) -> bool:
        """Scroll, turn the page, or close."""
        if key in ("escape", "f1"):
            self.dismiss()
        elif key in _MOVES:
            self._first = max(0, min(self._last_first, self._first + _MOVES[key]))
        elif key in _TURNS:
            self._page = (self._page + _TURNS[key]) % len(PAGES)
            self._first = 0
        else:
            return False
        self._surface.redraw()
        return True

    def quit(self) -> None:
        """Close and ask whether the program may end."""
        self.dismiss()
        self._floor.quit()

    def _rows(self, pen: Pen) -> Rows:
        if pen.width < LEAST_COLUMNS or pen.height < LEAST_ROWS:
            return too_small(pen, self._language)
        margin = 2 if pen.width >= 40 else 0
        title = f"{word(self._language, 'guide')}  {self._page + 1}/{len(PAGES)}"
        foot = footer_rows(self._hints(), (), pen.sized(pen.width - 2), 1)
        text = page_rows(page_text(self.page, self._language), pen.sized(min(_WIDEST, pen.width - 2 * margin)))
        room = pen.height - 3 - len(foot)
        self._last_first = max(0, len(text) - room)
        self._first = min(self._first, self._last_first)
        body = indent(text[self._first : self._first + room], margin)
        rows = [*bar("", title, pen, Ink.BAND, 1), BLANK, *body]
        return [*rows, *([BLANK] * (pen.height - len(rows) - len(foot))), *indent(foot, 1)]

    def _hints(self) -> list[Key]:
        language = self._language
        return [
            Key("escape", "", word(language, "back")),
            Key("up", "", ""),
            Key("down", "", word(language, "scroll")),
            Key("left", "", ""),
            Key("right", "", word(language, "page")),
        ]
