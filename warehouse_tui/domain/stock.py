"""Who or what has goods, and how they move: the vocabulary of double entry."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class HolderKind(StrEnum):
    """Everything that goods can be in, on or with."""

    LOCATION = "location"
    HAND = "hand"  # on the picker's cart, not yet put into a tote: one hand per pick list
    TOTE = "tote"
    PARCEL = "parcel"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    SCRAP = "scrap"
    UNKNOWN = "unknown"  # the other side of a count's difference
    CARRIER = "carrier"


# Only goods that we hold ourselves must never be fewer than none.
BOUNDED = (HolderKind.LOCATION, HolderKind.HAND, HolderKind.TOTE, HolderKind.PARCEL)


class Holder(NamedTuple):
    """One holder of goods. `id` is 0 for kinds of which there is only one (unknown, scrap)."""

    kind: HolderKind
    id: int


NOWHERE = Holder(HolderKind.UNKNOWN, 0)


def at_location(location_id: int) -> Holder:
    """Return the holder of a location."""
    return Holder(HolderKind.LOCATION, location_id)


def in_tote(tote_id: int) -> Holder:
    """Return the holder of a tote."""
    return Holder(HolderKind.TOTE, tote_id)


def in_hand(list_id: int) -> Holder:
    """Return the holder of what was taken for a list and is not yet in a tote."""
    return Holder(HolderKind.HAND, list_id)


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it is written on the goods. Goods with only a date have an empty code; the date then names them."""

    code: str = ""
    expiry: date | None = None

    def __bool__(self) -> bool:
        return bool(self.code or self.expiry)


NO_LOT = Lot()


def lot_id(item_id: int, lot: Lot) -> int:
    """Return the id of a lot of an item: 0 for none, else a number that every station and the hub agree on.

    A lot may be seen first at a station without a link, so its id is made from what it is: the first 62 bits of
    the SHA-256 of item and code (of item and date where goods carry no lot code).
    """
    if not lot:
        return 0
    name = f"code:{lot.code}" if lot.code else f"date:{lot.expiry}"
    digest = hashlib.sha256(f"{item_id}\x1f{name}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 2) or 1


class BalanceKey(NamedTuple):
    """Where goods are counted: at locations `order_line` is 0, in hands, totes and parcels it says whose they are."""

    holder: Holder
    item_id: int
    lot_id: int
    order_line: int


@dataclass(frozen=True, slots=True)
class Move:
    """`qty` units go from one holder to another. `order_line` is whose they are wherever goods are kept by order."""

    item_id: int
    lot_id: int
    order_line: int
    source: Holder
    target: Holder
    qty: int

    def reversed(self) -> "Move":
        """Return the move that takes this one back."""
        return Move(self.item_id, self.lot_id, self.order_line, self.target, self.source, self.qty)

    def keys(self) -> tuple[BalanceKey, BalanceKey]:
        """Return the balances that this move takes from and gives to."""
        return self._key(self.source), self._key(self.target)

    def _key(self, holder: Holder) -> BalanceKey:
        kept_by_order = holder.kind in (HolderKind.HAND, HolderKind.TOTE, HolderKind.PARCEL)
        return BalanceKey(holder, self.item_id, self.lot_id, self.order_line if kept_by_order else 0)
