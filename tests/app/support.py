"""What the tests of the screens share: a core that remembers, and keys with times of their own."""

import dataclasses
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from warehouse_tui.app.app import WarehouseApp
from warehouse_tui.app.look import Look, look_for
from warehouse_tui.app.screens.floor import FloorScreen
from warehouse_tui.app.screens.guide import GuideScreen
from warehouse_tui.app.screens.keyed import KeyedScreen
from warehouse_tui.app.screens.menu import MenuScreen
from warehouse_tui.app.widgets.panel import Panel
from warehouse_tui.app.widgets.surface import Surface
from warehouse_tui.services.events import Event
from warehouse_tui.services.views import Outcome

TYPING_S = 0.12
BURST_S = 0.004
SIZES = ((20, 16), (40, 20), (80, 24), (160, 45))
RICH = look_for({"TERM": "xterm-256color"})
CONSOLE = look_for({"TERM": "linux"})

_NAMES: Mapping[str, str] = {
    "\r": "enter",
    "\n": "ctrl+j",
    "\t": "tab",
    "\x1d": "ctrl+right_square_bracket",
    "\x04": "ctrl+d",
    "\x03": "ctrl+c",
    " ": "space",
    "-": "minus",
}


class FakeCore:
    """A core that answers nothing and remembers what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def post(self, event: Event) -> None:
        self.events.append(event)

    def taken(self) -> list[Event]:
        """Return what came since the last call."""
        events, self.events = self.events, []
        return events


def make_app(core: FakeCore | None = None, *, look: Look = RICH, panels: tuple[Panel, ...] = ()) -> WarehouseApp:
    return WarehouseApp(core or FakeCore(), title="test", look=look, panels=panels)


async def show(pilot: Pilot[None], outcome: Outcome) -> None:
    """Deliver an outcome and wait until it is drawn."""
    app = pilot.app
    assert isinstance(app, WarehouseApp)
    app.deliver(outcome)
    await pilot.pause()
    await pilot.pause()


async def type_text(pilot: Pilot[None], text: str, gap: float, *, start: float | None = None) -> float:
    """Post the keys of a text, `gap` seconds apart by their own time stamps, and return the last one's.

    The times lie in the past, so that what follows the last key needs no waiting.
    """
    at = monotonic() - gap * len(text) - 0.08 if start is None else start
    for char in text:
        event = Key(_NAMES.get(char, char), char)
        event.time = at
        pilot.app.post_message(event)
        at += gap
    await until(pilot, lambda: quiet(pilot.app))
    return at - gap


def quiet(app: App[None]) -> bool:
    """Return whether every key has had its effect."""
    screen = app.screen
    return not isinstance(screen, KeyedScreen) or screen.quiet


async def until(pilot: Pilot[None], holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds; fail at the deadline."""
    deadline = monotonic() + seconds
    await pilot.pause()
    while not holds():
        assert monotonic() < deadline
        await pilot.pause(0.01)
    await pilot.pause()


def floor_of(app: App[None]) -> FloorScreen:
    """Return the floor screen of a program under test."""
    assert isinstance(app, WarehouseApp)
    return app.floor


def surface_of(app: App[None]) -> Surface:
    """Return what the screen on top is drawn on."""
    screen = app.screen
    assert isinstance(screen, FloorScreen | MenuScreen | GuideScreen)
    return screen.surface


def drawn(app: App[None]) -> str:
    """Return what the screen on top shows, as text."""
    return "\n".join("".join(span.text for span in row).rstrip() for row in surface_of(app).rows)


HOSTILE = {
    "markup": "[/]",
    "action": "[@click=app.quit]x[/]",
    "brackets": "SKU[A1] [bold red]",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;aGk=\x07",
    "c1": "\x9b31m\x90\x9d",
    "bidi": "\u202egnp.exe\u2066",
    "nul": "a\x00b",
    "lines": "one\ntwo\r\ttree\u2028four",
    "long": "9" * 5000,
    "wide": "果汁苹果一升装" * 40,
    "emoji": "👩\u200d🔬🧃\ufe0f" * 20,
    "marks": "x" + "\u0301" * 200,
    "lone": "\ud800\udfff",
    "empty": "",
    "space": " \u3000\u00a0 ",
}
_KEPT = {"step", "language", "key", "command", "scanner", "guide"}


def poison(value: Any, text: str) -> Any:
    """Return a copy of a view's part with every text that a person reads replaced."""
    if isinstance(value, str) and type(value) is str:
        return text
    if isinstance(value, tuple):
        return tuple(poison(one, text) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in _KEPT]
        return dataclasses.replace(value, **{name: poison(getattr(value, name), text) for name in fields})
    return value
