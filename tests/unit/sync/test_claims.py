"""Which lists a station claims, with a centre that answers as a test says."""

from collections.abc import Sequence
from itertools import count

from warehouse_tui.domain.facts import FIRST_HASH, Draft, Fact, seal
from warehouse_tui.services.events import ClaimRefused, Event
from warehouse_tui.services.ports import OfferedList
from warehouse_tui.services.replication import Cursor, Pulled, Pushed
from warehouse_tui.sync.claims import Claims


class Centre:
    """A centre with so many lists to claim."""

    def __init__(self, free: int = 0) -> None:
        self.free = free
        self.asked = 0

    def claim(self, request_id: str, list_id: int | None) -> ClaimRefused | None:
        self.asked += 1
        if not self.free:
            return ClaimRefused("none_left")
        self.free -= 1
        return None

    def push(self, facts: Sequence[Fact]) -> Pushed:
        raise NotImplementedError

    def pull(self, cursor: Cursor, limit: int) -> Pulled:
        raise NotImplementedError

    def offers(self) -> Sequence[OfferedList]:
        return ()

    def close(self) -> None:
        return None


class Desk:
    """The claims of a station where somebody is signed in."""

    def __init__(self, ahead: int) -> None:
        self.events: list[Event] = []
        self.now = 100.0
        ids = count(1)
        self.claims = Claims(lambda: ahead, self.events.append, lambda: f"r{next(ids)}", lambda: self.now)
        self.claims.saw([a_fact("signed_in", worker=1)])


def a_fact(kind: str, **body: int) -> Fact:
    return seal(Draft(kind, body, 1), (1, 1, 1, 1), (0, 0, "boot", 0), FIRST_HASH)


def test_a_worker_who_asks_while_the_end_of_a_list_is_on_its_way_is_answered() -> None:
    for ahead in (1, 2):
        desk, centre = Desk(ahead), Centre()
        desk.claims.want(None)
        desk.claims.fill(centre, [(7, 1)])  # list 7 has ended here, but the centre does not know yet
        assert desk.events == []
        desk.claims.saw([a_fact("list_finished", list=7, claim_no=1)])
        desk.claims.fill(centre, [(7, 1)])
        assert desk.events == [ClaimRefused("none_left")]
        asked = centre.asked
        desk.now += 1.1
        desk.claims.fill(centre, [(7, 1)])
        assert centre.asked == asked + 1  # somebody waits: every second


def test_nobody_waits_who_was_given_a_list() -> None:
    desk, centre = Desk(1), Centre(free=1)
    desk.claims.want(None)
    assert desk.claims.fill(centre, [])
    assert not desk.claims.fill(centre, [(8, 1)])
    assert (desk.events, centre.asked) == ([], 1)


def test_lists_ahead_are_asked_for_quietly() -> None:
    desk, centre = Desk(2), Centre(free=1)
    desk.claims.want(None)
    assert desk.claims.fill(centre, [])
    for _ in range(3):
        desk.claims.fill(centre, [(8, 1)])
        desk.now += 1.1
    assert (desk.events, centre.asked) == ([], 2)
