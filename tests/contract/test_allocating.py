from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.support.planning_site import NOW, SITE, PlanningSite, check_reserved, day, new_site, recorded
from warehouse_tui.domain.stock import Lot
from warehouse_tui.store.central.allocating import AllocationReport, allocate
from warehouse_tui.store.central.backlog import MissingItem, backlog_of
from warehouse_tui.store.central.schema import floor, master, orders


@pytest.fixture
def site(central_url: str) -> Iterator[PlanningSite]:
    made = new_site(central_url)
    yield made
    made.engine.dispose()


def run(site: PlanningSite, chunk: int = 500, now: datetime = NOW) -> AllocationReport:
    report = allocate(site.engine, SITE, now=now, chunk=chunk)
    check_reserved(site)
    return report


def reserved(site: PlanningSite, *columns: str) -> list[tuple]:
    return site.rows(orders.allocation, *columns)


def order_row(site: PlanningSite, order_id: int) -> tuple:
    (row,) = site.rows(orders.order, "state", "waiting", order_id=order_id)
    return row


def test_an_order_with_stock_is_reserved_whole(site: PlanningSite):
    item, place = site.item(), site.bin()
    site.stock(item, place, 10)
    order = site.order((item, 4))
    report = run(site)
    assert reserved(site, "order_id", "location_id", "qty", "state") == [(order, place, 4, "reserved")]
    assert order_row(site, order) == ("allocated", orders.RESERVED)
    assert (report.orders, report.whole, report.parts, report.waiting, report.units) == (1, 1, 0, 0, 4)


def test_a_second_run_changes_nothing(site: PlanningSite):
    item, other = site.item(), site.item()
    site.stock(item, site.bin(), 10)
    site.order((item, 4), (other, 1))
    run(site)
    before = reserved(site, "allocation_id", "qty")
    assert run(site) == AllocationReport()
    assert reserved(site, "allocation_id", "qty") == before


def test_what_cannot_be_had_waits_and_is_named(site: PlanningSite):
    item, gone = site.item(), site.item(sku="GONE", name="Gone")
    site.stock(item, site.bin(), 3)
    part, none = site.order((item, 5)), site.order((gone, 2))
    report = run(site)
    assert order_row(site, part) == ("allocated", orders.WAITS)
    assert order_row(site, none) == ("open", orders.WAITS)
    assert (report.whole, report.parts, report.waiting) == (0, 1, 2)
    backlog = backlog_of(site.engine, SITE)
    assert backlog.orders == 2
    assert MissingItem("GONE", "Gone", 1, 2) in backlog.items
    assert [each.units for each in backlog.items] == [2, 2]
    assert len(backlog_of(site.engine, SITE, limit=1).items) == 1


def test_goods_that_arrive_go_to_the_order_that_waits(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 3)
    order = site.order((item, 5))
    run(site)
    site.stock(item, site.bin(), 3)
    site.set(orders.order, {"order_id": order}, waiting=orders.DUE)
    run(site)
    assert sorted(qty for (qty,) in reserved(site, "qty")) == [2, 3]
    assert order_row(site, order) == ("allocated", orders.RESERVED)


def test_an_order_in_work_that_went_short_is_planned_again_and_keeps_its_state(site: PlanningSite):
    item, empty, full = site.item(), site.bin(), site.bin()
    site.stock(item, empty, 5)
    order = site.order((item, 5))
    run(site)
    # A short of 5: nothing is reserved at the bin any more, the line is open again.
    site.set(orders.allocation, {"order_id": order}, state="short")
    site.set(floor.balance, {"holder_id": empty}, allocated=0)
    site.set(orders.order_line, {"order_id": order}, allocated=0)
    site.set(orders.order, {"order_id": order}, state="picking", waiting=orders.DUE)
    site.add(master.bin_freeze, location_id=empty, item_id=item, reason="short")
    site.stock(item, full, 9)
    run(site)
    assert site.rows(orders.allocation, "location_id", "qty", state="reserved") == [(full, 5)]
    assert order_row(site, order) == ("picking", orders.RESERVED)


def test_a_picked_order_whose_rest_arrives_has_something_to_pick_again(site: PlanningSite):
    item, place = site.item(), site.bin()
    site.stock(item, place, 1)
    order = site.order((item, 3))
    site.set(orders.order_line, {"order_id": order}, allocated=2, picked=2)
    site.set(orders.order, {"order_id": order}, state="picked")
    allocate(site.engine, SITE, now=NOW)
    assert order_row(site, order) == ("picking", orders.RESERVED)


