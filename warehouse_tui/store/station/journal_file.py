"""The journal's file: its frozen schema, its errors in our words, and a reader for the sync thread.

The schema never changes: a journal written by any version of this program is readable by any other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from warehouse_tui.domain.errors import JournalError
from warehouse_tui.domain.facts import FIRST_HASH, Fact

APPLICATION_ID = 0x57485455  # "WHTU": tells a journal from any other SQLite file
COLUMNS = "epoch, seq, kind, v, worker, wall, mono, boot, offset_ms, body, prev_hash, hash"
SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE fact (
  epoch INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, v INTEGER NOT NULL, worker INTEGER NOT NULL,
  wall INTEGER NOT NULL, mono INTEGER NOT NULL, boot TEXT NOT NULL, offset_ms INTEGER, body TEXT NOT NULL,
  prev_hash BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (epoch, seq));
CREATE INDEX fact_kind ON fact (epoch, kind, seq);
PRAGMA application_id = {APPLICATION_ID};
"""
_AFTER = f"SELECT {COLUMNS} FROM fact WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT ?"
_LAST = "SELECT seq, hash FROM fact WHERE epoch = ? ORDER BY seq DESC LIMIT 1"


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Turn the driver's errors into a JournalError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(f"the journal {path} {_reason(error)}") from error
    except OSError as error:
        raise JournalError(f"the journal {path} cannot be opened: {error.strerror}") from error


def _reason(error: sqlite3.Error) -> str:
    text = str(error)
    if "full" in text:
        return "cannot be written: the disk is full; free some space, nothing was recorded"
    if "readonly" in text:
        return "cannot be written: the file or its disk is read-only; nothing was recorded"
    if "not a database" in text or "malformed" in text:
        return f"is damaged ({text}): keep the file, and ask for help before this station goes on"
    return f"cannot be used ({text}); nothing was recorded"


def connect(path: Path) -> sqlite3.Connection:
    """Open the file; the journal belongs to one thread at a time, which need not be the one that opened it."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    db.execute("PRAGMA synchronous=FULL")
    return db


def meta(db: sqlite3.Connection, path: Path) -> dict[str, int]:
    """Return site, station and epoch of a journal; JournalError where the file is something else."""
    [[found]] = db.execute("PRAGMA application_id").fetchall()
    if found != APPLICATION_ID:
        raise JournalError(f"{path} is not a journal of this program: give the station another data folder")
    return dict(db.execute("SELECT name, value FROM meta").fetchall())


def to_fact(site: int, station: int, row: tuple[Any, ...]) -> Fact:
    """Return a row of `COLUMNS` as the fact it holds."""
    return Fact(site, station, *row)


def head(db: sqlite3.Connection, epoch: int) -> tuple[int, bytes]:
    """Return the sequence and hash of the newest fact; (0, FIRST_HASH) where there is none."""
    row = db.execute(_LAST, (epoch,)).fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, FIRST_HASH)


class JournalReader:
    """Reading a station's journal from the sync thread, by a connection of its own.

    `site`, `station` and `epoch` are whose facts it reads.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with in_plain_words(path):
            if not path.exists():
                raise JournalError(f"there is no journal at {path}: start the station first")
            self._db = connect(path)
            ident = meta(self._db, path)
        self.site, self.station, self.epoch = ident["site"], ident["station"], ident["epoch"]

    def after(self, seq: int, limit: int) -> list[Fact]:
        """Return at most `limit` facts after `seq`, in order."""
        with in_plain_words(self._path):
            rows = self._db.execute(_AFTER, (self.epoch, seq, limit)).fetchall()
        return [to_fact(self.site, self.station, row) for row in rows]

    def last_seq(self) -> int:
        """Return the sequence of the newest fact, 0 for none."""
        with in_plain_words(self._path):
            return head(self._db, self.epoch)[0]

    def checkpoint(self) -> None:
        """Move what was written from the log into the file, so that the core thread never has to."""
        with in_plain_words(self._path):
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._db.close()
