"""Reading and writing the rows of goods: balances, moves, counts and emptied totes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Text, and_, select, type_coerce, union_all
from sqlalchemy.types import TypeEngine

from warehouse_tui.domain.ledger import Balance, Bin, Change, Count, Emptying, Posted, Source
from warehouse_tui.domain.stock import BalanceKey, Holder, HolderKind
from warehouse_tui.store.central.applying_turn import Turn
from warehouse_tui.store.central.bulk import Columns, insert_columns
from warehouse_tui.store.central.keyed import AnyRow, by_keys, delete_keys, given_rows, upsert
from warehouse_tui.store.central.schema import floor
from warehouse_tui.store.central.schema.base import from_micros

KEY = ("holder_kind", "holder_id", "item_id", "lot_id", "order_line")
_VALUES = ("on_hand", "allocated", "exception_id", "arrived")
_BIN = ("location_id", "item_id", "lot_id")
_MOVE = ("item_id", "lot_id", "order_line", "qty", "from_kind", "from_id", "to_kind", "to_id", "at")
# Goods kept by order are gone for good when they are gone: their empty balances are not kept.
_FLEETING = (HolderKind.HAND, HolderKind.TOTE, HolderKind.PARCEL)
_move, _balance, _count, _emptying, _fact = floor.move, floor.balance, floor.bin_count, floor.emptying, floor.fact


def flat(key: BalanceKey) -> tuple[str, int, int, int, int]:
    """Return a key as its columns."""
    return (key.holder.kind.value, *key.holder[1:], *key[1:])


def read_contents(turn: Turn, holders: Iterable[Holder]) -> set[BalanceKey]:
    """Return the keys of everything that holders hold."""
    keys = {(holder.kind.value, holder.id) for holder in holders}
    columns = [_balance.c[name] for name in KEY]
    return {_key(row) for row in by_keys(turn.connection, _balance, turn.site_id, KEY[:2], keys, columns)}


def lock_balances(turn: Turn, keys: Iterable[BalanceKey]) -> dict[BalanceKey, Balance]:
    """Lock balances in the order of their keys and return them; one that is not there is empty."""
    found = {key: Balance() for key in keys}
    columns = [_balance.c[name] for name in (*KEY, *_VALUES)]
    wanted = [flat(key) for key in found]
    for row in by_keys(turn.connection, _balance, turn.site_id, KEY, wanted, columns, lock=True):
        found[_key(row)] = Balance(*row[len(KEY) :])
    return found


def read_counts(turn: Turn, bins: Iterable[tuple[int, int, int]]) -> dict[Bin, Count]:
    """Return the newest counts of bins."""
    columns = [*(_count.c[name] for name in _BIN), type_coerce(_count.c.at, BigInteger), _count.c.found]
    columns += [_count.c.station_id, _count.c.epoch, _count.c.seq]
    rows = by_keys(turn.connection, _count, turn.site_id, _BIN, bins, columns)
    return {Bin(*row[:3]): Count(row[3], row[4], Source(*row[5:])) for row in rows}


def read_counted_at(turn: Turn, bins: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return when items in places were last counted, whatever their lot."""
    columns = [_count.c.location_id, _count.c.item_id, type_coerce(_count.c.at, BigInteger)]
    newest: dict[tuple[int, int], int] = {}
    for place, item, at in by_keys(turn.connection, _count, turn.site_id, _BIN[:2], bins, columns):
        newest[place, item] = max(at, newest.get((place, item), 0))
    return newest


def read_emptyings(turn: Turn, totes: Iterable[int], since: int) -> dict[int, list[Emptying]]:
    """Return, per tote, when and whereto it was emptied since a time, oldest first."""
    columns = [_emptying.c[name] for name in ("tote_id", "at", "location_id", "station_id")]
    ids, where = {(tote,) for tote in totes}, _emptying.c.at >= since
    found: dict[int, list[Emptying]] = defaultdict(list)
    for row in by_keys(turn.connection, _emptying, turn.site_id, ("tote_id",), ids, columns, where=where):
        found[row[0]].append(Emptying(*row[1:]))
    return {tote: sorted(known) for tote, known in found.items()}


