"""The hub as a process: it applies, it ends with its parent, and killing it at any moment loses and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from tests.support.planning_site import NOW, SITE, PlanningSite
from tests.support.stations import ChainStation, apply_all, balances, exceptions, moved, station_of
from warehouse_tui.domain.errors import LeaseLost
from warehouse_tui.hub.loop import Hub
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.ports import Work
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.claiming import claim
from warehouse_tui.store.central.engine import connect, writing
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.migrating import upgrade
from warehouse_tui.store.central.schema import floor, master, orders
from warehouse_tui.store.central.site import SiteConfig, init_site

PATIENCE_S = 60
LISTS = 4


@pytest.fixture
def url(central_url: str) -> str:
    return central_url


@pytest.fixture
def site(url: str) -> Iterator[PlanningSite]:
    engine = connect(url)
    upgrade(engine)
    with writing(engine) as connection:
        init_site(connection, SiteConfig("MAIN"))
    site = PlanningSite(engine)
    for _ in range(50):
        next(site._ids)  # away from the ids that the site has already
    yield site
    engine.dispose()


@pytest.fixture
def file(tmp_path: Path, url: str) -> Path:
    path = tmp_path / "site.toml"
    given = make_url(url)
    if given.get_backend_name() == "postgresql":
        bare = URL.create("postgresql", given.username, None, given.host or "localhost", given.port)
        url = bare.set(database=given.database, query=given.query).render_as_string()
    path.write_text(f'[site]\nname = "Main"\ncode = "MAIN"\n[database]\nurl = "{url}"\n')
    return path


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextmanager
def hub_process(file: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "warehouse_tui", "hub", "--config", str(file), *options]
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def applied(site: PlanningSite) -> int:
    return sum(seq for (seq,) in site.rows(floor.station, "applied_seq"))


def has_applied(site: PlanningSite, before: int) -> bool:
    return applied(site) > before


def ready_to_pick(site: PlanningSite) -> list[tuple[ChainStation, Work]]:
    """Return stations with a claimed list each, of 6 lines with 3 units."""
    items, bins = [site.item() for _ in range(6)], [site.bin(bay=2 * n + 1) for n in range(6)]
    office = station_of(site)
    for item, place in zip(items, bins, strict=True):
        office.say("counted", location=place, item=item, found=100)
    apply_all(site)
    for _ in range(LISTS):
        site.order(*((item, 3) for item in items))
    allocate(site.engine, SITE, now=NOW)
    make_lists(site.engine, SITE, ListRules(cart_slots=1, auto_release=True), run_id="w", now=NOW)
    picking = []
    for n in range(LISTS):
        station = station_of(site)
        work = claim(site.engine, SITE, station.station_id, f"r{n}", now=NOW)
        assert isinstance(work, Work)
        site.add(master.tote, tote_id=900 + n, code=f"B{n}")
        write_walk(station, work, 900 + n)
        picking.append((station, work))
    return picking


def write_walk(station: ChainStation, work: Work, tote: int) -> None:
    """Pick everything; the last unit of each line is taken back and taken again."""
    own = {"list": work.list_id, "claim_no": work.claim_no}
    station.write("list_started", own)
    station.write("tote_opened", {**own, "tote": tote, "slot": 1, "order": work.orders[0].order_id})
    for line in work.lines:
        ids = {"line": line.n, "order_line": line.order_line, "allocation": line.allocation_id, "item": line.item_id}
        body = {**own, **ids, "location": line.location_id, "qty": 1, "to": ["tote", tote]}
        for _ in range(line.qty):
            taken = station.write("item_taken", body)
        station.write("undone", {**own, "seq": taken.seq, "copy": {"kind": taken.kind, "body": taken.data()}})
        station.write("item_taken", body)
    station.write("list_finished", own)


def assert_all_applied_once(site: PlanningSite, picking: list[tuple[ChainStation, Work]]) -> None:
    assert balances(site) == moved(site)
    expected = {
        ("tote", 900 + n, line.item_id, 0, line.order_line): line.qty
        for n, (_, work) in enumerate(picking)
        for line in work.lines
    }
    assert balances(site, "tote") == expected
    assert set(site.rows(orders.order, "state")) == {("picked",)}
    assert set(site.rows(orders.pick_list, "state")) == {("done",)}
    assert set(site.rows(orders.order_line, "ordered", "allocated", "picked")) == {(3, 3, 3)}
    assert exceptions(site, "settling", "open", "cleared") == []
    assert {held - done for held, done in site.rows(floor.station, "last_seq", "applied_seq")} == {0}


@pytest.mark.slow
def test_a_hub_killed_again_and_again_while_facts_come_in_applies_everything_once(site: PlanningSite, file: Path):
    picking = ready_to_pick(site)
    chance = random.Random(7)
    waiting = [station for station, _ in picking]
    while waiting:
        before = applied(site)
        with hub_process(file) as process:
            station = chance.choice(waiting)
            station.send(30)
            wait_until(partial(has_applied, site, before))
            station.send(chance.randrange(1, 30))
            time.sleep(chance.random() / 50)
            process.send_signal(signal.SIGKILL)
        waiting = [station for station in waiting if station.sent < len(station.facts)]
    station_of(site).say("help_asked")
    total = sum(seq for (seq,) in site.rows(floor.station, "last_seq"))
    with hub_process(file) as process:
        wait_until(lambda: applied(site) == total)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert_all_applied_once(site, picking)


def test_a_hub_plans_what_is_due_and_ends_when_its_parent_does(site: PlanningSite, file: Path):
    site.stock(item := site.item(), site.bin(), 10)
    site.order((item, 4))
    start = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); sys.stdin.read()"
    hub = f'exec {sys.executable} -m warehouse_tui hub --config {file} --parent "$PPID"'
    parent = subprocess.Popen(
        [sys.executable, "-c", start, "sh", "-c", hub], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    wait_until(lambda: site.rows(orders.pick_list, "state") == [("released",)])
    parent.kill()
    parent.wait()
    wait_until(lambda: not alive(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_second_hub_waits_and_takes_over_when_the_first_is_killed(site: PlanningSite, file: Path):
    station = station_of(site)
    item, place = site.item(), site.bin()
    with hub_process(file) as first:
        station.say("counted", location=place, item=item, found=3)
        wait_until(lambda: applied(site) == 1)
        with hub_process(file):
            station.say("counted", location=place, item=item, found=4)
            wait_until(lambda: applied(site) == 2)
            first.kill()
            first.wait()
            station.say("counted", location=place, item=item, found=5)
            wait_until(lambda: applied(site) == 3)
    assert balances(site, "location") == {("location", place, item, 0, 0): 5}


def test_a_hub_that_was_away_for_too_long_writes_nothing_more(site: PlanningSite):
    station = station_of(site)
    place, item = site.bin(), site.item()
    slow, quick = SiteApplier(site.engine, SITE, holder="a:1:1"), SiteApplier(site.engine, SITE, holder="b:1:1")
    old = slow.acquire()
    assert old is not None and quick.acquire() is None
    slow.release(old)
    new = quick.acquire()
    assert new == old + 1
    station.say("counted", location=place, item=item, found=3)
    with pytest.raises(LeaseLost, match="taken over"):
        slow.apply(old)
    with pytest.raises(LeaseLost):
        slow.renew(old)
    assert quick.apply(new) == 1


def test_a_batch_that_fails_is_applied_fact_by_fact_and_only_the_bad_one_set_aside(site: PlanningSite):
    station = station_of(site)
    place, item = site.bin(), site.item()
    station.say("counted", location=place, item=item, found=3)
    # Two moves of more than any table can sum up: nothing but the database notices.
    huge = {"item": item, "qty": 10**9, "from": ["supplier", 0], "to": ["scrap", 0]}
    site.add(floor.balance, holder_kind="scrap", holder_id=0, item_id=item, lot_id=0, order_line=0, on_hand=2**63 - 10)
    bad = station.say("moved", **huge)
    station.say("counted", location=place, item=item, found=4)
    store = SiteApplier(site.engine, SITE)
    hub = Hub(store, [], alive=lambda: hub.applied < 3)
    hub.run()
    assert exceptions(site) == [("unreadable", f"fact:{bad.name()}")]
    assert balances(site, "location") == {("location", place, item, 0, 0): 4}
