"""Cases, counts, shorts, undo, full totes, lots, serials, carts, pauses: each by the worker's own scans."""

from dataclasses import replace

import pytest

from tests.support.floor import Floor, begun, line, make_item, order, other_bin, three_shelves
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.views import Tone


@pytest.fixture
def floor() -> Floor:
    return three_shelves()


def test_a_case_adds_its_count_and_too_much_writes_nothing(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 14))
    begun(floor)
    floor.scan("18710398500431")
    assert floor.goods == [("item_taken", 12)]
    outcome = floor.scan("18710398500431")
    assert outcome.feedback is Feedback.WRONG
    assert outcome.view.alert is not None
    assert floor.goods == [("item_taken", 12)]


def test_a_number_is_asked_in_cases_then_units_and_proved_by_a_scan(floor: Floor) -> None:
    floor.give(line(1, 1, 11, 30))
    begun(floor)
    floor.press("XXCOUNT")
    assert floor.step == "count"
    floor.type("2")
    assert floor.type("7").feedback is Feedback.WRONG
    floor.type("6")
    assert floor.goods == []
    assert floor.item(1).feedback is Feedback.LINE_DONE
    assert floor.goods == [("item_taken", 30)]


def test_the_same_item_twice_in_one_order_is_one_stop_and_two_lines(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 1), line(2, 2, 12, 2))
    begun(floor)
    assert floor.outcome.view.big[1].value == "3"
    for _ in range(3):
        floor.item(2)
    taken = [fact.data()["line"] for fact in floor.journal.facts if fact.kind == "item_taken"]
    assert taken == [1, 2, 2]
    assert floor.step == "lane"


def test_short_goes_to_another_bin_first(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2, alternatives=(other_bin(13, 5),)))
    begun(floor)
    floor.press("XXSHORT")
    floor.scan("A-09-1")
    assert floor.step == "other_bin"
    floor.scan("A-15-1")
    assert floor.outcome.view.big[0].value == "A-15-1"
    floor.item(2)
    floor.item(2)
    body = floor.journal.facts[-1].data()
    assert (body["location"], body["alloc"]) == (13, {"location": 12, "lot": 0})
    assert floor.step == "lane"
    assert floor.outcome.view.big[1].value == "P1"


def test_short_without_another_bin_ends_in_hold(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 3))
    begun(floor)
    floor.item(2)
    floor.scans("XXSHORT", "A-09-1")
    assert floor.step == "lane"
    assert floor.outcome.view.big[1].value == "HOLD-1"
    assert floor.scan("P1").feedback is Feedback.WRONG
    floor.scan("HOLD-1")
    assert floor.journal.kinds()[-2:] == ["tote_parked", "list_finished"]


def test_nothing_picked_asks_for_no_lane(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 3))
    begun(floor)
    floor.scans("XXSHORT", "A-09-1")
    assert floor.step == "waiting"
    assert floor.journal.kinds()[-2:] == ["tote_emptied", "list_finished"]


def test_what_is_left_in_the_bin_is_still_taken(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 3))
    begun(floor)
    floor.press("XXSHORT")
    assert floor.type("3").feedback is Feedback.WRONG
    floor.type("1")
    assert floor.outcome.view.big[1].value == "1"
    floor.item(2)
    assert floor.step == "lane"


def test_undo_is_a_put_back_and_goes_on_across_steps(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 1), line(2, 1, 11, 1))
    begun(floor)
    floor.item(2)
    floor.item(1)
    assert floor.step == "lane"
    for item, place in ((1, "A-03-1"), (2, "A-09-1")):
        floor.press("XXUNDO")
        assert floor.step == "undo"
        floor.item(item)
        assert floor.journal.kinds()[-1] != "undone" or item == 2
        floor.scan(place)
        assert floor.journal.kinds()[-1] == "undone"
    assert floor.outcome.view.big[1].value == "1"
    assert floor.station.desk.work().units() == (0, 2)
    floor.press("XXUNDO")
    assert floor.step == "pick_item"


