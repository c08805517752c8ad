"""A whole file into the central database: all of it in one transaction, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine

from warehouse_tui.domain.problems import Problem
from warehouse_tui.domain.records import OrderRecord, Record
from warehouse_tui.services.ports import Clock
from warehouse_tui.store.central.deciding import Decided, Request, decide
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.importing.items import ItemLoader
from warehouse_tui.store.central.importing.loader import Loader, Tally, Target
from warehouse_tui.store.central.importing.locations import LocationLoader
from warehouse_tui.store.central.importing.orders import OrderLoader
from warehouse_tui.store.central.importing.stock import StockLoader
from warehouse_tui.store.central.importing.workers import WorkerLoader
from warehouse_tui.store.central.office import database_now, office_id

CHUNK = 1000

Entries = Iterable[Record | Problem]
Heard = Callable[[Problem], None]

_LOADERS: Mapping[str, type[Loader[Any]]] = {
    "items": ItemLoader,
    "locations": LocationLoader,
    "stock": StockLoader,
    "workers": WorkerLoader,
    "orders": OrderLoader,
}
# What goes on record as a decision. Stock does not: its counts are facts of the office.
_DECISIONS = {"items": "set_master", "locations": "set_master", "workers": "set_master", "orders": "create_order"}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would have done. `loaded`: the database says now what the file says.

    Records with errors are in none of the counts. `lines` are the lines of new orders.
    """

    kind: str
    new: int
    changed: int
    unchanged: int
    lines: int
    errors: int
    warnings: int
    loaded: bool


def import_records(
    engine: Engine,
    site_id: int,
    kind: str,
    entries: Entries,
    *,
    clock: Clock,
    heard: Heard,
    file: str = "",
    dry_run: bool = False,
) -> ImportReport:
    """Load a file's records (`items`, `locations`, `stock`, `workers` or `orders`), all of them or none.

    `entries` are its records and its reader's problems as they are met; memory holds a chunk of them. `heard` gets
    every problem, the reader's and those found here, chunk by chunk and in each by line. With an error, on a dry run
    and where nothing is new, the database is left as it was. `file` goes on record with the decision.
    """
    run = _Run(kind, file, heard, dry_run)
    with suppress(_TakenBackError), writing(engine) as connection:
        run.load(connection, site_id, clock, entries)
    return ImportReport(
        kind,
        **asdict(run.tally),
        errors=run.errors,
        warnings=run.warnings,
        loaded=not (run.errors or dry_run),
    )


class _TakenBackError(Exception):
    """Nothing of the transaction is to be kept."""


class _Run:
    """One import while it runs."""

    def __init__(self, kind: str, file: str, heard: Heard, dry_run: bool) -> None:
        self.errors = 0
        self.warnings = 0
        self.tally = Tally()
        self._kind = kind
        self._file = file
        self._heard = heard
        self._dry_run = dry_run

    def load(self, connection: Connection, site_id: int, clock: Clock, entries: Entries) -> None:
        """Load everything in the caller's transaction; _TakenBackError where it must not be kept."""
        # The office's row stays locked: two imports at the same time queue.
        office = office_id(connection, site_id)
        loader = _LOADERS[self._kind](Target(connection, site_id, clock))
        self.tally = loader.tally
        decision = _DECISIONS.get(self._kind)
        if decision is None:
            self._read(loader, entries)
            return
        asked = {"what": self._kind, "file": self._file}
        request = Request(site_id, office, uuid4().hex, decision, body=asked)

        def act(_decision_id: int) -> Decided:
            self._read(loader, entries)
            return Decided(asdict(loader.tally), loader.changes)

        decide(connection, request, database_now(connection), act)

    def _read(self, loader: Loader[Any], entries: Entries) -> None:
        for chunk in _chunks(entries):
            records = [entry for entry in chunk if not isinstance(entry, Problem)]
            told = [entry for entry in chunk if isinstance(entry, Problem)]
            self._tell(told + (loader.load(records) if records else []))
        self._tell(loader.finish())
        if self.errors or self._dry_run or not (loader.tally.new or loader.tally.changed):
            raise _TakenBackError

    def _tell(self, problems: list[Problem]) -> None:
        for problem in sorted(problems, key=lambda problem: problem.line):
            self.errors += problem.is_error
            self.warnings += not problem.is_error
            self._heard(problem)


def _chunks(entries: Entries) -> Iterator[list[Record | Problem]]:
    chunk: list[Record | Problem] = []
    weight = 0
    for entry in entries:
        chunk.append(entry)
        weight += len(entry.lines) if isinstance(entry, OrderRecord) else 1
        if weight >= CHUNK:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk
