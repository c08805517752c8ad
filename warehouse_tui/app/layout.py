"""How a step is laid out on a screen of any size: the top line, the step or the alert, and at a fixed place at the foot
the answer, the action and the keys.
"""

from dataclasses import dataclass, replace

from warehouse_tui.app.rows import BLANK, Ink, Pen, Rows, Span, columns, indent
from warehouse_tui.app.widgets.alert import alert_rows, alert_title
from warehouse_tui.app.widgets.asks import choice_rows, entry_rows, typed_row
from warehouse_tui.app.widgets.big import big_rows
from warehouse_tui.app.widgets.footer import footer_rows
from warehouse_tui.app.widgets.lines import action_rows, band_rows, header_rows, text_row, text_rows
from warehouse_tui.app.words import Word, word
from warehouse_tui.services.views import Alert, Big, Key, Outcome, View

LEAST_COLUMNS, LEAST_ROWS = 20, 16
_WIDE = 80  # from here on the alert stands beside the step
_TEXT = 100  # columns, beyond which text lines grow no longer: the eye has to get from left to right
_TYPING: tuple[tuple[str, Word], ...] = (("enter", "send"), ("backspace", "delete"))
_CHOOSING: tuple[tuple[str, Word], ...] = (("down", "choose"),)
_ROOMY = 30  # rows, from here on bars are three high


_BEHIND = {Ink.BLOCK: Ink.BAND}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a floor screen shows: the Outcome, what was typed so far, which choice is marked, and whether a panel
    is hidden that a key would show.
    """

    outcome: Outcome
    typed: str = ""
    marked: int | None = None
    panel_hidden: bool = False


def floor_rows(shown: Shown, pen: Pen) -> Rows:
    """Return exactly as many rows as the screen has."""
    if pen.width < LEAST_COLUMNS or pen.height < LEAST_ROWS:
        return too_small(pen, shown.outcome.view.language)
    margin = 1 if pen.width >= 40 else 0
    inner = pen.sized(pen.width - 2 * margin)
    top = _top(shown.outcome.view, inner, pen, margin)
    foot = _foot(shown, inner, pen, margin)
    body = _body(shown, inner.sized(inner.width, pen.height - len(top) - len(foot)))
    rows = [*top, *indent(body, margin)]
    rows += [BLANK] * (pen.height - len(rows) - len(foot))
    return [*rows[: pen.height - len(foot)], *foot][: pen.height]


def fixed_keys(outcome: Outcome) -> tuple[Key, ...]:
    """Return the screen's own keys: the guide and the menu, unless the view names such keys itself."""
    taken = {key.command for key in outcome.view.keys} | {key.key for key in outcome.view.keys}
    language = outcome.view.language
    own = (Key("f1", "guide", word(language, "guide")), Key("f10", "menu", word(language, "menu")))
    return tuple(key for key in own if key.key not in taken and key.command not in taken)


def too_small(pen: Pen, language: str) -> Rows:
    """Return the plain words for a window in which nothing fits."""
    size = f"{pen.width}×{pen.height} < {LEAST_COLUMNS}×{LEAST_ROWS}"
    rows = [*pen.wrapped(word(language, "small"), Ink.STRONG, most=4), pen.clipped(size)]
    return [*rows, *([BLANK] * pen.height)][: pen.height]


def _top(view: View, inner: Pen, pen: Pen, margin: int) -> Rows:
    rows = indent(header_rows(view.header, inner), margin)
    if pen.width >= 40:
        rows.append(pen.rule())
    if view.alert is not None and pen.width < _WIDE:
        rows += alert_title(view.alert, pen, 3 if pen.height >= _ROOMY else 1)
    elif pen.height >= 24:
        rows.append(BLANK)
    return rows


def _foot(shown: Shown, inner: Pen, pen: Pen, margin: int) -> Rows:
    view = shown.outcome.view
    rows: Rows = []
    if shown.typed and (view.entry is None or view.alert is not None):
        rows += indent([typed_row(shown.typed, view.language, inner)], margin)
    bars = 3 if pen.height >= _ROOMY else 1
    if view.alert is None:
        rows += band_rows(shown.outcome, pen, bars)
    action = view.alert.go_on if view.alert is not None else view.action
    rows += action_rows(action, pen, 3 if pen.height >= 24 else 1)
    if view.last is not None and pen.height >= (18 if view.alert is None else 20):
        rows += indent([text_row(view.last, inner)], margin)
    return [*rows, *indent(_keys(shown, inner, pen), margin)]


