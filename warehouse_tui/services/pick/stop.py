"""The stop at hand: one visit to a place, for every line that takes the same goods from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse_tui.services.pick.progress import LineProgress, ListProgress, remembered


@dataclass(frozen=True, slots=True)
class Stop:
    """The lines that are served by standing at one bin once. `wanted` counts what was taken already."""

    lines: tuple[LineProgress, ...]

    @property
    def first(self) -> LineProgress:
        """Return the line that names bin, item and lot of the stop."""
        return self.lines[0]

    @property
    def remaining(self) -> int:
        """Return the units still to be taken here."""
        return sum(line.remaining for line in self.lines)

    @property
    def wanted(self) -> int:
        """Return the units of the stop, taken or not."""
        return sum(line.line.qty - line.short for line in self.lines)

    @property
    def taken(self) -> int:
        """Return the units taken already."""
        return sum(line.picked for line in self.lines)

    @property
    def item_id(self) -> int:
        """Return the item."""
        return self.first.line.item_id

    @property
    def location_id(self) -> int:
        """Return the bin."""
        return self.first.location_id

    def split(self, qty: int) -> list[tuple[LineProgress, int]]:
        """Share units over the lines in their order; never more than a line still wants."""
        shares = []
        for line in self.lines:
            share = min(qty, line.remaining)
            if share:
                shares.append((line, share))
                qty -= share
        return shares


@dataclass(frozen=True, slots=True)
class Put:
    """Units in the hand that belong into one slot of the cart."""

    slot: int
    lines: tuple[LineProgress, ...]

    @property
    def qty(self) -> int:
        """Return the units to put."""
        return sum(line.hand for line in self.lines)


@remembered
def next_stop(progress: ListProgress) -> Stop | None:
    """Return the next stop of the walk, None where nothing is left to take.

    Lines taken already in this visit belong to it, so that the count on the screen is the stop's.
    """
    waiting = progress.open_lines()
    if not waiting:
        return None
    lead = waiting[0]
    same = [line for line in progress.lines.values() if _same_place(line, lead)]
    return Stop((lead, *(line for line in same if line is not lead and (line.remaining or line.hand or line.picked))))


@remembered
def next_put(progress: ListProgress) -> Put | None:
    """Return what must go from the hand into a slot before the walk goes on, None for nothing.

    The last unit of a stop, a short or a skip ends the visit: then what is in the hand is put away.
    """
    in_hand = [line for line in progress.lines.values() if line.hand]
    if not in_hand:
        return None
    stop = next_stop(progress)
    if stop and any(line.hand for line in stop.lines) and progress.here == stop.location_id:
        return None
    slots: dict[int, list[LineProgress]] = {}
    for line in in_hand:
        slots.setdefault(progress.slot_of(line.line.order_id), []).append(line)
    slot = min(slots)
    return Put(slot, tuple(slots[slot]))


def _same_place(one: LineProgress, other: LineProgress) -> bool:
    return (one.location_id, one.line.item_id, one.lot, one.expiry, one.skipped) == (
        other.location_id,
        other.line.item_id,
        other.lot,
        other.expiry,
        other.skipped,
    )


@remembered
def unbound_slots(progress: ListProgress) -> Sequence[int]:
    """Return the slots that still want units or hold them in the hand, and have no open tote."""
    wanted = {progress.slot_of(line.line.order_id) for line in progress.lines.values() if line.remaining or line.hand}
    return sorted(slot for slot in wanted if progress.open_tote(slot) is None)
