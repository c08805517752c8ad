"""Lots, dates, serials, frozen bins, and goods without a code."""

from datetime import date

import pytest

from tests.support.floor import Floor, begun, ean, line, make_item, other_bin, three_shelves
from warehouse_tui.codes.reader import BiipReader
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.scan import Resolver


@pytest.fixture
def floor() -> Floor:
    return three_shelves()


def lots(floor: Floor) -> None:
    milk = make_item(5, "MILK", 11, tracking="lot", min_days_left=10)
    floor.add_items(milk)
    floor.directory.expiries = {
        (5, "L-1001"): date(2027, 3, 1),
        (5, "L-2002"): date(2027, 4, 1),
        (5, "L-0003"): date(2026, 11, 1),
        (5, "L-0004"): date(2026, 11, 28),
    }
    wanted = line(
        1, 5, 11, 3, lot="L-1001", expiry=date(2027, 3, 1), lot_id=99, alternatives=(other_bin(13, 5, "L-2002"),)
    )
    floor.give(wanted)


def test_the_lot_is_keyed_once_by_its_last_four(floor: Floor) -> None:
    lots(floor)
    begun(floor)
    floor.item(5)
    assert floor.step == "capture_lot"
    assert floor.type("9999").feedback is Feedback.WRONG
    floor.type("1001")
    floor.item(5)
    bodies = [fact.data() for fact in floor.journal.facts if fact.kind == "item_taken"]
    assert [body["lot"] for body in bodies] == [{"code": "L-1001", "expiry": "2027-03-01"}] * 2


@pytest.mark.parametrize(("lot", "words"), [("L-0003", "EXPIRED"), ("L-0004", "TOO SHORT")])
def test_bad_dates_are_refused_with_the_reason(floor: Floor, lot: str, words: str) -> None:
    lots(floor)
    begun(floor)
    outcome = floor.scan(f"{ean(5)}|{lot}")
    assert outcome.feedback is Feedback.WRONG
    assert words in outcome.view.alert.title
    assert floor.goods == []


def test_another_good_lot_is_a_swap_on_the_second_scan(floor: Floor) -> None:
    lots(floor)
    begun(floor)
    assert floor.scan(f"{ean(5)}|L-2002").feedback is Feedback.WRONG
    assert floor.goods == []
    assert floor.scan(f"{ean(5)}|L-2002").feedback is Feedback.COUNTED
    body = floor.journal.facts[-1].data()
    assert (body["lot"]["code"], body["how"], body["alloc"]["lot"]) == ("L-2002", "swap", 99)


def test_a_serial_is_scanned_and_never_twice(floor: Floor) -> None:
    floor.add_items(make_item(6, "DRILL", 11, tracking="serial"))
    floor.directory.serials[(6, "S-9")] = "tote:4"
    floor.give(line(1, 6, 11, 2))
    begun(floor)
    floor.item(6)
    assert floor.step == "capture_serial"
    assert floor.scan("S-1").feedback is Feedback.COUNTED
    floor.item(6)
    assert "TAKEN BEFORE" in floor.scan("S-1").view.alert.title
    assert "TAKEN BEFORE" in floor.scan(f"{ean(6)}|||S-9").view.alert.title
    assert floor.goods == [("item_taken", 1)]


def test_frozen_bins_are_refused(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    floor.directory.frozen_bins.add((12, 2))
    begun(floor)
    assert "FROZEN" in floor.item(2).view.alert.title
    assert floor.goods == []


def test_goods_without_a_code_count_by_shelf_and_last_four(floor: Floor) -> None:
    floor.add_items(make_item(7, "ROPE 5M", 13, codes=(), sku="ROPE-0815"))
    floor.give(line(1, 7, 13, 2))
    begun(floor)
    assert floor.step == "confirm_place"
    floor.scan("A-15-1")
    floor.scan("A-15-1")
    assert floor.step == "no_code"
    assert floor.type("1234").feedback is Feedback.WRONG
    floor.type("0815")
    assert floor.scan("A-15-1").feedback is Feedback.LINE_DONE
    hows = [fact.data()["how"] for fact in floor.journal.facts if fact.kind == "item_taken"]
    assert hows == ["nocode", "nocode"]


def test_a_serial_of_digits_may_look_like_a_damaged_barcode(floor: Floor) -> None:
    floor.add_items(make_item(6, "DRILL", 11, tracking="serial"))
    floor.give(line(1, 6, 11, 2))
    begun(floor)
    floor.station.resolver = Resolver(BiipReader(), floor.directory)
    floor.item(6)
    assert floor.scan("2000000000016").feedback is Feedback.COUNTED
