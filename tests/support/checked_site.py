"""A small site in which everything fits together: stock by facts, orders on lists, one list half picked."""

import json

from sqlalchemy import insert, update

from tests.support.planning_site import NOW, SITE, PlanningSite, new_site
from warehouse_tui.domain.facts import FIRST_HASH, Draft, Fact, seal
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.ports import Work
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.claiming import claim
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.facts import insert_facts
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.schema import floor, master, orders, sync

KINDS = [
    "item",
    "location",
    "worker",
    "tote",
    "customer",
    "address",
    "order",
    "order_line",
    "allocation",
    "wave",
    "pick_list",
    "station",
    "exception",
    "decision",
]


def checked_site(url: str) -> PlanningSite:
    """Make the site in an empty database."""
    site = new_site(url)
    for kind in KINDS:
        site.add(master.id_counter, kind=kind, next=1000)
    first, second, place, other = site.item(), site.item(), site.bin(), site.bin()
    station = site.station(role="picker")
    tote, order_station = 1, station
    site.add(master.tote, tote_id=tote, code="T1")
    site.add(master.tote, tote_id=2, code="T2")
    _stock(site, station, [(first, place, 10), (second, other, 5)])
    site.order((first, 3), (second, 2), priority=1)
    site.order((first, 2))
    site.order((site.item(), 1))
    allocate(site.engine, SITE, now=NOW)
    make_lists(site.engine, SITE, ListRules(), run_id="day", now=NOW)
    work = claim(site.engine, SITE, order_station, "first", now=NOW)
    assert isinstance(work, Work)
    _pick(site, station, work, tote)
    _rest(site, station)
    return site


def _stock(site: PlanningSite, station: int, bins: list[tuple[int, int, int]]) -> None:
    for item, place, qty in bins:
        fact = _append(site, station, Draft("counted", {"item": item, "location": place, "found": qty}))
        site.stock(item, place, qty)
        _balance(site, "unknown", 0, item, -qty)
        ends = {"from_kind": "unknown", "to_kind": "location", "to_id": place}
        site.add(floor.move, station_id=station, epoch=1, seq=fact.seq, n=1, item_id=item, qty=qty, at=NOW, **ends)
        count = {"location_id": place, "item_id": item, "lot_id": 0, "station_id": station, "epoch": 1}
        site.add(floor.bin_count, **count, seq=fact.seq, found=qty, at=NOW)


def _pick(site: PlanningSite, station: int, work: Work, tote: int) -> None:
    """Take one unit of the list's first line into a tote."""
    line = work.lines[0]
    body = {
        "item": line.item_id,
        "qty": 1,
        "location": line.location_id,
        "to": ["tote", tote],
        "list": work.list_id,
        "claim_no": work.claim_no,
        "line": line.n,
        "order_line": line.order_line,
        "allocation": line.allocation_id,
        "serials": ["S1"],
    }
    fact = _append(site, station, Draft("item_taken", body))
    ends = {"from_kind": "location", "from_id": line.location_id, "to_kind": "tote", "to_id": tote}
    goods = {"item_id": line.item_id, "order_line": line.order_line, "qty": 1, "at": NOW}
    site.add(floor.move, station_id=station, epoch=1, seq=fact.seq, n=1, **goods, **ends)
    balance = floor.balance.c
    with writing(site.engine) as connection:
        here = (balance.holder_kind == "location") & (balance.holder_id == line.location_id)
        less = {"on_hand": balance.on_hand - 1, "allocated": balance.allocated - 1}
        connection.execute(update(floor.balance).where(here, balance.item_id == line.item_id).values(less))
    _balance(site, "tote", tote, line.item_id, 1, line.order_line)
    site.set(orders.order_line, {"order_line_id": line.order_line}, picked=1)
    site.set(orders.allocation, {"allocation_id": line.allocation_id}, picked=1)
    site.set(orders.pick_line, {"list_id": work.list_id, "n": line.n}, picked=1)
    site.set(orders.order, {"order_id": line.order_id}, state="picking")
    site.set(orders.pick_list, {"list_id": work.list_id}, state="picking")
    site.set(master.tote, {"tote_id": tote}, state="filling", list_id=work.list_id)
    trail = json.dumps({f"location:{line.location_id}": -1, f"tote:{tote}": 1})
    serial = {"item_id": line.item_id, "serial": "S1"}
    site.add(master.serial, **serial, holder_kind="tote", holder_id=tote, trail=trail)


def _rest(site: PlanningSite, station: int) -> None:
    """Add a row of each kind that picking does not make."""
    head = {"station_id": station, "epoch": 1, "seq": 3}
    [(digest,)] = site.rows(floor.fact, "hash", seq=3)
    site.add(floor.anchor, **head, hash=digest, at=NOW)
    for first in (1, 101):
        site.add(floor.number_block, station_id=station, epoch=1, kind="parcel", first=first, last=first + 99)
    [(item, *_), *_] = site.rows(master.item, "item_id")
    site.add(master.item_code, code="123", item_id=item)
    subject = {"kind": "short", "subject": f"bin:1:{item}"}
    site.add(floor.exception, exception_id=1, state="open", **subject)
    site.add(floor.exception, exception_id=2, state="cleared", **subject)
    site.add(master.customer, customer_id=1)
    site.add(orders.address, address_id=1)
    with writing(site.engine) as connection:
        connection.execute(update(orders.order).values(customer_id=1, address_id=1))
        rows = [{"site_id": SITE, "audience": "all", "topic": "item", "key": str(n), "pos": 10 + n} for n in (1, 2)]
        connection.execute(insert(sync.feed), rows)
        connection.execute(update(sync.feed_head).values(pos=20))


def _append(site: PlanningSite, station: int, draft: Draft) -> Fact:
    """Append a fact that is applied at once."""
    [(seq, head)] = site.rows(floor.station, "last_seq", "head_hash", station_id=station)
    fact = seal(draft, (SITE, station, 1, seq + 1), (seq, seq, "boot", 0), head or FIRST_HASH)
    with writing(site.engine) as connection:
        insert_facts(connection, SITE, [fact])
    put = {"last_seq": fact.seq, "applied_seq": fact.seq, "head_hash": fact.hash}
    site.set(floor.station, {"station_id": station}, **put)
    return fact


def _balance(site: PlanningSite, kind: str, ident: int, item: int, qty: int, order_line: int = 0) -> None:
    holder = {"holder_kind": kind, "holder_id": ident}
    site.add(floor.balance, **holder, item_id=item, lot_id=0, order_line=order_line, on_hand=qty)
