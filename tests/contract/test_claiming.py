from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.support.planning_site import NOW, SITE, PlanningSite, day, new_site
from warehouse_tui.domain.errors import Refused, StoreError
from warehouse_tui.domain.stock import Lot
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.events import ClaimRefused
from warehouse_tui.services.ports import BinStock, Work
from warehouse_tui.services.work_json import decode_work
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.claiming import claim, offers, return_expired
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.schema import floor, master, orders, sync


@pytest.fixture
def site(central_url: str) -> Iterator[PlanningSite]:
    made = new_site(central_url)
    yield made
    made.engine.dispose()


def plan(site: PlanningSite, **rules: Any) -> None:
    allocate(site.engine, SITE, now=NOW)
    make_lists(site.engine, SITE, ListRules(**rules), run_id="run", now=NOW)


def take(site: PlanningSite, station: int, request: str = "r1", **options: Any) -> Work:
    work = claim(site.engine, SITE, station, request, **{"now": NOW, **options})
    assert isinstance(work, Work)
    return work


def lists_of(site: PlanningSite, count: int) -> list[int]:
    """Plan so many orders of one line and return their lists, the most urgent first."""
    item = site.item()
    site.stock(item, site.bin(), 100)
    for n in range(count):
        site.order((item, 1), priority=n + 1)
    plan(site)
    return [list_id for list_id, _ in sorted(site.rows(orders.pick_list, "list_id", "priority"), key=lambda r: r[1])]


def test_the_most_urgent_list_is_given_with_everything_the_picker_needs(site: PlanningSite):
    item, place = site.item(), site.bin()
    lot = site.stock(item, place, 9, Lot("L7", day("2027-03-31")))
    order = site.order((item, 4), priority=2, ship_by=NOW, service="DHL", notes="ring twice")
    plan(site)
    station = site.station(applied_seq=17, last_seq=17)
    work = take(site, station)
    assert (work.claim_no, work.base_seq, work.lease_until) == (1, 17, NOW + timedelta(hours=4))
    (ordered,) = work.orders
    assert (ordered.order_id, ordered.number, ordered.slot, ordered.priority) == (order, f"N{order}", 1, 2)
    assert (ordered.ship_by, ordered.service, ordered.notes) == (NOW, "DHL", "ring twice")
    (line,) = work.lines
    assert (line.n, line.order_id, line.item_id, line.location_id, line.lot_id) == (1, order, item, place, lot)
    assert (line.lot, line.expiry, line.qty, line.picked, line.short) == ("L7", day("2027-03-31"), 4, 0, 0)
    [(line_id, allocation)] = site.rows(orders.allocation, "order_line_id", "allocation_id")
    assert (line.order_line, line.allocation_id) == (line_id, allocation)


def test_a_claim_is_written_down_and_told_to_the_station(site: PlanningSite):
    (list_id,) = lists_of(site, 1)
    station = site.station()
    work = take(site, station, lease_hours=2)
    names = ("state", "station_id", "claim_no", "lease_until")
    assert site.rows(orders.pick_list, *names) == [("claimed", station, 1, NOW + timedelta(hours=2))]
    [(body, holder)] = site.rows(orders.claim, "body", "station_id", list_id=list_id, claim_no=1)
    assert (decode_work(body), holder) == (work, station)
    told = (f"station:{station}", "work", str(list_id), 0)
    assert site.rows(sync.feed, "audience", "topic", "key", "deleted") == [told]
    assert site.rows(sync.decision, "station_id", "request_id", "kind") == [(station, "r1", "claim")]


def test_the_same_request_is_answered_with_the_same_claim(site: PlanningSite):
    lists_of(site, 2)
    station = site.station()
    first = take(site, station)
    [pos] = site.rows(sync.feed_head, "pos")
    assert take(site, station, now=NOW + timedelta(hours=1)) == first
    assert site.rows(sync.feed_head, "pos") == [pos]
    assert take(site, station, "r2").list_id != first.list_id


def test_lists_go_out_by_urgency_or_as_asked_for(site: PlanningSite):
    urgent, second, third = lists_of(site, 3)
    one, two = site.station(), site.station()
    assert take(site, one, list_id=third).list_id == third
    assert take(site, two).list_id == urgent
    assert take(site, one, "r2").list_id == second
    assert claim(site.engine, SITE, one, "r3", now=NOW) == ClaimRefused("none_left")


def test_a_list_that_another_holds_is_refused_and_the_refusal_is_not_kept(site: PlanningSite):
    (list_id,) = lists_of(site, 1)
    one, two = site.station(), site.station()
    take(site, one)
    assert claim(site.engine, SITE, two, "r1", list_id=list_id, now=NOW) == ClaimRefused("taken")
    site.set(orders.pick_list, {"list_id": list_id}, state="released")
    assert take(site, two).claim_no == 2


def test_what_an_earlier_holder_did_is_in_the_count(site: PlanningSite):
    first, second = site.item(), site.item()
    site.stock(first, site.bin(), 9)
    site.stock(second, site.bin(), 9)
    site.order((first, 4), (second, 2))
    plan(site)
    site.set(orders.pick_line, {"qty": 4}, picked=3, short=1)
    work = take(site, site.station())
    assert {(line.qty, line.picked, line.short) for line in work.lines} == {(4, 3, 1), (2, 0, 0)}


