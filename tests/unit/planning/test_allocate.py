from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.planning.allocate import (
    Demand,
    OpenOrder,
    Supply,
    allocate,
    allocate_parts,
    allocate_whole,
    keeps_long_enough,
    rank,
)

DAY = 86_400_000_000
SOON, LATE = date(2026, 12, 1), date(2027, 12, 1)


def order(order_id: int, *wants: tuple[int, int], priority: int = 5, ship_by: datetime | None = None) -> OpenOrder:
    lines = tuple(Demand(order_id * 100 + n, item, qty) for n, (item, qty) in enumerate(wants))
    return OpenOrder(order_id, priority, ship_by, lines)


def bin_(item: int, location: int, free: int, *, lot: int = 0, expiry: date | None = None, arrived: int = 0) -> Supply:
    return Supply(item, location, lot, expiry, arrived, free)


def taken(orders: list[OpenOrder], supply: list[Supply]) -> list[tuple[int, int, int, int]]:
    return [(r.order_id, r.location_id, r.lot_id, r.qty) for r in allocate(orders, supply).reservations]


def test_the_most_urgent_order_gets_the_last_unit():
    orders = [order(1, (7, 1)), order(2, (7, 1), priority=1)]
    assert taken(orders, [bin_(7, 10, 1)]) == [(2, 10, 0, 1)]


def test_the_earlier_cut_off_goes_first_and_none_goes_last():
    noon, evening = datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 18, tzinfo=UTC)
    orders = [order(1, (7, 1)), order(2, (7, 1), ship_by=evening), order(3, (7, 1), ship_by=noon)]
    assert [r[0] for r in taken(orders, [bin_(7, 10, 2)])] == [3, 2]


def test_an_order_that_can_be_whole_goes_before_a_more_urgent_part():
    orders = [order(1, (7, 5), (8, 1), priority=1), order(2, (7, 4))]
    result = allocate(orders, [bin_(7, 10, 5)])
    assert [(r.order_id, r.qty) for r in result.reservations] == [(2, 4), (1, 1)]
    assert result.open == {100: 4, 101: 1}


def test_first_expired_goes_before_first_in_and_before_what_keeps():
    supply = [
        bin_(7, 10, 9, arrived=0),
        bin_(7, 11, 9, lot=2, expiry=LATE, arrived=0),
        bin_(7, 12, 2, lot=1, expiry=SOON, arrived=5 * DAY),
    ]
    assert taken([order(1, (7, 3))], supply) == [(1, 12, 1, 2), (1, 11, 2, 1)]


def test_first_in_goes_first_by_the_day():
    supply = [bin_(7, 10, 9, arrived=3 * DAY), bin_(7, 11, 2, arrived=2 * DAY)]
    assert taken([order(1, (7, 3))], supply) == [(1, 11, 0, 2), (1, 10, 0, 1)]


def test_of_equally_old_bins_the_tightest_that_covers_the_line_is_taken():
    supply = [bin_(7, 10, 2), bin_(7, 11, 50, arrived=DAY - 1), bin_(7, 12, 6, arrived=DAY - 1)]
    assert taken([order(1, (7, 5))], supply) == [(1, 12, 0, 5)]


def test_where_no_bin_covers_the_line_the_stops_are_few():
    supply = [bin_(7, 10, 2), bin_(7, 11, 4), bin_(7, 12, 9)]
    assert taken([order(1, (7, 11))], supply) == [(1, 12, 0, 9), (1, 10, 0, 2)]


def test_the_same_item_twice_in_one_order_keeps_two_lines():
    result = allocate([order(1, (7, 2), (7, 3))], [bin_(7, 10, 5)])
    assert [(r.order_line_id, r.qty) for r in result.reservations] == [(100, 2), (101, 3)]


def test_the_same_item_twice_is_not_whole_when_only_each_line_alone_would_fit():
    result = allocate_whole([order(1, (7, 3), (7, 3))], [bin_(7, 10, 5)])
    assert result.reservations == ()
    assert result.open == {100: 3, 101: 3}


@pytest.mark.parametrize(
    ("expiry", "days", "good"),
    [(None, 90, True), (SOON, 0, True), (SOON, 1, False), (LATE, 300, True), (date(2026, 11, 30), 0, False)],
)
def test_goods_must_keep_as_long_as_the_item_asks(expiry: date | None, days: int, good: bool):
    assert keeps_long_enough(expiry, SOON, days) is good


