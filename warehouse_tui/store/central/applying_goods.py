"""Applying to goods: what is touched is read and locked, the facts are folded over it, and it is written back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from warehouse_tui.domain.effects import Effects, Emptied
from warehouse_tui.domain.ledger import Balance, Bin, Change, Emptying, Ledger
from warehouse_tui.domain.stock import BOUNDED, NOWHERE, BalanceKey, Holder, HolderKind, at_location
from warehouse_tui.store.central import applying_balances as rows
from warehouse_tui.store.central.applying_turn import Dated, Turn
from warehouse_tui.store.central.feed import Change as FeedChange

Target = Callable[[Dated, Emptied], Emptied]


class Goods:
    """The balances that a turn touches."""

    def __init__(self, turn: Turn, reserved: Mapping[Bin, int], target: Target) -> None:
        """Take by how much each bin keeps more or less, and what completes where a tote was emptied to."""
        self._turn, self._reserved = turn, reserved
        self._events = [(dated, _completed(dated, target)) for dated in turn.facts]
        self._ledger = Ledger({})
        self._before: dict[BalanceKey, Balance] = {}

    def load(self) -> None:
        """Read everything that the turn can touch, and lock the balances in the order of their keys."""
        keys = {bin_.key() for bin_ in self._reserved}
        for _, effects in self._events:
            for move in effects.moves:
                keys.update(move.keys())
            keys |= {Bin(count.location_id, count.item_id, count.lot_id).key() for count in effects.counts}
        keys |= rows.read_contents(self._turn, {each.source for _, effects in self._events for each in effects.emptied})
        later = self._later(keys)
        keys |= later.keys()
        emptyings = self._emptyings(keys)
        keys |= self._lanes(keys, emptyings)
        keys |= {BalanceKey(NOWHERE, key.item_id, key.lot_id, 0) for key in keys}
        balances = rows.lock_balances(self._turn, keys)
        self._before = {key: replace(balance) for key, balance in balances.items()}
        counts = rows.read_counts(self._turn, {(k.holder.id, k.item_id, k.lot_id) for k in keys if _is_place(k)})
        self._ledger = Ledger(balances, counts, emptyings, later)

    def fold(self) -> None:
        """Fold the facts, and say which conditions stand and what stations should look at again."""
        for bin_, more in self._reserved.items():
            self._ledger.balances[bin_.key()].allocated += more
        for dated, effects in self._events:
            for move in effects.moves:
                self._ledger.move(dated.source, move, dated.at)
            for counted in effects.counts:
                self._ledger.count(dated.source, counted, dated.at)
            for emptied in effects.emptied:
                self._ledger.empty(dated.source, emptied, dated.at)
        for key, old, new in self._touched():
            self._judge(key, old, new)
        for (place, item), doubt in self._ledger.doubts.items():
            if doubt is None:
                self._turn.conditions.gone("recount", f"bin:{place}:{item}")
            else:
                self._turn.conditions.stand("recount", f"bin:{place}:{item}", doubt)

    def write(self) -> None:
        """Write moves, balances with the exceptions that stand, counts and emptied totes."""
        changed = {}
        for key, old, new in self._touched():
            new.exception_id = self._turn.conditions.ids.get((_fault(key, new), stock_subject(key)), 0)
            if new != old:
                changed[key] = new
        rows.write_balances(self._turn, changed)
        rows.write_moves(self._turn, self._ledger.posted)
        rows.write_counts(self._turn, self._ledger.counted)
        rows.write_emptyings(self._turn, self._ledger.emptied)

    def _later(self, keys: set[BalanceKey]) -> dict[BalanceKey, list[Change]]:
        """Return what is on record and dated after the counts and emptyings of this turn."""
        since: dict[Holder, int] = {}
        for dated, effects in self._events:
            for holder in _dated_holders(effects):
                since[holder] = min(dated.at, since.get(holder, dated.at))
        later: dict[BalanceKey, list[Change]] = defaultdict(list)
        for key, change in rows.read_changes(self._turn, since):
            if key in keys or key.holder.kind is HolderKind.TOTE:
                later[key].append(change)
        return later

    def _emptyings(self, keys: Iterable[BalanceKey]) -> dict[int, list[Emptying]]:
        totes = {key.holder.id for key in keys if key.holder.kind is HolderKind.TOTE}
        oldest = min((dated.at for dated in self._turn.facts), default=0)
        return rows.read_emptyings(self._turn, totes, oldest)

    def _lanes(self, keys: Iterable[BalanceKey], emptyings: Mapping[int, list[Emptying]]) -> set[BalanceKey]:
        """Return the balances to which the goods of emptied totes may go."""
        lanes: dict[int, set[int]] = defaultdict(set)
        for tote, known in emptyings.items():
            lanes[tote] |= {emptying.location_id for emptying in known}
        for _, effects in self._events:
            for emptied in effects.emptied:
                lanes[emptied.source.id].add(emptied.target.id)
        totes = [key for key in keys if key.holder.kind is HolderKind.TOTE]
        return {
            BalanceKey(at_location(lane), key.item_id, key.lot_id, 0) for key in totes for lane in lanes[key.holder.id]
        }

    def _touched(self) -> Iterator[tuple[BalanceKey, Balance, Balance]]:
        for key, new in self._ledger.balances.items():
            old = self._before[key]
            if new != old or new.exception_id:
                yield key, old, new

    def _judge(self, key: BalanceKey, old: Balance, new: Balance) -> None:
        fault = _fault(key, new)
        if fault or new.exception_id:
            detail: dict[str, Any] = dict(zip(rows.KEY, rows.flat(key), strict=True))
            detail |= {"on_hand": new.on_hand, "allocated": new.allocated}
            for kind in ("negative_stock", "over_allocated"):
                if kind == fault:
                    self._turn.conditions.stand(kind, stock_subject(key), detail, self._newest_fact(key))
                else:
                    self._turn.conditions.gone(kind, stock_subject(key))
        if _is_place(key) and (old.on_hand > 0) != (new.on_hand > 0):
            self._turn.changes.append(FeedChange("item", str(key.item_id)))

    def _newest_fact(self, key: BalanceKey) -> str:
        changes = self._ledger.later[key]
        if not changes:
            return ""
        station, epoch, seq, _ = changes[-1].source
        return f"{self._turn.site_id}/{station}/{epoch}/{seq}"


def stock_subject(key: BalanceKey) -> str:
    """Return the subject of a condition of one balance."""
    return f"stock:{key.holder.kind}:{key.holder.id}:{key.item_id}:{key.lot_id}:{key.order_line}"


def _fault(key: BalanceKey, balance: Balance) -> str:
    if key.holder.kind not in BOUNDED:
        return ""
    if balance.on_hand < 0:
        return "negative_stock"
    return "" if 0 <= balance.allocated <= balance.on_hand else "over_allocated"


def _dated_holders(effects: Effects) -> Iterator[Holder]:
    for count in effects.counts:
        yield at_location(count.location_id)
    for emptied in effects.emptied:
        yield emptied.source


def _completed(dated: Dated, target: Target) -> Effects:
    emptied = tuple(target(dated, each) for each in dated.effects.emptied)
    return replace(dated.effects, emptied=emptied) if emptied else dated.effects


def _is_place(key: BalanceKey) -> bool:
    return key.holder.kind is HolderKind.LOCATION