@pytest.mark.parametrize("chunk", [1, 2, 500])
def test_whole_orders_go_before_parts_however_small_the_chunks(site: PlanningSite, chunk: int):
    item, rare = site.item(), site.item()
    site.stock(item, site.bin(), 5)
    urgent = site.order((item, 5), (rare, 1), priority=1)
    modest = site.order((item, 4))
    report = run(site, chunk)
    assert reserved(site, "order_id", "qty") == sorted([(modest, 4), (urgent, 1)])
    assert (report.whole, report.parts, report.waiting) == (1, 1, 1)


def test_urgency_is_priority_then_ship_by_with_none_last(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 3)
    never = site.order((item, 1))
    late = site.order((item, 1), ship_by=datetime(2026, 11, 24, tzinfo=UTC))
    soon = site.order((item, 1), ship_by=datetime(2026, 11, 23, tzinfo=UTC))
    first = site.order((item, 1), priority=1)
    run(site, chunk=1)
    assert {order for (order,) in reserved(site, "order_id")} == {first, soon, late}
    assert order_row(site, never) == ("open", orders.WAITS)


def test_only_goods_that_may_be_picked_are_reserved(site: PlanningSite):
    item = site.item(min_days_left=10)
    good = site.bin()
    site.stock(item, good, 1, Lot("GOOD", day("2026-12-03")))
    site.stock(item, site.bin(), 1, Lot("BAD", day("2026-12-02")))
    site.stock(item, site.bin(kind="reserve"), 1)
    frozen = site.bin()
    site.stock(item, frozen, 1)
    site.add(master.bin_freeze, location_id=frozen, item_id=item, reason="short")
    order = site.order((item, 4))
    run(site)
    assert reserved(site, "location_id", "qty") == [(good, 1)]
    assert order_row(site, order) == ("allocated", orders.WAITS)


def test_a_day_ends_at_the_sites_midnight(site: PlanningSite):
    site.set(master.site_table, {"site_id": SITE}, timezone="Asia/Tokyo")
    item = site.item()
    site.stock(item, site.bin(), 1, Lot("L", day("2026-11-23")))
    order = site.order((item, 1))
    run(site, now=datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    assert order_row(site, order) == ("open", orders.WAITS)


def test_goods_that_expire_first_are_reserved_first(site: PlanningSite):
    item, later, sooner = site.item(), site.bin(), site.bin()
    site.stock(item, later, 9, Lot("B", day("2027-05-01")))
    first = site.stock(item, sooner, 2, Lot("A", day("2027-02-01")))
    site.order((item, 3))
    run(site)
    assert sorted(reserved(site, "location_id", "qty")) == [(later, 1), (sooner, 2)]
    assert (sooner, first) in reserved(site, "location_id", "lot_id")


def test_the_same_item_twice_in_an_order_is_reserved_for_each_line(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 9)
    order = site.order((item, 2), (item, 3))
    run(site)
    lines = {n: line for line, n in site.rows(orders.order_line, "order_line_id", "n", order_id=order)}
    assert reserved(site, "order_line_id", "qty") == [(lines[1], 2), (lines[2], 3)]


@pytest.mark.parametrize("state", ["quote", "shipped", "cancelled", "closed"])
def test_orders_in_other_states_are_left_alone_and_leave_the_queue(site: PlanningSite, state: str):
    item = site.item()
    site.stock(item, site.bin(), 9)
    order = site.order((item, 2), state=state)
    run(site)
    assert reserved(site, "qty") == []
    assert order_row(site, order) == (state, orders.RESERVED)


def test_a_held_order_stays_in_the_queue_untouched(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 9)
    order = site.order((item, 2), hold="address")
    run(site)
    assert order_row(site, order) == ("open", orders.DUE)


def test_cancelled_quantity_is_not_reserved(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 9)
    order = site.order((item, 5))
    site.set(orders.order_line, {"order_id": order}, cancelled=2)
    run(site)
    assert reserved(site, "qty") == [(3,)]


def test_each_chunk_takes_the_same_number_of_statements(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 1000)
    site.order((item, 1))
    run(site)

    def statements(orders_: int) -> int:
        for _ in range(orders_):
            site.order((item, 1), (item, 2))
        with recorded(site.engine) as seen:
            allocate(site.engine, SITE, now=NOW)
        return len(seen)

    assert statements(1) == statements(40) <= 12


def test_planners_at_the_same_time_never_reserve_twice(site: PlanningSite):
    items = [site.item() for _ in range(4)]
    for item in items:
        site.stock(item, site.bin(), 20)
        site.stock(item, site.bin(), 5)
    for n in range(60):
        site.order((items[n % 4], 1), (items[(n + 1) % 4], 1))
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: allocate(site.engine, SITE, now=NOW, chunk=5), range(4)))
    run(site)
    check_reserved(site)
    assert sum(units for (units,) in reserved(site, "qty")) == 100
    assert sum(report.units for report in reports) <= 100
