from typing import Any

import pytest

from tests.support.clocks import HandClock
from tests.support.planning_site import NOW, SITE, PlanningSite, new_site
from tests.support.stations import ChainStation, apply_all, balances, exceptions, moved, station_of
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.ports import Work, WorkLine
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.claiming import claim
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.schema import floor, master, orders


@pytest.fixture
def site(central_url: str) -> PlanningSite:
    return new_site(central_url)


class Picking:
    """A site with one order of two items on a claimed list, a tote, a lane and two stations on one clock."""

    def __init__(self, site: PlanningSite) -> None:
        self.site, self.clock = site, HandClock()
        self.items = [site.item(), site.item()]
        self.bins = [site.bin(bay=1), site.bin(bay=3)]
        self.lane, self.tote = site.bin(kind="pack"), 77
        site.add(master.tote, tote_id=self.tote, code="T7")
        self.office, self.station = station_of(site, self.clock), station_of(site, self.clock)
        for item, place in zip(self.items, self.bins, strict=True):
            self.office.say("counted", location=place, item=item, found=10)
        apply_all(site)
        self.order = site.order((self.items[0], 4), (self.items[1], 2))
        plan(site)
        self.work = self.claim()

    def claim(self, station: ChainStation | None = None, request: str = "r1") -> Work:
        work = claim(self.site.engine, SITE, (station or self.station).station_id, request, now=NOW)
        assert isinstance(work, Work)
        return work

    def body(self, line: WorkLine, work: Work | None = None) -> dict[str, Any]:
        work = work or self.work
        return {
            "list": work.list_id,
            "claim_no": work.claim_no,
            "line": line.n,
            "order_line": line.order_line,
            "allocation": line.allocation_id,
            "item": line.item_id,
        }

    def take(self, n: int, qty: int, station: ChainStation | None = None, **more: Any) -> Any:
        line = self.work.lines[n]
        body = {**self.body(line), "location": line.location_id, "qty": qty, "to": ["tote", self.tote], **more}
        return (station or self.station).say("item_taken", **body)

    def short(self, n: int, short: int, found: int = 0) -> Any:
        line = self.work.lines[n]
        body = {**self.body(line), "location": line.location_id, "short": short, "found": found, "reason": "empty"}
        return self.station.say("short_found", **body)

    def undo(self, fact: Any) -> Any:
        body = {"list": self.work.list_id, "claim_no": self.work.claim_no, "seq": fact.seq}
        return self.station.say("undone", **body, copy={"kind": fact.kind, "body": fact.data()})

    def list_fact(self, kind: str, station: ChainStation | None = None, work: Work | None = None) -> Any:
        work = work or self.work
        return (station or self.station).say(kind, list=work.list_id, claim_no=work.claim_no)

    def tote_fact(self, kind: str, **more: Any) -> Any:
        body = {"tote": self.tote, "list": self.work.list_id, "claim_no": self.work.claim_no}
        return self.station.say(kind, **body, **more)

    def state(self) -> str:
        [[state]] = self.site.rows(orders.order, "state", order_id=self.order)
        return str(state)

    def lines(self) -> list[tuple[int, int]]:
        return [row[1:] for row in self.site.rows(orders.order_line, "n", "allocated", "picked")]


def plan(site: PlanningSite) -> None:
    allocate(site.engine, SITE, now=NOW)
    make_lists(site.engine, SITE, ListRules(auto_release=True), run_id="w", now=NOW)


@pytest.fixture
def picking(site: PlanningSite) -> Picking:
    return Picking(site)


def test_a_count_opens_a_bin_and_is_a_move_from_nowhere(site: PlanningSite):
    office = station_of(site)
    item, place = site.item(), site.bin()
    office.say("counted", location=place, item=item, found=12, lot={"code": "L1", "expiry": "2027-01-31"})
    assert apply_all(site) == 1
    [(lot, code, expiry)] = site.rows(master.lot, "lot_id", "code", "expiry")
    assert (code, expiry) == ("L1", "2027-01-31")
    assert balances(site) == {("location", place, item, lot, 0): 12, ("unknown", 0, item, lot, 0): -12} == moved(site)
    office.say("counted", location=place, item=item, found=0, lot={"code": "L1"})
    apply_all(site)
    assert balances(site) == {} == moved(site)
    assert exceptions(site) == []


