"""The parts of the pick's screens: place, count, goods, and the keys."""

from collections.abc import Iterable

from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.progress import LineProgress
from warehouse_tui.services.pick.stop import Stop
from warehouse_tui.services.ports import Item, Location
from warehouse_tui.services.views import Big, Key, Line, Tone, Wanted
from warehouse_tui.services.words import bays_apart, is_left, item_tail, look_alike, slot_name

# Every command of the floor with its own key: the first are the footer's, the others stand in the menu.
PICK_KEYS = (
    ("f2", "XXSHORT"),
    ("f3", "XXSKIP"),
    ("f4", "XXUNDO"),
    ("f5", "XXFULL"),
    ("f6", "XXNOCODE"),
    ("f7", "XXCOUNT"),
    ("f8", "XXBROKEN"),
    ("f9", "XXHOLD"),
)


def keys(desk: Desk, pairs: Iterable[tuple[str, str]], main: int = 5) -> tuple[Key, ...]:
    """Return keys with their labels; the first `main` stand in the footer."""
    return tuple(Key(key, word, desk.say(f"key_{word}"), n < main) for n, (key, word) in enumerate(pairs))


def escape(desk: Desk) -> Key:
    """Return the key that leaves a side step."""
    return Key("escape", "back", desk.say("key_back"))


def go(desk: Desk, place: Location, *, primary: bool) -> Big:
    """Return the place to go to, in the largest letters."""
    beside = []
    if place.aisle:
        beside.append(desk.say("aisle", aisle=place.aisle))
        beside.append(desk.say("left" if is_left(place) else "right"))
    if place.level:
        beside.append(desk.say("level", level=place.level))
    return Big(desk.say("go"), place.code, tuple(beside), primary)


def take(desk: Desk, stop: Stop, item: Item, *, primary: bool) -> Big:
    """Return how many to take now."""
    return Big(desk.say("take"), str(stop.remaining), (desk.units(stop.remaining, item),), primary)


def goods(desk: Desk, stop: Stop, item: Item) -> list[Line]:
    """Return the lines that tell which goods, and what to look out for."""
    code = desk.say("scan_code", code=item_tail(item)) if item.codes else desk.say("no_code_on_item")
    lines = [Line(item.name, code, Tone.STRONG)]
    other = twin(desk, item, stop.location_id)
    if other:
        lines.append(Line(desk.say("beside_it", name=other.name, code=item_tail(other)), tone=Tone.WARN))
    if desk.directory.frozen(stop.location_id, item.item_id) and stop.location_id not in desk.work().still_here:
        lines.append(Line(desk.say("bin_frozen"), tone=Tone.WARN))
    lines.extend(lot_lines(desk, stop.first))
    care = [desk.say(f"handling_{word}") for word in ("fragile", "liquid", "alone") if word in item.handling]
    if care:
        lines.append(Line(" · ".join(care), tone=Tone.WARN))
    return lines


def lot_lines(desk: Desk, line: LineProgress) -> list[Line]:
    """Return which lot or date is wanted, where one is."""
    parts = []
    if line.lot:
        parts.append(desk.say("lot", lot=line.lot))
    if line.expiry:
        parts.append(desk.say("best_before", date=line.expiry.isoformat()))
    return [Line("  ".join(parts))] if parts else []


def twin(desk: Desk, item: Item, location_id: int) -> Item | None:
    """Return an item in this bin or the next that is easily taken for `item`."""
    for _place, other_id in desk.directory.items_near(location_id):
        other = desk.directory.item(other_id)
        if other and look_alike(item, other):
            return other
    return None


def must_confirm(desk: Desk, stop: Stop, item: Item) -> bool:
    """Return whether the place is scanned before the goods: where the item alone would not prove it."""
    if desk.work().here == stop.location_id:
        return False
    if desk.rules.confirm_location == "always":
        return True
    elsewhere = any(place != stop.location_id for place in item.locations)
    return elsewhere or not item.codes or twin(desk, item, stop.location_id) is not None


def into(desk: Desk, stop: Stop) -> str:
    """Return where the units of a stop go: the tote, or the slots of the cart."""
    progress = desk.work()
    slots = sorted({progress.slot_of(line.line.order_id) for line in stop.lines if line.remaining or line.hand})
    if progress.is_cart:
        return desk.say("into_slots", slots=" ".join(slot_name(slot) for slot in slots))
    tote = progress.open_tote(slots[0]) if slots else None
    return desk.say("into_tote", tote=desk.tote_code(tote.tote_id)) if tote else ""


def where_from(desk: Desk, here: Location, there: Location) -> str:
    """Return how to get from one place to another, in as few words as do."""
    bays = bays_apart(here, there)
    if bays is None or not here.aisle:
        return desk.say("lives_at", place=there.code)
    if bays == 0:
        return desk.say("same_bay", place=there.code)
    if abs(bays) == 1:
        return desk.say("next_bin", place=there.code)
    return desk.say("bins_on" if bays > 0 else "bins_back", n=abs(bays), place=there.code)


def wanted_goods(desk: Desk, stop: Stop) -> Wanted:
    """Return the code of the stop's goods with their lot; the shelf's where they have none."""
    units = [code for code, multiplier in desk.item(stop.item_id).codes if multiplier == 1]
    if not units:
        return Wanted("place", desk.place(stop.location_id).code)
    return Wanted("item", units[0], stop.first.lot, stop.first.expiry)
