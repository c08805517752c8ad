"""The signs on the screen, chosen once for the terminal at hand.

The Linux console's font knows light box lines and Latin letters, but none of ✖ ✓ ▶: there every sign, and every text
of a view, is written in what that font has.
"""

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from warehouse_tui.app.safe import safe


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs. `plain` says that text may hold only what the Linux console's font has."""

    good: str = "✓"
    done: str = "✓✓"
    bad: str = "✖"
    warn: str = "!"
    dropped: str = "◌"
    go: str = "▶"
    hidden: str = "●"
    caret: str = "▁"
    rule: str = "─"
    column: str = "│"
    ellipsis: str = "…"
    plain: bool = False

    def text(self, text: str) -> str:
        """Return text of a view as this terminal can show it, safe."""
        shown = safe(text)
        if not self.plain or shown.isascii():
            return shown
        return "".join(_PLAIN.get(char) or _latin(char) for char in shown)


FULL = Glyphs()
CONSOLE = Glyphs(
    good="+",
    done="++",
    bad="x",
    dropped="o",
    go=">",
    hidden="*",
    caret="_",
    rule="-",
    column="|",
    ellipsis="~",
    plain=True,
)

_PLAIN = {
    "✖": "x", "✗": "x", "✘": "x", "×": "x", "✓": "+", "✔": "+", "▶": ">", "►": ">", "●": "*", "○": "o", "◌": "o",
    "•": "*", "▲": "^", "▼": "v", "■": "#", "□": "#", "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "<", "…": "~",
    "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "€": "E", "─": "-", "│": "|", "·": ".",
    "▁": "_", "↵": "<",
}  # fmt: skip
_CONSOLE_TERMS = ("linux", "vt", "ansi", "cons", "dumb")


def glyphs_for(environ: Mapping[str, str] = os.environ) -> Glyphs:
    """Return the signs for the terminal that `TERM` names."""
    return CONSOLE if environ.get("TERM", "").startswith(_CONSOLE_TERMS) else FULL


def _latin(char: str) -> str:
    """Return a character of Latin-1 for `char`: itself, its letter without accents, or a question mark."""
    if char <= "\u00ff":
        return char
    if "\u2400" <= char <= "\u2421":  # a control picture
        return "?"
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base <= "\u00ff" else "?"
