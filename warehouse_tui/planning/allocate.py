"""Which goods are reserved for which orders: first expired, then first in; whole orders before parts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

_DAY_MICROS = 86_400_000_000


class Demand(NamedTuple):
    """One order line's quantity that is not reserved yet."""

    order_line_id: int
    item_id: int
    open: int


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order with its open lines. `priority` 1 is the most urgent; without `ship_by` it comes last in its class."""

    order_id: int
    priority: int
    ship_by: datetime | None
    lines: tuple[Demand, ...]


class Supply(NamedTuple):
    """What is free of one lot in one bin. `arrived` is UTC microseconds, `expiry` None where the goods keep."""

    item_id: int
    location_id: int
    lot_id: int
    expiry: date | None
    arrived: int
    free: int


class Reservation(NamedTuple):
    """Goods of one bin and lot, kept for one order line."""

    order_id: int
    order_line_id: int
    item_id: int
    location_id: int
    lot_id: int
    qty: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """What was reserved, and how much stays open, by order line; lines with nothing open are not in `open`."""

    reservations: tuple[Reservation, ...]
    open: dict[int, int]


def rank(priority: int, ship_by: datetime | None, ident: int) -> tuple[int, bool, float, int]:
    """Return the sort key of urgency: priority, then ship-by (none last), then the id."""
    return priority, ship_by is None, ship_by.timestamp() if ship_by else 0.0, ident


def keeps_long_enough(expiry: date | None, today: date, min_days_left: int) -> bool:
    """Return whether goods of this expiry may still be promised to a customer; the day of expiry is a good day."""
    return expiry is None or expiry >= today + timedelta(days=max(min_days_left, 0))


def allocate(orders: Iterable[OpenOrder], supply: Iterable[Supply]) -> Allocated:
    """Reserve for whole orders first, then for the rest what is left; both in order of urgency."""
    shelves = _Shelves(supply)
    ranked = sorted(orders, key=_urgency)
    whole = _reserve_whole(ranked, shelves)
    parts = _reserve_parts((order for order in ranked if order.order_id not in whole.served), shelves)
    return Allocated((*whole.reservations, *parts.reservations), parts.open)


def allocate_whole(orders: Iterable[OpenOrder], supply: Iterable[Supply]) -> Allocated:
    """Reserve only for orders that can be served whole; the others stay open as they are."""
    ranked = sorted(orders, key=_urgency)
    done = _reserve_whole(ranked, _Shelves(supply))
    still_open = {line.order_line_id: line.open for order in ranked for line in order.lines if line.open > 0}
    for reserved in done.reservations:
        still_open.pop(reserved.order_line_id, None)
    return Allocated(tuple(done.reservations), still_open)


def allocate_parts(orders: Iterable[OpenOrder], supply: Iterable[Supply]) -> Allocated:
    """Reserve whatever there is, in order of urgency."""
    done = _reserve_parts(sorted(orders, key=_urgency), _Shelves(supply))
    return Allocated(tuple(done.reservations), done.open)


def _urgency(order: OpenOrder) -> tuple[int, bool, float, int]:
    return rank(order.priority, order.ship_by, order.order_id)


@dataclass(slots=True)
class _Done:
    reservations: list[Reservation]
    open: dict[int, int]
    served: set[int]


def _reserve_whole(ranked: Sequence[OpenOrder], shelves: "_Shelves") -> _Done:
    done = _Done([], {}, set())
    for order in ranked:
        if shelves.cover(order.lines):
            done.served.add(order.order_id)
            for line in order.lines:
                shelves.take(order.order_id, line, done.reservations)
    return done


def _reserve_parts(ranked: Iterable[OpenOrder], shelves: "_Shelves") -> _Done:
    done = _Done([], {}, set())
    for order in ranked:
        for line in order.lines:
            left = shelves.take(order.order_id, line, done.reservations)
            if left:
                done.open[line.order_line_id] = left
    return done


class _Bin:
    """A bin's lot while goods are being handed out."""

    __slots__ = ("free", "location_id", "lot_id")

    def __init__(self, supply: Supply) -> None:
        self.location_id, self.lot_id, self.free = supply.location_id, supply.lot_id, supply.free


class _Shelves:
    """The supply by item, in generations: bins whose goods expire and came on the same day are equally good."""

    def __init__(self, supply: Iterable[Supply]) -> None:
        self._left: Counter[int] = Counter()
        self._generations: dict[int, list[list[_Bin]]] = {}
        previous: tuple[int, date, int] | None = None
        for each in sorted((s for s in supply if s.free > 0), key=_age):
            age = _generation(each)
            generations = self._generations.setdefault(each.item_id, [])
            if age != previous:
                generations.append([])
            generations[-1].append(_Bin(each))
            self._left[each.item_id] += each.free
            previous = age

    def cover(self, lines: Sequence[Demand]) -> bool:
        """Return whether all lines together can be served whole; the same item may stand in several of them."""
        if len(lines) == 1:
            return lines[0].open <= self._left[lines[0].item_id]
        wanted: dict[int, int] = {}
        for line in lines:
            wanted[line.item_id] = wanted.get(line.item_id, 0) + line.open
        return all(qty <= self._left[item_id] for item_id, qty in wanted.items())

    def take(self, order_id: int, line: Demand, into: list[Reservation]) -> int:
        """Reserve for one line, oldest generation first, and return what could not be had."""
        need = line.open
        generations = self._generations.get(line.item_id, [])
        while need > 0 and generations:
            need = _take_from(generations[0], need, order_id, line, into)
            if not generations[0]:
                del generations[0]
        self._left[line.item_id] -= max(line.open, 0) - max(need, 0)
        return max(need, 0)


def _take_from(bins: list[_Bin], need: int, order_id: int, line: Demand, into: list[Reservation]) -> int:
    """Take from one generation until it is empty or the need is met; empty bins leave it."""
    while need > 0 and bins:
        chosen = bins[0] if len(bins) == 1 else _best(bins, need)
        qty = min(need, chosen.free)
        into.append(Reservation(order_id, line.order_line_id, line.item_id, chosen.location_id, chosen.lot_id, qty))
        chosen.free -= qty
        need -= qty
        if not chosen.free:
            bins.remove(chosen)
    return need


def _best(bins: Sequence[_Bin], need: int) -> _Bin:
    """Return the bin that covers the need and has least to spare, else the fullest, so that stops are few."""
    covering = [each for each in bins if each.free >= need]
    return min(covering, key=lambda each: each.free) if covering else max(bins, key=lambda each: each.free)


def _generation(supply: Supply) -> tuple[int, date, int]:
    return supply.item_id, supply.expiry or date.max, supply.arrived // _DAY_MICROS


def _age(supply: Supply) -> tuple[tuple[int, date, int], int, int, int]:
    return _generation(supply), supply.arrived, supply.location_id, supply.lot_id
