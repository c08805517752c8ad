"""The plain lines of a step: header, text, the band of the answer, the action, the last thing done."""

from collections.abc import Sequence

from warehouse_tui.app.rows import (
    TONE_INK,
    Ink,
    Pen,
    Row,
    Rows,
    Span,
    bar,
    cut,
    ends,
    fill,
    row_cells,
)
from warehouse_tui.app.words import feedback_word
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.views import Header, Line, Message, Outcome, Tone

_BAND = {
    Tone.NORMAL: Ink.BAND,
    Tone.MUTED: Ink.BAND,
    Tone.STRONG: Ink.BAND,
    Tone.GOOD: Ink.BAND_GOOD,
    Tone.WARN: Ink.BAND_WARN,
    Tone.BAD: Ink.BAND_BAD,
}
_HEARD = {
    Feedback.COUNTED: Tone.GOOD,
    Feedback.LINE_DONE: Tone.GOOD,
    Feedback.WRONG: Tone.BAD,
    Feedback.NOT_COUNTED: Tone.WARN,
    Feedback.ATTENTION: Tone.WARN,
}


def header_rows(header: Header, pen: Pen) -> Rows:
    """Return the top line, and one for each scanner that cannot be heard. The narrower, the fewer words stay."""
    return [_top(header, pen), *(row for line in header.devices for row in pen.wrapped(line.text, TONE_INK[line.tone]))]


def text_rows(lines: Sequence[Line], pen: Pen) -> Rows:
    """Return lines of text; a right part that finds no room beside its line stands on a row of its own."""
    return [row for line in lines for row in _text(line, pen)]


def text_row(line: Line, pen: Pen) -> Row:
    """Return one line on one row, cut where it must be."""
    ink = TONE_INK[line.tone]
    left = (pen.span(line.text, ink),)
    right = (pen.span(line.right, ink),) if line.right else ()
    if row_cells(left) + row_cells(right) + 1 > pen.width:
        return cut((*left, Span("  "), *right), pen.width)
    return ends(left, right, pen.width)


def band_rows(outcome: Outcome, pen: Pen, height: int) -> Rows:
    """Return the answer to the last scan: a bar with its glyph, its word and its colour; blank where there is none."""
    tone = _HEARD.get(outcome.feedback) or (outcome.message or Message("")).tone
    text = outcome.message.text if outcome.message else feedback_word(outcome.view.language, outcome.feedback)
    if not text:
        return [()] * height
    return bar(_sign(outcome.feedback, tone, pen), pen.text(text), pen, _BAND[tone], height)


def action_rows(action: str, pen: Pen, height: int) -> Rows:
    """Return the inverse line that says what to do next."""
    if not action:
        return [()] * height
    return bar(pen.glyphs.go, pen.text(action), pen, Ink.ACTION, height)


def _top(header: Header, pen: Pen) -> Row:
    link = (pen.span(header.link, TONE_INK[header.link_tone]),)
    short = (pen.span(_short(header.link), TONE_INK[header.link_tone]),)
    who, what, far = header.worker, header.title, header.progress
    wide = "   " if pen.width >= 60 else "  "
    for words, right in (((who, what, far), link), ((who, what, far), short), ((who, far), short), ((far,), short)):
        left = _joined(words, wide, pen)
        if row_cells(left) + row_cells(right) < pen.width:
            return ends(left, right, pen.width)
    return fill(cut(_joined((far or who,), wide, pen), pen.width), pen.width)


def _short(link: str) -> str:
    """Return the link's sign with the word after it."""
    words = link.replace(",", " ").split()
    return " ".join(words[: 2 if words and len(words[0]) == 1 else 1])


def _joined(words: Sequence[str], gap: str, pen: Pen) -> Row:
    spans: list[Span] = []
    for number, text in enumerate(word for word in words if word):
        spans += (*((Span(gap),) if number else ()), pen.span(text, Ink.PLAIN if number else Ink.STRONG))
    return tuple(spans)


def _text(line: Line, pen: Pen) -> Rows:
    row = text_row(line, pen)
    left, right = row_cells((pen.span(line.text),)), row_cells((pen.span(line.right),))
    if left + right + (1 if line.right else 0) <= pen.width:
        return [row]
    ink = TONE_INK[line.tone]
    return [*pen.wrapped(line.text, ink), *([pen.clipped(line.right, ink)] if line.right else [])]


def _sign(feedback: Feedback, tone: Tone, pen: Pen) -> str:
    glyphs = pen.glyphs
    heard = {Feedback.LINE_DONE: glyphs.done, Feedback.NOT_COUNTED: glyphs.dropped}
    toned = {Tone.GOOD: glyphs.good, Tone.WARN: glyphs.warn, Tone.BAD: glyphs.bad}
    return heard.get(feedback) or toned.get(tone, "")
