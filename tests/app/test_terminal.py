"""The real screens in a real terminal."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.terminal import Terminal
from warehouse_tui.app.keyboard import HAND_MOVES_S

ROOT = Path(__file__).parents[2]


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with start() as terminal:
        yield terminal


def start(term: str = "xterm-256color") -> Terminal:
    return Terminal([sys.executable, "-m", "tests.app.program"], cwd=ROOT, term=term)


def test_a_byte_that_is_not_utf8_is_a_scan_and_the_next_one_counts(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.send(b"AB\xe9CD\r")
    terminal.wait_for("read AB\N{REPLACEMENT CHARACTER}CD.")
    terminal.send(b"8710398504502\r")
    terminal.wait_for("read 8710398504502.")
    assert terminal.bells == 2


def test_a_lone_byte_of_a_longer_character_is_not_mixed_into_the_next_code(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.send(b"\xe9")
    terminal.wait_for("\N{REPLACEMENT CHARACTER}")
    time.sleep(HAND_MOVES_S)
    terminal.send(b"8710398504502\r")
    terminal.wait_for("read 8710398504502.")


def test_gs_reaches_the_core(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.send(b"]C1010871039850450210L7\x1d2103\r\n")
    terminal.wait_for("read ]C1010871039850450210L7␝2103.")


def test_a_pasted_code_is_a_scan(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.send("\x1b[200~A-03-12\x1b[201~")
    terminal.wait_for("read A-03-12.")


def test_half_a_code_is_told_and_not_mixed_into_the_next(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.send("871039")
    terminal.wait_for("half a code")
    terminal.send("T7\r")
    terminal.wait_for("read T7.")


def test_only_the_core_ends_the_program(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.press("f2")
    terminal.wait_for("did XXSHORT")
    terminal.press("ctrl+c")
    assert terminal.wait_exit() == 0


def test_a_crash_prints_one_plain_line_without_what_was_in_memory(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    terminal.press("f5")
    assert terminal.wait_exit() == 1
    text = terminal.output().decode()
    assert "warehouse-tui stopped on an error of its own" in text
    assert "/somewhere/errors.log" in text.replace("\r\n", "")
    assert "Traceback" not in text
    assert "4711" not in text


def test_a_linux_console_gets_only_what_its_font_has() -> None:
    with start("linux") as terminal:
        terminal.wait_for("ready")
        terminal.send("T7\r")
        screen = "\n".join(terminal.wait_for("read T7."))
    assert all(char == "\n" or " " <= char <= "\u00ff" or char in "┌─┐│└┘├┤┬┴┼" for char in screen)
    assert "> SCAN ITEM" in screen


@pytest.mark.parametrize("term", ["xterm", "tmux-256color", "screen", "vt220"])
def test_other_terminals_show_the_step(term: str) -> None:
    with start(term) as terminal:
        terminal.wait_for("ready")
        terminal.send("T7\r")
        terminal.wait_for("read T7.")
        assert any("SCAN ITEM" in line for line in terminal.screen())


def test_the_step_follows_the_window(terminal: Terminal) -> None:
    terminal.wait_for("ready")
    for columns, rows in ((40, 20), (20, 16), (160, 45), (80, 24)):
        terminal.resize(columns, rows)
        screen = terminal.wait_until(
            lambda lines, columns=columns: (
                any("SCAN ITEM" in line for line in lines)
                and lines[0].startswith("Ana" if columns < 40 else " Ana")
                and len(lines[0]) <= columns
            ),
            f"{columns}×{rows}",
        )
        assert len(screen) == rows
