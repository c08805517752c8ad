"""The same pick without a port: a scanner that types, and fingers; at every size and on every kind of terminal."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.site import APPLE, MUG, REPEAT_S, RealSite, build_site, running, slowly
from tests.support.terminal import Terminal
from warehouse_tui.app.keyboard import HALF_CODE_S

ORDER = [("JU-APPLE", 3), ("MU-BLUE", 1)]
SIZES = ((20, 16), (40, 20), (80, 24), (160, 45))


def burst(terminal: Terminal, code: str) -> None:
    """Type as a scanner does: all at once, with Enter; not before the last trigger pull is over."""
    time.sleep(REPEAT_S)
    terminal.send(f"{code}\r")


def pick(site: RealSite, enter: Callable[[Terminal, str], None], sizes: tuple[tuple[int, int], ...], term: str) -> None:
    """Pick the order; the window takes the next size after every scan, in the middle of each step."""
    apple = APPLE if enter is burst else "JU-APPLE"
    mug = MUG if enter is burst else "MU-BLUE"
    walk = [
        ("W-1", "SCAN A TOTE"),
        ("T1", "TAKEN 0 of 3"),
        (apple, "TAKEN 1 of 3"),
        (apple, "TAKEN 2 of 3"),
        (apple, "TAKEN 0 of 1"),
        (mug, "SCAN LANE P1"),
        ("P1", "List 1 is done"),
    ]
    columns, rows = sizes[0]
    with running(site.config, columns=columns, rows=rows, term=term) as ana:
        ana.see("SCAN YOUR BADGE")
        for n, (code, answer) in enumerate(walk):
            enter(ana.terminal, code)
            ana.see(answer)
            if len(sizes) > 1:
                ana.terminal.resize(*sizes[(n + 1) % len(sizes)])
                ana.see(answer)
                assert len(ana.see("F10")) == sizes[(n + 1) % len(sizes)][1]
        site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 3, "MU-BLUE": 1}}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_scanner_that_types_picks_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    pick(build_site(tmp_path, [ORDER]), burst, (size,), "xterm-256color")


def test_fingers_alone_pick(tmp_path: Path) -> None:
    pick(build_site(tmp_path, [ORDER]), slowly, ((80, 24),), "xterm-256color")


def test_the_window_changes_its_size_in_the_middle_of_every_step(tmp_path: Path) -> None:
    pick(build_site(tmp_path, [ORDER]), burst, (*SIZES, (33, 60), (160, 16)), "xterm-256color")


@pytest.mark.parametrize("term", ["linux", "screen-256color", "tmux-256color", "vt220"])
def test_on_other_terminals(tmp_path: Path, term: str) -> None:
    pick(build_site(tmp_path, [ORDER]), burst, ((80, 24),), term)


def test_what_no_keyboard_sends_ends_nothing_and_costs_no_scan(tmp_path: Path) -> None:
    site = build_site(tmp_path, [ORDER])
    with running(site.config) as ana:
        ana.see("SCAN YOUR BADGE")
        burst(ana.terminal, "W-1")
        ana.see("SCAN A TOTE")
        burst(ana.terminal, "T1")
        ana.see("TAKEN 0 of 3")
        for n, junk in enumerate((b"\xe9", b"\xff\xfe\x9b", b"\x00\x1c\x1f", b"7" * 5000)):
            ana.terminal.send(junk)
            if len(junk) > 1000:
                ana.see("sent no end", timeout=30)
            time.sleep(HALF_CODE_S + 0.1)  # what has no end by then is no code
            burst(ana.terminal, APPLE if n < 2 else "XXHELP")
            ana.see(f"TAKEN {n + 1} of 3" if n < 2 else "Help is called")
        burst(ana.terminal, APPLE)
        ana.see("TAKEN 0 of 1")
    assert site.kinds().count("item_taken") == 3


def test_every_command_works_by_keys_alone(tmp_path: Path) -> None:
    site = build_site(tmp_path, [ORDER])
    with running(site.config) as ana:
        ana.see("SCAN YOUR BADGE")
        for code, answer in (("W-1", "SCAN A TOTE"), ("T1", "TAKEN 0 of 3"), (APPLE, "TAKEN 1 of 3")):
            burst(ana.terminal, code)
            ana.see(answer)
        ana.terminal.press("f4")
        ana.see("SCAN …3931")
        ana.terminal.press("escape")
        ana.see("SCAN ITEM")
        ana.terminal.press("f7")
        ana.see("HOW MANY?")
        slowly(ana.terminal, "2")
        ana.see("SCAN ONE OF THE 2")
        burst(ana.terminal, APPLE)
        ana.see("TAKEN 0 of 1")
        ana.terminal.press("f10")
        ana.see("call help")
        ana.terminal.press("escape")
        ana.terminal.press("f1")
        ana.see("Esc")
        ana.terminal.press("escape")
        ana.see("SCAN ITEM")
        ana.terminal.press("f2")
        ana.see("BIN EMPTY?")
        burst(ana.terminal, "A-09-1")
        ana.see("SCAN LANE HOLD-1")
        burst(ana.terminal, "HOLD-1")
        ana.see("List 1 is done")
        site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 3}}
