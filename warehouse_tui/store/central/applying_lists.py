"""Applying to pick lists and totes: states that the newest claim and the newest fact decide."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, type_coerce

from warehouse_tui.domain.effects import Emptied, ListState, ToteState
from warehouse_tui.domain.stock import at_location
from warehouse_tui.store.central.applying_turn import Dated, Turn
from warehouse_tui.store.central.bulk import insert_columns, update_columns
from warehouse_tui.store.central.feed import Change, to_station
from warehouse_tui.store.central.keyed import by_keys
from warehouse_tui.store.central.schema import master, orders
from warehouse_tui.store.central.schema.base import from_micros

_ENDED = frozenset({"done", "cancelled"})
_list, _list_tote, _tote = orders.pick_list, orders.list_tote, master.tote


@dataclass(slots=True)
class _List:
    list_id: int
    state: str
    station_id: int
    claim_no: int
    state_seq: int
    lease_until: int | None


class Lists:
    """The pick lists that a turn touches."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._lists: dict[int, _List] = {}
        self._before: dict[int, _List] = {}

    def load(self) -> None:
        """Lock the lists and read them."""
        ids = {(dated.list_id,) for dated in self._turn.facts if dated.list_id}
        columns: list[Any] = [_list.c[name] for name in ("list_id", "state", "station_id", "claim_no", "state_seq")]
        columns.append(type_coerce(_list.c.lease_until, BigInteger))
        rows = by_keys(self._turn.connection, _list, self._turn.site_id, ("list_id",), ids, columns, lock=True)
        self._lists = {row[0]: _List(*row) for row in rows}
        self._before = {list_id: replace(each) for list_id, each in self._lists.items()}

    def fold(self) -> None:
        """Fold the states, and say where facts of an older claim overlap a newer one."""
        for dated in self._turn.facts:
            known = self._lists.get(dated.list_id)
            if known is None:
                continue
            for state in dated.effects.lists:
                self._follow(known, dated, state)
            if dated.claim_no < known.claim_no and dated.effects.picks:
                claim = {"list": dated.list_id, "claim_no": dated.claim_no, "station": dated.fact.station}
                entry = {**claim, "now": known.claim_no, "at": dated.at}
                self._turn.conditions.enter("list_conflict", f"list:{dated.list_id}", f"claim:{dated.claim_no}", entry)

    def write(self) -> None:
        """Write the lists that changed, and tell the stations that have or had them."""
        changed = [each for each in self._lists.values() if each != self._before[each.list_id]]
        names = ("state", "station_id", "claim_no", "state_seq")
        put: dict[str, list[Any]] = {name: [getattr(each, name) for each in changed] for name in names}
        put["lease_until"] = [from_micros(each.lease_until) if each.lease_until else None for each in changed]
        keys = {"list_id": [each.list_id for each in changed]}
        update_columns(self._turn.connection, _list, self._turn.site_id, keys, put=put)

    def _follow(self, known: _List, dated: Dated, state: ListState) -> None:
        newer = (state.claim_no, dated.fact.seq) > (known.claim_no, known.state_seq)
        if known.state in _ENDED or not newer:
            return
        known.state, known.claim_no, known.state_seq = state.state, state.claim_no, dated.fact.seq
        gone = state.state in ("done", "released")
        holder = to_station(dated.fact.station)
        if gone or known.station_id != dated.fact.station:
            self._turn.changes.append(Change("work", str(known.list_id), holder, deleted=gone))
        known.station_id = 0 if state.state == "released" else dated.fact.station
        known.lease_until = None if gone else known.lease_until


@dataclass(slots=True)
class _Tote:
    tote_id: int
    state: str
    list_id: int
    slot: int
    order_id: int
    location_id: int
    changed_at: int | None


