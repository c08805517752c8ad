from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.checked_site import checked_site
from tests.support.planning_site import NOW, SITE, PlanningSite
from warehouse_tui.domain.errors import Refused
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.order_search import find_order, list_orders
from warehouse_tui.store.central.order_story import tell_order
from warehouse_tui.store.central.schema import floor, orders, sync
from warehouse_tui.store.central.schema.base import from_micros
from warehouse_tui.store.central.status import read_status


@pytest.fixture
def site(central_url: str) -> Iterator[PlanningSite]:
    made = checked_site(central_url)
    yield made
    made.engine.dispose()


def test_status_counts_orders_units_lists_and_stock(site: PlanningSite):
    found = read_status(site.engine, SITE, NOW)
    assert found.site_code == "MAIN"
    assert found.orders.by_state == {"open": 1, "picking": 1, "released": 1}
    assert (found.orders.total, found.orders.waiting, found.orders.held, found.orders.open_lines) == (3, 1, 0, 4)
    units = {"ordered": 8, "cancelled": 0, "allocated": 7, "picked": 1, "packed": 0, "shipped": 0, "returned": 0}
    assert found.orders.units == units
    assert found.lists.by_state == {"picking": 1, "released": 1}
    assert (found.lists.lines_left, found.lists.units_left) == (3, 6)
    assert found.stock == {"location": 14, "tote": 1, "unknown": -15}


def test_status_tells_what_each_station_has_not_had_applied(site: PlanningSite):
    site.set(floor.station, {}, applied_seq=1, paused_for="moved 2", fenced=1)
    [station] = read_status(site.engine, SITE, NOW).stations
    assert (station.facts_held, station.facts_applied, station.facts_unapplied) == (3, 1, 2)
    assert station.oldest_unapplied_at == from_micros(1)
    assert (station.lists, station.paused_for, station.fenced) == (1, "moved 2", True)


def test_status_tells_what_is_wrong_and_whether_a_hub_runs(site: PlanningSite):
    site.add(floor.exception, exception_id=5, kind="recount", subject="bin:1:2", state="settling")
    site.set(floor.exception, {"exception_id": 1}, opened_at=NOW)
    found = read_status(site.engine, SITE, NOW)
    assert found.exceptions.by_state == {"settling": 1, "open": 1}
    assert found.exceptions.by_kind == {"recount": 1, "short": 1}
    assert found.exceptions.oldest is not None
    assert (found.exceptions.oldest.exception_id, found.exceptions.oldest.opened_at) == (1, NOW)
    assert not found.hub.running
    site.add(sync.lease, name="hub", token=1, holder="here", until=NOW + timedelta(seconds=9))
    assert read_status(site.engine, SITE, NOW).hub.running
    assert not read_status(site.engine, SITE, NOW + timedelta(seconds=10)).hub.running


def test_an_orders_story_says_where_every_unit_is(site: PlanningSite):
    [(number,)] = site.rows(orders.order, "number", state="picking")
    story = tell_order(site.engine, SITE, number)
    assert (story.order.state, story.order.priority, story.order.waiting_for) == ("picking", 1, "nothing")
    assert [(line.n, line.ordered, line.allocated) for line in story.lines] == [(1, 3, 3), (2, 2, 2)]
    [taken] = [line for line in story.lines if line.picked]
    [held] = taken.held_by
    assert (held.holder_kind, held.holder, held.qty) == ("tote", "T1", 1)
    [kept] = taken.allocations
    assert (kept.qty, kept.picked, kept.state, kept.list_id) == (
        taken.ordered,
        1,
        "listed",
        story.pick_lists[0].list_id,
    )
    [pick_list] = story.pick_lists
    assert (pick_list.state, pick_list.lines, pick_list.qty, pick_list.picked) == ("picking", 2, 5, 1)
    assert pick_list.station
    assert [(tote.code, tote.state) for tote in story.totes] == [("T1", "filling")]


def test_an_orders_story_names_the_exceptions_of_its_lines_and_bins(site: PlanningSite):
    [(order_id, number)] = site.rows(orders.order, "order_id", "number", state="picking")
    [(line, *_), *_] = site.rows(orders.order_line, "order_line_id", order_id=order_id)
    [(place, item), *_] = site.rows(orders.allocation, "location_id", "item_id", order_id=order_id)
    for ident, (kind, subject, state) in enumerate(
        [
            ("over_picked", f"line:{line}", "open"),
            ("recount", f"bin:{place}:{item}", "settling"),
            ("recount", "bin:98:99", "open"),
            ("tote_conflict", "tote:1", "resolved"),
        ],
        start=10,
    ):
        site.add(floor.exception, exception_id=ident, kind=kind, subject=subject, state=state)
    story = tell_order(site.engine, SITE, number)
    assert [wrong.exception_id for wrong in story.exceptions if wrong.exception_id >= 10] == [10, 11]


def test_an_order_without_goods_waits_for_stock(site: PlanningSite):
    [(number,)] = site.rows(orders.order, "number", state="open")
    story = tell_order(site.engine, SITE, number)
    assert story.order.waiting_for == "stock"
    assert (story.pick_lists, story.totes, story.lines[0].allocations) == ((), (), ())


def test_orders_are_listed_the_most_urgent_first_and_by_state(site: PlanningSite):
    found = list_orders(site.engine, SITE)
    assert [each.head.state for each in found] == ["picking", "released", "open"]
    assert [(each.lines, each.units, each.picked) for each in found] == [(2, 5, 1), (1, 2, 0), (1, 1, 0)]
    assert [each.head.state for each in list_orders(site.engine, SITE, state="released")] == ["released"]
    assert len(list_orders(site.engine, SITE, limit=1)) == 1


def test_a_number_of_two_channels_has_to_be_told_apart(site: PlanningSite):
    twin = site.order(number="N-1", channel="shop")
    site.order(number="N-1", channel="b2b")
    with reading(site.engine) as connection:
        with pytest.raises(Refused, match="b2b/N-1, shop/N-1"):
            find_order(connection, SITE, "N-1")
        assert find_order(connection, SITE, "shop/N-1").order_id == twin
        with pytest.raises(Refused, match="no order 'N-2'"):
            find_order(connection, SITE, "N-2")
