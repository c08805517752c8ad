"""The menu: every command of the step with its key and its name. A scan closes it and is passed on."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from warehouse_tui.app.core import GUIDE, MENU, QUIT
from warehouse_tui.app.keyboard import Got, Input, KeyReader
from warehouse_tui.app.layout import LEAST_COLUMNS, LEAST_ROWS, fixed_keys, too_small
from warehouse_tui.app.look import Look
from warehouse_tui.app.rows import BLANK, Ink, Pen, Row, Rows, Span, bar, columns, cut, fill, indent
from warehouse_tui.app.screens.keyed import KeyedScreen
from warehouse_tui.app.widgets.footer import footer_rows, key_name
from warehouse_tui.app.widgets.surface import Surface
from warehouse_tui.app.words import word
from warehouse_tui.services.views import Key, Outcome

if TYPE_CHECKING:
    from warehouse_tui.app.screens.floor import FloorScreen

_COLUMN = 38


def menu_keys(outcome: Outcome) -> tuple[Key, ...]:
    """Return what the menu offers: the step's commands, the guide, and leaving; each command once."""
    own = [key for key in fixed_keys(outcome) if key.command == GUIDE]
    leave = Key("ctrl+q", QUIT, word(outcome.view.language, "leave"))
    found: dict[str, Key] = {}
    for key in (*outcome.view.keys, *outcome.menu, *own, leave):
        if key.command != MENU and key.command not in found:
            taken = any(key.key == other.key for other in found.values())
            found[key.command] = replace(key, key="") if taken else key
    return tuple(found.values())


def menu_rows(outcome: Outcome, marked: int, pen: Pen) -> Rows:
    """Return the menu's rows: in columns where they fit, and the part around the mark where they do not."""
    language = outcome.view.language
    if pen.width < LEAST_COLUMNS or pen.height < LEAST_ROWS:
        return too_small(pen, language)
    keys = menu_keys(outcome)
    head = [*bar("", word(language, "menu").upper(), pen, Ink.BAND, 1), BLANK]
    foot = footer_rows(_hints(language), (), pen.sized(pen.width - 2), 1)
    room = pen.height - len(head) - len(foot) - 1
    name = max(len(key_name(key.key)) for key in keys) + (2 if pen.width >= 40 else 1)
    lines = [_entry(key, at == marked, name, pen) for at, key in enumerate(keys)]
    body = _in_columns(lines, marked, room, pen)
    rows = [*head, *indent(body, 1 if pen.width >= 40 else 0)]
    return [*rows, *([BLANK] * (pen.height - len(rows) - len(foot))), *indent(foot, 1)]


class MenuScreen(KeyedScreen):
    """All commands of the step that the floor screen shows."""

    def __init__(self, floor: "FloorScreen", reader: KeyReader, look: Look) -> None:
        super().__init__(reader)
        self._floor = floor
        self._marked = 0
        self._surface = Surface(self._rows, look.glyphs, look.inks)

    @property
    def surface(self) -> Surface:
        """The widget that the menu is drawn on."""
        return self._surface

    def compose(self) -> ComposeResult:
        """Lay out the menu."""
        yield self._surface

    def take(self, done: Input) -> None:
        """Close, and let the floor screen have the scan. Letters typed here are no code."""
        if done.got is not Got.TYPED:
            self.dismiss()
            self._floor.take(done)

    def press(self, key: str) -> bool:
        """Move the mark, choose, or close."""
        keys = menu_keys(self._floor.outcome)
        name = key.lower() if len(key) == 1 else key
        if key in ("up", "down"):
            self._marked = (self._marked + (1 if key == "down" else -1)) % len(keys)
            self._surface.redraw()
        elif key == "enter":
            self._choose(keys[min(self._marked, len(keys) - 1)])
        elif key in ("f10", "escape"):
            self.dismiss()
        else:
            found = next((one for one in keys if one.key == name), None)
            if found is None:
                return False
            self._choose(found)
        return True

    def quit(self) -> None:
        """Close and ask whether the program may end."""
        self.dismiss()
        self._floor.quit()

    def _choose(self, key: Key) -> None:
        self._reader.clear()
        self.dismiss()
        self._floor.run(key.command)

    def _rows(self, pen: Pen) -> Rows:
        return menu_rows(self._floor.outcome, self._marked, pen)


def _hints(language: str) -> list[Key]:
    return [
        Key("escape", "", word(language, "back")),
        Key("enter", "", word(language, "choose")),
        Key("up", "", ""),
        Key("down", "", ""),
    ]


def _entry(key: Key, marked: bool, name_width: int, pen: Pen) -> Row:
    name = pen.text(key_name(key.key)) if key.key else ""
    ink = Ink.MARK if marked else Ink.PLAIN
    row = (Span(f" {name:<{name_width}}", Ink.MARK if marked else Ink.STRONG), pen.span(key.label, ink))
    width = min(pen.width - 2, _COLUMN) if pen.width >= 40 else pen.width
    return fill(cut(row, width), width, ink)


def _in_columns(lines: list[Row], marked: int, room: int, pen: Pen) -> Rows:
    fit = max(1, min((pen.width - 2) // (_COLUMN + 2), -(-len(lines) // max(1, room))))
    if fit * room >= len(lines):
        each = -(-len(lines) // fit)
        return columns([(lines[at : at + each], _COLUMN) for at in range(0, len(lines), each)]) if fit > 1 else lines
    first = max(0, min(marked - room // 2, len(lines) - room))
    return lines[first : first + room]
