"""What a fact changes: one pure function, folded by the hub for the site and by each station for its own view.

Effects on goods are deltas that commute, so facts of different stations may arrive in any order. Effects on states
carry the claim number, and within it the station's own order decides. A count and the emptying of a tote depend on
what was there: they are named here and worked out by the hub.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from warehouse_tui.domain.errors import FactError
from warehouse_tui.domain.facts import VERSIONS, Fact, NewerFact, read_holder, read_lot, read_word
from warehouse_tui.domain.stock import Holder, Lot, Move, at_location, in_hand, in_tote, lot_id

MAX_NUMBER = 2**62 - 1
MAX_QTY = 10**9


@dataclass(frozen=True, slots=True)
class PickDelta:
    """A pick line, its allocation and its order line make progress; what stays reserved follows from it."""

    list_id: int
    line: int
    order_line: int
    allocation_id: int
    picked: int
    short: int


@dataclass(frozen=True, slots=True)
class LotSeen:
    """A lot was read from goods; it may be new to the site."""

    item_id: int
    lot_id: int
    code: str
    expiry: date | None


@dataclass(frozen=True, slots=True)
class SerialMoved:
    """A unit with a serial number is now with `holder`, having been with `source`."""

    item_id: int
    serial: str
    source: Holder
    holder: Holder


@dataclass(frozen=True, slots=True)
class Counted:
    """`found` units of an item and lot are in a bin, at the fact's corrected time."""

    location_id: int
    item_id: int
    lot_id: int
    found: int


@dataclass(frozen=True, slots=True)
class Emptied:
    """Everything in `source` went to `target`, kept by order line; location 0: to where the tote was parked."""

    source: Holder
    target: Holder


@dataclass(frozen=True, slots=True)
class Frozen:
    """A bin's item is (or is no longer) kept from being picked until somebody has looked."""

    location_id: int
    item_id: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class ListState:
    """A pick list's state as its holder under `claim_no` left it."""

    list_id: int
    claim_no: int
    state: str  # picking, paused, released (handed back), done


@dataclass(frozen=True, slots=True)
class ToteState:
    """A tote's state: free, filling, filled, packing, out. `order_id` 0 is mixed or none; 0 location: with the list.

    Free with a list: only that list leaves it.
    """

    tote_id: int
    state: str
    list_id: int = 0
    slot: int = 0
    order_id: int = 0
    location_id: int = 0


