"""The power fails: whatever is killed at whatever moment, the same line and quantity come back, and nothing twice."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.support.dying_hub import run_dying_hubs
from tests.support.ptys import ScannerPort
from tests.support.site import APPLE, MUG, Picker, RealSite, build_site, gone, running
from warehouse_tui.cli.central import open_central
from warehouse_tui.store.central.applying import SiteApplier

ORDER = [("JU-APPLE", 3), ("MU-BLUE", 2)]
WALK = (
    ("W-1", "SCAN A TOTE"),
    ("T1", "TAKEN 0 of 3"),
    (APPLE, "TAKEN 1 of 3"),
    (APPLE, "TAKEN 2 of 3"),
    (APPLE, "TAKEN 0 of 2"),
    (MUG, "TAKEN 1 of 2"),
    (MUG, "SCAN LANE P1"),
    ("P1", "No list is free now"),
)


def all_picked(site: RealSite) -> None:
    site.check()
    assert site.ask("orders", "show", "1001")["order"]["state"] == "picked"
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 3, "MU-BLUE": 2}}
    status = site.ask("status")
    assert status["stock"] == {"location": 145, "tote": 5, "unknown": -150}
    assert status["exceptions"]["by_state"] == {"settling": 0, "open": 0}


def test_killed_after_every_scan_the_same_step_comes_back(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [ORDER], [hand])
    sees = "SCAN YOUR BADGE"
    for code, answer in WALK:
        with running(site.config, hand) as ana:
            ana.see(sees)
            hub = ana.hub()
            ana.answer(code, answer)
            ana.terminal.kill()
            assert gone(hub)
        sees = answer
    with running(site.config, hand) as ana:
        ana.see(sees)
        all_picked(site)
    kinds = site.kinds()
    assert [kinds.count(kind) for kind in ("signed_in", "item_taken", "tote_parked", "list_finished")] == [1, 5, 1, 1]


def test_killed_while_a_scan_is_on_its_way_it_counts_once_or_not_at_all(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [ORDER], [hand])
    delays = iter((0.0, 0.001, 0.002, 0.004, 0.006, 0.01, 0.02, 0.05))
    outcomes = set()
    for delay in delays:
        with running(site.config, hand) as ana:
            code, before = next_code(ana, site)
            ana.scan(code)
            time.sleep(delay)
            ana.terminal.kill()
        outcomes.add(len(site.facts()) > before)
    with running(site.config, hand) as ana:
        while "list_finished" not in site.kinds():
            ana.scan(next_code(ana, site)[0])
        ana.see("No list is free now")
        all_picked(site)
    assert outcomes == {True, False}


def next_code(ana: Picker, site: RealSite) -> tuple[str, int]:
    """Return what the step wants, once the screen says what is on the disk, and how many facts that is."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        facts = site.facts()
        taken = sum(fact.data()["qty"] for fact in facts if fact.kind == "item_taken")
        kinds = [fact.kind for fact in facts]
        code, words = _wanted(kinds, taken)
        if words in "\n".join(ana.terminal.screen()):
            return code, len(facts)
        time.sleep(0.01)
    raise AssertionError(f"the screen does not say {words!r}:\n" + "\n".join(ana.terminal.screen()))


def _wanted(kinds: list[str], taken: int) -> tuple[str, str]:
    if "signed_in" not in kinds:
        return "W-1", "SCAN YOUR BADGE"
    if "tote_opened" not in kinds:
        return "T1", "SCAN A TOTE"
    if taken < 3:
        return APPLE, f"TAKEN {taken} of 3"
    return (MUG, f"TAKEN {taken - 3} of 2") if taken < 5 else ("P1", "SCAN LANE P1")


def test_a_hub_is_killed_before_every_statement_and_at_every_commit(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [ORDER], [hand])
    with another_hub(site), running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        for code, answer in WALK:
            ana.answer(code, answer)
        ana.see(re.compile("0 unsent"))
        ana.leave()
    done = run_dying_hubs(site.config, batch=4)
    assert done.facts_applied == len(site.facts())
    assert {"begun", "written", "committed"} <= set(done.killed_at)
    assert done.deaths > 60
    assert done.broken == []
    all_picked(site)


@contextmanager
def another_hub(site: RealSite) -> Iterator[None]:
    """Hold the site's lease as a hub that applies nothing, so that the program's own one stands by."""
    central = open_central(site.config)
    applier = SiteApplier(central.engine, central.site_id, lease=timedelta(minutes=10))
    token = applier.acquire()
    assert token is not None
    yield
    applier.release(token)
    central.engine.dispose()


def test_the_hub_is_killed_while_picking_goes_on_and_comes_back(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [ORDER], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        dead = set()
        for n, (code, answer) in enumerate(WALK):
            if n % 3 == 1:
                hub = ana.hub()
                hub.kill()
                dead.add(hub.pid)
            ana.answer(code, answer)
        all_picked(site)
        assert len(dead) > 1
        last = ana.hub()
        ana.leave()
        assert gone(last)
