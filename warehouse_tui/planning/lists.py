"""Reserved goods become pick lists: which orders go on one list, and in which order its lines are walked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from warehouse_tui.planning.allocate import rank
from warehouse_tui.planning.walks import Place, Walk

# Orders on one cart share their priority and leave within this time of each other.
SIMILAR = timedelta(hours=2)
# How many of the most urgent orders are looked at for the next place on a cart.
WINDOW = 200


class Reserved(NamedTuple):
    """An allocation that is on no list yet."""

    allocation_id: int
    order_id: int
    order_line_id: int
    item_id: int
    location_id: int
    lot_id: int
    qty: int


class Urgency(NamedTuple):
    """How urgent an order is."""

    order_id: int
    priority: int
    ship_by: datetime | None

    def rank(self) -> tuple[int, bool, float, int]:
        """Return the sort key."""
        return rank(self.priority, self.ship_by, self.order_id)


@dataclass(frozen=True, slots=True)
class ListRules:
    """How large a list may be. One slot: one order a list. An order above the bounds is a list of its own."""

    cart_slots: int = 1
    max_lines: int = 60
    max_units: int = 400
    auto_release: bool = True


@dataclass(frozen=True, slots=True)
class PlannedList:
    """A pick list: its lines in walking order, and the urgency of its most urgent order.

    `zone` is the zone of all its places, empty where there are several.
    """

    priority: int
    ship_by: datetime | None
    zone: str
    orders: tuple[int, ...]
    lines: tuple[Reserved, ...]

    @property
    def units(self) -> int:
        """Return how many units are to be picked."""
        return sum(line.qty for line in self.lines)


def plan_lists(
    reserved: Iterable[Reserved],
    orders: Iterable[Urgency],
    places: Mapping[int, Place],
    rules: ListRules,
    walk: Walk,
) -> list[PlannedList]:
    """Return the lists that fetch everything reserved, the most urgent first. No order is split."""
    lines: dict[int, list[Reserved]] = {}
    for each in reserved:
        lines.setdefault(each.order_id, []).append(each)
    bits = _aisle_bits(places.values())
    loads = [_load(urgency, lines[urgency.order_id], places, bits) for urgency in orders if urgency.order_id in lines]
    loads.sort(key=lambda load: load.urgency.rank())
    return [_list_of(cart, places, walk) for cart in _carts(loads, rules)]


@dataclass(frozen=True, slots=True)
class _Load:
    """An order as a load for a cart. `aisles` has a bit for each aisle that it visits."""

    urgency: Urgency
    lines: Sequence[Reserved]
    units: int
    aisles: int

    def like(self, other: "_Load") -> bool:
        """Return whether both may leave on one cart."""
        mine, its = self.urgency, other.urgency
        if mine.priority != its.priority:
            return False
        if mine.ship_by is None or its.ship_by is None:
            return mine.ship_by is its.ship_by
        return abs(its.ship_by - mine.ship_by) <= SIMILAR


def _load(urgency: Urgency, lines: Sequence[Reserved], places: Mapping[int, Place], bits: Mapping[int, int]) -> _Load:
    aisles = 0
    for line in lines:
        aisles |= bits[line.location_id]
    return _Load(urgency, lines, sum(line.qty for line in lines), aisles)


def _aisle_bits(places: Iterable[Place]) -> dict[int, int]:
    numbers: dict[tuple[int, str], int] = {}
    return {place.location_id: 1 << numbers.setdefault((place.block, place.aisle), len(numbers)) for place in places}


def _carts(ranked: Sequence[_Load], rules: ListRules) -> Iterator[list[_Load]]:
    """Fill one cart after another: the most urgent order, then those like it that add the fewest aisles."""
    waiting = list(ranked)
    while waiting:
        cart = [waiting.pop(0)]
        while len(cart) < rules.cart_slots:
            chosen = _next_for(cart, waiting[:WINDOW], rules)
            if chosen is None:
                break
            cart.append(waiting.pop(chosen))
        yield cart


def _next_for(cart: Sequence[_Load], waiting: Sequence[_Load], rules: ListRules) -> int | None:
    """Return the index of the order that fits and adds the fewest aisles, the more urgent of equals; None for none."""
    room_lines = rules.max_lines - sum(len(load.lines) for load in cart)
    room_units = rules.max_units - sum(load.units for load in cart)
    elsewhere = ~reduce(or_, (load.aisles for load in cart))
    fitting = (
        ((load.aisles & elsewhere).bit_count(), n)
        for n, load in enumerate(waiting)
        if len(load.lines) <= room_lines and load.units <= room_units and load.like(cart[0])
    )
    return min(fitting, default=(0, None))[1]


def _list_of(cart: Sequence[_Load], places: Mapping[int, Place], walk: Walk) -> PlannedList:
    lines = [line for load in cart for line in load.lines]
    walked = walk.order({places[line.location_id] for line in lines})
    position = {place.location_id: n for n, place in enumerate(walked)}
    # What is taken from one bin for several orders is taken in one visit, so it stands together.
    lines.sort(key=lambda line: (position[line.location_id], line.item_id, line.lot_id, line.order_id, line))
    zones = {place.zone for place in walked}
    return PlannedList(
        priority=cart[0].urgency.priority,
        ship_by=cart[0].urgency.ship_by,
        zone=zones.pop() if len(zones) == 1 else "",
        orders=tuple(load.urgency.order_id for load in cart),
        lines=tuple(lines),
    )
