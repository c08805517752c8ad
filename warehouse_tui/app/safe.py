"""The one door through which text reaches the screen: nothing in it is markup, and nothing in it drives the terminal.

Names from files and codes from scanners may hold escape sequences, bidi controls or characters without a width.
Each becomes a stand-in that a person can see; what is left has the width that `cells` says.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size
from textual.content import Content

STAND_IN = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"
MOST_CHARACTERS = 1000
"""More than any screen shows: longer text is cut before it costs anything."""

_PICTURES = 0x2400  # the control pictures ␀ … ␟ stand in the order of the controls
_DELETE, _DELETE_PICTURE = "\x7f", "\N{SYMBOL FOR DELETE}"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # they change an emoji's width, differently in each terminal
_MOST_MARKS = 2  # of accents on one letter; more is no language, but covers the lines above


@lru_cache(4096)
def safe(text: str) -> str:
    """Return `text` with every control, bidi control and unseen character replaced by a visible stand-in."""
    text = text[:MOST_CHARACTERS]
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(unicodedata.normalize("NFC", text)))


def safe_content(text: str) -> Content:
    """Return `text` as Content for a widget that takes one: safe, and never read as markup."""
    return Content(safe(text))


@lru_cache(4096)
def cells(text: str) -> int:
    """Return how many columns safe text takes."""
    return cell_len(text)


def clip(text: str, width: int) -> str:
    """Return safe text of at most `width` columns; what was cut ends in an ellipsis."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    return _head(text, width - 1) + ELLIPSIS


def wrap(text: str, width: int, most: int) -> list[str]:
    """Return safe text as at most `most` lines of at most `width` columns, broken at spaces where there are any."""
    if width <= 0 or most <= 0:
        return []
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most - 1 and cells(rest) > width:
        head = _head(rest, width)
        space = len(head) if rest[len(head) :].startswith(" ") else head.rfind(" ")
        cut = space if space > 0 else max(1, len(head))
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, clip(rest, width)] if rest or not lines else lines


def _head(text: str, width: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += get_character_cell_size(char)
        if used > width:
            return text[:at]
    return text


def _seen(text: str) -> Iterator[str]:
    marks = 0
    based = False
    for char in text:
        kind = unicodedata.category(char)
        if kind in ("Mn", "Me", "Mc"):
            marks += 1
            if not based:
                yield STAND_IN
            elif marks <= _MOST_MARKS and char not in _SELECTORS:
                yield char
            continue
        marks, based = 0, True
        yield _stand_in(char, kind)


def _stand_in(char: str, kind: str) -> str:
    if kind == "Zs":
        return " "
    if kind not in _UNSEEN:
        return char
    if char < " ":
        return chr(_PICTURES + ord(char))
    return _DELETE_PICTURE if char == _DELETE else STAND_IN