def test_other_bins_of_an_item_are_named_oldest_first(site: PlanningSite):
    item = site.item()
    own = site.bin()
    site.stock(item, own, 4, Lot("A", day("2026-12-01")))
    later, sooner, frozen, reserve, old = site.bin(), site.bin(), site.bin(), site.bin(kind="reserve"), site.bin()
    site.order((item, 4))
    plan(site)
    site.stock(item, later, 5, Lot("C", day("2027-06-01")))
    site.stock(item, sooner, 3, Lot("B", day("2027-01-01")))
    site.stock(item, frozen, 5)
    site.add(master.bin_freeze, location_id=frozen, item_id=item, reason="short")
    site.stock(item, reserve, 50)
    site.stock(item, old, 5, Lot("X", day("2026-11-01")))
    (line,) = take(site, site.station()).lines
    assert line.location_id == own
    assert line.alternatives == (
        BinStock(sooner, "B", day("2027-01-01"), 3),
        BinStock(later, "C", day("2027-06-01"), 5),
    )


def test_slots_are_the_same_under_every_claim(site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 50)
    placed = [site.order((item, 1)) for _ in range(3)]
    plan(site, cart_slots=3)
    work = take(site, site.station())
    assert [(order.order_id, order.slot) for order in work.orders] == [(o, n) for n, o in enumerate(placed, 1)]
    site.set(orders.pick_list, {"list_id": work.list_id}, state="released")
    site.set(orders.order, {"order_id": placed[2]}, priority=1)
    again = take(site, site.station())
    assert [(order.order_id, order.slot) for order in again.orders] == [(o, n) for n, o in enumerate(placed, 1)]


def test_a_station_that_is_not_enrolled_or_fenced_gets_nothing(site: PlanningSite):
    lists_of(site, 1)
    with pytest.raises(StoreError, match="not enrolled"):
        claim(site.engine, SITE, 999, "r1", now=NOW)
    with pytest.raises(Refused, match="fenced"):
        claim(site.engine, SITE, site.station(fenced=1), "r1", now=NOW)
    assert site.rows(orders.pick_list, "state", "claim_no") == [("released", 0)]


def test_offers_show_what_may_be_claimed(site: PlanningSite):
    lists = lists_of(site, 3)
    take(site, site.station())
    assert [each.list_id for each in offers(site.engine, SITE, 10)] == lists[1:]
    assert [each.list_id for each in offers(site.engine, SITE, 1)] == lists[1:2]
    (offer, _) = offers(site.engine, SITE, 10)
    assert (offer.number, offer.priority, offer.orders, offer.lines, offer.units) == (lists[1], 2, 1, 1, 1)


def test_a_list_that_was_not_started_returns_when_its_lease_is_over(site: PlanningSite):
    (list_id,) = lists_of(site, 1)
    one, two = site.station(), site.station()
    take(site, one)
    assert return_expired(site.engine, SITE, NOW + timedelta(hours=4)) == 0
    assert return_expired(site.engine, SITE, NOW + timedelta(hours=4, seconds=1)) == 1
    assert site.rows(orders.pick_list, "state", "station_id", "lease_until") == [("released", 0, None)]
    assert site.rows(sync.feed, "audience", "key", "deleted") == [(f"station:{one}", str(list_id), 1)]
    assert take(site, two).claim_no == 2


@pytest.mark.parametrize("state", ["picking", "paused", "done"])
def test_a_list_that_was_started_never_returns_by_itself(site: PlanningSite, state: str):
    (list_id,) = lists_of(site, 1)
    take(site, site.station())
    site.set(orders.pick_list, {"list_id": list_id}, state=state)
    assert return_expired(site.engine, SITE, NOW + timedelta(days=9)) == 0


def test_a_list_stays_while_its_stations_facts_are_not_all_applied(site: PlanningSite):
    lists_of(site, 1)
    station = site.station()
    take(site, station)
    site.set(floor.station, {"station_id": station}, last_seq=3, applied_seq=2)
    assert return_expired(site.engine, SITE, NOW + timedelta(days=9)) == 0
    site.set(floor.station, {"station_id": station}, applied_seq=3)
    assert return_expired(site.engine, SITE, NOW + timedelta(days=9)) == 1


def test_stations_that_claim_at_the_same_time_never_get_one_list_twice(site: PlanningSite):
    lists = lists_of(site, 12)
    stations = [site.station() for _ in range(4)]

    def take_all(station: int) -> list[int]:
        got: list[int] = []
        while isinstance(work := claim(site.engine, SITE, station, f"r{len(got)}", now=NOW), Work):
            got.append(work.list_id)
        return got

    with ThreadPoolExecutor(4) as pool:
        given = [list_id for got in pool.map(take_all, stations) for list_id in got]
    assert sorted(given) == sorted(lists)


def test_one_request_sent_twice_at_the_same_time_is_one_claim(site: PlanningSite):
    lists_of(site, 8)
    station = site.station()
    with ThreadPoolExecutor(4) as pool:
        works = list(pool.map(lambda _: take(site, station), range(8)))
    assert len({work.list_id for work in works}) == 1
    assert len(site.rows(orders.pick_list, "list_id", state="claimed")) == 1
