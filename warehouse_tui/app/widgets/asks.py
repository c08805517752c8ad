"""Where a person types or chooses: the entry with its digits big, the choices with their keys, and what was typed."""

from collections.abc import Sequence

from warehouse_tui.app.rows import Ink, Pen, Row, Rows, Span, columns, cut, ends, fill, row_cells
from warehouse_tui.app.safe import cells, clip
from warehouse_tui.app.widgets.big import Shape, shapes_for, value_rows
from warehouse_tui.app.widgets.footer import key_name
from warehouse_tui.app.words import word
from warehouse_tui.services.views import Choice, Entry

_MOST_PLACES = 8


def entry_rows(entry: Entry, typed: str, pen: Pen) -> Rows:
    """Return what is asked, and under it what was typed so far, as large as it fits; a PIN shows dots only."""
    caption = pen.wrapped(entry.label, Ink.STRONG)
    shown = pen.text("•" * len(typed) if entry.secret else typed.upper())
    rest = "_" * max(0, min(entry.max_digits, _MOST_PLACES) - len(typed))
    for shape in shapes_for(shown + rest, pen):
        rows = _entered(shown, rest, shape, pen)
        if len(rows) + len(caption) <= pen.height and all(row_cells(row) <= pen.width for row in rows):
            return [*caption, *rows]
    return [*caption, pen.clipped(shown + rest, Ink.STRONG)]


def choice_rows(choices: Sequence[Choice], marked: int | None, pen: Pen, loose: bool) -> Rows:
    """Return the ways on, a row each, with blank rows between them where it is `loose`."""
    rows: Rows = []
    for at, choice in enumerate(choices):
        rows += [(), *_choice(choice, at == marked, pen)] if loose and rows else _choice(choice, at == marked, pen)
    return rows


def typed_row(typed: str, language: str, pen: Pen) -> Row:
    """Return the small line that shows a code as it is typed by hand."""
    head = (pen.span(f"{word(language, 'typed')} ", Ink.MUTED),)
    tail = (pen.span(f" Enter {word(language, 'send')}", Ink.MUTED),) if pen.width >= 40 else ()
    room = max(4, pen.width - row_cells(head) - row_cells(tail) - 1)
    text = pen.text(typed)
    shown = text if len(text) <= room else pen.glyphs.ellipsis + text[1 - room :]
    return ends((*head, Span(clip(shown, room), Ink.STRONG), Span(pen.glyphs.caret, Ink.STRONG)), tail, pen.width)


def _entered(shown: str, rest: str, shape: Shape, pen: Pen) -> Rows:
    parts = [value_rows(text, shape, pen, ink) for text, ink in ((shown, Ink.BIG), (rest, Ink.RULE)) if text]
    blocks = [(rows, max(map(row_cells, rows))) for rows in parts]
    return columns(blocks, (Span(" " * max(1, shape[0])),))


def _choice(choice: Choice, marked: bool, pen: Pen) -> Rows:
    """Return a way on: its key, its label over at most two rows, its detail beside it or below."""
    cap = Span(f" {pen.text(key_name(choice.key))} ", Ink.KEY)
    ink, faint = (Ink.MARK, Ink.MARK) if marked else (Ink.STRONG, Ink.MUTED)
    room = pen.sized(pen.width - cells(cap.text) - 1)
    label = [(Span(" ", ink), *row) for row in room.wrapped(choice.label, ink)] or [(Span(" ", ink),)]
    detail = (pen.span(choice.detail, faint),) if choice.detail else ()
    if detail and len(label) == 1 and row_cells(label[0]) + row_cells(detail) < room.width:
        label, detail = [ends(label[0], detail, room.width + 1)], ()
    below = [(Span(" ", ink), *cut(detail, room.width))] if detail else []
    heads = [cap, *([Span(" " * cells(cap.text))] * (len(label) + len(below) - 1))]
    return [
        (head, *fill(_inked(row, ink) if marked else row, room.width + 1, ink if marked else Ink.PLAIN))
        for head, row in zip(heads, [*label, *below], strict=True)
    ]


def _inked(row: Row, ink: Ink) -> Row:
    return tuple(Span(span.text, ink) for span in row)
