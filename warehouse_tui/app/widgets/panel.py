"""What may stand beside the step: a panel that takes no focus, and gets keys only while it shows them."""

from abc import abstractmethod

from warehouse_tui.app.look import Look, look_for
from warehouse_tui.app.rows import Pen, Rows
from warehouse_tui.app.widgets.surface import Surface
from warehouse_tui.services.views import Outcome


class Panel(Surface):
    """A widget beside the step from 100 columns on, else below it; F12 shows and hides it."""

    def __init__(self, look: Look | None = None) -> None:
        look = look or look_for()
        super().__init__(self.draw, look.glyphs, look.inks)

    @abstractmethod
    def draw(self, pen: Pen) -> Rows:
        """Return the panel's rows."""

    @abstractmethod
    def press(self, key: str) -> bool:
        """Do what a key stands for; return whether it stands for anything here."""

    @property
    def typing(self) -> bool:
        """Whether the panel waits for a code that is typed by hand."""
        return False

    def take_code(self, text: str) -> bool:
        """Take a code that was typed by hand; return whether the panel wanted it."""
        return False

    def follow(self, outcome: Outcome) -> None:
        """Hear what the step shows now."""
