"""What a screen is made of: rows of spans, each a piece of safe text with an ink. No Textual here, so rules of layout
are tested without a screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warehouse_tui.app.glyphs import Glyphs
from warehouse_tui.app.safe import cells, clip, wrap
from warehouse_tui.services.views import Tone


class Ink(StrEnum):
    """How a span is drawn; `theme` gives each ink its colours, for rich and for 16-colour terminals."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    RULE = "rule"
    BIG = "big"
    BLOCK = "block"  # a big digit's pixel, as a space on colour
    ACTION = "action"
    KEY = "key"
    MARK = "mark"
    BAND = "band"
    BAND_GOOD = "band-good"
    BAND_WARN = "band-warn"
    BAND_BAD = "band-bad"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of safe text in one ink; make it with `Pen.span`."""

    text: str
    ink: Ink = Ink.PLAIN


Row = tuple[Span, ...]
Rows = list[Row]

BLANK: Row = ()
TONE_INK = {
    Tone.NORMAL: Ink.PLAIN,
    Tone.MUTED: Ink.MUTED,
    Tone.STRONG: Ink.STRONG,
    Tone.GOOD: Ink.GOOD,
    Tone.WARN: Ink.WARN,
    Tone.BAD: Ink.BAD,
}


@dataclass(frozen=True, slots=True)
class Pen:
    """What the makers of rows draw with: the room in columns and rows, and the terminal's signs."""

    width: int
    height: int
    glyphs: Glyphs

    def sized(self, width: int, height: int | None = None) -> "Pen":
        """Return a pen for other room."""
        return Pen(max(0, width), self.height if height is None else max(0, height), self.glyphs)

    def text(self, text: str) -> str:
        """Return text as this terminal can show it, safe."""
        return self.glyphs.text(text)

    def span(self, text: str, ink: Ink = Ink.PLAIN) -> Span:
        """Return a span of text from outside."""
        return Span(self.text(text), ink)

    def clipped(self, text: str, ink: Ink = Ink.PLAIN, width: int | None = None) -> Row:
        """Return one row of text from outside, cut to the width."""
        return (Span(clip(self.text(text), self.width if width is None else width), ink),)

    def wrapped(self, text: str, ink: Ink = Ink.PLAIN, most: int = 2) -> Rows:
        """Return text from outside over at most `most` rows."""
        return [(Span(line, ink),) for line in wrap(self.text(text), self.width, most)]

    def rule(self) -> Row:
        """Return a thin line over the whole width."""
        return (Span(self.glyphs.rule * self.width, Ink.RULE),)


def row_cells(row: Row) -> int:
    """Return how many columns a row takes."""
    return sum(cells(span.text) for span in row)


def fill(row: Row, width: int, ink: Ink = Ink.PLAIN) -> Row:
    """Return a row padded with spaces to `width` columns."""
    missing = width - row_cells(row)
    return (*row, Span(" " * missing, ink)) if missing > 0 else row


def cut(row: Row, width: int) -> Row:
    """Return a row of at most `width` columns."""
    spans: list[Span] = []
    for span in row:
        size = cells(span.text)
        if size > width:
            spans.append(Span(clip(span.text, width), span.ink))
            break
        spans.append(span)
        width -= size
    return tuple(spans)


def ends(left: Row, right: Row, width: int) -> Row:
    """Return `left` at the left edge and `right` at the right one."""
    if not right:
        return fill(left, width)
    gap = width - row_cells(left) - row_cells(right)
    return (*left, Span(" " * max(1, gap)), *right)


def bar(sign: str, text: str, pen: Pen, ink: Ink, height: int) -> Rows:
    """Return a bar of one ink over the whole width: a sign, then safe text over at most three rows.

    It is `height` rows high, or what the text takes.
    """
    head = f" {sign} " if sign else " "
    lines = wrap(text, pen.width - cells(head) - 1, 3)
    inner = [(Span((" " * cells(head) if at else head) + line, ink),) for at, line in enumerate(lines)]
    blank = (Span(" " * pen.width, ink),)
    spare = max(0, height - len(inner))
    rows = [blank] * (spare // 2) + inner + [blank] * (spare - spare // 2)
    return [fill(cut(row, pen.width), pen.width, ink) for row in rows]


def columns(blocks: Sequence[tuple[Rows, int]], gap: Row = (Span("  "),)) -> Rows:
    """Return blocks side by side, each (rows, width); shorter ones end in blank rows."""
    height = max((len(rows) for rows, _ in blocks), default=0)
    return [_side_by_side(blocks, gap, at) for at in range(height)]


def indent(rows: Iterable[Row], by: int) -> Rows:
    """Return rows moved `by` columns to the right."""
    return [(Span(" " * by), *row) if row else row for row in rows] if by else list(rows)


def _side_by_side(blocks: Sequence[tuple[Rows, int]], gap: Row, at: int) -> Row:
    spans: list[Span] = []
    for number, (rows, width) in enumerate(blocks):
        row = rows[at] if at < len(rows) else BLANK
        spans += (*(gap if number else ()), *fill(cut(row, width), width))
    return tuple(spans)
