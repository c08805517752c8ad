"""Small renderings that need no language: codes cut to what is compared, places, directions, dates."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warehouse_tui.services.ports import Item, Location

MAX_DIGITS = 9
SIGNS = ("●", "▲", "■", "◆")  # beside the check-digit pairs on a shelf label, in their order


def tail(code: str) -> str:
    """Return the end of a code as a worker compares it: its last four characters."""
    return f"…{code[-4:]}"


def item_tail(item: Item) -> str:
    """Return the end of the code that is on the item: its unit's barcode, or its SKU where it has none."""
    units = [code for code, multiplier in item.codes if multiplier == 1]
    return tail((units or [item.sku])[0])


def whole_number(text: str) -> int | None:
    """Return the number that was typed, None where it is none or beyond anything that is counted."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def slot_name(slot: int) -> str:
    """Return the letter of a slot on the cart: A for 1."""
    return chr(64 + slot) if 1 <= slot <= 26 else str(slot)


def is_left(location: Location) -> bool:
    """Return whether a bay is on the left: the odd ones."""
    return location.bay % 2 == 1


def bays_apart(one: Location, other: Location) -> int | None:
    """Return how many bays `other` is further up the same aisle and side (negative: back), else None."""
    if (one.aisle, one.block, is_left(one)) != (other.aisle, other.block, is_left(other)):
        return None
    return (other.bay - one.bay) // 2


def site_time(moment: datetime, timezone: str) -> datetime:
    """Return a moment in the site's own time."""
    try:
        return moment.astimezone(ZoneInfo(timezone))
    except ZoneInfoNotFoundError:
        return moment


def one_apart(one: str, other: str) -> bool:
    """Return whether two codes are as long and differ in one character only."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def look_alike(one: Item, other: Item) -> bool:
    """Return whether two items are easily mixed up: SKU or barcode one character apart, or the same first word."""
    if one.item_id == other.item_id:
        return False
    if one_apart(one.sku, other.sku):
        return True
    if any(one_apart(a, b) for a, _ in one.codes for b, _ in other.codes):
        return True
    first, second = one.name.split()[:1], other.name.split()[:1]
    return bool(first) and first == second and len(first[0]) > 2
