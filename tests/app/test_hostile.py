"""Hostile text through every field of a view, on every screen, at every size."""

import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.support import CONSOLE, HOSTILE, RICH, SIZES, drawn, make_app, poison, show
from tests.support.terminal import Terminal
from tests.support.view_gallery import gallery
from warehouse_tui.app.glyphs import Glyphs
from warehouse_tui.app.layout import Shown, floor_rows
from warehouse_tui.app.manual import page_rows
from warehouse_tui.app.rows import Pen, Rows, row_cells
from warehouse_tui.app.screens.menu import menu_rows
from warehouse_tui.services.views import Key

EXAMPLES = gallery()


def check(rows: Rows, width: int, height: int) -> None:
    assert len(rows) == height
    for row in rows:
        assert row_cells(row) <= width
        for span in row:
            assert not {unicodedata.category(char) for char in span.text} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize("glyphs", [RICH.glyphs, CONSOLE.glyphs], ids=["rich", "console"])
@pytest.mark.parametrize("size", [*SIZES, (19, 9), (79, 17), (33, 60), (300, 16)], ids=str)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_step_and_menu_stays_inside_its_screen(text: str, size: tuple[int, int], glyphs: Glyphs) -> None:
    pen = Pen(*size, glyphs)
    for outcome in EXAMPLES.values():
        bad = poison(outcome, text)
        for typed in ("", text):
            check(floor_rows(Shown(bad, typed, 1), pen), *size)
        check(menu_rows(bad, 3, pen), *size)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_manual_page_stays_inside_its_screen(text: str) -> None:
    rows = page_rows(f"# {text}\n\n- {text} **{text}** `{text}`\n\n| {text} | {text} |", Pen(30, 16, RICH.glyphs))
    check(rows, 30, len(rows))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_no_hostile_text_ends_the_program_or_becomes_live(text: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for outcome in EXAMPLES.values():
            await show(pilot, poison(outcome, text))
        await show(pilot, poison(EXAMPLES["pick_item"], text))
        if text == "[@click=app.quit]x[/]":
            assert text in drawn(app)
            for y in range(24):
                await pilot.click(offset=(4, y))
        await pilot.press("f10")
        await pilot.pause()
        assert app.is_running


def test_hostile_keys_of_a_view_do_no_harm() -> None:
    keys = tuple(Key(key, "x", "y") for key in ("", "+", "ctrl++", "f99", "\x1b", "a" * 500))
    outcome = replace(EXAMPLES["pick_item"], view=replace(EXAMPLES["pick_item"].view, keys=keys), menu=keys)
    for size in SIZES:
        check(floor_rows(Shown(outcome), Pen(*size, RICH.glyphs)), *size)
        check(menu_rows(outcome, 0, Pen(*size, RICH.glyphs)), *size)


def test_nothing_raw_reaches_the_terminal() -> None:
    program = [sys.executable, "-m", "tests.app.program", "hostile"]
    with Terminal(program, cwd=Path(__file__).parents[2]) as terminal:
        terminal.wait_for("]52;c;")
        terminal.press("f10")
        terminal.wait_for("MENU")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        output = terminal.output()
    assert b"\x1b]52" not in output
    assert b"\x1b]0;owned" not in output
    for char in ("\u202e", "\u2066", "\x9b", "\x00"):
        assert char.encode() not in output
    assert not re.search(rb"[\x80-\x9f]", output.decode().encode("latin-1", "ignore"))
