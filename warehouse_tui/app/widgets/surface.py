"""The widget that draws rows: only the lines that changed are painted again."""

from collections.abc import Callable, Mapping

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from warehouse_tui.app.glyphs import Glyphs
from warehouse_tui.app.rows import BLANK, Ink, Pen, Row, Rows


class Surface(Widget):
    """A screen's worth of rows. `source` makes them for the size at hand; `redraw` asks it again.

    It takes no focus and no mouse, and nothing in it is ever read as markup.
    """

    can_focus = False
    can_focus_children = False
    ALLOW_SELECT = False
    DEFAULT_CSS = "Surface { width: 1fr; height: 1fr; }"

    def __init__(self, source: Callable[[Pen], Rows], glyphs: Glyphs, styles: Mapping[Ink, Style]) -> None:
        super().__init__()
        self._source = source
        self._glyphs = glyphs
        self._inks = styles
        self._rows: Rows = []
        self._width = 0

    @property
    def rows(self) -> Rows:
        """The rows on the screen."""
        return self._rows

    def redraw(self) -> None:
        """Make the rows anew and paint those that differ."""
        width, height = self.size
        if not width or not height:
            return
        rows = self._source(Pen(width, height, self._glyphs))
        old, self._rows, self._width = self._rows, rows, width
        if len(old) != len(rows):
            self.refresh()
            return
        changed = [Region(0, at, width, 1) for at, row in enumerate(rows) if row != old[at]]
        if changed:
            self.refresh(*changed)

    def on_resize(self, event: Resize) -> None:
        """Lay out for the new size."""
        self._rows = []
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        row = self._rows[y] if y < len(self._rows) else BLANK
        return self._strip(row).adjust_cell_length(self._width, self._inks[Ink.PLAIN])

    def _strip(self, row: Row) -> Strip:
        return Strip([Segment(span.text, self._inks[span.ink]) for span in row if span.text])