class Totes:
    """The totes that a turn touches."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._totes: dict[int, _Tote] = {}
        self._before: dict[int, _Tote] = {}
        self._places: dict[tuple[int, int], int] = {}
        self.contested: set[int] = set()

    def load(self) -> None:
        """Read the totes whose state the turn's facts say."""
        ids = {(state.tote_id,) for _, effects in self._turn.each() for state in effects.totes}
        columns: list[Any] = [_tote.c[n] for n in ("tote_id", "state", "list_id", "slot", "order_id", "location_id")]
        columns.append(type_coerce(_tote.c.changed_at, BigInteger))
        rows = by_keys(self._turn.connection, _tote, self._turn.site_id, ("tote_id",), ids, columns, lock=True)
        self._totes = {row[0]: _Tote(*row) for row in rows}
        self._before = {tote_id: replace(each) for tote_id, each in self._totes.items()}

    def fold(self) -> None:
        """Fold the states; the newest fact of a tote decides. Remember where emptied totes stood."""
        for dated, effects in self._turn.each():
            for state in effects.totes:
                tote = self._totes.get(state.tote_id)
                if tote is None or (state.state == "free" and state.list_id not in (0, tote.list_id)):
                    continue
                self._places[dated.fact.station, dated.fact.seq] = tote.location_id
                if state.state == "filling" and tote.state != "free" and tote.list_id != state.list_id:
                    self.contested.add(tote.tote_id)
                if state.state == "free":
                    self.contested.add(tote.tote_id)
                if dated.at >= (tote.changed_at or 0):
                    _follow(tote, state, dated.at)

    def completed(self, dated: Dated, emptied: Emptied) -> Emptied:
        """Return where a tote was emptied to: to where it had been parked, where the fact does not say."""
        if emptied.target.id:
            return emptied
        place = self._places.get((dated.fact.station, dated.fact.seq), 0)
        return Emptied(emptied.source, at_location(place))

    def write(self) -> None:
        """Write the totes that changed and which list they serve."""
        changed = [each for each in self._totes.values() if each != self._before[each.tote_id]]
        names = ("state", "list_id", "slot", "order_id", "location_id")
        put: dict[str, list[Any]] = {name: [getattr(each, name) for each in changed] for name in names}
        put["changed_at"] = [from_micros(each.changed_at or 0) for each in changed]
        keys = {"tote_id": [each.tote_id for each in changed]}
        update_columns(self._turn.connection, _tote, self._turn.site_id, keys, put=put)
        self._turn.changes.extend(Change("tote", str(each.tote_id)) for each in changed)
        self._write_list_totes(self._opened())

    def _opened(self) -> list[ToteState]:
        states = (state for _, effects in self._turn.each() for state in effects.totes)
        return [state for state in states if state.state == "filling" and state.list_id]

    def _write_list_totes(self, opened: Iterable[ToteState]) -> None:
        states = list(opened)
        columns = [_list_tote.c[name] for name in ("list_id", "slot", "n", "tote_id")]
        ids = {(state.list_id,) for state in states}
        known = by_keys(self._turn.connection, _list_tote, self._turn.site_id, ("list_id",), ids, columns)
        there = {(row.list_id, row.tote_id) for row in known}
        used = {(row.list_id, row.slot, row.n) for row in known}
        rows = []
        for state in states:
            if (state.list_id, state.tote_id) not in there:
                there.add((state.list_id, state.tote_id))
                n = 1 + max(
                    (n for list_id, slot, n in used if (list_id, slot) == (state.list_id, state.slot)), default=0
                )
                used.add((state.list_id, state.slot, n))
                rows.append((state.list_id, state.slot, n, state.tote_id, state.order_id))
        names = ("list_id", "slot", "n", "tote_id", "order_id")
        values = {name: [row[i] for row in rows] for i, name in enumerate(names)}
        insert_columns(self._turn.connection, _list_tote, self._turn.site_id, values)


def _follow(tote: _Tote, state: ToteState, at: int) -> None:
    tote.state, tote.changed_at = state.state, at
    if state.state == "free":
        tote.list_id = tote.slot = tote.order_id = tote.location_id = 0
    elif state.state == "filling":
        tote.list_id, tote.slot, tote.order_id, tote.location_id = state.list_id, state.slot, state.order_id, 0
    else:
        tote.list_id = state.list_id or tote.list_id
        tote.location_id = state.location_id or tote.location_id