def test_picking_an_order_to_its_end(picking: Picking):
    site = picking.site
    picking.list_fact("list_started")
    picking.tote_fact("tote_opened", slot=1, order=picking.order)
    picking.take(0, 3)
    apply_all(site)
    assert (picking.state(), picking.lines()) == ("picking", [(4, 3), (2, 0)])
    check_reserved_left(site)
    picking.take(0, 1)
    picking.take(1, 2)
    picking.tote_fact("tote_parked", location=picking.lane)
    picking.list_fact("list_finished")
    apply_all(site)
    assert (picking.state(), picking.lines()) == ("picked", [(4, 4), (2, 2)])
    first, second = picking.work.lines
    assert balances(site, "tote") == {
        ("tote", 77, first.item_id, 0, first.order_line): 4,
        ("tote", 77, second.item_id, 0, second.order_line): 2,
    }
    assert balances(site) == moved(site)
    assert site.rows(orders.pick_list, "state", "station_id") == [("done", picking.station.station_id)]
    assert site.rows(master.tote, "state", "list_id", "location_id") == [("filled", picking.work.list_id, picking.lane)]
    assert site.rows(orders.list_tote, "list_id", "slot", "n", "tote_id") == [(picking.work.list_id, 1, 1, 77)]
    assert {state for (state,) in site.rows(orders.allocation, "state")} == {"picked"}
    assert exceptions(site) == []


def check_reserved_left(site: PlanningSite) -> None:
    columns = ("location_id", "item_id", "lot_id", "qty", "picked", "short", "state")
    left: dict[tuple[int, ...], int] = {}
    for *bin_, qty, picked, short, state in site.rows(orders.allocation, *columns):
        if state not in ("given_up", "replaced"):
            left[tuple(bin_)] = left.get(tuple(bin_), 0) + max(0, qty - picked - short)
    columns = ("holder_id", "item_id", "lot_id", "allocated")
    kept = {row[:3]: row[3] for row in site.rows(floor.balance, *columns, holder_kind="location")}
    assert {k: v for k, v in kept.items() if v} == {k: v for k, v in left.items() if v}


def test_what_is_undone_was_never_there(picking: Picking):
    site = picking.site
    before = (balances(site), picking.lines(), site.rows(orders.allocation, "qty", "picked", "short", "state"))
    picking.list_fact("list_started")
    facts = [picking.take(0, 4, serials=["S1"]), picking.short(1, 2)]
    apply_all(site)
    assert picking.lines() == [(4, 4), (0, 0)]
    assert picking.state() == "picked"
    assert exceptions(site) == [("short", f"bin:{picking.bins[1]}:{picking.items[1]}")]
    assert site.rows(master.bin_freeze, "location_id", "item_id") == [(picking.bins[1], picking.items[1])]
    for fact in reversed(facts):
        picking.undo(fact)
    apply_all(site)
    assert (balances(site), picking.lines(), site.rows(orders.allocation, "qty", "picked", "short", "state")) == before
    assert picking.state() == "released"
    assert site.rows(master.bin_freeze, "location_id") == []
    assert exceptions(site) == [] and exceptions(site, "cleared") != []
    assert balances(site) == moved(site)
    check_reserved_left(site)


def test_a_short_sends_the_order_back_to_planning_and_a_count_unfreezes(picking: Picking):
    site = picking.site
    picking.take(0, 4)
    picking.short(1, 2)
    apply_all(site)
    [(waiting,)] = site.rows(orders.order, "waiting", order_id=picking.order)
    assert waiting == orders.DUE
    assert set(site.rows(orders.allocation, "item_id", "state")) == {
        (picking.items[0], "picked"),
        (picking.items[1], "short"),
    }
    check_reserved_left(site)
    picking.office.say("counted", location=picking.bins[1], item=picking.items[1], found=0)
    apply_all(site)
    assert site.rows(master.bin_freeze, "location_id") == []
    assert exceptions(site) == []


def test_a_short_that_arrives_after_the_count_that_answered_it_freezes_nothing(picking: Picking):
    line = picking.work.lines[1]
    body = {**picking.body(line), "location": line.location_id, "short": 2, "found": 0}
    picking.station.write("short_found", body)
    picking.clock.advance(600)
    picking.office.say("counted", location=line.location_id, item=line.item_id, found=0)
    apply_all(picking.site)
    picking.station.send()
    apply_all(picking.site)
    assert picking.site.rows(master.bin_freeze, "location_id") == []
    assert exceptions(picking.site) == []


