"""Stations without screens: they write facts into a chain and hand them to the centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, func, select

from tests.support.clocks import HandClock
from tests.support.planning_site import SITE, PlanningSite
from warehouse_tui.domain.facts import FIRST_HASH, Draft, Fact, seal
from warehouse_tui.services.replication import Pushed
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.pushing import push
from warehouse_tui.store.central.schema import floor


@dataclass(slots=True)
class ChainStation:
    """One station's chain of facts in memory. `offset_ms` None: it does not know the central clock."""

    engine: Engine
    station_id: int
    clock: HandClock
    offset_ms: int | None = 0
    facts: list[Fact] = field(default_factory=list)
    sent: int = 0

    def write(self, kind: str, body: Mapping[str, Any] | None = None, /, **more: Any) -> Fact:
        """Append one fact to the chain without sending it; its clock moves on by a second."""
        self.clock.advance(1)
        head = self.facts[-1].hash if self.facts else FIRST_HASH
        wall = round(self.clock.now().timestamp() * 1_000_000)
        times = (wall, int(self.clock.monotonic() * 1000), self.clock.boot(), self.offset_ms)
        ident = (SITE, self.station_id, 1, len(self.facts) + 1)
        fact = seal(Draft(kind, {**(body or {}), **more}), ident, times, head)
        self.facts.append(fact)
        return fact

    def send(self, count: int = 500) -> Pushed:
        """Hand at most `count` unsent facts to the centre."""
        answer = push(self.engine, SITE, self.station_id, 1, self.facts[self.sent : self.sent + count])
        self.sent = answer.last_seq
        return answer

    def say(self, kind: str, /, **body: Any) -> Fact:
        """Write one fact and hand over all that is unsent."""
        fact = self.write(kind, body)
        assert self.send() == Pushed(len(self.facts))
        return fact


def station_of(site: PlanningSite, clock: HandClock | None = None) -> ChainStation:
    """Enrol a new station."""
    return ChainStation(site.engine, site.station(), clock or HandClock())


def apply_all(site: PlanningSite, limit: int = 500) -> int:
    """Apply everything that waits, as the hub does, and return how many facts that were."""
    applier = SiteApplier(site.engine, SITE, holder="test")
    token = applier.acquire()
    assert token is not None
    total = 0
    while done := applier.apply(token, limit):
        total += done
    return total


def balances(site: PlanningSite, kind: str = "") -> dict[tuple[str, int, int, int, int], int]:
    """Return what every holder has, without the empty ones."""
    columns = ("holder_kind", "holder_id", "item_id", "lot_id", "order_line", "on_hand")
    rows = site.rows(floor.balance, *columns)
    return {row[:5]: row[5] for row in rows if row[5] and kind in ("", row[0])}


def moved(site: PlanningSite) -> dict[tuple[str, int, int, int, int], int]:
    """Return what every holder should have by the sum of all moves."""
    sums: dict[tuple[str, int, int, int, int], int] = {}
    move = floor.move.c
    for kind, ident, sign in ((move.from_kind, move.from_id, -1), (move.to_kind, move.to_id, 1)):
        keys = (kind, ident, move.item_id, move.lot_id, move.order_line)
        with reading(site.engine) as connection:
            rows = connection.execute(select(*keys, func.sum(move.qty)).group_by(*keys)).all()
        for *key, qty in rows:
            line = key[4] if key[0] in ("hand", "tote", "parcel") else 0
            name = (key[0], key[1], key[2], key[3], line)
            sums[name] = sums.get(name, 0) + sign * int(qty)
    return {key: qty for key, qty in sums.items() if qty}


def exceptions(site: PlanningSite, *states: str) -> Sequence[tuple[str, str]]:
    """Return kind and subject of the exceptions in these states (settling and open where none is given)."""
    wanted = states or ("settling", "open")
    return [row[:2] for row in site.rows(floor.exception, "kind", "subject", "state") if row[2] in wanted]
