"""What a shift brings: shorts, undo, pauses, other workers, other languages, carts; by real processes."""

import json
import re
from pathlib import Path

from tests.support.ptys import ScannerPort
from tests.support.site import APPLE, MILK, MUG, ORGANIC, build_site, running, slowly


def test_undo_puts_the_unit_back_and_the_counts_follow(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 2), ("MU-BLUE", 1)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 2")
        ana.answer(APPLE, "TAKEN 1 of 2")
        ana.answer(APPLE, "TAKEN 0 of 1")
        ana.answer("XXUNDO", "from T1 back to A-03-1")
        ana.answer(APPLE, "SCAN A-03-1")
        ana.answer("A-03-1", "TAKEN 1 of 2")
        site.settle()
        assert site.in_totes("1001") == {"T1": {"JU-APPLE": 1}}
        ana.answer(APPLE, "TAKEN 0 of 1")
        ana.answer(MUG, "SCAN LANE P1")
        ana.answer("XXUNDO", "from T1 back to A-09-1")
        ana.terminal.kill()
    with running(site.config, hand) as ana:
        ana.see("SCAN LANE P1")  # nothing moved before the last scan of an undo
        ana.answer("P1", "List 1 is done")
        site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 2, "MU-BLUE": 1}}


def test_a_short_is_an_exception_until_a_supervisor_resolves_it(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 2), ("MU-BLUE", 3)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 2")
        ana.answer(APPLE, "TAKEN 1 of 2")
        ana.answer(APPLE, "TAKEN 0 of 3")
        ana.answer(MUG, "TAKEN 1 of 3")
        ana.answer("XXSHORT", "BIN EMPTY?")
        ana.answer("A-09-1", "SCAN LANE HOLD-1")
        ana.stray("P1")
        ana.see("bring it to HOLD-1")
        ana.aim_again()
        ana.answer("HOLD-1", "List 1 is done")
        site.check()
        [short] = [each for each in site.ask("exceptions", "list") if each["kind"] == "short"]
        assert short["state"] in ("settling", "open")
        assert site.ask("status")["exceptions"]["by_kind"]["short"] == 1
        number = str(short["exception_id"])
        done = site.cli("exceptions", "resolve", number, "--cure", "count", "--found", "0", "--why", "empty")
        assert done.exit_code == 0, done.output
        site.check()
        assert [each for each in site.ask("exceptions", "list") if each["kind"] == "short"] == []
        told = site.ask("exceptions", "show", number)
        assert told["state"] in ("resolved", "cleared")
    [apple, mug] = site.ask("orders", "show", "1001")["lines"]
    assert (apple["picked"], mug["picked"]) == (2, 1)
    [tote] = site.ask("orders", "show", "1001")["totes"]
    assert tote["location"] == "HOLD-1"


def test_a_pause_a_badge_in_the_middle_and_a_hand_back(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 3), ("MU-BLUE", 2)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 3")
        ana.answer(APPLE, "TAKEN 1 of 3")
        ana.answer("XXREST", "PAUSED")
        ana.answer("W-1", "TAKEN 1 of 3")
        ana.answer("W-2", "SCAN TOTE T1")
        ana.answer("T1", "Hello Jan")
        ana.answer(APPLE, "TAKEN 2 of 3")
        ana.answer("XXRETURN", "SCAN LANE P1")
        ana.answer("P1", re.compile("SCAN A TOTE"))
        site.settle()
        ana.answer("W-1", "Hello Ana")
        ana.answer("T2", "TAKEN 2 of 3")  # what is left of the list, in a fresh tote
        ana.answer(APPLE, "TAKEN 0 of 2")
        ana.answer(MUG, "TAKEN 1 of 2")
        ana.answer(MUG, "SCAN LANE P1")
        ana.answer("P1", "List 1 is done")
        site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 2}, "T2": {"JU-APPLE": 1, "MU-BLUE": 2}}
    who = [fact.worker for fact in site.facts() if fact.kind == "item_taken"]
    assert len(set(who)) == 2
    assert who[0] != who[1]


