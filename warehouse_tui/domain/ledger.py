"""Folding moves, counts and emptied totes over balances, so that the order of arrival does not matter.

A count says what was in a bin at a time: its difference is against the moves dated up to it, and what arrives later
but was dated before gets the opposite adjustment. A tote that was emptied works alike: what was in it by that time,
whenever that becomes known, went where the rest went.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from warehouse_tui.domain.effects import Counted, Emptied
from warehouse_tui.domain.stock import NOWHERE, BalanceKey, Holder, HolderKind, Move, at_location

# Clocks are not trusted closer than this: what was moved so near to a count asks for another one. Microseconds.
DOUBT = 120 * 1_000_000


class Source(NamedTuple):
    """The fact that a change comes from. `known` tells whether its station's clock offset was known."""

    station: int
    epoch: int
    seq: int
    known: bool = True


class Bin(NamedTuple):
    """What a count is about."""

    location_id: int
    item_id: int
    lot_id: int

    def key(self) -> BalanceKey:
        """Return the balance of the bin."""
        return BalanceKey(at_location(self.location_id), self.item_id, self.lot_id, 0)


class Count(NamedTuple):
    """The newest count of a bin; `at` in microseconds."""

    at: int
    found: int
    source: Source


class Emptying(NamedTuple):
    """A tote was emptied into a place."""

    at: int
    location_id: int
    station: int


class Change(NamedTuple):
    """A balance changed by `delta` at a time, through a fact of a station."""

    at: int
    delta: int
    source: Source


@dataclass(slots=True)
class Balance:
    """One balance. `arrived`: microseconds of when goods came into an empty bin."""

    on_hand: int = 0
    allocated: int = 0
    exception_id: int = 0
    arrived: int = 0


class Posted(NamedTuple):
    """A move as it is recorded: `at` in microseconds."""

    source: Source
    move: Move
    at: int


@dataclass(slots=True)
class Ledger:
    """What a batch of facts does to goods.

    `balances` must hold every key that can be touched. `later` are changes on record that are dated after a count or
    an emptying of this batch; `doubts` says of bins whether they have to be counted again (None: no longer).
    """

    balances: dict[BalanceKey, Balance]
    counts: dict[Bin, Count] = field(default_factory=dict)
    emptyings: dict[int, list[Emptying]] = field(default_factory=dict)
    later: dict[BalanceKey, list[Change]] = field(default_factory=lambda: defaultdict(list))
    posted: list[Posted] = field(default_factory=list)
    counted: dict[Bin, Count] = field(default_factory=dict)
    emptied: list[tuple[int, Emptying]] = field(default_factory=list)
    doubts: dict[tuple[int, int], Mapping[str, int] | None] = field(default_factory=dict)
    _by_tote: dict[Holder, set[BalanceKey]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for key in self.balances:
            if key.holder.kind is HolderKind.TOTE:
                self._by_tote[key.holder].add(key)

    def move(self, source: Source, move: Move, at: int) -> None:
        """Fold a move dated `at`."""
        self._record(source, move, at)
        taken, given = move.keys()
        self._follow(source, taken, -move.qty, at)
        self._follow(source, given, move.qty, at)

    def count(self, source: Source, counted: Counted, at: int) -> None:
        """Fold a count dated `at`: the difference comes from or goes to where nobody knows."""
        bin_ = Bin(counted.location_id, counted.item_id, counted.lot_id)
        after = self.later[bin_.key()]
        self.doubts[bin_[:2]] = None
        for change in after:
            if change.at > at:
                self._doubt(bin_, source, change.source, change.at - at)
        missing = counted.found - self._at_time(bin_.key(), at)
        self._adjust(source, bin_, missing, at)
        newest = self.counts.get(bin_)
        if newest is None or (newest.at, newest.source.station) < (at, source.station):
            self.counts[bin_] = self.counted[bin_] = Count(at, counted.found, source)
        else:
            self._against_count(source, bin_.key(), missing, at)

    def empty(self, source: Source, emptied: Emptied, at: int) -> None:
        """Fold that a tote was emptied at a time: what was in it then went to the target."""
        target = emptied.target if emptied.target.id else NOWHERE
        for key in sorted(self._by_tote[emptied.source]):
            qty = self._at_time(key, at)
            self._carry(source, key, qty, target, at)
            self._follow(source, key, -qty, at)
        emptying = Emptying(at, emptied.target.id, source.station)
        insort(self.emptyings.setdefault(emptied.source.id, []), emptying)
        self.emptied.append((emptied.source.id, emptying))

    def _record(self, source: Source, move: Move, at: int) -> None:
        self.posted.append(Posted(source, move, at))
        for key, delta in zip(move.keys(), (-move.qty, move.qty), strict=True):
            balance = self.balances[key]
            if delta > 0 and balance.on_hand <= 0:
                balance.arrived = at
            balance.on_hand += delta
            self.later[key].append(Change(at, delta, source))
            if key.holder.kind is HolderKind.TOTE:
                self._by_tote[key.holder].add(key)

    def _at_time(self, key: BalanceKey, at: int) -> int:
        return self.balances[key].on_hand - sum(change.delta for change in self.later[key] if change.at > at)

    def _follow(self, source: Source, key: BalanceKey, delta: int, at: int) -> None:
        """Give a change that was dated before a count or an emptying what these imply."""
        if key.holder.kind is HolderKind.LOCATION:
            self._against_count(source, key, delta, at)
        elif key.holder.kind is HolderKind.TOTE:
            for emptying in self.emptyings.get(key.holder.id, ()):
                if emptying.at >= at:
                    target = at_location(emptying.location_id) if emptying.location_id else NOWHERE
                    self._carry(source, key, delta, target, emptying.at)
                    return

    def _against_count(self, source: Source, key: BalanceKey, delta: int, at: int) -> None:
        bin_ = Bin(key.holder.id, key.item_id, key.lot_id)
        newest = self.counts.get(bin_)
        if delta and newest is not None and at <= newest.at:
            self._adjust(source, bin_, -delta, newest.at)
            self._doubt(bin_, source, newest.source, newest.at - at)

    def _carry(self, source: Source, key: BalanceKey, qty: int, target: Holder, at: int) -> None:
        """Move what a tote held on to where it was emptied; a negative quantity comes back from there."""
        if not qty:
            return
        there, back = (key.holder, target) if qty > 0 else (target, key.holder)
        move = Move(key.item_id, key.lot_id, key.order_line, there, back, abs(qty))
        self._record(source, move, at)
        if target.kind is HolderKind.LOCATION:
            self._against_count(source, BalanceKey(target, key.item_id, key.lot_id, 0), qty, at)

    def _adjust(self, source: Source, bin_: Bin, qty: int, at: int) -> None:
        if qty:
            here = at_location(bin_.location_id)
            there, back = (NOWHERE, here) if qty > 0 else (here, NOWHERE)
            self._record(source, Move(bin_.item_id, bin_.lot_id, 0, there, back, abs(qty)), at)

    def _doubt(self, bin_: Bin, one: Source, other: Source, apart: int) -> None:
        trusted = one.known and other.known and apart > DOUBT
        if one.station != other.station and not trusted:
            self.doubts[bin_[:2]] = {"location": bin_.location_id, "item": bin_.item_id, "lot": bin_.lot_id}