def test_stock_below_zero_is_an_exception_that_goes_with_its_cause(picking: Picking):
    site, item, place = picking.site, picking.items[0], picking.bins[0]
    picking.office.say("moved", item=item, qty=15, **{"from": ["location", place], "to": ["scrap", 0]})
    apply_all(site)
    subject = f"stock:location:{place}:{item}:0:0"
    assert exceptions(site) == [("negative_stock", subject)]
    picking.office.say("moved", item=item, qty=7, **{"to": ["location", place], "from": ["supplier", 1]})
    apply_all(site)
    assert exceptions(site) == [("over_allocated", subject)]
    picking.office.say("counted", location=place, item=item, found=9)
    apply_all(site)
    assert exceptions(site) == []
    assert exceptions(site, "cleared") == [("negative_stock", subject), ("over_allocated", subject)]
    assert [row for row in site.rows(floor.balance, "exception_id") if row[0]] == []


def test_a_line_picked_twice_is_an_exception_until_one_is_undone(picking: Picking):
    site = picking.site
    first = picking.take(0, 4)
    picking.take(0, 3)
    apply_all(site)
    line = picking.work.lines[0].order_line
    assert exceptions(site) == [("over_picked", f"line:{line}")]
    check_reserved_left(site)
    picking.undo(first)
    apply_all(site)
    assert exceptions(site) == []
    assert picking.lines()[0] == (4, 3)
    tables = (orders.order_line, orders.allocation, orders.pick_line)
    assert [row for table in tables for row in site.rows(table, "exception_id") if row[0]] == []
    check_reserved_left(site)


def test_a_pick_for_a_line_cancelled_meanwhile_is_taken_and_said(picking: Picking):
    site, line = picking.site, picking.work.lines[0]
    site.set(orders.order_line, {"order_line_id": line.order_line}, cancelled=4, allocated=0)
    site.set(orders.allocation, {"allocation_id": line.allocation_id}, state="given_up")
    site.set(floor.balance, {"holder_id": line.location_id}, allocated=0)
    picking.take(0, 1)
    apply_all(site)
    assert exceptions(site) == [("over_picked", f"line:{line.order_line}")]
    assert balances(site, "tote") == {("tote", 77, line.item_id, 0, line.order_line): 1}
    check_reserved_left(site)


def test_an_overlap_of_two_claims_is_an_exception_and_the_old_one_sets_no_state(picking: Picking):
    site, second = picking.site, station_of(picking.site, picking.clock)
    old = picking.work
    picking.station.write("list_started", {"list": old.list_id, "claim_no": old.claim_no})
    late = picking.work.lines[0]
    body = {**picking.body(late), "location": late.location_id, "qty": 1, "to": ["tote", picking.tote]}
    picking.station.write("item_taken", body)
    site.set(orders.pick_list, {"list_id": old.list_id}, state="released", station_id=0)
    new = picking.claim(second, "r2")
    picking.list_fact("list_started", second, new)
    apply_all(site)
    picking.station.send()
    apply_all(site)
    assert exceptions(site) == [("list_conflict", f"list:{old.list_id}")]
    assert site.rows(orders.pick_list, "state", "station_id", "claim_no") == [("picking", second.station_id, 2)]
    assert picking.lines()[0] == (4, 1)


def test_only_a_hand_back_frees_a_started_list(picking: Picking):
    site = picking.site
    picking.list_fact("list_started")
    picking.take(0, 1)
    picking.list_fact("list_paused")
    apply_all(site)
    assert site.rows(orders.pick_list, "state", "station_id") == [("paused", picking.station.station_id)]
    picking.list_fact("list_handed_back")
    apply_all(site)
    assert site.rows(orders.pick_list, "state", "station_id") == [("released", 0)]
    rest = picking.claim(station_of(site, picking.clock), "r2")
    assert [(line.qty, line.picked) for line in rest.lines] == [(4, 1), (2, 0)]


def test_a_list_started_offline_after_its_lease_is_its_holders_again(picking: Picking):
    site = picking.site
    site.set(orders.pick_list, {"list_id": picking.work.list_id}, state="released", station_id=0, lease_until=None)
    picking.list_fact("list_started")
    apply_all(site)
    assert site.rows(orders.pick_list, "state", "station_id") == [("picking", picking.station.station_id)]


def test_a_list_that_leaves_an_unused_tote_moves_nothing_of_another_lists(picking: Picking):
    site, first = picking.site, picking.work.lines[0]
    other = station_of(site, picking.clock)
    other.say("tote_opened", tote=picking.tote, list=900, claim_no=1, slot=1, order=1)
    picking.tote_fact("tote_opened", slot=1, order=picking.order)
    picking.take(0, 4)
    picking.tote_fact("tote_parked", location=picking.lane)
    other.say("tote_emptied", tote=picking.tote, list=900, claim_no=1)
    apply_all(site)
    assert balances(site, "tote") == {("tote", picking.tote, first.item_id, 0, first.order_line): 4}
    assert site.rows(master.tote, "state", "list_id") == [("filled", picking.work.list_id)]


