"""The station's journal: append-only facts, on disk before anybody sees the answer."""

import fcntl
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from warehouse_tui.domain.errors import JournalError
from warehouse_tui.domain.facts import Draft, Fact, expected_hash, seal
from warehouse_tui.services.ports import Clock
from warehouse_tui.store.station import journal_file
from warehouse_tui.store.station.journal_file import COLUMNS, connect, head, in_plain_words, meta, to_fact

_INSERT = f"INSERT INTO fact ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"
_SINCE = f"SELECT {COLUMNS} FROM fact WHERE epoch = ? AND seq > ? ORDER BY seq"
_LAST_OF_KIND = "SELECT max(seq) FROM fact WHERE epoch = ? AND kind = ?"
# The sync thread checkpoints; this many pages are the net under it where no sync thread runs.
_AUTO_CHECKPOINT = 10_000


class SqliteJournal:
    """Implements `services.ports.Journal`. One program at a time, one thread at a time.

    `offset_ms` is what the central clock is ahead of this station's; it is stamped on each fact, None: not known.
    A higher `epoch` than the file's begins a new chain in the same file.
    """

    def __init__(self, path: Path, *, site: int, station: int, epoch: int, clock: Clock) -> None:
        self.offset_ms: int | None = None
        self._doubtful = False
        self._path, self._clock, self._boot = path, clock, clock.boot()
        self._ident = (site, station, epoch)
        with in_plain_words(path):
            self._lock = _locked(path)
        try:
            with in_plain_words(path):
                self._db = self._open()
        except BaseException:
            os.close(self._lock)
            raise

    def append(self, drafts: Sequence[Draft]) -> list[Fact]:
        """Write facts durably, all or none, and return them sealed, in order.

        JournalError where the disk refuses, FactError where a draft is no fact; nothing is written then.
        """
        if self._doubtful:
            self._recover()
        facts = self._sealed(drafts)
        if not facts:
            return []
        try:
            with in_plain_words(self._path):
                self._write(facts)
        except JournalError:
            self._doubtful = True
            raise
        self._seq, self._hash = facts[-1].seq, facts[-1].hash
        return facts

    def since(self, seq: int) -> list[Fact]:
        """Return the facts of this epoch after `seq`, in order."""
        site, station, epoch = self._ident
        with in_plain_words(self._path):
            return [to_fact(site, station, row) for row in self._db.execute(_SINCE, (epoch, seq))]

    def last_seq(self) -> int:
        """Return the sequence of the newest fact, 0 for none."""
        return self._seq

    def last_of_kind(self, kind: str) -> int:
        """Return the sequence of the newest fact of a kind, 0 for none."""
        with in_plain_words(self._path):
            [[seq]] = self._db.execute(_LAST_OF_KIND, (self._ident[2], kind)).fetchall()
        return seq or 0

    def head(self) -> tuple[int, bytes]:
        """Return the sequence and hash of the newest fact; the hash of none is 32 zero bytes."""
        return self._seq, self._hash

    def close(self) -> None:
        """Close the file and let another program have it."""
        self._db.close()
        os.close(self._lock)

    def _open(self) -> sqlite3.Connection:
        fresh = not self._path.exists() or self._path.stat().st_size == 0
        db = connect(self._path)
        try:
            if fresh:
                self._create(db)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute(f"PRAGMA wal_autocheckpoint={_AUTO_CHECKPOINT}")
            self._check_owner(db)
            self._check_tail(db)
            self._seq, self._hash = head(db, self._ident[2])
        except BaseException:
            db.close()
            raise
        return db

    def _create(self, db: sqlite3.Connection) -> None:
        site, station, epoch = self._ident
        owner = f"INSERT INTO meta VALUES ('site', {site:d}), ('station', {station:d}), ('epoch', {epoch:d});"
        db.executescript(f"BEGIN IMMEDIATE; {journal_file.SCHEMA} {owner} COMMIT;")

    def _check_owner(self, db: sqlite3.Connection) -> None:
        site, station, epoch = self._ident
        found = meta(db, self._path)
        if (found["site"], found["station"]) != (site, station):
            raise JournalError(
                f"the journal {self._path} belongs to station {found['station']} of site {found['site']}, not to "
                f"station {station} of site {site}: give this station a data folder of its own"
            )
        if found["epoch"] > epoch:
            raise JournalError(
                f"the journal {self._path} is in epoch {found['epoch']}, the centre in {epoch}: the centre was "
                "restored from a backup; rejoin the station"
            )
        if found["epoch"] < epoch:
            db.execute("UPDATE meta SET value = ? WHERE name = 'epoch'", (epoch,))

    def _check_tail(self, db: sqlite3.Connection) -> None:
        """Check the newest facts against their hashes, as a cut or a foreign hand would break them there."""
        site, station, epoch = self._ident
        rows = db.execute(f"SELECT {COLUMNS} FROM fact WHERE epoch = ? ORDER BY seq DESC LIMIT 50", (epoch,)).fetchall()
        facts = [to_fact(site, station, row) for row in reversed(rows)]
        for n, fact in enumerate(facts):
            linked = n == 0 or (fact.prev_hash == facts[n - 1].hash and fact.seq == facts[n - 1].seq + 1)
            if not linked or expected_hash(fact) != fact.hash:
                raise JournalError(
                    f"the journal {self._path} is damaged at fact {fact.seq} (its hash does not fit): keep the file, "
                    "and ask for help before this station goes on"
                )

    def _sealed(self, drafts: Sequence[Draft]) -> list[Fact]:
        now, mono = self._clock.now(), int(self._clock.monotonic() * 1000)
        times = (round(now.timestamp() * 1_000_000), mono, self._boot, self.offset_ms)
        facts: list[Fact] = []
        seq, digest = self._seq, self._hash
        for draft in drafts:
            seq += 1
            facts.append(seal(draft, (*self._ident, seq), times, digest))
            digest = facts[-1].hash
        return facts

    def _write(self, facts: Sequence[Fact]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(_INSERT, [_row(fact) for fact in facts])
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _recover(self) -> None:
        """Read again where the journal ends: after an error of the disk, memory is not asked."""
        with in_plain_words(self._path):
            self._seq, self._hash = head(self._db, self._ident[2])
        self._doubtful = False


def _row(fact: Fact) -> tuple[object, ...]:
    return (
        fact.epoch,
        fact.seq,
        fact.kind,
        fact.v,
        fact.worker,
        fact.wall,
        fact.mono,
        fact.boot,
        fact.offset_ms,
        fact.body,
        fact.prev_hash,
        fact.hash,
    )


def _locked(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise JournalError(
            f"the journal {path} is in use by another program: only one may work at a station"
        ) from error
    return lock
