"""Colours: Okabe–Ito sky, yellow and vermillion on black, told apart by colour-blind eyes; each stands beside a glyph
and a word. Terminals with 16 colours get the nearest of theirs by name.
"""

from rich.style import Style
from textual.theme import Theme

from warehouse_tui.app.rows import Ink

SKY, YELLOW, VERMILLION = "#56b4e9", "#f0e442", "#d55e00"
BLACK, GREY, DIM, WHITE = "#000000", "#d0d0d0", "#949494", "#ffffff"

FLOOR = Theme(
    name="floor",
    dark=True,
    primary=SKY,
    secondary=SKY,
    accent=YELLOW,
    warning=YELLOW,
    error=VERMILLION,
    success=SKY,
    foreground=GREY,
    background=BLACK,
    surface=BLACK,
    panel="#1c1c1c",
    boost="#1c1c1c",
)

RICH_COLOURS: dict[Ink, Style] = {
    Ink.PLAIN: Style(color=GREY, bgcolor=BLACK),
    Ink.MUTED: Style(color=DIM, bgcolor=BLACK),
    Ink.STRONG: Style(color=WHITE, bgcolor=BLACK, bold=True),
    Ink.GOOD: Style(color=SKY, bgcolor=BLACK),
    Ink.WARN: Style(color=YELLOW, bgcolor=BLACK, bold=True),
    Ink.BAD: Style(color=VERMILLION, bgcolor=BLACK, bold=True),
    Ink.RULE: Style(color="#444444", bgcolor=BLACK),
    Ink.BIG: Style(color=WHITE, bgcolor=BLACK),
    Ink.BLOCK: Style(color=BLACK, bgcolor=WHITE),
    Ink.ACTION: Style(color=BLACK, bgcolor=WHITE, bold=True),
    Ink.KEY: Style(color=WHITE, bgcolor="#303030", bold=True),
    Ink.MARK: Style(color=BLACK, bgcolor=WHITE),
    Ink.BAND: Style(color=WHITE, bgcolor="#303030", bold=True),
    Ink.BAND_GOOD: Style(color=BLACK, bgcolor=SKY, bold=True),
    Ink.BAND_WARN: Style(color=BLACK, bgcolor=YELLOW, bold=True),
    Ink.BAND_BAD: Style(color=BLACK, bgcolor=VERMILLION, bold=True),
}

FEW_COLOURS: dict[Ink, Style] = {
    Ink.PLAIN: Style(color="white", bgcolor="black"),
    Ink.MUTED: Style(color="white", bgcolor="black"),
    Ink.STRONG: Style(color="bright_white", bgcolor="black", bold=True),
    Ink.GOOD: Style(color="bright_cyan", bgcolor="black"),
    Ink.WARN: Style(color="bright_yellow", bgcolor="black", bold=True),
    Ink.BAD: Style(color="bright_red", bgcolor="black", bold=True),
    Ink.RULE: Style(color="white", bgcolor="black"),
    Ink.BIG: Style(color="bright_white", bgcolor="black", bold=True),
    Ink.BLOCK: Style(color="black", bgcolor="white"),
    Ink.ACTION: Style(color="black", bgcolor="white"),
    Ink.KEY: Style(color="bright_white", bgcolor="black", bold=True),
    Ink.MARK: Style(color="black", bgcolor="white"),
    Ink.BAND: Style(color="black", bgcolor="white"),
    Ink.BAND_GOOD: Style(color="black", bgcolor="cyan"),
    Ink.BAND_WARN: Style(color="black", bgcolor="yellow"),
    Ink.BAND_BAD: Style(color="bright_white", bgcolor="red", bold=True),
}
