import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text

from tests.support.planning_site import NOW, SITE, PlanningSite, check_reserved, new_site
from tests.support.stations import station_of
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.schema import orders

SECONDS = 20


@pytest.fixture
def site(pg_url: str) -> Iterator[PlanningSite]:
    made = new_site(pg_url)
    yield made
    made.engine.dispose()


def somebody_waits(site: PlanningSite) -> bool:
    with site.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.execute(text(waiting)).scalar_one())


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("queue", [orders.DUE, orders.PARTS, orders.WAITS])
def test_goods_that_arrive_while_planning_runs_are_never_missed(site: PlanningSite, queue: int):
    item, place = site.item(), site.bin()
    order = site.order((item, 3), waiting=queue)
    station_of(site).say("moved", item=item, qty=3, **{"from": ["supplier", 0], "to": ["location", place]})
    written, go_on = Event(), Event()

    def hold_after_writing(stage: str) -> None:
        if stage == "written":
            written.set()
            assert go_on.wait(SECONDS)

    hub = SiteApplier(site.engine, SITE, hook=hold_after_writing)
    token = hub.acquire()
    assert token is not None
    with ThreadPoolExecutor(2) as pool:
        applying = pool.submit(hub.apply, token)
        assert written.wait(SECONDS)
        # The goods are in, but nobody else can see them yet.
        planning = pool.submit(allocate, site.engine, SITE, now=NOW)
        wait_until(lambda: planning.done() or somebody_waits(site))
        go_on.set()
        assert applying.result(SECONDS) == 1
        planning.result(SECONDS)
    allocate(site.engine, SITE, now=NOW)
    check_reserved(site)
    assert site.rows(orders.order, "state", "waiting", order_id=order) == [("allocated", orders.RESERVED)]