items = st.integers(1, 4)
orders_ = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from([None, *(datetime(2026, 1, n, tzinfo=UTC) for n in (1, 2, 3))]),
        st.lists(st.tuples(items, st.integers(1, 9)), min_size=1, max_size=4),
    ),
    max_size=8,
).map(lambda rows: [order(n + 1, *wants, priority=p, ship_by=at) for n, (p, at, wants) in enumerate(rows)])
supplies = st.lists(
    st.builds(
        Supply,
        item_id=items,
        location_id=st.integers(1, 6),
        lot_id=st.integers(0, 2),
        expiry=st.sampled_from([None, SOON, LATE]),
        arrived=st.integers(0, 3).map(lambda n: n * DAY // 2),
        free=st.integers(-2, 12),
    ),
    max_size=12,
    unique_by=lambda s: (s.item_id, s.location_id, s.lot_id),
)


@given(orders_, supplies)
def test_never_more_is_reserved_than_is_free_or_wanted(orders: list[OpenOrder], supply: list[Supply]):
    result = allocate(orders, supply)
    by_bin: Counter[tuple[int, int, int]] = Counter()
    by_line: Counter[int] = Counter(result.open)
    for r in result.reservations:
        assert r.qty > 0
        by_bin[r.item_id, r.location_id, r.lot_id] += r.qty
        by_line[r.order_line_id] += r.qty
    free = {(s.item_id, s.location_id, s.lot_id): s.free for s in supply}
    assert all(qty <= free[key] for key, qty in by_bin.items())
    assert by_line == {line.order_line_id: line.open for each in orders for line in each.lines}


@given(orders_, supplies)
def test_no_order_stays_open_beside_goods_it_wants(orders: list[OpenOrder], supply: list[Supply]):
    result = allocate(orders, supply)
    left = Counter(dict.fromkeys(range(5), 0))
    for s in supply:
        left[s.item_id] += max(s.free, 0)
    for r in result.reservations:
        left[r.item_id] -= r.qty
    wanting = {line.item_id for each in orders for line in each.lines if line.order_line_id in result.open}
    assert all(left[item] == 0 for item in wanting)


@given(orders_, supplies)
def test_whole_orders_are_served_as_if_the_parts_were_not_there(orders: list[OpenOrder], supply: list[Supply]):
    result = allocate(orders, supply)
    whole = [o for o in orders if not any(line.order_line_id in result.open for line in o.lines)]
    assert allocate_whole(orders, supply).reservations == allocate_whole(whole, supply).reservations
    left = Counter()
    for s in supply:
        left[s.item_id] += max(s.free, 0)
    # Going by rank, every order that still fits is whole: nothing that fits was passed over.
    for each in sorted(orders, key=lambda o: rank(o.priority, o.ship_by, o.order_id)):
        wants = Counter()
        for line in each.lines:
            wants[line.item_id] += line.open
        fits = all(left[item] >= qty for item, qty in wants.items())
        assert fits == (each in whole)
        if fits:
            left -= wants


@given(orders_, supplies)
def test_nothing_newer_is_taken_while_something_older_is_left(orders: list[OpenOrder], supply: list[Supply]):
    reserved = Counter()
    for r in allocate(orders, supply).reservations:
        reserved[r.item_id, r.location_id, r.lot_id] += r.qty
    for older in supply:
        for newer in supply:
            age = [(s.expiry or date.max, s.arrived // DAY) for s in (older, newer)]
            if older.item_id == newer.item_id and age[0] < age[1] and reserved[newer[:3]]:
                assert reserved[older[:3]] == max(older.free, 0)


@given(orders_, supplies, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_what_is_given(orders, supply, random):
    first = allocate(orders, supply)
    random.shuffle(orders)
    random.shuffle(supply)
    assert allocate(orders, supply) == first


@given(orders_, supplies)
def test_parts_are_handed_out_strictly_by_urgency(orders: list[OpenOrder], supply: list[Supply]):
    result = allocate_parts(orders, supply)
    got = Counter()
    for r in result.reservations:
        got[r.order_line_id] += r.qty
    ranked = sorted(orders, key=lambda o: rank(o.priority, o.ship_by, o.order_id))
    lines = [line for each in ranked for line in each.lines]
    for n, line in enumerate(lines):
        if line.order_line_id in result.open:
            assert not any(got[later.order_line_id] for later in lines[n + 1 :] if later.item_id == line.item_id)