def test_full_tote_and_continuation(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    assert floor.press("XXFULL").message.tone is Tone.BAD  # nothing in it
    floor.item(2)
    floor.press("XXFULL")
    assert floor.step == "bind_tote"
    assert floor.scan("T1").message.tone is Tone.GOOD  # not full after all
    floor.press("XXFULL")
    floor.scan("T2")
    floor.item(2)
    floor.scans("P1", "P1")
    parked = [fact.data()["tote"] for fact in floor.journal.facts if fact.kind == "tote_parked"]
    assert sorted(parked) == [1, 2]
    assert floor.step == "waiting"


def test_an_occupied_tote_asks_and_never_blocks(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 1))
    floor.directory.totes[3] = replace(floor.directory.totes[3], state="filled", order_number="O77", location_id=91)
    floor.start()
    floor.scans("W-1", "T3")
    assert floor.step == "empty_tote"
    floor.scan("T3")
    assert floor.step == "pick_item"
    emptied = next(fact.data() for fact in floor.journal.facts if fact.kind == "tote_emptied")
    assert emptied == {"tote": 3, "location": 91}


def test_a_cart_puts_each_orders_units_into_its_own_tote(floor: Floor) -> None:
    floor.give(
        line(1, 2, 12, 2, order_id=501),
        line(2, 2, 12, 1, order_id=502),
        line(3, 1, 11, 1, order_id=502),
        orders=(order(501, 1), order(502, 2)),
    )
    floor.start()
    floor.scans("W-1", "T1", "T2")
    assert floor.outcome.view.big[1].value == "3"
    for _ in range(3):
        floor.item(2)
    assert (floor.step, floor.outcome.view.big[0].value, floor.outcome.view.big[1].value) == ("put", "2", "A")
    assert floor.scan("T2").feedback is Feedback.WRONG
    floor.scan("T1")
    assert (floor.outcome.view.big[0].value, floor.outcome.view.big[1].value) == ("1", "B")
    floor.start()  # a kill between the puts
    assert floor.step == "put"
    floor.scan("T2")
    floor.item(1)
    floor.scan("T2")
    floor.scans("P1", "P1")
    assert floor.step == "waiting"
    assert [body for body in floor.goods if body[0] == "item_put"] == [("item_put", n) for n in (2, 1, 1)]


def test_skip_comes_again_at_the_end_with_the_hand_put_away(floor: Floor) -> None:
    floor.give(
        line(1, 2, 12, 2, order_id=501),
        line(2, 1, 11, 1, order_id=502),
        orders=(order(501, 1), order(502, 2)),
    )
    floor.start()
    floor.scans("W-1", "T1", "T2")
    floor.item(2)
    floor.press("XXSKIP")
    assert floor.step == "put"
    floor.scan("T1")
    floor.item(1)
    floor.scan("T2")
    assert floor.outcome.view.big[0].value == "A-09-1"
    floor.item(2)
    assert floor.step == "put"


