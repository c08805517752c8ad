"""A run of planning: reserve for what is due, list what is reserved. By hand and as the hub's job, the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, exists, select

from warehouse_tui.planning.lists import ListRules
from warehouse_tui.planning.walks import Walk
from warehouse_tui.store.central.allocating import AllocationReport, allocate
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.listing import ListingReport, make_lists
from warehouse_tui.store.central.schema import master, orders


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a run did. Nothing was due where both say 0."""

    allocation: AllocationReport
    listing: ListingReport


def plan(
    engine: Engine, site_id: int, *, now: datetime, run_id: str | None = None, walk: Walk | None = None
) -> PlanReport:
    """Reserve goods for every order that is due and put them on lists, by the site's rules.

    Run again, it does what is new since. A run that was cut off loses nothing: the next one goes on, and in the same
    wave where it is given the same `run_id`.
    """
    rules = site_list_rules(engine, site_id)
    allocation = allocate(engine, site_id, now=now)
    listing = make_lists(engine, site_id, rules, run_id=run_id or uuid4().hex, now=now, walk=walk)
    return PlanReport(allocation, listing)


def planning_is_due(engine: Engine, site_id: int) -> bool:
    """Return whether a run would find orders in the queue or goods that are reserved and on no list."""
    order, allocation = orders.order, orders.allocation
    queued = exists().where(
        order.c.site_id == site_id, order.c.waiting.in_((orders.DUE, orders.PARTS)), order.c.hold == ""
    )
    reserved = exists().where(allocation.c.site_id == site_id, allocation.c.state == "reserved")
    with reading(engine) as connection:
        return bool(connection.execute(select(queued | reserved)).scalar())


def site_list_rules(engine: Engine, site_id: int) -> ListRules:
    """Return what the site's rules say of lists; what they leave out is as ListRules has it."""
    site = master.site_table
    with reading(engine) as connection:
        text = connection.execute(select(site.c.rules).where(site.c.site_id == site_id)).scalar_one()
    rules: Mapping[str, Any] = json.loads(text)
    return ListRules(**{name: rules[name] for name in ListRules.__slots__ if name in rules})
