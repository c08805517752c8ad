"""The line of keys at the foot: what works now, as many as fit, and always the menu's key."""

from collections.abc import Sequence
from functools import lru_cache

from warehouse_tui.app.rows import Ink, Pen, Row, Rows, Span, ends, row_cells
from warehouse_tui.services.views import Key

_NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Bksp", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "delete": "Del", "home": "Home", "end": "End",
}  # fmt: skip
_COMPACT = 36  # columns, below which a key's name and label stand without a space


def key_name(key: str) -> str:
    """Return how a keyboard names a key that Textual names `key`: f2 → F2, escape → Esc, alt+1 → Alt+1."""
    *held, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMES.get(last) or (last.upper() if len(last) <= 3 else last.capitalize())
    return "+".join([*(part.capitalize() for part in held), name])


def footer_rows(keys: Sequence[Key], fixed: Sequence[Key], pen: Pen, most: int) -> Rows:
    """Return the keys over at most `most` rows; `fixed` ones (guide, menu) stand at the right end, the last of them
    stays whatever happens. What finds no room is in the menu.
    """
    return list(_footer(tuple(keys), tuple(fixed), pen, most))


@lru_cache(64)
def _footer(keys: tuple[Key, ...], fixed: tuple[Key, ...], pen: Pen, most: int) -> tuple[Row, ...]:
    for gap in (2, 1):
        rows = _packed(keys, fixed, pen, most, gap)
        if rows is not None:
            return tuple(rows)
    return tuple(_squeezed(keys, fixed, pen, most))


def _packed(keys: Sequence[Key], fixed: Sequence[Key], pen: Pen, most: int, gap: int) -> Rows | None:
    """Return all keys with their labels, or None where they need more than `most` rows."""
    right = _run([_cap(key, pen) for key in fixed], gap)
    rows: list[list[Row]] = [[]]
    for key in keys:
        cap = _cap(key, pen)
        if row_cells(_run([*rows[-1], cap], gap)) > pen.width:
            rows.append([])
        rows[-1].append(cap)
    if row_cells(_run(rows[-1], gap)) + row_cells(right) + gap > pen.width:
        rows.append([])
    if len(rows) > most:
        return None
    done = [_run(caps, gap) for caps in rows]
    return [*done[:-1], ends(done[-1], right, pen.width)]


def _squeezed(keys: Sequence[Key], fixed: Sequence[Key], pen: Pen, most: int) -> Rows:
    """Return as many keys as fit, first come, with the last of the fixed ones at the end."""
    right = _run([_cap(key, pen) for key in fixed[-1:]], 1)
    rows: list[list[Row]] = [[] for _ in range(most)]
    at = 0
    for key in keys:
        cap = _cap(key, pen)
        while at < most and row_cells(_run([*rows[at], cap], 1)) > _room(at, most, right, pen):
            at += 1
        if at == most:
            break
        rows[at].append(cap)
    done = [_run(caps, 1) for caps in rows]
    return [*(row for row in done[:-1] if row), ends(done[-1], right, pen.width)]


def _room(at: int, most: int, right: Row, pen: Pen) -> int:
    return pen.width - (row_cells(right) + 1 if at == most - 1 else 0)


def _cap(key: Key, pen: Pen) -> Row:
    gap = Span(" ") if pen.width >= _COMPACT and key.label else Span("")
    return (pen.span(key_name(key.key), Ink.STRONG), gap, pen.span(key.label, Ink.MUTED))


def _run(caps: Sequence[Row], gap: int) -> Row:
    return tuple(span for at, cap in enumerate(caps) for span in (*((Span(" " * gap),) if at else ()), *cap))