def test_another_badge_takes_the_list_over_by_its_tote(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    floor.item(2)
    floor.scan("W-2")
    assert floor.step == "take_over"
    floor.press("back")
    assert floor.station.desk.worker.name == "Ana"
    floor.scans("W-2", "T1")
    assert floor.station.desk.worker.name == "Jan"
    floor.item(2)
    assert floor.journal.facts[-1].worker == 2


def test_pause_sign_out_and_any_badge_goes_on(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    floor.item(2)
    floor.press("XXREST")
    assert floor.step == "paused"
    floor.scan("W-1")
    assert floor.step == "pick_item"
    floor.press("XXOUT")
    assert floor.step == "sign_in"
    floor.start()
    floor.scan("W-2")
    assert floor.step == "take_over" or floor.step == "pick_item"
    assert floor.outcome.view.big[1].value == "1"


def test_hand_back_parks_the_tote_first(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    floor.item(2)
    floor.press("XXRETURN")
    assert floor.step == "hand_back"
    floor.scan("P1")
    assert floor.journal.kinds()[-2:] == ["tote_parked", "list_handed_back"]
    assert floor.step == "waiting"


def test_broken_units_go_to_quarantine(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    floor.press("XXBROKEN")
    assert floor.outcome.wanted.kind == "item"
    floor.item(2)
    assert floor.outcome.wanted.code == "QUAR-1"
    floor.scan("QUAR-1")
    body = floor.journal.facts[-1].data()
    assert (body["from"], body["to"], body["qty"]) == (["location", 12], ["location", 92], 1)
    assert floor.step == "pick_item"


def test_pin_and_lockout_survive_a_restart(floor: Floor) -> None:
    floor.add_worker(3, "Sofia", "W-9", roles=frozenset({"supervisor"}), pin_hash="246810")
    floor.give(line(1, 2, 12, 1))
    floor.start()
    floor.scan("W-9")
    assert floor.step == "pin"
    assert floor.scan("246810").feedback is Feedback.WRONG
    for _ in range(5):
        floor.type("111111")
    assert "LOCKED" in floor.type("246810").message.text
    floor.start()
    assert "LOCKED" in floor.scan("W-9").message.text
    floor.clock.advance(301)
    floor.scan("W-9")
    assert floor.type("246810").feedback is Feedback.COUNTED
    assert "246810" not in "".join(fact.body for fact in floor.journal.facts)


def test_the_next_list_comes_and_the_place_is_scanned_when_needed(floor: Floor) -> None:
    floor.add_items(make_item(8, "JUICE ORGANIC", 13), make_item(9, "LAMP", 12, 13))
    floor.give(line(1, 9, 13, 1), line(2, 2, 12, 1))
    floor.give(line(1, 1, 11, 1, order_id=777), orders=(order(777),), number=215)
    begun(floor)
    assert floor.step == "confirm_place"
    assert floor.item(9).feedback is Feedback.WRONG
    floor.scan("A-15-1")
    assert floor.step == "pick_item"
    floor.item(9)
    floor.item(2)
    floor.scan("P1")
    assert floor.step == "bind_tote"
    assert "215" in floor.outcome.view.header.title


def test_codes_of_one_trigger_pull_are_noted_not_errors(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2))
    begun(floor)
    floor.item(2)
    floor.clock.advance(-0.9)
    outcome = floor.scan("some other code")
    assert outcome.feedback is Feedback.NONE
    assert outcome.view.alert is None
    assert floor.journal.kinds()[-1] == "item_taken"


def test_a_code_of_a_place_and_an_item_is_what_the_step_takes(floor: Floor) -> None:
    floor.add_items(make_item(7, "ROPE", 12, codes=(("A-03-1", 1),)))
    floor.give(line(1, 7, 12, 1), line(2, 1, 11, 1))
    begun(floor)
    assert floor.scan("A-03-1").feedback is Feedback.LINE_DONE
    floor.item(1)
    assert floor.step == "lane"


def test_who_needs_a_pin_and_has_none_does_not_get_in(floor: Floor) -> None:
    floor.add_worker(3, "Sofia", "W-9", roles=frozenset({"supervisor"}))
    floor.start()
    assert "PIN" in floor.scan("W-9").message.text
    assert floor.step == "sign_in"


def test_handing_back_with_units_in_the_hand_puts_them_first(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 2, order_id=501), line(2, 2, 12, 1, order_id=502), orders=(order(501, 1), order(502, 2)))
    floor.start()
    floor.scans("W-1", "T1", "T2")
    floor.item(2)
    assert floor.press("XXRETURN").feedback is Feedback.WRONG
    assert floor.step == "put"
    floor.scan("T1")
    floor.press("XXRETURN")
    floor.scan("P1")
    assert floor.journal.kinds()[-1] == "list_handed_back"


def test_the_right_pin_takes_earlier_failures_back_over_a_restart(floor: Floor) -> None:
    floor.add_worker(3, "Sofia", "W-9", roles=frozenset({"supervisor"}), pin_hash="246810")
    floor.start()
    floor.scan("W-9")
    for pin in ("1", "2", "3", "4", "246810"):
        floor.type(pin)
    floor.press("XXOUT")
    floor.start()
    floor.scan("W-9")
    assert "LOCKED" not in floor.type("5").message.text


def test_units_left_in_a_short_bin_are_taken_before_another_bin_gives_the_rest(floor: Floor) -> None:
    floor.give(line(1, 2, 12, 3, alternatives=(other_bin(13, 9),)))
    begun(floor)
    floor.press("XXSHORT")
    assert floor.type("1").feedback is Feedback.ATTENTION
    floor.item(2)
    floor.scans("XXSHORT", "A-09-1", "A-15-1")
    floor.item(2)
    floor.item(2)
    assert floor.step == "lane"
    assert floor.outcome.view.big[1].value == "P1"
