"""One order, one tote: the walk from the badge to the lane."""

from dataclasses import replace

import pytest

from tests.support.floor import Floor, ean, line, make_bin, make_item
from warehouse_tui.domain.scans import Feedback


@pytest.fixture
def floor() -> Floor:
    floor = Floor()
    floor.add_bins(make_bin(11, "A-03-1"), make_bin(12, "A-09-1"))
    floor.add_items(make_item(1, "JUICE APPLE", 11), make_item(2, "MUG BLUE", 12))
    floor.give(line(1, 1, 11, 2), line(2, 2, 12, 1))
    floor.start()
    return floor


def test_walk_to_the_end(floor: Floor) -> None:
    assert floor.step == "sign_in"
    assert floor.scan("W-1").feedback is Feedback.COUNTED
    assert floor.step == "bind_tote"
    floor.scan("T1")
    assert floor.step == "pick_item"
    assert floor.item(1).feedback is Feedback.COUNTED
    assert floor.item(1).feedback is Feedback.LINE_DONE
    assert floor.item(2).feedback is Feedback.LINE_DONE
    assert floor.step == "lane"
    assert floor.scan("P1").feedback is Feedback.LINE_DONE
    assert floor.step == "waiting"
    assert floor.journal.kinds() == [
        "signed_in",
        "list_started",
        "tote_opened",
        "item_taken",
        "item_taken",
        "item_taken",
        "tote_parked",
        "list_finished",
    ]


def test_killed_anywhere_it_comes_back_to_the_same_step(floor: Floor) -> None:
    for code in ("W-1", "T1", "2000000000015", "2000000000015", "2000000000022", "P1"):
        floor.scan(code)
        view = floor.outcome.view
        floor.start()
        assert (floor.step, floor.outcome.view.big) == (view.step, view.big)


def test_wrong_item_teaches_and_counts_nothing(floor: Floor) -> None:
    floor.scans("W-1", "T1")
    outcome = floor.item(2)
    assert outcome.feedback is Feedback.WRONG
    assert outcome.view.alert is not None
    assert outcome.view.alert.scanned[0].text == "MUG BLUE"
    assert outcome.view.alert.scanned[1].text == "lives A-09-1, 3 bins on"
    assert floor.scan("nonsense").view.alert is not None
    assert floor.goods == []
    floor.item(2)
    assert [key.key for key in floor.outcome.view.keys] == ["f7", "f2", "escape"]
    assert floor.press("report").view.alert is None
    assert floor.journal.facts[-1].data() == {
        "list": 214,
        "claim_no": 1,
        "reason": "misplaced",
        "item": 2,
        "location": 11,
    }
    floor.item(2)
    assert floor.press("back").view.alert is None
    floor.item(2)
    assert floor.item(1).view.alert is None
    assert floor.goods == [("item_taken", 1)]


def test_before_the_first_data_nothing_is_judged_and_the_worker_is_found_again(floor: Floor) -> None:
    floor.scans("W-1", "T1")
    workers, floor.directory.workers = floor.directory.workers, {}
    floor.directory.is_ready = False
    floor.start()
    assert floor.step == "loading"
    assert floor.scan("W-1").feedback is Feedback.ATTENTION
    assert "sign_in_failed" not in floor.journal.kinds()
    floor.directory.workers, floor.directory.is_ready = workers, True
    floor.changed()
    assert floor.step == "pick_item"


def test_a_kill_between_the_last_lane_and_the_end_still_ends_the_list(floor: Floor) -> None:
    floor.scans("W-1", "T1", ean(1), ean(1), ean(2), "P1")
    assert floor.journal.facts.pop().kind == "list_finished"
    floor.start()
    assert floor.journal.kinds()[-2:] == ["tote_parked", "list_finished"]
    assert floor.step == "waiting"


def test_one_more_scan_proves_that_the_tones_are_heard(floor: Floor) -> None:
    floor.directory.site_rules = replace(floor.directory.site_rules, sense_check=True)
    floor.start()
    assert floor.scan("W-1").feedback is Feedback.WRONG
    assert floor.step == "sense_check"
    assert floor.scan("T1").feedback is Feedback.WRONG
    assert floor.scan("W-1").feedback is Feedback.COUNTED
    assert floor.step == "bind_tote"