def test_an_emptied_tote_leaves_its_contents_where_it_was_parked(picking: Picking):
    site, first = picking.site, picking.work.lines[0]
    picking.tote_fact("tote_opened", slot=1, order=picking.order)
    picking.take(0, 4)
    picking.tote_fact("tote_parked", location=picking.lane)
    picking.station.say("tote_emptied", tote=picking.tote)
    apply_all(site)
    assert balances(site, "tote") == {}
    assert balances(site)["location", picking.lane, first.item_id, 0, 0] == 4
    assert balances(site) == moved(site)
    assert site.rows(master.tote, "state", "list_id") == [("free", 0)]
    # Another station's tote facts from before come late: what they put in went the same way.
    late = station_of(site, HandClock())
    late.clock.advance(-3600)
    body = {
        "location": picking.bins[1],
        "item": picking.items[1],
        "qty": 2,
        "to": ["tote", picking.tote],
        "order_line": 5,
    }
    late.say("item_taken", **body)
    apply_all(site)
    assert balances(site, "tote") == {}
    assert balances(site)["location", picking.lane, picking.items[1], 0, 0] == 2
    assert balances(site) == moved(site)


def test_a_late_move_dated_before_a_count_does_not_change_what_was_counted(picking: Picking):
    site, item, place = picking.site, picking.items[0], picking.bins[0]
    late = station_of(site, HandClock(picking.clock.now()))
    out = {"item": item, "qty": 3, "from": ["location", place], "to": ["scrap", 0]}
    late.write("moved", out)
    picking.clock.advance(1000)
    picking.office.say("counted", location=place, item=item, found=7)
    apply_all(site)
    late.send()
    apply_all(site)
    assert balances(site)["location", place, item, 0, 0] == 7
    assert exceptions(site) == []
    late.clock.advance(2000)
    late.say("moved", **out)
    apply_all(site)
    assert balances(site)["location", place, item, 0, 0] == 4
    assert balances(site) == moved(site)


@pytest.mark.parametrize(("apart", "offset"), [(60, 0), (4000, None)])
def test_a_late_move_too_near_a_count_or_by_an_unknown_clock_asks_for_a_recount(
    picking: Picking, apart: int, offset: int | None
):
    site, item, place = picking.site, picking.items[0], picking.bins[0]
    late = station_of(site, HandClock(picking.clock.now()))
    late.offset_ms = offset
    late.write("moved", item=item, qty=3, **{"from": ["location", place], "to": ["scrap", 0]})
    picking.clock.advance(apart)
    picking.office.say("counted", location=place, item=item, found=7)
    apply_all(site)
    late.send()
    apply_all(site)
    assert exceptions(site) == [("recount", f"bin:{place}:{item}")]
    picking.clock.advance(5000)
    picking.office.say("counted", location=place, item=item, found=7)
    apply_all(site)
    assert exceptions(site) == []


def test_a_serial_in_two_places_is_an_exception_until_it_is_in_one(picking: Picking):
    site, item, place = picking.site, picking.items[0], picking.bins[0]

    def take(tote: int) -> None:
        body = {"location": place, "item": item, "qty": 1, "to": ["tote", tote], "serials": ["S1"]}
        picking.station.say("item_taken", **body)

    take(71)
    apply_all(site)
    assert site.rows(master.serial, "serial", "holder_kind", "holder_id") == [("S1", "tote", 71)]
    take(72)
    apply_all(site)
    assert exceptions(site) == [("serial_twice", f"serial:{item}:S1")]
    back = {"item": item, "qty": 1, "from": ["tote", 72], "to": ["location", place], "serials": ["S1"]}
    picking.station.say("put_back", **back)
    apply_all(site)
    assert exceptions(site) == []
    assert site.rows(master.serial, "serial", "holder_kind", "holder_id") == [("S1", "tote", 71)]


