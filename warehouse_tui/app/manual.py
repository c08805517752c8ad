"""The manual: Markdown pages that the program shows on F1 and the repository shows on its own page.

Only what the pages use is read: headings, paragraphs, lists, **bold**, `code` and tables of two columns.
"""

import re
from functools import lru_cache
from importlib.resources import files

from warehouse_tui.app.rows import BLANK, Ink, Pen, Row, Rows, Span, cut
from warehouse_tui.app.safe import cells, wrap

PAGES = ("index", "sign-in", "pick", "wrong-scan", "commands", "scanners", "offline")
"""The pages in reading order."""

_MARKED = re.compile(r"(\*\*[^*]+\*\*|`[^`]+`)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ITEM = re.compile(r"(?P<sign>[-*]|\d+\.) +(?P<text>.*)")
_STRONG = {"**": Ink.STRONG, "`": Ink.GOOD}


@lru_cache(16)
def page_text(page: str, language: str) -> str:
    """Return a page's Markdown in a language, in English where there is none."""
    folder = files("warehouse_tui") / "guide"
    for name in (f"{page}.{language}.md", f"{page}.md"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    return ""


def page_rows(text: str, pen: Pen) -> Rows:
    """Return a page laid out for the pen's width."""
    rows: Rows = []
    for block in re.split(r"\n\s*\n", text.strip()):
        rows += [BLANK] if rows else []
        rows += _block(block, pen)
    return rows


def _block(block: str, pen: Pen) -> Rows:
    if block.startswith("#"):
        level, _, title = block.partition(" ")
        return pen.wrapped(title.upper() if len(level) == 1 else title, Ink.WARN if len(level) == 1 else Ink.STRONG)
    lines = block.splitlines()
    if lines[0].startswith("|"):
        return [row for line in lines if not set(line) <= set("|-: ") for row in _table_row(line, pen)]
    rows: Rows = []
    for entry in _entries(lines):
        found = _ITEM.fullmatch(entry)
        sign = "" if found is None else ("• " if found["sign"] in "-*" else f"{found['sign']} ")
        rows += _flowed(found["text"] if found else entry, sign, pen)
    return rows


def _entries(lines: list[str]) -> list[str]:
    """Return list items and paragraphs, each on one line."""
    entries: list[str] = []
    for line in lines:
        if _ITEM.fullmatch(line) or not entries:
            entries.append(line.strip())
        else:
            entries[-1] += f" {line.strip()}"
    return entries


def _table_row(line: str, pen: Pen) -> Rows:
    head, *rest = (cell.strip() for cell in line.strip().strip("|").split("|"))
    if not head:
        return []
    name = head.strip("*`")
    wide = pen.width >= 40
    first = f"{name:<12}" if wide else f"{name}: "
    return _flowed("  ".join(rest), first, pen)


def _flowed(text: str, sign: str, pen: Pen) -> Rows:
    """Return text in lines after a sign; marks may go over the end of a line."""
    words = _LINK.sub(r"\1", text)
    plain = pen.text(_MARKED.sub(lambda mark: mark[0].strip("*`"), words))
    head = pen.text(sign)
    hang = cells(head) if cells(head) <= pen.width // 3 else 2
    lines = wrap(plain, pen.width - max(hang, cells(head)), 200)
    inks = _inks(words, pen)
    rows: Rows = []
    at = 0
    for number, line in enumerate(lines):
        at = plain.index(line, at)
        lead = Span(" " * hang) if number else Span(head, Ink.STRONG)
        rows.append(cut((lead, *_inked(line, inks[at : at + len(line)])), pen.width))
        at += len(line)
    return rows


def _inks(text: str, pen: Pen) -> list[Ink]:
    inks: list[Ink] = []
    for part in _MARKED.split(text):
        mark = next((mark for mark in _STRONG if part.startswith(mark) and part.endswith(mark)), "")
        shown = pen.text(part.strip("*`") if mark and len(part) > 2 else part)
        inks += [_STRONG.get(mark, Ink.PLAIN)] * len(shown)
    return inks


def _inked(line: str, inks: list[Ink]) -> Row:
    spans: list[Span] = []
    for char, ink in zip(line, inks, strict=False):
        if spans and spans[-1].ink is ink:
            spans[-1] = Span(spans[-1].text + char, ink)
        else:
            spans.append(Span(char, ink))
    return tuple(spans)
