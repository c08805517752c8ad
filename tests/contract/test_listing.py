from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.planning_site import NOW, SITE, PlanningSite, check_reserved, new_site, recorded
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.listing import ListingReport, make_lists, release
from warehouse_tui.store.central.schema import master, orders


@pytest.fixture
def site(central_url: str) -> Iterator[PlanningSite]:
    made = new_site(central_url)
    yield made
    made.engine.dispose()


def plan(site: PlanningSite, run_id: str = "run", chunk: int = 1000, **rules: Any) -> ListingReport:
    allocate(site.engine, SITE, now=NOW)
    report = make_lists(site.engine, SITE, ListRules(**rules), run_id=run_id, now=NOW, chunk=chunk)
    check_reserved(site)
    return report


def state(site: PlanningSite, order_id: int) -> str:
    [(found,)] = site.rows(orders.order, "state", order_id=order_id)
    return str(found)


def test_an_order_becomes_a_released_list_in_walking_order(site: PlanningSite):
    first, second = site.item(), site.item()
    far, near = site.bin(bay=9, zone="Z1"), site.bin(bay=1, zone="Z1")
    site.stock(first, far, 5)
    site.stock(second, near, 5)
    order = site.order((first, 2), (second, 3), priority=2, ship_by=NOW)
    report = plan(site)
    names = ("wave_id", "state", "priority", "ship_by", "zone", "orders", "lines", "units", "station_id")
    assert site.rows(orders.pick_list, *names) == [(report.wave_id, "released", 2, NOW, "Z1", 1, 2, 5, 0)]
    assert [qty for _, qty in site.rows(orders.pick_line, "n", "qty")] == [3, 2]
    assert {word for (word,) in site.rows(orders.allocation, "state")} == {"listed"}
    assert state(site, order) == "released"
    assert site.rows(orders.wave, "state", "run_id", "made_at") == [("released", "run", NOW)]
    assert (report.lists, report.orders, report.lines, report.units, report.released) == (1, 1, 2, 5, 1)


def test_lists_that_are_not_released_wait_for_a_decision(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 5)
    order = site.order((item, 2))
    report = plan(site, auto_release=False)
    assert site.rows(orders.pick_list, "state") == [("planned",)]
    assert state(site, order) == "allocated"
    assert release(site.engine, SITE, report.wave_id) == 1
    assert site.rows(orders.pick_list, "state") == [("released",)]
    assert site.rows(orders.wave, "state") == [("released",)]
    assert state(site, order) == "released"
    assert release(site.engine, SITE, report.wave_id) == 0


def test_a_second_run_lists_nothing_again(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 5)
    site.order((item, 2))
    plan(site)
    assert plan(site, run_id="again") == ListingReport()
    assert len(site.rows(orders.wave, "wave_id")) == 1


def test_a_run_in_small_chunks_is_one_wave(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    for _ in range(5):
        site.order((item, 2))
    report = plan(site, chunk=2)
    assert (report.lists, report.orders) == (5, 5)
    assert site.rows(orders.wave, "wave_id") == [(report.wave_id,)]


def test_a_run_that_was_cut_off_goes_on_in_its_wave(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    site.order((item, 2))
    first = plan(site, run_id="morning")
    site.order((item, 2))
    assert plan(site, run_id="morning").wave_id == first.wave_id
    assert len(site.rows(orders.pick_list, "list_id")) == 2


def test_carts_hold_several_orders_within_their_bounds(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    for _ in range(5):
        site.order((item, 2))
    assert plan(site, cart_slots=2).lists == 3
    assert sorted(site.rows(orders.pick_list, "orders", "lines")) == [(1, 1), (2, 2), (2, 2)]


def test_a_held_order_is_not_listed_until_it_is_let_go(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    order = site.order((item, 2))
    allocate(site.engine, SITE, now=NOW)
    site.set(orders.order, {"order_id": order}, hold="address")
    assert plan(site) == ListingReport()
    site.set(orders.order, {"order_id": order}, hold="")
    assert plan(site).lists == 1


def test_an_order_that_is_further_on_keeps_its_state(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    order = site.order((item, 2), state="picking")
    assert plan(site).lists == 1
    assert state(site, order) == "picking"


def test_each_chunk_takes_the_same_number_of_statements(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 1000)
    site.order((item, 1))
    plan(site)

    def statements(orders_: int) -> int:
        for _ in range(orders_):
            site.order((item, 1), (item, 2))
        allocate(site.engine, SITE, now=NOW)
        with recorded(site.engine) as seen:
            make_lists(site.engine, SITE, ListRules(), run_id=str(orders_), now=NOW)
        return len(seen)

    assert statements(1) == statements(40) <= 13


def test_lines_at_bins_of_any_writing_can_be_walked(site: PlanningSite):
    item = site.item()
    for aisle in ("", "A", "Ä9", "²", "10", "2"):
        site.stock(item, site.bin(aisle=aisle, level="C", kind="pick"), 1)
    site.order((item, 6))
    assert plan(site).lines == 6
    assert len(site.rows(master.location, "location_id")) == 6