def test_a_tote_opened_for_another_list_while_it_is_full_is_an_exception(picking: Picking):
    site = picking.site
    picking.tote_fact("tote_opened", slot=1, order=picking.order)
    picking.take(0, 4)
    picking.tote_fact("tote_parked", location=picking.lane)
    other = {"tote": picking.tote, "list": picking.work.list_id + 50, "claim_no": 1, "slot": 1}
    picking.station.say("tote_opened", **other)
    apply_all(site)
    assert exceptions(site) == [("tote_conflict", f"tote:{picking.tote}")]
    picking.station.say("tote_emptied", tote=picking.tote, location=picking.lane)
    apply_all(site)
    assert exceptions(site) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("item_taken", {"item": 1}),
        ("counted", {"location": 1, "item": 1, "found": -4}),
        ("counted", {"location": 10**30, "item": 1, "found": 4}),
        ("counted", {"location": 1, "item": 1, "found": 2.5}),
        ("counted", {"location": 1, "item": 1, "found": 4, "lot": {"code": "a\0b"}}),
        ("counted", {"location": 1, "item": 1, "found": True}),
        ("moved", {"item": 1, "qty": 1, "from": ["location", 3], "to": ["attic", 3]}),
        ("undone", {"seq": 1, "copy": {"kind": "item_taken", "body": []}}),
        ("list_started", {"list": "x", "claim_no": 1}),
    ],
)
def test_a_fact_that_nobody_can_read_is_kept_said_and_passed(site: PlanningSite, kind: str, body: dict[str, Any]):
    station = station_of(site)
    item, place = site.item(), site.bin()
    bad = station.say(kind, **body)
    station.say("counted", location=place, item=item, found=4)
    assert apply_all(site) == 2
    assert exceptions(site, "open") == [("unreadable", f"fact:{bad.name()}")]
    assert balances(site)["location", place, item, 0, 0] == 4
    assert [row[0] for row in site.rows(floor.station, "applied_seq")] == [2]


def test_facts_about_things_that_do_not_exist_are_taken(site: PlanningSite):
    station = station_of(site)
    body = {"list": 900, "claim_no": 3, "line": 4, "order_line": 5, "allocation": 6, "item": 7, "location": 8}
    station.say("list_started", list=900, claim_no=3)
    station.say("tote_opened", tote=99, list=900, slot=1)
    station.say("item_taken", **body, qty=2, to=["tote", 99], serials=["a", "b"])
    station.say("short_found", **body, short=1, found=0)
    station.say("tote_emptied", tote=99)
    assert apply_all(site) == 5
    assert balances(site) == moved(site)
    assert ("negative_stock", "stock:location:8:7:0:0") in exceptions(site)


def test_a_newer_version_pauses_its_station_and_no_other(site: PlanningSite, monkeypatch: pytest.MonkeyPatch):
    one, two = station_of(site), station_of(site)
    item, place = site.item(), site.bin()
    one.say("counted", location=place, item=item, found=1)
    with monkeypatch.context() as newer:
        newer.setitem(versions(), "counted", 2)
        one.say("counted", location=place, item=item, found=2)
    one.say("counted", location=place, item=item, found=3)
    two.say("counted", location=place, item=site.item(), found=5)
    assert apply_all(site) == 2
    rows = site.rows(floor.station, "station_id", "applied_seq", "paused_for")
    assert rows[0][:2] == (one.station_id, 1) and "upgrade" in rows[0][2]
    assert rows[1] == (two.station_id, 1, "")
    assert apply_all(site) == 0
    with monkeypatch.context() as newer:
        newer.setitem(versions(), "counted", 2)
        assert apply_all(site) == 2
    assert balances(site)["location", place, item, 0, 0] == 3


def versions() -> dict[str, int]:
    from warehouse_tui.domain.facts import VERSIONS

    return VERSIONS


def test_a_clock_years_ahead_does_not_outdate_what_comes_after(site: PlanningSite):
    wild, sane = station_of(site), station_of(site)
    item, place = site.item(), site.bin()
    wild.clock.advance(10**9)
    wild.say("counted", location=place, item=item, found=5)
    apply_all(site)
    sane.clock.wall = NOW.replace(year=2999)
    sane.say("moved", item=item, qty=2, **{"from": ["location", place], "to": ["scrap", 0]})
    apply_all(site)
    assert balances(site)["location", place, item, 0, 0] == 3


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_the_size_of_a_transaction_changes_nothing(picking: Picking, limit: int):
    picking.list_fact("list_started")
    first = picking.take(0, 2)
    picking.take(0, 2)
    picking.undo(first)
    picking.short(1, 2)
    picking.take(0, 2)
    apply_all(picking.site, limit)
    assert picking.lines() == [(4, 4), (0, 0)]
    assert balances(picking.site) == moved(picking.site)
    check_reserved_left(picking.site)