def _keys(shown: Shown, inner: Pen, pen: Pen) -> Rows:
    """Return the foot: the view's main keys, those that typing and choosing take, the guide's and the menu's."""
    view = shown.outcome.view
    names = [key.key for key in view.keys]
    asked = view.alert is None
    own = [*(_TYPING if view.entry and asked else ()), *(_CHOOSING if view.choices and asked else ())]
    extra = [Key(key, "", word(view.language, label)) for key, label in own if key not in names]
    keys = [*(key for key in view.keys if key.main), *extra]
    if shown.panel_hidden:  # first, so that it is never the one without room
        keys.insert(0, Key("f12", "", word(view.language, "panel")))
    return footer_rows(keys, fixed_keys(shown.outcome), inner, 1 if pen.width >= _WIDE else 2)


def _body(shown: Shown, pen: Pen) -> Rows:
    view = shown.outcome.view
    if view.alert is None:
        return _step(shown, pen)
    if pen.width + 2 < _WIDE:
        return alert_rows(view.alert, pen)
    left = (pen.width - 3) * 9 // 20
    step = _muted(_step(shown, pen.sized(left)))
    side = _beside(view.alert, pen.sized(pen.width - 3 - left))
    return columns([(_padded(step, pen.height), left), (side, pen.width - 3 - left)], _divider(pen))


def _beside(alert: Alert, pen: Pen) -> Rows:
    title = alert_title(alert, pen, 3 if pen.height >= 14 else 1)
    return [*title, BLANK, *alert_rows(alert, pen.sized(pen.width, pen.height - len(title) - 1))]


def _muted(rows: Rows) -> Rows:
    """Return the step as it stands behind an alert: to be read, but not the first thing to see."""
    return [tuple(Span(span.text, _BEHIND.get(span.ink, Ink.MUTED)) for span in row) for row in rows]


def _divider(pen: Pen) -> tuple[Span, ...]:
    return (Span(f" {pen.glyphs.column} ", Ink.RULE),)


def _padded(rows: Rows, height: int) -> Rows:
    return [*rows, *([BLANK] * (height - len(rows)))][:height]


def _step(shown: Shown, pen: Pen) -> Rows:
    """Return the step. What is asked stays whole, the big things take what the rest leaves, text loses rows first."""
    view = shown.outcome.view
    narrow = pen.sized(min(pen.width, _TEXT))
    lines = text_rows(view.lines, narrow)
    asks = _asks(shown, narrow, pen.height - len(lines) - 6)
    rest = [part for part in (lines, *asks) if part]
    left = pen.height - sum(map(len, rest)) - (len(rest) if pen.height >= 14 else 0)
    drawn = [*big_rows(_bigs(view), pen.sized(pen.width, max(left, 1 if asks else 6)))]
    lines = lines[: max(0, pen.height - len(drawn) - sum(map(len, asks)))]
    return _stacked([part for part in (drawn, lines, *asks) if part], pen.height)


def _asks(shown: Shown, pen: Pen, room: int) -> list[Rows]:
    """Return the entry or the choices: spaced where there is room, without their details where there is little."""
    view = shown.outcome.view
    if view.entry is not None:
        return [entry_rows(view.entry, shown.typed, pen.sized(pen.width, max(5, pen.height // 2)))]
    if not view.choices:
        return []
    loose = choice_rows(view.choices, shown.marked, pen, loose=True)
    if len(loose) <= room:
        return [loose]
    whole = choice_rows(view.choices, shown.marked, pen, loose=False)
    if len(whole) <= max(room, len(view.choices)):
        return [whole]
    bare = [replace(choice, detail="") for choice in view.choices]
    return [_around(choice_rows(bare, shown.marked, pen, loose=False), pen.height - 3)]


def _around(rows: Rows, height: int) -> Rows:
    """Return the part of a long list that shows its mark, and that there is more."""
    if len(rows) <= height:
        return rows
    marked = next((at for at, row in enumerate(rows) if any(span.ink is Ink.MARK for span in row)), 0)
    first = max(0, min(marked - height // 2, len(rows) - height))
    return rows[first : first + height]


def _bigs(view: View) -> tuple[Big, ...]:
    """Return what is big: the view's own, else the action where nothing else is there to be read."""
    if view.big or view.entry or view.choices or not view.action:
        return view.big
    return (Big("", view.action),)


def _stacked(parts: list[Rows], height: int) -> Rows:
    """Return the parts one below the other, apart as far as there is room; what is below the edge is lost."""
    need = sum(map(len, parts))
    gap = 1 if need + len(parts) - 1 <= height else 0
    rows: Rows = []
    for part in parts:
        rows += [BLANK] * gap if rows else []
        rows += part
    return rows[:height]
