"""Steps whose ground changes under them, odd numbers, and goods that must not be told wrong."""

from datetime import date

import pytest

from tests.support.floor import Floor, ean, line, make_bin, make_item, order, other_bin
from warehouse_tui.domain.gtin import normalise_gtin
from warehouse_tui.domain.scans import Feedback


def gtin14(n: int) -> str:
    return normalise_gtin(ean(n)) or ""


CASE = "18710398500431"


@pytest.fixture
def floor() -> Floor:
    floor = Floor()
    floor.add_bins(*(make_bin(n, f"A-{n}-1") for n in (11, 13, 15, 17)))
    floor.add_items(make_item(1, "JUICE APPLE", 11), make_item(2, "MUG BLUE", 13))
    return floor


def begun(floor: Floor) -> Floor:
    floor.start()
    floor.scans("W-1", "T1")
    return floor


@pytest.mark.parametrize("word", ["XXRETURN", "XXFULL", "XXHOLD"])
def test_a_list_that_is_gone_takes_its_side_steps_with_it(floor: Floor, word: str) -> None:
    floor.give(line(1, 1, 11, 2), line(2, 2, 13, 2, 502), orders=(order(501, 1), order(502, 2)))
    floor.start()
    floor.scan("W-1")
    floor.press(word)
    floor.directory.claimed.clear()
    floor.changed()
    assert floor.step == "waiting"
    floor.scan("T1")
    assert floor.step == "waiting"


def test_a_tote_in_question_is_not_bound_to_a_list_that_is_gone(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 2))
    floor.directory.totes[1] = floor.directory.totes[2].__class__(1, "T1", "filled", 9, "O9", 90)
    floor.start()
    floor.scans("W-1", "T1")
    assert floor.step == "empty_tote"
    floor.directory.claimed.clear()
    floor.changed()
    floor.scan("T1")
    assert floor.step == "waiting"


def test_a_list_with_nothing_left_is_finished_not_waited_for(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 2, picked=2))
    floor.give(line(1, 2, 13, 1), number=215)
    floor.start()
    floor.scan("W-1")
    assert floor.journal.kinds()[-2:] == ["list_started", "list_finished"]
    assert floor.step == "bind_tote"
    floor.scan("T1")
    assert floor.step == "pick_item"


def test_an_empty_list_that_comes_while_waiting_is_finished(floor: Floor) -> None:
    floor.start()
    floor.scan("W-1")
    floor.give(line(1, 1, 11, 2, picked=2))
    floor.changed()
    assert floor.journal.kinds()[-1] == "list_finished"


@pytest.mark.parametrize("word", ["XXSHORT", "XXCOUNT"])
@pytest.mark.parametrize("text", ["9" * 5000, "²", "-1", "", " "])
def test_numbers_that_are_none_are_refused(floor: Floor, word: str, text: str) -> None:
    floor.give(line(1, 1, 11, 5))
    begun(floor)
    floor.press(word)
    assert floor.type(text).feedback is Feedback.WRONG


def test_a_date_needs_its_six_digits(floor: Floor) -> None:
    floor.add_items(make_item(5, "MILK", 11, tracking="expiry"))
    floor.give(line(1, 5, 11, 2))
    begun(floor)
    floor.item(5)
    assert floor.type("11127").feedback is Feedback.WRONG
    assert floor.type("011127").feedback is Feedback.COUNTED


@pytest.mark.parametrize("serial", ["S" * 300, "S\x001"])
def test_a_serial_that_no_record_can_hold_is_refused(floor: Floor, serial: str) -> None:
    floor.add_items(make_item(6, "DRILL", 11, tracking="serial"))
    floor.give(line(1, 6, 11, 2))
    begun(floor)
    floor.item(6)
    assert floor.scan(serial).feedback is Feedback.WRONG
    assert floor.step == "capture_serial"
    assert floor.goods == []


def test_a_case_is_not_one_serial(floor: Floor) -> None:
    drill = make_item(6, "DRILL", 11, tracking="serial", codes=((gtin14(6), 1), (CASE, 12)))
    floor.add_items(drill)
    floor.give(line(1, 6, 11, 20))
    begun(floor)
    assert floor.scan(CASE).feedback is Feedback.WRONG
    assert floor.scan(f"{CASE}|||S-1").feedback is Feedback.WRONG
    assert floor.step == "pick_item"
    assert floor.goods == []


def test_undo_of_a_second_redirect_goes_back_to_the_first(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 2, alternatives=(other_bin(13, 5), other_bin(15, 5))))
    begun(floor)
    floor.press("XXSHORT")
    floor.scans("A-11-1", "A-13-1")
    floor.press("XXSHORT")
    floor.scans("A-13-1", "A-15-1")
    floor.press("XXUNDO")
    floor.scan("A-13-1")
    floor.scans("A-13-1", ean(1))
    assert floor.journal.facts[-1].data()["location"] == 13


