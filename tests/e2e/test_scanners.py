"""Scanners misbehave: unplugged and back, two at once, and bytes that are no code. The next scan is never lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.ptys import ScannerPort
from tests.support.site import APPLE, MUG, Picker, RealSite, build_site, running


@contextmanager
def at_the_first_stop(folder: Path, *scanners: ScannerPort) -> Iterator[tuple[RealSite, Picker]]:
    """Run the program until three apples are to be taken."""
    site = build_site(folder, [[("JU-APPLE", 3), ("MU-BLUE", 1)]], scanners)
    with running(site.config, scanners[0]) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 3")
        yield site, ana


def test_unplugged_in_the_middle_of_a_line_and_back(tmp_path: Path, hand: ScannerPort) -> None:
    with at_the_first_stop(tmp_path, hand) as (site, ana):
        ana.answer(APPLE, "TAKEN 1 of 3")
        hand.unplug()
        screen = ana.see("scanner hand lost: plug it in")
        assert any("lost" in line for line in screen[:3])  # in the header, where it is seen
        ana.see("TAKEN 1 of 3")
        hand.plug()
        ana.terminal.wait_gone("lost")
        ana.answer(APPLE, "TAKEN 2 of 3")
        ana.answer(APPLE, "TAKEN 0 of 1")
    assert site.kinds().count("item_taken") == 3


def test_a_scanner_that_is_not_there_at_the_start_comes_later(tmp_path: Path, hand: ScannerPort) -> None:
    hand.unplug()
    site = build_site(tmp_path, [[("JU-APPLE", 1)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("scanner hand lost")
        hand.plug()
        ana.terminal.wait_gone("lost")
        ana.answer("W-1", "SCAN A TOTE")


def test_two_scanners_at_once_count_each_its_own(tmp_path: Path, hand: ScannerPort) -> None:
    with ScannerPort(tmp_path, "ring") as ring, at_the_first_stop(tmp_path, hand, ring) as (site, ana):
        ana.scan(APPLE)
        ring.send(APPLE.encode() + b"\r")
        ana.see("TAKEN 2 of 3")
        ring.unplug()
        ana.see("scanner ring lost")
        ana.answer(APPLE, "TAKEN 0 of 1")
    assert site.kinds().count("item_taken") == 3


@pytest.mark.parametrize(
    ("junk", "words"),
    [
        (b"\xff\xfe\x80\x81\x9b\xf0\xc1\xe9\xfc\r", "UNREADABLE"),
        (b"4006\xe9381\r", "TO GO ON"),
        (b"9" * 5000, "sent no end"),
        (b"\x1b]0;owned\x07\x1b[2J\r", "TO GO ON"),
        ("\u202etxet\u2066 [bold]x[/] [/] \x00".encode() + b"\r", "TO GO ON"),
        (b"no such thing\r", "TO GO ON"),
    ],
    ids=["garbage", "latin-1", "endless", "escapes", "bidi", "unknown"],
)
def test_junk_on_the_port_is_said_and_costs_no_scan(tmp_path: Path, hand: ScannerPort, junk: bytes, words: str) -> None:
    with at_the_first_stop(tmp_path, hand) as (site, ana):
        ana.answer(APPLE, "TAKEN 1 of 3")
        ana.aim_again()
        hand.send(junk)
        ana.see(words)
        if b"\r" not in junk:
            hand.send(b"\r")
        ana.scan(APPLE)
        ana.see("TAKEN 2 of 3")
        assert b"\x1b]0;owned" not in ana.terminal.output()
        ana.answer(APPLE, "TAKEN 0 of 1")
        ana.answer(MUG, "SCAN LANE P1")
    assert site.kinds().count("item_taken") == 4