def test_another_station_carries_on_after_a_hand_back(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 2)]], [hand])
    with ScannerPort(tmp_path, "ring") as ring:
        other = site.add_station("P2", ring)
        with running(site.config, hand) as ana:
            ana.see("SCAN YOUR BADGE")
            ana.answer("W-1", "SCAN A TOTE")
            ana.answer("T1", "TAKEN 0 of 2")
            ana.answer(APPLE, "TAKEN 1 of 2")
            ana.answer("XXRETURN", "SCAN LANE P1")
            ana.answer("P1", "Tote T1 at P1")
            ana.answer("XXOUT", "SCAN YOUR BADGE")
            site.settle()
            with running(other, ring) as jan:
                jan.see("SCAN YOUR BADGE")
                jan.answer("W-2", "SCAN A TOTE")
                jan.answer("T2", "TAKEN 1 of 2")
                jan.answer(APPLE, "SCAN LANE P1")
                jan.answer("P1", "List 1 is done")
                site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 1}, "T2": {"JU-APPLE": 1}}
    assert site.ask("orders", "show", "1001")["order"]["state"] == "picked"


def test_a_cart_of_two_orders(tmp_path: Path, hand: ScannerPort) -> None:
    orders = [[("JU-APPLE", 2), ("MU-BLUE", 1)], [("JU-APPLE", 1), ("TE-MINT", 1)]]
    site = build_site(tmp_path, orders, [hand], cart_slots=2)
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE FOR A")
        ana.answer("T1", "SCAN A TOTE FOR B")
        ana.answer("T2", "TAKEN 0 of 3")
        ana.answer(APPLE, "TAKEN 1 of 3")
        ana.answer(APPLE, "TAKEN 2 of 3")
        ana.answer(APPLE, "SCAN TOTE T1")
        ana.terminal.kill()
    with running(site.config, hand) as ana:
        ana.see("SCAN TOTE T1")
        ana.stray("T2")
        ana.see("WRONG TOTE")
        ana.answer("T1", "SCAN TOTE T2")
        ana.answer("T2", "TAKEN 0 of 1")
        ana.answer(MUG, "SCAN TOTE T1")
        ana.answer("T1", "TAKEN 0 of 1")
        ana.answer(ORGANIC, "SCAN TOTE T2")
        ana.answer("T2", "SCAN LANE P1")
        ana.answer("P1", "SCAN LANE P1")
        ana.see("BRING T2")
        ana.scan("P1")
        ana.see("List 1 is done")
        site.check()
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 2, "MU-BLUE": 1}}
    assert site.in_totes("1002") == {"T2": {"JU-APPLE": 1, "TE-MINT": 1}}


def test_a_lot_is_keyed_once_and_kept(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("MI-OAT", 2)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 2")
        ana.answer(MILK, "KEY LAST 4 OF THE LOT")
        slowly(ana.terminal, "1001")
        ana.see("TAKEN 1 of 2")
        ana.answer(MILK, "SCAN LANE P1")
        ana.answer("P1", "List 1 is done")
        site.check()
    [held] = site.ask("orders", "show", "1001")["lines"][0]["held_by"]
    assert (held["lot"], held["qty"]) == ("L-1001", 2)


def test_a_worker_reads_her_own_language(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 2)]], [hand])
    with running(site.config, hand) as lena:
        lena.see("SCAN YOUR BADGE")
        lena.answer("W-3", "SCANNEN")
        lena.terminal.press("f1")
        lena.see("KOMMISSIONIEREN")
        lena.answer("T1", "0 von 2")
        lena.stray(MUG)
        lena.see("FALSCHER ARTIKEL")
        lena.answer("XXOUT", "SCAN YOUR BADGE")
    assert json.dumps(site.kinds()).count("signed_out") == 1
