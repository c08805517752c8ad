"""The composition root: settings become stores, devices, services and the app. The only place where they meet.

What is slow to import is imported where it is first needed: the first screen does not wait for a database driver.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse_tui.domain.errors import WarehouseError
from warehouse_tui.domain.scans import Feedback, PortStatus, Scan
from warehouse_tui.services.core import CoreThread, Deliver
from warehouse_tui.services.events import PortChanged, Scanned
from warehouse_tui.services.station import Station
from warehouse_tui.services.views import Outcome
from warehouse_tui.settings import Settings

if TYPE_CHECKING:
    from warehouse_tui.app.widgets.panel import Panel
    from warehouse_tui.devices.pool import ScannerPool
    from warehouse_tui.services.desk import Desk
    from warehouse_tui.store.central.site import StationIdentity
    from warehouse_tui.store.station.clock import SystemClock
    from warehouse_tui.store.station.journal import SqliteJournal
    from warehouse_tui.sync.worker import SyncThread

# A hub that cannot start must not eat the machine.
_HUB_PAUSE_S = 1.0

CrashLog = Callable[[BaseException, str], Path | None]


@dataclass(frozen=True, slots=True)
class Extras:
    """What the demo adds to a station: panels beside the step, and somebody who hears each outcome."""

    panels: Sequence["Panel"] = ()
    follow: Deliver | None = None


class StationParts:
    """A station's journal, replica, sync and services, opened on the core thread and closed after it."""

    def __init__(self, settings: Settings, core: "CoreThread") -> None:
        self._settings = settings
        self._core = core
        self._sync: SyncThread | None = None
        self._journal: SqliteJournal | None = None

    def open(self) -> Station:
        """Open everything and return the services. Raises WarehouseError in plain words."""
        from warehouse_tui.codes.reader import BiipReader
        from warehouse_tui.services.scan import Resolver
        from warehouse_tui.services.trigger import Trigger
        from warehouse_tui.store.station.clock import SystemClock
        from warehouse_tui.store.station.journal import SqliteJournal

        station, clock = self._settings.need_station(), SystemClock()
        station.data.mkdir(parents=True, exist_ok=True)
        who = _identity(self._settings, station.data / "journal.db")
        journal = SqliteJournal(
            station.data / "journal.db", site=who.site_id, station=who.station_id, epoch=who.epoch, clock=clock
        )
        self._journal = journal
        desk = self._desk(journal, clock, who)
        reader = BiipReader()
        reader.warm_up()
        return Station(desk, Resolver(reader, desk.directory), Trigger())

    def _desk(self, journal: "SqliteJournal", clock: "SystemClock", who: "StationIdentity") -> "Desk":
        from warehouse_tui.services.desk import Desk
        from warehouse_tui.store.central.centre import SiteCentre, station_engine
        from warehouse_tui.store.central.engine import connect
        from warehouse_tui.store.station.journal_file import JournalReader
        from warehouse_tui.store.station.pins import Argon2Pins
        from warehouse_tui.store.station.replica import Replica
        from warehouse_tui.store.station.replica_load import ReplicaLoader
        from warehouse_tui.sync.worker import SyncParts, SyncThread

        data = self._settings.need_station().data
        replica_url = f"sqlite:///{data / 'replica.db'}"
        replica = Replica(connect(replica_url))
        url = self._settings.need_database().address()
        parts = SyncParts(
            open_centre=lambda: SiteCentre(station_engine(url), who.site_id, who.station_id, who.epoch),
            open_journal=lambda: JournalReader(data / "journal.db"),
            open_replica=lambda: ReplicaLoader(connect(replica_url)),
            post=self._core.post,
            learn_offset=lambda offset_ms: setattr(journal, "offset_ms", offset_ms),
            ahead=lambda: desk.rules.claim_ahead if desk.worker else 0,
            clock=clock,
        )
        sync = self._sync = SyncThread(parts)
        desk = Desk(journal, replica, sync, clock, Argon2Pins())
        sync.start()
        return desk

    def close(self) -> None:
        """Hand over what is unsent, and close the journal. Called when the core thread has ended."""
        if self._sync:
            self._sync.stop()
        if self._journal:
            self._journal.close()


def _identity(settings: Settings, journal: Path) -> "StationIdentity":
    """Return who this station is: by its journal, so that it starts without a link, else by the centre."""
    from warehouse_tui.store.central.engine import connect, writing
    from warehouse_tui.store.central.migrating import require_current
    from warehouse_tui.store.central.site import StationIdentity, ensure_station, need_site_id
    from warehouse_tui.store.station.journal_file import JournalReader

    if journal.exists() and journal.stat().st_size:
        reader = JournalReader(journal)
        reader.close()
        return StationIdentity(reader.site, reader.station, reader.epoch)
    station = settings.need_station()
    engine = connect(settings.need_database().address())
    require_current(engine)
    with writing(engine) as connection:
        site_id = need_site_id(connection, settings.site.code if settings.site else None)
        return ensure_station(connection, site_id, station.name, station.role)


