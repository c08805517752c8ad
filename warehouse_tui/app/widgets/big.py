"""The big thing of a step: its label, small words beside it, and its value in the largest shape that fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from warehouse_tui.app.rows import Ink, Pen, Row, Rows, Span, columns, cut, row_cells
from warehouse_tui.app.safe import cells, wrap
from warehouse_tui.app.widgets.font import box_rows, can_draw, dot_rows
from warehouse_tui.services.views import Big

Shape = tuple[int, int]
"""How a letter is drawn: its dots' width in columns and height in half rows; two values stand for no dots at all."""

BOXES: Shape = (0, 0)
BOLD: Shape = (0, 1)
_DOTS: tuple[Shape, ...] = ((4, 4), (3, 3), (2, 2), (1, 2), (1, 1))
_LEAST_GAP, _MOST_GAP = 3, 12
_ONE_BIG = 30  # columns, below which only one thing is big
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class _Block:
    """One big thing, drawn: its words as (text, ink), and its value's rows with the columns that they take."""

    words: tuple[Span, ...]
    value: tuple[Row, ...]
    value_width: int

    def caption_width(self, most: int) -> int:
        """Return the columns that the words need on `most` rows, roughly, and at least the value's."""
        sizes = [cells(span.text) for span in self.words]
        whole = sum(sizes) + 2 * max(0, len(sizes) - 1)
        return max(self.value_width, -(-whole // most), *sizes, 1)


@lru_cache(64)
def big_rows(bigs: tuple[Big, ...], pen: Pen) -> tuple[Row, ...]:
    """Return the big things in the largest shape in which all primary ones fit; the others follow as a line each.

    On a narrow screen, and where not even the smallest shape of all of them fits, the first one alone is big.
    """
    return tuple(_big_rows(bigs, pen))


def _big_rows(bigs: Sequence[Big], pen: Pen) -> Rows:
    primary = [big for big in bigs if big.primary] or list(bigs[:1])
    if len(primary) > 1 and pen.width < _ONE_BIG:
        primary = primary[:1]
    while primary:
        lines = [_line(big, pen) for big in bigs if big not in primary]
        drawn = _fitting(primary, pen.sized(pen.width, pen.height - len(lines)))
        if drawn is not None:
            return [*drawn, *lines]
        primary = primary[:-1]
    return [_line(big, pen) for big in bigs]


def value_rows(value: str, shape: Shape, pen: Pen, ink: Ink = Ink.BIG) -> Rows:
    """Return safe text in one shape."""
    if shape == BOLD:
        return [(Span(value, Ink.STRONG),)]
    if shape == BOXES:
        return [(Span(row, ink),) for row in box_rows(value, pen.glyphs.plain)]
    drawn = dot_rows(value, *shape)
    return [tuple(_solid(row)) if pen.glyphs.plain else (Span(row, ink),) for row in drawn]


def shapes_for(value: str, pen: Pen) -> Iterator[Shape]:
    """Yield the shapes that this terminal can draw a value in, the largest first.

    Half blocks are no part of the Linux console's font: there only dots of whole cells are drawn.
    """
    if can_draw(value):
        yield from (shape for shape in _DOTS if not pen.glyphs.plain or shape[1] % 2 == 0)
        yield BOXES
    yield BOLD


def _fitting(bigs: Sequence[Big], pen: Pen) -> Rows | None:
    values = [" ".join(pen.text(big.value).split()) for big in bigs]
    for shape in shapes_for("".join(values), pen):
        blocks = [_block(big, value, shape, pen) for big, value in zip(bigs, values, strict=True)]
        least = max(len(block.value) for block in blocks)
        if least > pen.height or any(block.value_width > pen.width for block in blocks):
            continue
        for rows in _arranged(blocks, pen):
            if len(rows) <= pen.height and all(row_cells(row) <= pen.width for row in rows):
                return rows
    return None


def _arranged(blocks: Sequence[_Block], pen: Pen) -> Iterator[Rows]:
    """Yield the ways to place blocks of one shape, the best first; a caption never loses a word."""
    for most in (1, 2, 3):
        for widths in ([block.value_width for block in blocks], [block.caption_width(most) for block in blocks]):
            if sum(widths) + _LEAST_GAP * (len(blocks) - 1) > pen.width:
                continue
            drawn = [_captioned(block, width, most) for block, width in zip(blocks, widths, strict=True)]
            if all(drawn):
                yield _beside(list(zip(drawn, widths, strict=True)), pen)
        fits = sum(len(block.value) for block in blocks) <= pen.height
        drawn = [_captioned(block, pen.width, most) for block in blocks] if fits else []
        if drawn and all(drawn):
            yield [row for rows in drawn for row in rows]


def _beside(sized: Sequence[tuple[Rows, int]], pen: Pen) -> Rows:
    """Return blocks side by side, their values on one base line."""
    height = max(len(rows) for rows, _ in sized)
    level = [([()] * (height - len(rows)) + rows, width) for rows, width in sized]
    gaps = len(sized) - 1
    spare = (pen.width - sum(width for _, width in sized)) // gaps if gaps else 0
    return columns(level, (Span(" " * max(_LEAST_GAP, min(_MOST_GAP, spare))),))


@lru_cache(256)
def _block(big: Big, value: str, shape: Shape, pen: Pen) -> _Block:
    words = (pen.span(big.label, Ink.STRONG), *(pen.span(word) for word in big.beside))
    rows = tuple(_lines(value, shape, pen))
    return _Block(tuple(span for span in words if span.text), rows, max(map(row_cells, rows)))


def _lines(value: str, shape: Shape, pen: Pen) -> Rows:
    """Return a value of one or several words; words that do not fit beside each other stand below each other."""
    whole = value_rows(value, shape, pen)
    if " " not in value or max(map(row_cells, whole)) <= pen.width:
        return whole
    size = {word: max(map(row_cells, value_rows(word, shape, pen))) for word in value.split()}
    each = max(width / max(1, cells(word)) for word, width in size.items())
    lines = wrap(value, max(1, int(pen.width / (each + shape[0] / 2))), _MOST_LINES)
    rows: Rows = []
    for line in lines:
        rows += [*([()] if rows and shape != BOXES else []), *value_rows(line, shape, pen)]
    return rows


def _captioned(block: _Block, width: int, most: int) -> Rows:
    """Return a block under its words on at most `most` rows of `width` columns; nothing where they do not fit."""
    rows: list[list[Span]] = [[]]
    for span in block.words:
        if rows[-1] and row_cells((*rows[-1], Span("  "), span)) > width:
            rows.append([])
        rows[-1] += [Span("  "), span] if rows[-1] else [span]
    if len(rows) > most or any(row_cells(tuple(row)) > width for row in rows):
        return []
    return [*(tuple(row) for row in rows if row), *block.value]


def _line(big: Big, pen: Pen) -> Row:
    words = (pen.span(big.label, Ink.MUTED), Span(" " if big.label else ""), pen.span(big.value, Ink.STRONG))
    return cut((*words, *(Span(f" {pen.text(word)}") for word in big.beside)), pen.width)


def _solid(row: str) -> Iterator[Span]:
    for char, run in groupby(row):
        yield Span(" " * len(list(run)), Ink.BLOCK if char == "█" else Ink.PLAIN)
