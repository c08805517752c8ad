"""The wrong-scan screen: what was scanned, what was needed, and what to do now."""

from collections.abc import Sequence

from warehouse_tui.app.rows import Ink, Pen, Rows, Span, bar, fill
from warehouse_tui.app.widgets.lines import text_rows
from warehouse_tui.services.views import Alert

_LABEL_WIDTH = 9
_NARROW = 36


def alert_title(alert: Alert, pen: Pen, height: int) -> Rows:
    """Return the bar that says what is wrong."""
    return bar(pen.glyphs.bad, pen.text(alert.title), pen, Ink.BAND_BAD, height)


def alert_rows(alert: Alert, pen: Pen) -> Rows:
    """Return the body of the alert in the pen's height. The cures stay longest: people read one line."""
    parts = [
        _part(alert.scanned_label, text_rows(alert.scanned, _inner(pen)), pen, Ink.BAD),
        _part(alert.need_label, text_rows(alert.need, _inner(pen)), pen, Ink.GOOD),
        pen.wrapped(alert.nothing_counted, Ink.WARN, most=1) if alert.nothing_counted else [],
        _part(alert.do_label, _cures(alert.do, _inner(pen)), pen, Ink.STRONG),
    ]
    return _fitted([part for part in parts if part], pen.height)


def _inner(pen: Pen) -> Pen:
    return pen if pen.width < _NARROW else pen.sized(pen.width - _LABEL_WIDTH)


def _part(label: str, rows: Rows, pen: Pen, ink: Ink) -> Rows:
    """Return rows with their label: beside the first, or above them on a narrow screen."""
    if not rows:
        return []
    if pen.width < _NARROW:
        return [pen.clipped(label, ink), *rows]
    heads: Rows = [pen.clipped(label, ink, _LABEL_WIDTH - 1), *([()] * (len(rows) - 1))]
    return [(*fill(head, _LABEL_WIDTH), *row) for head, row in zip(heads, rows, strict=True)]


def _cures(do: Sequence[str], pen: Pen) -> Rows:
    if len(do) == 1:
        return pen.wrapped(do[0], Ink.STRONG)
    rows: Rows = []
    for at, text in enumerate(do, 1):
        lines = pen.sized(pen.width - 3).wrapped(text, Ink.STRONG)
        rows += [(Span("   " if number else f"{at}  ", Ink.STRONG), *line) for number, line in enumerate(lines)]
    return rows


def _fitted(parts: list[Rows], height: int) -> Rows:
    """Return the parts with a blank row between them where there is room; else the first ones lose rows, the cures
    none.
    """
    need = sum(map(len, parts))
    if need + len(parts) - 1 <= height:
        return [row for at, part in enumerate(parts) for row in ([()] if at else []) + part]
    spare = need - height
    kept: Rows = []
    for part in parts[:-1]:
        drop = max(0, min(spare, len(part) - 2))
        spare -= drop
        kept += part[: len(part) - drop]
    over = max(0, len(kept) + len(parts[-1]) - height) if parts else 0
    return [*kept[: len(kept) - over], *(parts[-1] if parts else [])][:height] if height > 0 else []
