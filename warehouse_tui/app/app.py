"""The program on the terminal: one floor screen, the menu and the guide over it, and a core that it listens to."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.segment import Segments
from rich.text import Text
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen

from warehouse_tui.app.core import Core, OutcomeReady
from warehouse_tui.app.driver import FloorDriver
from warehouse_tui.app.keyboard import KeyReader
from warehouse_tui.app.look import Look, look_for
from warehouse_tui.app.safe import safe
from warehouse_tui.app.screens.floor import FloorScreen
from warehouse_tui.app.theme import FLOOR
from warehouse_tui.app.widgets.panel import Panel
from warehouse_tui.app.words import word
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.views import Header, Line, Outcome, Tone, View

CrashLog = Callable[[BaseException, str], Path | None]
"""Writes what is known about an error (and where it was) to a file and returns its path."""


class WarehouseApp(App[None], inherit_bindings=False):
    """The floor's program. It shows what the core delivers and posts to it what people do.

    `bell` rings the terminal for wrong scans. `panels` stand beside the step. A crash prints one plain line; its
    details go to `crash_log`. `ready` is called once the first screen is painted.
    """

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: black; }"

    def __init__(
        self,
        core: Core,
        *,
        title: str = "warehouse-tui",
        language: str = "en",
        panels: Sequence[Panel] = (),
        bell: bool = True,
        look: Look | None = None,
        crash_log: CrashLog | None = None,
        ready: Callable[[], None] | None = None,
    ) -> None:
        self._look = look or look_for()
        super().__init__(driver_class=_driver_class(), ansi_color=self._look.few_colours)
        self.title = safe(title)
        self._core = core
        self._bell = bell
        self._crash_log = crash_log
        self._painted = ready
        self._language = language
        waiting = Line(word(language, "starting"), tone=Tone.MUTED)
        first = Outcome(View("starting", Header(title=title), lines=(waiting,), language=language))
        self._reader = KeyReader()
        self._floor = FloorScreen(core, self._reader, self._look, first, panels)
        self.register_theme(FLOOR)

    @property
    def floor(self) -> FloorScreen:
        """The screen with the step."""
        return self._floor

    def get_default_screen(self) -> Screen[None]:
        """Start on the floor screen."""
        return self._floor

    def on_mount(self) -> None:
        """Take the floor's colours, where the terminal has them."""
        self.theme = "ansi-dark" if self._look.few_colours else FLOOR.name
        if self._painted:
            self.call_after_refresh(self._painted)

    def end_with(self) -> None:
        """End the program from another thread; whoever calls it says why afterwards."""
        try:
            self.call_from_thread(self.exit, return_code=1)
        except RuntimeError:  # it has ended already
            return

    def deliver(self, outcome: Outcome) -> None:
        """Show an outcome. Thread-safe; after the program's end it does nothing."""
        try:
            self.post_message(OutcomeReady(outcome))
        except RuntimeError:  # the loop closed between the check and the call
            return

    def on_outcome_ready(self, message: OutcomeReady) -> None:
        """Hand an outcome to the floor screen; close what lies over it if something happened."""
        outcome = message.outcome
        before = self._floor.outcome
        self._language = outcome.view.language
        self._floor.show(outcome)
        if self._bell and outcome.feedback is Feedback.WRONG:
            self.bell()
        if outcome.leave:
            self.exit()
        elif _is_new(outcome, before):
            self._uncover()

    def _uncover(self) -> None:
        while self.screen is not self._floor and len(self.screen_stack) > 1:
            self.pop_screen()

    def panic(self, *renderables: RenderableType) -> None:
        """End with a plain line instead of a traceback, which would show what was typed and scanned."""
        self._end_plainly(sys.exc_info()[1])

    def _fatal_error(self) -> None:
        self._end_plainly(self._exception)

    def _end_plainly(self, error: BaseException | None) -> None:
        path = self._crash_log(error, "app") if self._crash_log and error is not None else None
        text = word(self._language, "crashed")
        if path is not None:
            text = f"{text}\n{word(self._language, 'crash_log')} {safe(str(path))}"
        self._return_code = 1
        self._exit_renderables[:] = [Segments(self.console.render(Text(text), self.console.options))]
        self._close_messages_no_wait()


def _is_new(outcome: Outcome, before: Outcome) -> bool:
    """Return whether something happened; an answer that is only shown again is the same object."""
    said = outcome.message is not None and outcome.message is not before.message
    return said or outcome.feedback is not Feedback.NONE or outcome.view.step != before.view.step


def _driver_class() -> type[Driver] | None:
    """Return our driver where a terminal is driven directly; None leaves the choice to Textual (a browser, tests)."""
    return None if sys.platform == "win32" or not sys.stdin.isatty() else FloorDriver
