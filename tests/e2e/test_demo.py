"""The demo, as a newcomer meets it: from nothing, with the four triggers of the panel's scanner."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.site import Picker, RealSite, gone
from tests.support.terminal import Terminal

RIGHT, WRONG, DAMAGED, DOUBLE = "1", "2", "3", "4"
FIRST = {"T1": {"MU-MUG-BLUE": 2, "TO-TOW-SAND": 1}}


def demo_site(folder: Path) -> RealSite:
    return RealSite(folder, folder / "site.toml", {"DEMO-1": "station"})


@contextmanager
def demo(folder: Path, *words: str) -> Iterator[Picker]:
    command = [sys.executable, "-m", "warehouse_tui", "demo", "--dir", str(folder), *words]
    with Terminal(command, columns=120, rows=36) as terminal:
        yield Picker(terminal)


def pull(newcomer: Picker, trigger: str, answer: str) -> None:
    """Pull a trigger and wait for the answer; a newcomer looks before the next one."""
    newcomer.aim_again()
    newcomer.terminal.send(trigger)
    newcomer.see(answer)
    newcomer.looked()


def test_the_first_list_with_one_key_only(tmp_path: Path) -> None:
    site = demo_site(tmp_path / "demo")
    with demo(site.folder, "--reset") as newcomer:
        begun = time.monotonic()
        newcomer.see("SCAN YOUR BADGE", timeout=30)
        for answer in ("SCAN A TOTE", "SCAN B-01-2", "SCAN ITEM", "TAKEN 0 of 2", "TAKEN 1 of 2", "SCAN LANE P1"):
            pull(newcomer, RIGHT, answer)
        pull(newcomer, RIGHT, "List 1 is done")
        assert time.monotonic() - begun < 60
        site.settle()
        assert site.in_totes("1001") == FIRST


def test_each_trigger_has_its_answer(tmp_path: Path) -> None:
    site = demo_site(tmp_path / "demo")
    with demo(site.folder) as newcomer:
        newcomer.see("SCAN YOUR BADGE", timeout=30)
        for trigger, answer in (
            (DAMAGED, "NOT A BADGE"),
            (RIGHT, "SCAN A TOTE"),
            (DAMAGED, "UNKNOWN CODE"),
            (RIGHT, "SCAN B-01-2"),
            (WRONG, "NOTHING COUNTED"),
            (DOUBLE, "NOT counted"),
            (WRONG, "WRONG ITEM"),
            (DAMAGED, "DAMAGED CODE"),
            (RIGHT, "TAKEN 0 of 2"),
            (DOUBLE, "NOT counted"),
        ):
            pull(newcomer, trigger, answer)
        newcomer.see("TAKEN 1 of 2")
        hub = newcomer.hub()
        newcomer.terminal.kill()
        assert gone(hub)
    with demo(site.folder) as newcomer:  # the state is kept
        newcomer.see("TAKEN 1 of 2", timeout=30)
        pull(newcomer, RIGHT, "SCAN LANE P1")
        newcomer.leave()
    with demo(site.folder, "--reset") as newcomer:  # and thrown away when asked
        newcomer.see("SCAN YOUR BADGE", timeout=30)
        assert site.ask("status")["orders"]["units"]["picked"] == 0


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with Terminal([sys.executable, "-m", "warehouse_tui", "demo", "--dir", str(tmp_path), "--reset"]) as terminal:
        assert terminal.wait_exit() == 1
        assert "give --dir another folder" in "\n".join(terminal.screen())
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