@dataclass(frozen=True, slots=True)
class Raised:
    """A condition that a supervisor should know of. `subject` names it, e.g. `bin:17:42`.

    It stands until somebody has looked, or until the fact behind it is taken back.
    """

    kind: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that one fact changes.

    `undoes` is the sequence of the fact that it takes back, 0 for none; `withdrawn` is what that fact had raised.
    """

    moves: tuple[Move, ...] = ()
    picks: tuple[PickDelta, ...] = ()
    lots: tuple[LotSeen, ...] = ()
    serials: tuple[SerialMoved, ...] = ()
    counts: tuple[Counted, ...] = ()
    emptied: tuple[Emptied, ...] = ()
    frozen: tuple[Frozen, ...] = ()
    lists: tuple[ListState, ...] = ()
    totes: tuple[ToteState, ...] = ()
    raised: tuple[Raised, ...] = ()
    withdrawn: tuple[Raised, ...] = ()
    undoes: int = 0


NOTHING = Effects()


def effects(fact: Fact) -> Effects:
    """Return what a fact changes. NewerFact where this program is too old to read it, FactError where nobody can."""
    if fact.kind not in VERSIONS:
        raise FactError(f"fact {fact.name()}: kind {fact.kind!r} is not known here")
    if fact.v > VERSIONS[fact.kind]:
        raise NewerFact(f"fact {fact.name()}: {fact.kind} version {fact.v} is newer than this program: upgrade it")
    return effects_of(fact.kind, fact.data())


def effects_of(kind: str, body: Mapping[str, Any]) -> Effects:
    """Return what a fact of this kind and body changes; FactError where the body cannot be read."""
    reader = _READERS.get(kind)
    if reader is None:
        return NOTHING
    try:
        return reader(body)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise FactError(f"{kind}: the body lacks or garbles {error}") from error


def bin_subject(location_id: int, item_id: int) -> str:
    """Return the subject of a condition of one item in one bin."""
    return f"bin:{location_id}:{item_id}"


def _number(body: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """Return an id or quantity of a body: a whole number that every database can hold."""
    value = body[name] if default is None else body.get(name, default)
    if type(value) is not int or not 0 <= value <= MAX_NUMBER:
        raise ValueError(f"{name} {value!r}")
    return value


def _quantity(body: Mapping[str, Any], name: str, least: int) -> int:
    qty = _number(body, name)
    if not least <= qty <= MAX_QTY:
        raise ValueError(f"{name} {qty}")
    return qty


def _goods(body: Mapping[str, Any], source: Holder, target: Holder) -> Effects:
    item, qty, lot = _number(body, "item"), _quantity(body, "qty", 1), read_lot(body.get("lot"))
    if source == target:
        raise ValueError(f"to {target}: it is there already")
    move = Move(item, lot_id(item, lot), _number(body, "order_line", 0), source, target, qty)
    serials = tuple(SerialMoved(item, read_word(s), source, target) for s in body.get("serials", ()))
    return Effects(moves=(move,), lots=_seen(item, lot), serials=serials)


def _seen(item: int, lot: Lot) -> tuple[LotSeen, ...]:
    return (LotSeen(item, lot_id(item, lot), lot.code, lot.expiry),) if lot else ()


def _pick(body: Mapping[str, Any], picked: int, short: int) -> tuple[PickDelta, ...]:
    if "line" not in body:
        return ()
    line, order_line = _number(body, "line"), _number(body, "order_line")
    return (PickDelta(_number(body, "list"), line, order_line, _number(body, "allocation"), picked, short),)


def _item_taken(body: Mapping[str, Any]) -> Effects:
    goods = _goods(body, at_location(_number(body, "location")), read_holder(body["to"]))
    return replace(goods, picks=_pick(body, _number(body, "qty"), 0))


def _item_put(body: Mapping[str, Any]) -> Effects:
    return _goods(body, in_hand(_number(body, "list")), in_tote(_number(body, "tote")))


def _from_to(body: Mapping[str, Any]) -> Effects:
    return _goods(body, read_holder(body["from"]), read_holder(body["to"]))


def _damaged_found(body: Mapping[str, Any]) -> Effects:
    goods = _from_to(body)
    item, target = _number(body, "item"), read_holder(body["to"])
    detail = {"item": item, "qty": _number(body, "qty"), "from": body["from"], "to": body["to"]}
    return replace(goods, raised=(Raised("damaged", f"damaged:{target.kind}:{target.id}:{item}", detail),))


def _counted(body: Mapping[str, Any]) -> Effects:
    item, lot, place = _number(body, "item"), read_lot(body.get("lot")), _number(body, "location")
    count = Counted(place, item, lot_id(item, lot), _quantity(body, "found", 0))
    return Effects(counts=(count,), lots=_seen(item, lot), frozen=(Frozen(place, item, False),))


def _short_found(body: Mapping[str, Any]) -> Effects:
    item, place, short = _number(body, "item"), _number(body, "location"), _quantity(body, "short", 0)
    numbers = {name: _number(body, name, 0) for name in ("found", "order_line", "list")}
    return Effects(
        picks=_pick(body, 0, short),
        frozen=(Frozen(place, item, True),),
        raised=(
            Raised("short", bin_subject(place, item), {"location": place, "item": item, "short": short, **numbers}),
        ),
    )


def _undone(body: Mapping[str, Any]) -> Effects:
    """Return the opposite of the fact that is taken back; `copy` holds its kind and body.

    A bin stays frozen while another short of it stands, so `frozen` is left to the reader of `undoes`.
    """
    copy = body["copy"]
    done = effects_of(str(copy["kind"]), copy["body"])
    return Effects(
        moves=tuple(move.reversed() for move in done.moves),
        picks=tuple(replace(p, picked=-p.picked, short=-p.short) for p in done.picks),
        serials=tuple(replace(s, source=s.holder, holder=s.source) for s in done.serials),
        withdrawn=done.raised,
        undoes=_number(body, "seq"),
    )


def _list_state(state: str) -> Callable[[Mapping[str, Any]], Effects]:
    def read(body: Mapping[str, Any]) -> Effects:
        return Effects(lists=(ListState(_number(body, "list"), _number(body, "claim_no"), state),))

    return read


def _tote_state(state: str) -> Callable[[Mapping[str, Any]], Effects]:
    def read(body: Mapping[str, Any]) -> Effects:
        rest = (_number(body, name, 0) for name in ("list", "slot", "order", "location"))
        return Effects(totes=(ToteState(_number(body, "tote"), state, *rest),))

    return read


def _tote_emptied(body: Mapping[str, Any]) -> Effects:
    tote, place, list_id = _number(body, "tote"), _number(body, "location", 0), _number(body, "list", 0)
    if list_id and not place:  # a list leaves a tote that it put nothing in: what another put there stays
        return Effects(totes=(ToteState(tote, "free", list_id),))
    return Effects(emptied=(Emptied(in_tote(tote), at_location(place)),), totes=(ToteState(tote, "free"),))


_READERS: dict[str, Callable[[Mapping[str, Any]], Effects]] = {
    "item_taken": _item_taken,
    "item_put": _item_put,
    "put_back": _from_to,
    "damaged_found": _damaged_found,
    "item_packed": _from_to,
    "item_unpacked": _from_to,
    "moved": _from_to,
    "received": _from_to,
    "returned_in": _from_to,
    "manifest_handed_over": _from_to,
    "counted": _counted,
    "short_found": _short_found,
    "undone": _undone,
    "list_started": _list_state("picking"),
    "list_paused": _list_state("paused"),
    "list_handed_back": _list_state("released"),
    "list_finished": _list_state("done"),
    "tote_opened": _tote_state("filling"),
    "tote_full": _tote_state("filled"),
    "tote_parked": _tote_state("filled"),
    "tote_emptied": _tote_emptied,
}
