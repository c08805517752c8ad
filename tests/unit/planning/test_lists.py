from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.planning.lists import ListRules, PlannedList, Reserved, Urgency, plan_lists
from warehouse_tui.planning.walks import Place, Serpentine

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Locations 1-4 are in aisle 1, 5-8 in aisle 2, and so on; each aisle is a zone.
PLACES = {n: Place(n, f"Z{(n - 1) // 4 + 1}", 1, str((n - 1) // 4 + 1), (n - 1) % 4 + 1, "1") for n in range(1, 17)}


def lines(order: int, *wants: tuple[int, int], item: int = 7) -> list[Reserved]:
    return [Reserved(order * 10 + n, order, order * 10 + n, item, at, 0, qty) for n, (at, qty) in enumerate(wants)]


def plan(reserved: Iterable[Reserved], orders: Iterable[Urgency], **rules: int) -> list[PlannedList]:
    return plan_lists(reserved, orders, PLACES, ListRules(**rules), Serpentine())


def test_one_slot_makes_a_list_of_each_order_the_most_urgent_first():
    reserved = [*lines(1, (1, 2)), *lines(2, (1, 2)), *lines(3, (1, 2))]
    orders = [Urgency(1, 5, None), Urgency(2, 5, NOON), Urgency(3, 1, None)]
    assert [each.orders for each in plan(reserved, orders)] == [(3,), (2,), (1,)]


def test_a_cart_takes_the_orders_that_share_its_aisles():
    reserved = [*lines(1, (1, 1)), *lines(2, (5, 1)), *lines(3, (2, 1)), *lines(4, (6, 1))]
    orders = [Urgency(n, 5, NOON) for n in (1, 2, 3, 4)]
    assert [each.orders for each in plan(reserved, orders, cart_slots=2)] == [(1, 3), (2, 4)]


def test_a_cart_takes_only_orders_of_like_urgency():
    reserved = [line for n in range(1, 6) for line in lines(n, (1, 1))]
    orders = [
        Urgency(1, 1, NOON),
        Urgency(2, 5, NOON),
        Urgency(3, 5, NOON + timedelta(hours=1)),
        Urgency(4, 5, NOON + timedelta(hours=6)),
        Urgency(5, 5, None),
    ]
    assert [each.orders for each in plan(reserved, orders, cart_slots=6)] == [(1,), (2, 3), (4,), (5,)]


def test_lines_at_one_bin_stand_together_in_walking_order():
    reserved = [*lines(1, (6, 1), (1, 1)), *lines(2, (1, 2), (8, 1))]
    (made,) = plan(reserved, [Urgency(1, 5, None), Urgency(2, 5, None)], cart_slots=2)
    assert [(line.location_id, line.order_id) for line in made.lines] == [(1, 1), (1, 2), (8, 2), (6, 1)]
    assert (made.units, made.zone) == (5, "")


def test_a_list_within_one_zone_bears_its_name():
    (made,) = plan(lines(1, (1, 1), (2, 1)), [Urgency(1, 5, None)])
    assert made.zone == "Z1"


def test_an_order_above_the_bounds_is_a_list_of_its_own():
    reserved = [*lines(1, (1, 1)), *lines(2, *((n, 1) for n in range(1, 7))), *lines(3, (1, 50)), *lines(4, (1, 1))]
    orders = [Urgency(n, 5, None) for n in (1, 2, 3, 4)]
    made = plan(reserved, orders, cart_slots=4, max_lines=5, max_units=20)
    assert [each.orders for each in made] == [(1, 4), (2,), (3,)]


urgencies = st.tuples(st.integers(1, 2), st.sampled_from([None, NOON, NOON + timedelta(hours=3)]))
wants = st.lists(st.tuples(st.integers(1, 16), st.integers(1, 30)), min_size=1, max_size=6)


@given(
    st.lists(st.tuples(urgencies, wants), max_size=12),
    st.integers(1, 4),
    st.integers(1, 8),
    st.integers(1, 60),
)
def test_everything_reserved_is_on_one_list_and_no_bound_is_broken(rows, slots, max_lines, max_units):
    orders = [Urgency(n, *urgency) for n, (urgency, _) in enumerate(rows, 1)]
    reserved = [line for n, (_, bins) in enumerate(rows, 1) for line in lines(n, *bins)]
    made = plan(reserved, orders, cart_slots=slots, max_lines=max_lines, max_units=max_units)
    assert sorted(line for each in made for line in each.lines) == sorted(reserved)
    assert sorted(order for each in made for order in each.orders) == [order.order_id for order in orders]
    for each in made:
        assert {line.order_id for line in each.lines} == set(each.orders)
        assert len(each.orders) <= slots
        if len(each.orders) > 1:
            assert len(each.lines) <= max_lines
            assert each.units <= max_units
        bins = [(line.location_id, line.item_id, line.lot_id) for line in each.lines]
        assert len({*bins}) == sum(1 for n, here in enumerate(bins) if n == 0 or bins[n - 1] != here)
