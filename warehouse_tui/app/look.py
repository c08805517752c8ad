"""How the program looks on the terminal at hand: its signs and its inks, chosen once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style

from warehouse_tui.app.glyphs import Glyphs, glyphs_for
from warehouse_tui.app.rows import Ink
from warehouse_tui.app.theme import FEW_COLOURS, RICH_COLOURS


@dataclass(frozen=True)
class Look:
    """Signs, inks, and whether the terminal's own 16 colours are used."""

    glyphs: Glyphs
    inks: Mapping[Ink, Style]
    few_colours: bool


def look_for(environ: Mapping[str, str] = os.environ) -> Look:
    """Return the look for the terminal that the environment names."""
    glyphs = glyphs_for(environ)
    term = environ.get("TERM", "")
    few = glyphs.plain or not ("256color" in term or environ.get("COLORTERM") or term.endswith("kitty"))
    return Look(glyphs, FEW_COLOURS if few else RICH_COLOURS, few)
