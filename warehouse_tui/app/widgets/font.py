"""Letters and digits drawn big: a dot font for any scale, and a small one of box lines three rows high."""

from functools import lru_cache

_DOTS = """
0 0E 11 11 11 11 11 0E|1 04 0C 04 04 04 04 0E|2 0E 11 01 02 04 08 1F|3 0E 11 01 06 01 11 0E|4 02 06 0A 12 1F 02 02
5 1F 10 1E 01 01 11 0E|6 06 08 10 1E 11 11 0E|7 1F 01 02 04 08 08 08|8 0E 11 11 0E 11 11 0E|9 0E 11 11 0F 01 02 0C
A 0E 11 11 1F 11 11 11|B 1E 11 11 1E 11 11 1E|C 0E 11 10 10 10 11 0E|D 1C 12 11 11 11 12 1C|E 1F 10 10 1E 10 10 1F
F 1F 10 10 1E 10 10 10|G 0E 11 10 17 11 11 0F|H 11 11 11 1F 11 11 11|I 0E 04 04 04 04 04 0E|J 07 02 02 02 02 12 0C
K 11 12 14 18 14 12 11|L 10 10 10 10 10 10 1F|M 11 1B 15 15 11 11 11|N 11 11 19 15 13 11 11|O 0E 11 11 11 11 11 0E
P 1E 11 11 1E 10 10 10|Q 0E 11 11 11 15 12 0D|R 1E 11 11 1E 14 12 11|S 0F 10 10 0E 01 01 1E|T 1F 04 04 04 04 04 04
U 11 11 11 11 11 11 0E|V 11 11 11 11 11 0A 04|W 11 11 11 15 15 15 0A|X 11 11 0A 04 0A 11 11|Y 11 11 11 0A 04 04 04
Z 1F 01 02 04 08 10 1F|- 00 00 00 0E 00 00 00|_ 00 00 00 00 00 00 1F|. 00 00 00 00 00 00 04|/ 01 01 02 04 08 10 10
+ 00 04 04 1F 04 04 00|: 00 00 04 00 04 00 00|? 0E 11 01 02 04 00 04|! 04 04 04 04 04 00 04|• 00 00 0E 0E 0E 00 00
Ä 0A 00 0E 11 1F 11 11|Ö 0A 00 0E 11 11 11 0E|Ü 0A 00 11 11 11 11 0E|# 0A 0A 1F 0A 1F 0A 0A
"""
_BOXES = """
0 ┏━┓┃ ┃┗━┛|1 ╺┓  ┃ ╺┻╸|2 ╺━┓┏━┛┗━╸|3 ╺━┓ ━┫╺━┛|4 ╻ ╻┗━┫  ╹|5 ┏━╸┗━┓╺━┛|6 ┏━╸┣━┓┗━┛|7 ╺━┓  ┃  ╹|8 ┏━┓┣━┫┗━┛|9 ┏━┓┗━┫╺━┛|
A ┏━┓┣━┫╹ ╹|B ┏┓ ┣┻┓┗━┛|C ┏━╸┃  ┗━╸|D ╺┳┓ ┃┃╺┻┛|E ┏━╸┣╸ ┗━╸|F ┏━╸┣╸ ╹  |G ┏━╸┃╺┓┗━┛|H ╻ ╻┣━┫╹ ╹|I ╺┳╸ ┃ ╺┻╸|J   ╻  ┃┗━┛|
K ╻┏ ┣┻┓╹ ╹|L ╻  ┃  ┗━╸|M ┏┳┓┃┃┃╹ ╹|N ┏┓╻┃┗┫╹ ╹|O ┏━┓┃ ┃┗━┛|P ┏━┓┣━┛╹  |Q ┏━┓┃┓┃┗┻┛|R ┏━┓┣┳┛╹┗╸|S ┏━┓┗━┓┗━┛|T ╺┳╸ ┃  ╹ |
U ╻ ╻┃ ┃┗━┛|V ╻ ╻┃┏┛┗┛ |W ╻ ╻┃╻┃┗┻┛|X ╻ ╻┏╋┛╹ ╹|Y ╻ ╻┗┳┛ ╹ |Z ╺━┓┏━┛┗━╸|-   ╺╸  |
_       ━━━|.        ╹ |/   ╻┏━┛╹  |+    ╺╋╸   |•    ┏┓ ┗┛ |
"""
_LIGHT = str.maketrans("┏━┓┗┛┃┣┫┳┻╋╸╺╹╻", "┌─┐└┘│├┤┬┴┼──││")
_HALVES = " ▀▄█"

DOTS_HIGH = 7
_LONGEST = 40


def can_draw(text: str) -> bool:
    """Return whether every character has a big shape, and the whole is no longer than anything worth one."""
    return len(text) <= _LONGEST and all(char in _dots() or char == " " for char in text.upper())


@lru_cache(256)
def dot_rows(text: str, wide: int, high: int) -> tuple[str, ...]:
    """Return text drawn in dots, each `wide` columns and `high` half rows, as rows of ` ▀▄█`."""
    tall = ["".join(dot * wide for dot in line) for line in _dot_lines(text) for _ in range(high)]
    if len(tall) % 2:
        tall.append(" " * len(tall[0]))
    return tuple(_half_row(upper, lower) for upper, lower in zip(tall[::2], tall[1::2], strict=True))


@lru_cache(256)
def box_rows(text: str, light: bool) -> tuple[str, ...]:
    """Return text drawn in box lines, three rows high; `light` for a font without heavy lines."""
    glyphs = [_boxes().get(char, " " * 9) for char in text.upper()]
    rows = ("".join(_third(glyph, at) for glyph in glyphs).rstrip() for at in range(3))
    return tuple(row.translate(_LIGHT) if light else row for row in rows)


def _third(glyph: str, at: int) -> str:
    width = len(glyph) // 3
    return glyph[at * width : (at + 1) * width]


def _half_row(upper: str, lower: str) -> str:
    pairs = zip(upper, lower, strict=True)
    return "".join(_HALVES[(above == "#") + 2 * (below == "#")] for above, below in pairs)


def _dot_lines(text: str) -> list[str]:
    glyphs = [_dots().get(char, ("  ",) * DOTS_HIGH) for char in text.upper()]
    return [" ".join(glyph[at] for glyph in glyphs) for at in range(DOTS_HIGH)]


@lru_cache(1)
def _dots() -> dict[str, tuple[str, ...]]:
    return {entry[0]: _trimmed(entry[2:].split()) for entry in _DOTS.strip().replace("\n", "|").split("|")}


@lru_cache(1)
def _boxes() -> dict[str, str]:
    return {entry[0]: entry[2:] for entry in _BOXES.replace("\n", "").split("|") if entry}


def _trimmed(codes: list[str]) -> tuple[str, ...]:
    rows = [int(code, 16) for code in codes]
    used = [bit for bit in range(4, -1, -1) if any(row >> bit & 1 for row in rows)]
    span = range(used[0], used[-1] - 1, -1)
    return tuple("".join("#" if row >> bit & 1 else " " for bit in span) for row in rows)
