"""Pictures of Code 128 as SVG, in millimetres, for cards that are printed on paper."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from barcode.codex import Code128

MODULE_MM = 25.4 / 203 * 2
"""Two dots of a 203 dpi printer: one dot does not decode."""
BAR_HEIGHT_MM = 12.0
_QUIET_MODULES = 10
_PAGE_WIDTH_MM = 210.0
_MARGIN_MM = 12.0
_LINE_MM = 5.0
_FONT_MM = 3.5
_LINE_CHARACTERS = 92


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text and the code below them; no bars where `code` is empty."""

    lines: Sequence[str]
    code: str = ""


def page(title: str, blocks: Iterable[Block], notes: Iterable[str] = ()) -> str:
    """Return an SVG page with a title, the blocks, and notes at its foot."""
    parts: list[str] = []
    y = _MARGIN_MM + _LINE_MM
    parts.append(_text(y, title, bold=True))
    y += _LINE_MM
    for block in blocks:
        for line in _wrapped(block.lines):
            y += _LINE_MM
            parts.append(_text(y, line))
        if block.code:
            parts.append(_bars(block.code, y + 2.0))
            y += BAR_HEIGHT_MM + 2.0
        y += _LINE_MM
    for line in _wrapped(notes):
        y += _LINE_MM
        parts.append(_text(y, line))
    height = y + _MARGIN_MM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_PAGE_WIDTH_MM:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {_PAGE_WIDTH_MM:g} {height:g}">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _wrapped(lines: Iterable[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, _LINE_CHARACTERS) or [""]]


def _text(y: float, text: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    style = f'font-family="sans-serif" font-size="{_FONT_MM:g}"{weight}'
    return f'<text x="{_MARGIN_MM:g}" y="{y:.3f}" {style}>{escape(text)}</text>'


def _bars(code: str, y: float) -> str:
    """Return the bars of a code as one path: a rectangle for each run of dark modules."""
    [modules] = Code128(code).build()
    left = _MARGIN_MM + _QUIET_MODULES * MODULE_MM
    path: list[str] = []
    start = 0
    while (start := modules.find("1", start)) >= 0:
        end = modules.find("0", start)
        end = len(modules) if end < 0 else end
        width = (end - start) * MODULE_MM
        path.append(f"M{left + start * MODULE_MM:.4f} {y:.3f}h{width:.4f}v{BAR_HEIGHT_MM:g}h-{width:.4f}z")
        start = end
    return f'<path d="{"".join(path)}" shape-rendering="crispEdges"/>'
