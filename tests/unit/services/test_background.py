"""What comes by itself, from the link, the centre or a port, never wipes an answer off the screen."""

import pytest

from tests.support.floor import Floor, line, make_bin, make_item, order
from warehouse_tui.domain.scans import Feedback, PortState, PortStatus
from warehouse_tui.services.events import Event, LinkChanged, PortChanged, WorkChanged
from warehouse_tui.services.ports import LinkStatus

LINK = LinkChanged(LinkStatus(True, None, 3, None))
EVENTS = [LINK, WorkChanged(), PortChanged(PortStatus("hand", "/dev/x", PortState.LOST, ""))]


@pytest.fixture
def floor() -> Floor:
    floor = Floor()
    floor.add_bins(make_bin(11, "A-03-1"))
    floor.add_items(make_item(1, "JUICE APPLE", 11))
    floor.give(line(1, 1, 11, 3))
    floor.start()
    floor.scans("W-1", "T1")
    return floor


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_answer_stays_until_the_next_one(floor: Floor, event: Event) -> None:
    said = floor.item(1).message
    outcome = floor.station.handle(event)
    assert outcome is not None
    assert outcome.message is said
    assert outcome.feedback is Feedback.NONE
    assert outcome.scanner == ""
    floor.press("back")
    outcome = floor.station.handle(event)
    assert outcome is not None
    assert outcome.message is None


def test_an_answer_goes_with_its_step(floor: Floor) -> None:
    floor.press("XXREST")
    floor.directory.claimed.clear()
    floor.station.desk.progress = None
    outcome = floor.station.handle(WorkChanged())
    assert outcome is not None
    assert outcome.view.step == "waiting"
    assert outcome.message is None


def test_that_a_list_is_done_is_still_said_when_the_next_one_comes(floor: Floor) -> None:
    for _ in range(3):
        floor.item(1)
    said = floor.scan("P1").message
    assert floor.step == "waiting"
    floor.give(line(1, 1, 11, 1, order_id=502), orders=(order(502),), number=215)
    outcome = floor.station.handle(WorkChanged())
    assert outcome is not None
    assert outcome.view.step == "bind_tote"
    assert outcome.message is said