def test_a_bin_found_empty_is_not_offered_again(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 2, alternatives=(other_bin(13, 5), other_bin(15, 5))))
    begun(floor)
    for here, there in (("A-11-1", "A-13-1"), ("A-13-1", "A-15-1")):
        floor.press("XXSHORT")
        floor.scans(here, there)
    floor.press("XXSHORT")
    floor.scan("A-15-1")
    assert [f.data()["short"] for f in floor.journal.facts if f.kind == "short_found"] == [0, 0, 2]


def test_an_offered_lot_must_be_scanned_twice_running_and_for_one_item(floor: Floor) -> None:
    for n, place in ((5, 11), (6, 13)):
        floor.add_items(make_item(n, f"MILK{n}", place, tracking="expiry"))
    day = date(2027, 3, 1)
    floor.give(line(1, 5, 11, 2, expiry=day), line(2, 6, 13, 1, expiry=day))
    begun(floor)
    other = "|" + "|2027-04-01"
    assert floor.scan(ean(5) + other).feedback is Feedback.WRONG
    floor.scans(f"{ean(5)}||2027-03-01", f"{ean(5)}||2027-03-01")
    assert floor.scan(ean(6) + other).feedback is Feedback.WRONG
    assert floor.scan(ean(6) + other).feedback is Feedback.LINE_DONE


def test_broken_units_of_two_lots_stay_two_lots(floor: Floor) -> None:
    floor.add_items(make_item(5, "MILK", 11, tracking="lot"))
    floor.give(line(1, 5, 11, 3, lot="L-1"))
    begun(floor)
    floor.press("XXBROKEN")
    floor.scans(f"{ean(5)}|L-1", f"{ean(5)}|L-2", f"{ean(5)}|L-2", "QUAR-1")
    bodies = [f.data() for f in floor.journal.facts if f.kind == "damaged_found"]
    assert [(b["lot"]["code"], b["qty"]) for b in bodies] == [("L-1", 1), ("L-2", 2)]


def test_broken_units_have_no_lot_where_the_site_keeps_none(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 3))
    begun(floor)
    floor.press("XXBROKEN")
    floor.scans(f"{ean(1)}|L-1", "QUAR-1")
    assert floor.journal.facts[-1].data()["lot"] is None


def test_a_tote_of_another_slot_is_not_bound_again(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 2), line(2, 2, 13, 2, 502), orders=(order(501, 1), order(502, 2)))
    floor.directory.totes[2] = floor.directory.totes[2].__class__(2, "T2", "filled", 9, "O9", 90)
    begun(floor)
    floor.scan("T2")
    assert floor.step == "empty_tote"
    assert floor.scan("T1").feedback is Feedback.WRONG
    opened = [f.data()["tote"] for f in floor.journal.facts if f.kind == "tote_opened"]
    assert opened == [1]


@pytest.mark.parametrize("word", ["XXUNDO", "XXHOLD", "XXFULL", "XXSKIP"])
def test_a_paused_list_takes_no_work(floor: Floor, word: str) -> None:
    floor.give(line(1, 1, 11, 2), line(2, 2, 13, 2))
    begun(floor)
    floor.item(1)
    floor.press("XXREST")
    before = floor.journal.kinds()
    floor.press(word)
    assert floor.step == "paused"
    assert floor.journal.kinds() == before


def test_a_take_over_asks_for_a_tote_that_is_here(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 4))
    begun(floor)
    floor.item(1)
    floor.press("XXFULL")
    floor.scan("P1")
    floor.scan("T2")
    floor.scan("W-2")
    assert floor.outcome.wanted.code == "T2"
    assert floor.scan("T1").feedback is Feedback.WRONG
    assert floor.scan("T2").feedback is Feedback.COUNTED


def test_half_a_character_is_a_scan_like_any_other(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 4))
    begun(floor)
    assert floor.scan("\udcff\ud800").feedback is Feedback.WRONG
    floor.press("XXNOCODE")
    floor.scan("A-11-1")
    assert floor.type("\ud800").feedback is Feedback.WRONG


def test_a_parked_tote_is_asked_about_before_the_centre_knows(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 1))
    floor.give(line(1, 2, 13, 1), number=215)
    begun(floor)
    floor.item(1)
    floor.scan("P1")
    assert floor.step == "bind_tote"
    floor.scan("T1")
    assert floor.step == "empty_tote"


def test_a_parked_tote_is_asked_about_after_a_restart(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 1))
    floor.give(line(1, 2, 13, 1), number=215)
    begun(floor)
    floor.item(1)
    floor.scan("P1")
    floor.start()
    floor.scan("T1")
    assert floor.step == "empty_tote"


def test_handing_back_a_list_with_nothing_left_finishes_it(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 1))
    begun(floor)
    floor.item(1)
    floor.press("XXRETURN")
    floor.scan("P1")
    assert floor.journal.kinds()[-1] == "list_finished"
    assert floor.step == "waiting"


def test_no_code_reads_the_lot_that_a_code_says(floor: Floor) -> None:
    floor.add_items(make_item(5, "MILK", 11, tracking="lot"))
    floor.give(line(1, 5, 11, 3, lot="L-1"))
    begun(floor)
    floor.press("XXNOCODE")
    assert floor.scan(f"{ean(5)}|L-1").feedback is Feedback.COUNTED