def read_changes(turn: Turn, since: Mapping[Holder, int]) -> list[tuple[BalanceKey, Change]]:
    """Return what came to and went from holders after a time each."""
    if not since:
        return []
    # The site goes in with each row: as a constant it makes SQLite read all moves of the site for every holder.
    rows = [(turn.site_id, holder.kind.value, holder.id, at) for holder, at in since.items()]
    number = BigInteger()
    types: dict[str, TypeEngine[Any]] = {"site": number, "kind": Text(), "id": number, "since": number}
    given = given_rows(turn.connection, types, rows)
    at = type_coerce(_move.c.at, BigInteger)
    of_fact = and_(*(_fact.c[name] == _move.c[name] for name in ("site_id", "station_id", "epoch", "seq")))
    sides = []
    for kind, ident, qty in (
        (_move.c.from_kind, _move.c.from_id, -_move.c.qty),
        (_move.c.to_kind, _move.c.to_id, _move.c.qty),
    ):
        goods = (kind.label("kind"), ident.label("id"), _move.c.item_id, _move.c.lot_id, _move.c.order_line)
        who = (_move.c.station_id, _move.c.epoch, _move.c.seq, _fact.c.offset_ms)
        here = and_(_move.c.site_id == given.c.site, kind == given.c.kind, ident == given.c.id, at > given.c.since)
        side = select(*goods, at.label("at"), qty.label("delta"), *who).select_from(given).join(_move, here)
        sides.append(side.outerjoin(_fact, of_fact))
    return [_change(row) for row in turn.connection.execute(union_all(*sides))]


def write_moves(turn: Turn, posted: Sequence[Posted]) -> None:
    """Record moves, numbered within the fact that each comes from."""
    numbers: dict[tuple[int, int, int], int] = defaultdict(int)
    rows: list[tuple[Any, ...]] = []
    for source, move, at in posted:
        numbers[source[:3]] += 1
        goods = (move.item_id, move.lot_id, move.order_line, move.qty)
        sides = (move.source.kind.value, move.source.id, move.target.kind.value, move.target.id)
        rows.append((*source[:3], numbers[source[:3]], *goods, *sides, from_micros(at)))
    _insert(turn, _move, ("station_id", "epoch", "seq", "n", *_MOVE), rows)


def write_balances(turn: Turn, changed: Mapping[BalanceKey, Balance]) -> None:
    """Write balances, in the order of their keys; what is kept by order and empty is removed."""
    gone = {key for key, new in changed.items() if key.holder.kind in _FLEETING and _is_empty(new)}
    kept = sorted((flat(key), new) for key, new in changed.items() if key not in gone)
    rows = [(*key, new.on_hand, new.allocated, new.exception_id, new.arrived) for key, new in kept]
    upsert(turn.connection, _balance, turn.site_id, KEY, _columns((*KEY, *_VALUES), rows))
    delete_keys(turn.connection, _balance, turn.site_id, KEY, sorted(flat(key) for key in gone))


def write_counts(turn: Turn, counted: Mapping[Bin, Count]) -> None:
    """Write the newest counts."""
    rows = [(*bin_, from_micros(count.at), count.found, *count.source[:3]) for bin_, count in sorted(counted.items())]
    names = (*_BIN, "at", "found", "station_id", "epoch", "seq")
    upsert(turn.connection, _count, turn.site_id, _BIN, _columns(names, rows))


def write_emptyings(turn: Turn, emptied: Iterable[tuple[int, Emptying]]) -> None:
    """Record that totes were emptied."""
    rows = [(tote, *emptying) for tote, emptying in emptied]
    _insert(turn, _emptying, ("tote_id", "at", "location_id", "station_id"), rows)


def _insert(turn: Turn, table: Any, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    insert_columns(turn.connection, table, turn.site_id, _columns(names, rows))


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Columns:
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _is_empty(balance: Balance) -> bool:
    return not (balance.on_hand or balance.allocated or balance.exception_id)


def _key(row: AnyRow) -> BalanceKey:
    kind, ident, item, lot, order_line = row[: len(KEY)]
    return BalanceKey(Holder(HolderKind(kind), ident), item, lot, order_line)


def _change(row: AnyRow) -> tuple[BalanceKey, Change]:
    key = _key(row)
    by_order = key.holder.kind in _FLEETING
    at, delta, station, epoch, seq, offset_ms = row[len(KEY) :]
    source = Source(station, epoch, seq, offset_ms is not None)
    return (key if by_order else key._replace(order_line=0)), Change(at, delta, source)
