"""How far order lines, their allocations and pick lines are, and what follows from their quantities."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from warehouse_tui.domain.effects import PickDelta

DEAD = frozenset({"given_up", "replaced"})
# Only these states of an order follow from what was picked; the others are set by decisions and by packing.
_PICKED_STATES = frozenset({"open", "allocated", "released", "picking", "picked"})


@dataclass(slots=True)
class LineRow:
    """An order line's quantities."""

    order_line_id: int
    order_id: int
    item_id: int
    ordered: int
    cancelled: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    returned: int
    exception_id: int

    def fault(self) -> bool:
        """Return whether the quantities do not fit each other."""
        chain = (self.ordered - self.cancelled, self.allocated, self.picked, self.packed, self.shipped, self.returned)
        falling = all(above >= below for above, below in pairwise(chain))
        return not (falling and self.cancelled <= self.ordered and self.picked >= 0)


@dataclass(slots=True)
class AllocationRow:
    """What was reserved for an order line in one bin."""

    allocation_id: int
    order_id: int
    order_line_id: int
    item_id: int
    location_id: int
    lot_id: int
    qty: int
    picked: int
    short: int
    state: str
    exception_id: int

    def reserved(self) -> int:
        """Return what the bin still has to keep for it."""
        return 0 if self.state in DEAD else max(0, self.qty - self.picked - self.short)

    def served(self) -> int:
        """Return what of the order line's demand it serves: reserved now, or picked."""
        return self.picked if self.state in DEAD else max(self.picked, self.qty - self.short)

    def fault(self) -> bool:
        """Return whether more (or less than nothing) was picked than there was to pick."""
        return not 0 <= self.picked <= self.qty

    def follow(self) -> None:
        """Set the state that the quantities say."""
        if self.state in DEAD:
            return
        if self.picked + self.short >= self.qty:
            self.state = "short" if self.short > 0 else "picked"
        elif self.state in ("picked", "short"):
            self.state = "listed"


@dataclass(slots=True)
class PickRow:
    """One line of a pick list."""

    list_id: int
    n: int
    allocation_id: int
    order_line_id: int
    qty: int
    picked: int
    short: int
    exception_id: int

    def fault(self) -> bool:
        """Return whether its quantities do not fit each other."""
        return self.picked < 0 or self.short < 0 or self.picked + self.short > self.qty


@dataclass(slots=True)
class Fulfilment:
    """The rows that a batch of picks touches, by their keys. A pick that names no row here changes no other."""

    lines: dict[int, LineRow]
    allocations: dict[int, AllocationRow]
    picks: dict[tuple[int, int], PickRow]

    def fold(self, delta: PickDelta) -> tuple[AllocationRow, int] | None:
        """Fold one step of picking; return the allocation and by how much less (negative) its bin keeps for it."""
        pick = self.picks.get((delta.list_id, delta.line))
        if pick:
            pick.picked += delta.picked
            pick.short += delta.short
        line = self.lines.get(delta.order_line)
        if line:
            line.picked += delta.picked
        allocation = self.allocations.get(delta.allocation_id)
        if allocation is None:
            return None
        reserved, served = allocation.reserved(), allocation.served()
        allocation.picked += delta.picked
        allocation.short += delta.short
        allocation.follow()
        if line:
            line.allocated += allocation.served() - served
        return allocation, allocation.reserved() - reserved

    def faulty_lines(self) -> set[int]:
        """Return the order lines of which something does not fit."""
        rows: Iterable[LineRow | AllocationRow | PickRow] = (
            *self.lines.values(),
            *self.allocations.values(),
            *self.picks.values(),
        )
        return {row.order_line_id for row in rows if row.fault()}


def order_state(state: str, allocated: int, picked: int, waiting_lines: int) -> str:
    """Return the state of an order by its lines that are neither cancelled nor backordered.

    `allocated` and `picked` are units of the order, `waiting_lines` the lines with units reserved and not yet picked.
    """
    if state not in _PICKED_STATES:
        return state
    if picked > 0:
        return "picking" if waiting_lines else "picked"
    if not allocated:
        return "open"
    return "released" if state in ("picking", "picked") else state
