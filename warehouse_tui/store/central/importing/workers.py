"""People with badges."""

from collections.abc import Sequence
from typing import Any

from warehouse_tui.domain.problems import HIDDEN, Problem, Severity
from warehouse_tui.domain.records import WorkerRecord
from warehouse_tui.store.central.feed import Change
from warehouse_tui.store.central.importing.loader import Loader
from warehouse_tui.store.central.importing.merging import Master, merge, rows_there
from warehouse_tui.store.central.schema import master
from warehouse_tui.store.station.pins import Argon2Pins, hash_pin

WORKERS = Master(master.worker, "badge", "worker_id", "worker")


class WorkerLoader(Loader[WorkerRecord]):
    """Adds and changes people; a PIN is hashed before it is written anywhere."""

    def load(self, records: Sequence[WorkerRecord]) -> list[Problem]:
        """Write a chunk of people."""
        there = rows_there(self.to, WORKERS, [record.badge for record in records])
        hashes = {badge: str(row.pin_hash) for badge, row in there.items()}
        rows = {record.badge: _row(record, hashes.get(record.badge, "")) for record in records}
        merged = merge(self.to, WORKERS, there, rows)
        self.tally.new += len(merged.new)
        self.tally.changed += len(merged.changed)
        self.tally.unchanged += len(rows) - len(merged.new) - len(merged.changed)
        self.changes += [Change("worker", str(merged.ids[badge])) for badge in sorted(merged.new | merged.changed)]
        return [_pin_gone(record) for record in records if hashes.get(record.badge) and not record.pin]


def _row(record: WorkerRecord, pin_hash: str) -> dict[str, Any]:
    return {
        "name": record.name,
        "roles": ";".join(sorted(record.roles)),
        "language": record.language,
        "pin_hash": _hash(record.pin, pin_hash),
    }


def _hash(pin: str, there: str) -> str:
    """Return the hash that is there if it is this PIN's: a new one would have another salt."""
    if not pin:
        return ""
    return there if there and Argon2Pins().verify(there, pin) else hash_pin(pin)


def _pin_gone(record: WorkerRecord) -> Problem:
    return Problem(record.line, "pin", HIDDEN, "the file has none: the one on record is taken off", Severity.WARNING)
