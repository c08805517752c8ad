"""A real site in one process, without threads: a test decides when a station sends, the hub applies and what dies.

Journals, replicas and the central database are real SQLite files; push, pull, claim and the applier are the real ones.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from tests.support.auditor import Auditor
from tests.support.floor import PlainPins
from tests.support.site import APPLE, CASE, MILK, MUG, ORGANIC, build_site
from warehouse_tui.codes.reader import BiipReader
from warehouse_tui.domain.facts import Fact
from warehouse_tui.domain.scans import Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.events import ClaimRefused, Commanded, Event, Offers, Scanned, Typed, WorkChanged
from warehouse_tui.services.ports import LinkStatus
from warehouse_tui.services.scan import Resolver
from warehouse_tui.services.station import Station
from warehouse_tui.services.trigger import Trigger
from warehouse_tui.services.views import Outcome, Wanted
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.centre import SiteCentre
from warehouse_tui.store.central.checking import find_broken
from warehouse_tui.store.central.engine import connect, reading, writing
from warehouse_tui.store.central.exceptions import Cure, list_exceptions, open_settled, resolve
from warehouse_tui.store.central.facts import select_facts, to_fact
from warehouse_tui.store.central.planning import plan
from warehouse_tui.store.central.schema import floor, orders
from warehouse_tui.store.central.site import StationIdentity, ensure_station, need_site_id
from warehouse_tui.store.station.clock import SystemClock
from warehouse_tui.store.station.journal import SqliteJournal
from warehouse_tui.store.station.journal_file import JournalReader
from warehouse_tui.store.station.replica import Replica
from warehouse_tui.store.station.replica_load import ReplicaLoader
from warehouse_tui.sync.claims import Claims

ORDERS = (
    [("JU-APPLE", 14), ("MU-BLUE", 2)],
    [("MI-OAT", 2), ("JU-APPLE", 1)],
    [("MU-BLUE", 1), ("TE-MINT", 2), ("MU-BLUE", 1)],
    [("TE-MINT", 1)],
)
NAMES = ("P1", "P2")
BADGES = ("W-1", "W-2")
TOTES = tuple(f"T{n}" for n in range(1, 7))
LOT = "L-1001"
CODES = (
    *(APPLE, CASE, MUG, MILK, ORGANIC, f"]C101{MILK:0>14}10{LOT}", f"]C101{MILK:0>14}10L-9999"),
    *("A-03-1", "A-09-1", "A-15-1", "A-21-1", "P1", "HOLD-1", "QUAR-1", *TOTES, *BADGES, "rubbish"),
)
START = LinkStatus(True, None, 0, None)


class Pace:
    """The pace of hands: seconds that pass only when a test says."""

    def __init__(self) -> None:
        self._seconds = 1000.0

    def seconds(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        self._seconds += seconds


class HubKilledError(BaseException):
    """Ends a hub in the middle of a transaction, as a kill does: nothing of the program catches it."""


class HandLink:
    """The exchange with the centre, done when a test says; implements `services.ports.Link`."""

    def __init__(self, site: "HandSite", folder: Path, who: StationIdentity, ids: Iterator[int]) -> None:
        self._centre = SiteCentre(site.engine, who.site_id, who.station_id, who.epoch)
        self._journal = JournalReader(folder / "journal.db")
        self._loader = ReplicaLoader(connect(f"sqlite:///{folder / 'replica.db'}"))
        names = (f"{who.station_id}-{n}" for n in ids)
        self._claims = Claims(lambda: 1, self.hear, names.__next__, site.pace.seconds)
        self._offers_wanted = False
        self.events: list[Event] = []
        self._sent = self._centre.push(()).last_seq
        self._cursor = self._loader.cursor()
        if self.pull():
            self.hear(WorkChanged())
        self._claims.saw(self._journal.after(0, self._sent))

    def hear(self, event: Event) -> None:
        self.events.append(event)

    def status(self) -> LinkStatus:
        return START

    def want_work(self, list_id: int | None = None) -> None:
        self._claims.want(list_id)

    def want_offers(self) -> None:
        self._offers_wanted = True

    def facts_written(self) -> None:
        return None

    def push(self, limit: int = 500) -> None:
        """Send at most so many facts; those sent last are sent again, as after an answer that was lost."""
        again = max(0, self._sent - 1)
        facts = self._journal.after(again, limit + 1)
        answer = self._centre.push(facts)
        assert not answer.refused, answer.refused
        assert answer.send_from is None
        self._sent = answer.last_seq
        self._claims.saw([fact for fact in facts if fact.seq <= self._sent])

    def pull(self) -> bool:
        """Write all that changed into the replica; return whether a record did."""
        changed, more = False, True
        while more:
            page = self._centre.pull(self._cursor, 20)
            self._loader.load(page)
            self._cursor, more = page.cursor, page.more
            changed = changed or bool(page.documents) or page.restart
        return changed

    def claim(self) -> None:
        """Claim what is wanted, and ask for what is offered."""
        if self._claims.fill(self._centre, self._loader.claims()) and self.pull():
            self.hear(WorkChanged())
        if self._offers_wanted:
            self._offers_wanted = False
            self.hear(Offers(tuple(self._centre.offers())))

    def close(self) -> None:
        self._journal.close()


class HandStation:
    """One station: its disk outlives its program."""

    def __init__(self, site: "HandSite", name: str, who: StationIdentity) -> None:
        self.site, self.name, self.who = site, name, who
        self._folder = site.folder / name
        self._folder.mkdir()
        self._ids = count(1)
        self._journal: SqliteJournal | None = None
        self.start()

    def start(self) -> None:
        """Start the program, or start it again: only what is on the disk remains."""
        if self._journal is not None:
            self._journal.close()
            self.link.close()
        who, clock = self.who, self.site.clock
        path = self._folder / "journal.db"
        self._journal = SqliteJournal(path, site=who.site_id, station=who.station_id, epoch=who.epoch, clock=clock)
        self._journal.offset_ms = 0
        replica = Replica(connect(f"sqlite:///{self._folder / 'replica.db'}"))
        self.link = HandLink(self.site, self._folder, who, self._ids)
        desk = Desk(self._journal, replica, self.link, clock, PlainPins())
        self.station = Station(desk, Resolver(READER, replica), Trigger())
        self.outcome: Outcome = self.station.start()
        self._hear()

    def scan(self, code: str, gap: float = 1.0) -> None:
        self.site.pace.advance(gap)
        self._do(Scanned(Scan(code, self.name, self.site.pace.seconds(), aim=True)))

    def press(self, word: str) -> None:
        self.site.pace.advance(0.5)
        self._do(Commanded(word))

    def type(self, text: str) -> None:
        self.site.pace.advance(0.5)
        self._do(Typed(text))

    def exchange(self, limit: int = 500) -> None:
        """Push, pull and claim; the core hears of what came."""
        self.site.pace.advance(0.5)
        self.link.push(limit)
        if self.link.pull():
            self.link.hear(WorkChanged())
        self.link.claim()
        self._hear()

    def follow(self) -> None:
        """Do what the step wants."""
        view, wanted = self.outcome.view, self.outcome.wanted
        if view.step == "capture_lot":
            self.type(LOT[-4:])
        elif wanted.kind:
            self.scan(self._code(wanted))

    def _code(self, wanted: Wanted) -> str:
        if wanted.kind == "badge":
            return BADGES[NAMES.index(self.name)]
        if wanted.kind == "item" and wanted.lot:
            return f"]C101{wanted.code}10{wanted.lot}"
        if wanted.kind == "tote" and not wanted.code:
            free = [code for code in TOTES if self._is_free(code)]
            return free[-NAMES.index(self.name)] if free else TOTES[0]
        return wanted.code

    def _is_free(self, code: str) -> bool:
        desk = self.station.desk
        [found] = [match for match in desk.directory.find(code) if match.kind.value == "tote"]
        tote = desk.directory.tote(found.id)
        mine = desk.progress.tote(found.id) if desk.progress else None
        return tote is not None and tote.state == "free" and mine is None

    def _do(self, event: Event) -> None:
        self.outcome = self.station.handle(event) or self.outcome
        self._hear()

    def _hear(self) -> None:
        while self.link.events:
            event = self.link.events.pop(0)
            if isinstance(event, WorkChanged | Offers | ClaimRefused):
                self.outcome = self.station.handle(event) or self.outcome


class HandSite:
    """The site, with two stations and a hub that may die."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SystemClock()  # the database's own: else facts would be dated before what they follow
        self.pace = Pace()
        self._requests = count(1)
        self.engine = connect(f"sqlite:///{folder / 'central.db'}")
        with writing(self.engine) as connection:
            self.site_id = need_site_id(connection, None)
            enrolled = [ensure_station(connection, self.site_id, name, "picker") for name in NAMES]
        self.base = self._units()
        self.stations = [HandStation(self, name, who) for name, who in zip(NAMES, enrolled, strict=True)]

    def apply(self, limit: int, dies_at: str = "") -> int:
        """Apply once, as a hub that was just started; it may die at a stage of the transaction."""

        def hook(stage: str) -> None:
            if stage == dies_at:
                raise HubKilledError

        applier = SiteApplier(self.engine, self.site_id, hook=hook)
        token = applier.acquire()
        assert token is not None
        try:
            return applier.apply(token, limit)
        except HubKilledError:
            return 0
        finally:
            applier.close()

    def plan(self) -> None:
        """Plan what is due, and open the exceptions that have settled."""
        self.pace.advance(1.0)
        plan(self.engine, self.site_id, now=self.clock.now())
        open_settled(self.engine, self.site_id)

    def unfreeze(self) -> None:
        """Let every bin that was short be picked again, as a supervisor who looked."""
        for each in list_exceptions(self.engine, self.site_id):
            if each.kind == "short":
                cure = Cure(each.exception_id, "unfreeze", "looked: it is full")
                resolve(self.engine, self.site_id, cure, f"{each.exception_id}-{next(self._requests)}", self.clock)

    def finish(self) -> None:
        """Let everything arrive and be applied."""
        for station in self.stations:
            station.exchange()
        while self.apply(500):
            pass

    def check(self) -> None:
        """Assert that every invariant holds, and that an auditor finds every unit where the balances say it is."""
        with reading(self.engine) as connection:
            broken = [each.text() for each in find_broken(connection, self.site_id)]
            facts = self._applied(connection)
        assert not broken, broken
        audit = Auditor(facts)
        found = {key: audit.units[key] + self.base.get(key, 0) for key in {*audit.units, *self.base}}
        wrong = _differences(self._units(), found)
        assert not wrong, f"units by holder and item, in the balances and by the facts: {wrong}"
        with reading(self.engine) as connection:
            line = orders.pick_line
            rows = connection.execute(select(line.c.list_id, line.c.n, line.c.picked, line.c.short)).all()
        for name, counted in ((2, audit.picked), (3, audit.short)):
            wrong = _differences({(row[0], row[1]): row[name] for row in rows}, counted)
            assert not wrong, f"{rows[0]._fields[name]} by list and line, in the table and by the facts: {wrong}"

    def close(self) -> None:
        self.engine.dispose()

    def _units(self) -> dict[tuple[str, int, int], int]:
        balance = floor.balance.c
        keys = (balance.holder_kind, balance.holder_id, balance.item_id)
        with reading(self.engine) as connection:
            rows = connection.execute(select(*keys, func.sum(balance.on_hand)).group_by(*keys)).all()
        return {(kind, ident, item): int(units) for kind, ident, item, units in rows if units}

    def _applied(self, connection: Connection) -> list[Fact]:
        """Return the stations' facts that are applied, in the order of the clock that they share."""
        station = floor.station.c
        seqs = {row[0]: row[1] for row in connection.execute(select(station.station_id, station.applied_seq))}
        stations = {each.who.station_id for each in self.stations}
        facts = [to_fact(self.site_id, row) for row in connection.execute(select_facts(self.site_id))]
        applied = [fact for fact in facts if fact.station in stations and fact.seq <= seqs[fact.station]]
        return sorted(applied, key=lambda fact: (fact.wall, fact.station, fact.seq))


def _differences(here: Mapping[Any, int], there: Mapping[Any, int]) -> dict[Any, tuple[int, int]]:
    """Return what differs, absent being 0."""
    both = {key: (here.get(key, 0), there.get(key, 0)) for key in {*here, *there}}
    return {key: pair for key, pair in both.items() if pair[0] != pair[1]}


@contextmanager
def hand_site(folder: Path) -> Iterator[HandSite]:
    """Give a fresh site below a folder; the first one of a run is made by the program's commands, the others copied."""
    own = Path(tempfile.mkdtemp(dir=folder))
    shutil.copytree(_template(folder), own, dirs_exist_ok=True)
    site = HandSite(own)
    try:
        yield site
    finally:
        site.close()
        shutil.rmtree(own)


@cache
def _template(folder: Path) -> Path:
    made = folder / "template"
    made.mkdir()
    build_site(made, ORDERS, cart_slots=2)
    return made


READER = BiipReader()
