"""The facts that wait to be applied: read in each station's order, decoded, and dated."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from warehouse_tui.domain.effects import effects
from warehouse_tui.domain.errors import FactError
from warehouse_tui.domain.facts import Fact, NewerFact
from warehouse_tui.store.central.applying_turn import Dated
from warehouse_tui.store.central.bulk import Columns, update_columns
from warehouse_tui.store.central.facts import select_facts, to_fact
from warehouse_tui.store.central.schema import floor

_station, _fact = floor.station, floor.fact


@dataclass(slots=True)
class Cursor:
    """How far a station's facts are applied. `at` is the time given to the newest, in microseconds."""

    station_id: int
    epoch: int
    seq: int
    at: int
    paused_for: str = ""


@dataclass(slots=True)
class Inbox:
    """The facts of one turn. `unreadable` are passed over; `cursors` say how far their stations are with them."""

    facts: list[Dated] = field(default_factory=list)
    unreadable: list[tuple[Fact, str]] = field(default_factory=list)
    cursors: list[Cursor] = field(default_factory=list)

    def set_aside(self, reason: str) -> "Inbox":
        """Return the same facts as unreadable for a reason."""
        return Inbox([], [*((dated.fact, reason) for dated in self.facts), *self.unreadable], self.cursors)

    def __len__(self) -> int:
        return len(self.facts) + len(self.unreadable)


def read_inbox(connection: Connection, site_id: int, limit: int, now: int) -> Inbox:
    """Return at most `limit` facts that are to be applied next, every waiting station having its share.

    `now` in microseconds.
    """
    inbox = Inbox()
    waiting = _waiting(connection, site_id)
    for n, cursor in enumerate(waiting):
        left = limit - len(inbox)
        if left <= 0:
            break
        share = max(1, left // (len(waiting) - n))
        _take(inbox, cursor, _next_facts(connection, site_id, cursor, share), now)
    return inbox


def facts_wait(connection: Connection, site_id: int) -> bool:
    """Return whether any station has facts that are not applied."""
    return bool(_waiting(connection, site_id))


def read_again(connection: Connection, site_id: int, names: Iterable[str], now: int) -> Inbox:
    """Return facts that were unreadable, by their names, to be tried again; no cursor moves."""
    inbox = Inbox()
    for name in names:
        _, station, epoch, seq = (int(part) for part in name.split("/"))
        query = select_facts(site_id).where(_fact.c.station_id == station, _fact.c.epoch == epoch, _fact.c.seq == seq)
        for row in connection.execute(query):
            fact = to_fact(site_id, row)
            _decode(inbox, fact, min(fact.at(), now))
    return inbox


def move_cursors(connection: Connection, site_id: int, cursors: Sequence[Cursor]) -> None:
    """Write how far the stations' facts are applied."""
    put: Columns = {
        "applied_seq": [cursor.seq for cursor in cursors],
        "applied_at": [cursor.at for cursor in cursors],
        "paused_for": [cursor.paused_for for cursor in cursors],
    }
    keys = {"station_id": [cursor.station_id for cursor in cursors]}
    update_columns(connection, _station, site_id, keys, put=put)


def unpause(connection: Connection, site_id: int) -> None:
    """Try again what a hub of an older version could not read."""
    paused = (_station.c.site_id == site_id) & (_station.c.paused_for != "")
    connection.execute(update(_station).where(paused).values(paused_for=""))


def _waiting(connection: Connection, site_id: int) -> list[Cursor]:
    columns = (_station.c.station_id, _station.c.epoch, _station.c.applied_seq, _station.c.applied_at)
    query = select(*columns).where(_station.c.site_id == site_id, _station.c.last_seq > _station.c.applied_seq)
    query = query.where(_station.c.paused_for == "").order_by(_station.c.station_id)
    return [Cursor(*row) for row in connection.execute(query)]


def _next_facts(connection: Connection, site_id: int, cursor: Cursor, limit: int) -> list[Fact]:
    mine = (_fact.c.station_id == cursor.station_id) & (_fact.c.epoch == cursor.epoch) & (_fact.c.seq > cursor.seq)
    query = select_facts(site_id).where(mine).order_by(_fact.c.seq).limit(limit)
    return [to_fact(site_id, row) for row in connection.execute(query)]


def _take(inbox: Inbox, cursor: Cursor, facts: Iterable[Fact], now: int) -> None:
    inbox.cursors.append(cursor)
    for fact in facts:
        # Later than the fact before it, whatever the station's clock did; never later than it can have been.
        at = max(min(fact.at(), now), cursor.at + 1)
        try:
            _decode(inbox, fact, at)
        except NewerFact as error:
            cursor.paused_for = f"{fact.kind} version {fact.v}: {error.message}"
            return
        cursor.seq, cursor.at = fact.seq, at


def _decode(inbox: Inbox, fact: Fact, at: int) -> None:
    try:
        changed = effects(fact)
        body = json.loads(fact.body)
        inbox.facts.append(Dated(fact, changed, at, _number(body, "list"), _number(body, "claim_no")))
    except NewerFact:
        raise
    except FactError as error:
        inbox.unreadable.append((fact, error.message))


def _number(body: dict[str, Any], name: str) -> int:
    value = body.get(name, 0)
    return value if type(value) is int and 0 <= value < 2**62 else 0