class HubProcess:
    """The hub as a child: on one machine the app starts it, starts it again where it ended, and ends it at last."""

    def __init__(self, config: Path, log: Path) -> None:
        command = [sys.executable, "-m", "warehouse_tui", "hub", "--config", str(config)]
        self._command = [*command, "--parent", str(os.getpid())]
        self._log = log
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_running, name="hub-watch", daemon=True)

    def start(self) -> None:
        """Start it; what it says goes to the log."""
        self._watch.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End it; what it was doing is whole or not done at all."""
        self._stopping.set()
        if self._process:
            self._process.terminate()
        self._watch.join(timeout)
        if self._watch.is_alive() and self._process:
            self._process.kill()

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            if self._stopping.is_set():
                self._process.terminate()
            self._process.wait()
            self._stopping.wait(_HUB_PAUSE_S)


def is_embedded(settings: Settings) -> bool:
    """Return whether the central database is a file on this machine: then the app starts the hub itself."""
    return settings.need_database().url.startswith("sqlite")


def run_station(settings: Settings, crash_log: CrashLog, extras: Extras | None = None) -> int:
    """Run the station's full-screen program until it is left, and return the exit status."""
    from warehouse_tui.app.app import WarehouseApp

    extras = extras or Extras()
    runner = _Runner(settings, extras, crash_log)
    app = WarehouseApp(
        runner.core,
        title=settings.site.name if settings.site else "warehouse-tui",
        language=settings.site.language if settings.site else "en",
        panels=extras.panels,
        crash_log=crash_log,
        ready=lambda: runner.start(app.deliver, app.end_with),
    )
    try:
        app.run()
    finally:
        runner.stop()
    if runner.error:
        raise runner.error
    return app.return_code or 0


class _Runner:
    """Starts the threads and the hub behind the first screen, and ends them after the last."""

    def __init__(self, settings: Settings, extras: Extras, crash_log: CrashLog) -> None:
        self._settings, self._extras, self._crash_log = settings, extras, crash_log
        self.core = CoreThread(self._open, self._sound, self._crashed)
        self._parts = StationParts(settings, self.core)
        self._pool: ScannerPool | None = None
        self._hub: HubProcess | None = None
        self._end: Callable[[], None] = lambda: None
        self.error: WarehouseError | None = None

    def start(self, deliver: Deliver, end: Callable[[], None]) -> None:
        """Begin, once something is on the screen."""
        self._end = end
        follow = self._extras.follow

        def both(outcome: Outcome) -> None:
            if follow:
                follow(outcome)
            deliver(outcome)

        self.core.start(both)

    def _open(self) -> Station:
        station = self._parts.open()
        if is_embedded(self._settings):
            data = self._settings.need_station().data
            self._hub = HubProcess(self._settings.path, data / "hub.log")
            self._hub.start()
        self._pool = _scanners(self._settings, self._scanned, self._port_changed)
        self._pool.start()
        return station

    def _scanned(self, scan: Scan) -> None:
        self.core.post(Scanned(scan))

    def _port_changed(self, status: PortStatus) -> None:
        self.core.post(PortChanged(status))

    def _sound(self, scanner: str, feedback: Feedback) -> None:
        if self._pool:
            self._pool.feedback(scanner, feedback)

    def _crashed(self, error: BaseException) -> None:
        """The core ended: leave the screen, then say it in plain words."""
        if isinstance(error, WarehouseError):
            self.error = error
        else:
            log = self._crash_log(error, "core")
            where = f"; details are in {log}" if log else ""
            self.error = WarehouseError(f"the program stopped at a fault of its own{where}: start it again")
        self._end()

    def stop(self) -> None:
        """End the scanners first, then the core, the sync and the hub: nothing is left half-done."""
        if self._pool:
            self._pool.stop()
        self.core.stop()
        self._parts.close()
        if self._hub:
            self._hub.stop()


def _scanners(
    settings: Settings, on_scan: Callable[[Scan], None], on_status: Callable[[PortStatus], None]
) -> "ScannerPool":
    from warehouse_tui.devices.pool import ScannerPool
    from warehouse_tui.devices.scanner import ScannerSettings

    return ScannerPool([ScannerSettings(**asdict(one)) for one in settings.scanners], on_scan, on_status)
