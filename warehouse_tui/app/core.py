"""What the screens talk to: a core that takes events at once and answers with outcomes whenever it has them."""

from typing import Protocol

from textual.message import Message

from warehouse_tui.services.events import Event
from warehouse_tui.services.views import Outcome


class Core(Protocol):
    """The core thread, as the app sees it. Its answers come back through `WarehouseApp.deliver`."""

    def post(self, event: Event) -> None:
        """Take an event and return at once; thread-safe."""


class OutcomeReady(Message):
    """The core answered. Posted from its thread; the app hands it to the floor screen."""

    bubble = False

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


QUIT = "quit"
"""The command that asks the core whether the program may end; only an Outcome with `leave` ends it."""
GUIDE, MENU = "guide", "menu"
"""Commands that the screen answers itself: the manual and the list of all commands."""
