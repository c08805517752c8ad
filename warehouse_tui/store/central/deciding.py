"""The frame of every decision: made once, however often it is asked for.

A decision is one transaction. Its request id is made by the client; asked again, it answers with what was stored.
What is refused changes nothing and is not stored, so that it may be asked again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from warehouse_tui.store.central.feed import Change, publish
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.schema import sync


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what. `body` is what was asked, `why` a person's reason; both are kept with the decision."""

    site_id: int
    station_id: int
    request_id: str
    kind: str
    worker_id: int = 0
    why: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: the answer to store, and what stations should look at again."""

    result: Mapping[str, Any]
    changes: Sequence[Change] = ()


def decide(connection: Connection, request: Request, now: datetime, act: Callable[[int], Decided]) -> Mapping[str, Any]:
    """Return the stored answer of this request, or `act` (given the decision's id) and store its answer.

    `act` raises Refused where the decision cannot be made. The feed is written last. The caller commits.
    """
    _wait_for_twin(connection, request)
    stored = _stored(connection, request)
    if stored is not None:
        return stored
    [decision_id] = reserve_ids(connection, request.site_id, "decision", 1)
    decided = act(decision_id)
    connection.execute(
        insert(sync.decision).values(
            site_id=request.site_id,
            station_id=request.station_id,
            request_id=request.request_id,
            decision_id=decision_id,
            kind=request.kind,
            worker_id=request.worker_id,
            why=request.why,
            body=json.dumps(request.body, sort_keys=True),
            result=json.dumps(decided.result, sort_keys=True),
            at=now,
        )
    )
    publish(connection, request.site_id, decided.changes)
    result: Mapping[str, Any] = json.loads(json.dumps(decided.result))
    return result


def _wait_for_twin(connection: Connection, request: Request) -> None:
    """Wait until the same request, sent twice at the same time, is through. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        name = f"decision:{request.site_id}:{request.station_id}:{request.request_id}"
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _stored(connection: Connection, request: Request) -> Mapping[str, Any] | None:
    decision = sync.decision
    text = connection.execute(
        select(decision.c.result).where(
            decision.c.site_id == request.site_id,
            decision.c.station_id == request.station_id,
            decision.c.request_id == request.request_id,
        )
    ).scalar()
    return None if text is None else json.loads(text)
