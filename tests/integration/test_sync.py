"""A station's sync thread with a real journal, replica and central database."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.planning_site import NOW, SITE, PlanningSite, new_site
from tests.support.stations import apply_all
from warehouse_tui.domain.errors import LinkDown
from warehouse_tui.domain.facts import Draft, Fact
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.events import ClaimRefused, Event, LinkChanged, Offers, WorkChanged
from warehouse_tui.services.ports import OfferedList
from warehouse_tui.services.replication import Cursor, Pulled, Pushed
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.centre import SiteCentre, station_engine
from warehouse_tui.store.central.engine import connect
from warehouse_tui.store.central.feed import Change, publish
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.schema import floor, orders, sync
from warehouse_tui.store.station.clock import SystemClock
from warehouse_tui.store.station.journal import SqliteJournal
from warehouse_tui.store.station.journal_file import JournalReader
from warehouse_tui.store.station.replica import Replica
from warehouse_tui.store.station.replica_load import ReplicaLoader
from warehouse_tui.sync.worker import SyncParts, SyncThread

PATIENCE_S = 20
_AnyEvent = TypeVar("_AnyEvent", bound=Event)


class Wire:
    """A centre behind a link that a test cuts: before anything is done, or after it was done."""

    def __init__(self, centre: SiteCentre) -> None:
        self._centre = centre
        self.cut = False
        self.swallow_answers = 0
        self.keeps_nothing = False
        self.requests: list[str] = []

    def _through(self, answer: Any) -> Any:
        if self.swallow_answers:
            self.swallow_answers -= 1
            raise LinkDown("the answer was lost")
        return answer

    def _check(self) -> None:
        if self.cut:
            raise LinkDown("no link")

    def push(self, facts: Sequence[Fact]) -> Pushed:
        self._check()
        if facts and self.keeps_nothing:
            return Pushed(facts[0].seq - 1)
        answer: Pushed = self._centre.push(facts)
        return self._through(answer) if facts else answer

    def pull(self, cursor: Cursor, limit: int) -> Pulled:
        self._check()
        return self._centre.pull(cursor, limit)

    def claim(self, request_id: str, list_id: int | None) -> ClaimRefused | None:
        self._check()
        self.requests.append(request_id)
        return self._through(self._centre.claim(request_id, list_id))

    def offers(self) -> Sequence[OfferedList]:
        self._check()
        return self._centre.offers()

    def close(self) -> None:
        self._centre.close()


class Bench:
    """A station at a site: journal, replica and sync thread; `events` is what its core was told."""

    def __init__(self, site: PlanningSite, folder: Path, url: str) -> None:
        self.site, self.folder = site, folder
        self.station_id = site.station()
        self.clock = SystemClock()
        self.journal = SqliteJournal(
            folder / "journal.db", site=SITE, station=self.station_id, epoch=1, clock=self.clock
        )
        self.url = f"sqlite:///{folder / 'replica.db'}"
        self.replica = Replica(connect(self.url))
        self.events: list[Event] = []
        self.offsets: list[int] = []
        self.ahead = 0
        self.wire = Wire(SiteCentre(station_engine(url), SITE, self.station_id, 1))
        self.sync = self.new_sync()

    def new_sync(self, alarm_after_s: float = 60.0) -> SyncThread:
        return SyncThread(
            SyncParts(
                open_centre=lambda: self.wire,
                open_journal=lambda: JournalReader(self.folder / "journal.db"),
                open_replica=lambda: ReplicaLoader(connect(self.url)),
                post=self.events.append,
                learn_offset=self.offsets.append,
                ahead=lambda: self.ahead,
                clock=self.clock,
                poll_s=0.02,
                alarm_after_s=alarm_after_s,
            )
        )

    def write(self, count: int = 1, kind: str = "help_asked", **body: Any) -> None:
        self.journal.append([Draft(kind, body) for _ in range(count)])
        self.sync.facts_written()

    def told(self, kind: type[_AnyEvent]) -> list[_AnyEvent]:
        return [event for event in list(self.events) if isinstance(event, kind)]

    def held(self) -> int:
        return len(self.site.rows(floor.fact, "seq", station_id=self.station_id))

    def works(self) -> list[int]:
        self.replica.refresh()
        return sorted(work.list_id for work in self.replica.works())

    def close(self) -> None:
        self.sync.stop()
        self.journal.close()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def bench(central_url: str, tmp_path: Path) -> Iterator[Bench]:
    site = new_site(central_url)
    bench = Bench(site, tmp_path, central_url)
    yield bench
    bench.close()
    site.engine.dispose()


def plan(site: PlanningSite, count: int) -> None:
    """Release so many lists of one order each."""
    item = site.item()
    site.stock(item, site.bin(), 100)
    for _ in range(count):
        site.order((item, 2))
    allocate(site.engine, SITE, now=NOW)
    make_lists(site.engine, SITE, ListRules(auto_release=True), run_id="w", now=NOW)


def publish_change(site: PlanningSite, *changes: Change) -> None:
    with site.engine.begin() as connection:
        publish(connection, SITE, changes)


def test_facts_are_handed_over_and_the_clocks_compared(bench: Bench):
    bench.write(3)
    bench.sync.start()
    wait_until(lambda: bench.sync.status().online)
    assert bench.held() == 3
    bench.write(1200)
    wait_until(lambda: bench.held() == 1203)
    wait_until(lambda: bench.sync.status().unsent == 0)
    assert bench.sync.status().alarm == ""
    assert bench.offsets and abs(bench.offsets[-1]) < 1000
    assert bench.told(LinkChanged)[-1].status.online


def test_what_changed_reaches_the_replica(bench: Bench):
    item = bench.site.item(name="Tea")
    bench.sync.start()
    wait_until(lambda: bench.sync.status().online)
    publish_change(bench.site, Change("item", str(item)))
    wait_until(lambda: bench.replica.find(f"SKU{item}"))
    assert [match.id for match in bench.replica.find(f"SKU{item}")] == [item]
    assert bench.told(WorkChanged)


def test_a_replica_of_another_database_is_thrown_away(bench: Bench):
    item = bench.site.item()
    publish_change(bench.site, Change("item", str(item)))
    bench.sync.start()
    wait_until(lambda: bench.told(WorkChanged))
    bench.events.clear()
    bench.site.set(sync.feed, {"key": str(item)}, deleted=1)
    bench.site.set(sync.feed_head, {"site_id": SITE}, incarnation="second")
    wait_until(lambda: bench.told(WorkChanged))
    bench.replica.refresh()
    assert bench.replica.item(item) is None


def test_a_list_is_claimed_for_who_waits_and_some_ahead_while_somebody_works(bench: Bench):
    plan(bench.site, 4)
    bench.ahead = 2
    bench.sync.start()
    wait_until(lambda: bench.sync.status().online)
    assert bench.works() == []
    bench.sync.want_work()
    wait_until(lambda: len(bench.works()) == 2)
    first = bench.works()[0]
    bench.write(kind="list_finished", list=first, claim_no=1)
    wait_until(lambda: len(bench.works()) == 3)
    apply_all(bench.site)
    wait_until(lambda: first not in bench.works())
    bench.write(kind="signed_out")
    bench.write(kind="list_finished", list=bench.works()[0], claim_no=1)
    wait_until(lambda: bench.held() == 3)
    apply_all(bench.site)
    wait_until(lambda: len(bench.works()) == 1)
    states = [state for (state,) in bench.site.rows(orders.pick_list, "state")]
    assert sorted(states) == ["claimed", "done", "done", "released"]


def test_a_chosen_list_is_claimed_or_said_to_be_taken(bench: Bench):
    plan(bench.site, 2)
    wanted = bench.site.rows(orders.pick_list, "list_id")[1][0]
    bench.sync.start()
    bench.sync.want_offers()
    wait_until(lambda: bench.told(Offers))
    assert wanted in [offer.list_id for offer in bench.told(Offers)[0].lists]
    bench.sync.want_work(wanted)
    wait_until(lambda: bench.works() == [wanted])
    bench.sync.want_work(wanted)
    wait_until(lambda: bench.told(ClaimRefused))
    assert bench.told(ClaimRefused) == [ClaimRefused("taken")]


def test_who_waits_gets_the_first_list_that_comes(bench: Bench):
    bench.sync.start()
    bench.sync.want_work()
    wait_until(lambda: bench.told(ClaimRefused))
    assert bench.told(ClaimRefused) == [ClaimRefused("none_left")]
    plan(bench.site, 1)
    wait_until(lambda: len(bench.works()) == 1)
    assert bench.told(ClaimRefused) == [ClaimRefused("none_left")]


def test_without_a_link_nothing_is_lost_and_nobody_waits(bench: Bench):
    plan(bench.site, 1)
    bench.wire.cut = True
    bench.sync.start()
    before = time.monotonic()
    bench.write(40)
    bench.sync.want_work()
    bench.sync.want_offers()
    assert time.monotonic() - before < 1
    wait_until(lambda: bench.told(ClaimRefused) and bench.told(Offers))
    assert bench.told(ClaimRefused) == [ClaimRefused("offline")]
    wait_until(lambda: bench.sync.status().unsent == 40)
    status = bench.sync.status()
    assert (status.online, status.alarm) == (False, "") and status.since is not None
    bench.wire.cut = False
    wait_until(lambda: bench.held() == 40 and bench.sync.status().online)
    wait_until(lambda: len(bench.works()) == 1)


def test_an_answer_that_was_lost_doubles_neither_facts_nor_claims(bench: Bench):
    plan(bench.site, 3)
    bench.write(5)
    bench.wire.swallow_answers = 1
    bench.sync.start()
    wait_until(lambda: bench.wire.swallow_answers == 0 and bench.sync.status().online)
    assert bench.held() == 5
    bench.wire.swallow_answers = 1
    bench.sync.want_work()
    wait_until(lambda: len(bench.works()) == 1 and bench.sync.status().online)
    assert len(bench.wire.requests) >= 1 and len(set(bench.wire.requests)) == 1
    assert len(bench.site.rows(orders.claim, "list_id")) == 1


def test_a_centre_restored_from_before_gets_the_facts_again(bench: Bench):
    bench.write(6)
    bench.sync.start()
    wait_until(lambda: bench.held() == 6)
    bench.sync.stop()
    third = bench.journal.since(2)[0]
    with bench.site.engine.begin() as connection:
        connection.execute(floor.fact.delete().where(floor.fact.c.seq > 3))
    bench.site.set(floor.station, {"station_id": bench.station_id}, last_seq=3, head_hash=third.hash)
    bench.sync = bench.new_sync()
    bench.sync.start()
    bench.write(2)
    wait_until(lambda: bench.held() == 8)


def test_a_centre_that_holds_more_than_the_journal_is_said(bench: Bench, tmp_path: Path):
    bench.write(3)
    bench.sync.start()
    wait_until(lambda: bench.held() == 3)
    bench.close()
    bench.folder = tmp_path / "new"
    bench.journal = SqliteJournal(
        bench.folder / "journal.db", site=SITE, station=bench.station_id, epoch=1, clock=bench.clock
    )
    bench.sync = bench.new_sync()
    bench.sync.start()
    wait_until(lambda: "more facts than this journal" in bench.sync.status().alarm)


def test_a_fenced_station_is_alarmed_and_still_sees_what_changes(bench: Bench):
    bench.site.set(floor.station, {"station_id": bench.station_id}, fenced=1)
    bench.write(1)
    bench.sync.start()
    wait_until(lambda: "fenced" in bench.sync.status().alarm)
    assert bench.held() == 0 and bench.sync.status().unsent == 1


def test_facts_that_do_not_get_through_on_a_good_link_raise_an_alarm(bench: Bench):
    bench.wire.keeps_nothing = True
    bench.sync = bench.new_sync(alarm_after_s=0.1)
    bench.sync.start()
    bench.write(1)
    wait_until(lambda: "not getting through" in bench.sync.status().alarm)
    bench.wire.keeps_nothing = False
    wait_until(lambda: bench.sync.status().alarm == "" and bench.held() == 1)


def test_stopping_hands_over_what_is_unsent(bench: Bench):
    bench.sync.start()
    wait_until(lambda: bench.sync.status().online)
    bench.journal.append([Draft("help_asked", {}) for _ in range(30)])
    bench.sync.stop()
    assert bench.held() == 30
