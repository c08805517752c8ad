"""Exceptions as conditions: one live row per kind and subject, opened, updated and cleared as the condition is."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from warehouse_tui.store.central.bulk import Columns, insert_columns, update_columns
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.keyed import by_keys
from warehouse_tui.store.central.schema import floor

Name = tuple[str, str]  # kind, subject
Entry = Mapping[str, Any]

# What somebody saw, or what is certain, is told at once; what figures say may be put right by facts on their way.
CERTAIN = frozenset({"short", "damaged", "unreadable", "list_conflict"})
LIVE = text("exception.state IN ('settling', 'open')")
_FACTS_KEPT = 20
_table = floor.exception


@dataclass(slots=True)
class _Live:
    exception_id: int
    detail: str
    facts: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A live exception as it shall stand."""

    exception_id: int
    detail: str
    facts: str


class Conditions:
    """What a transaction finds standing or gone; `settle` makes the rows say so.

    A condition is either stated whole (`stand`, `gone`), or made of entries, one per fact or claim behind it
    (`enter`, `withdraw`, `forget`), and stands as long as it has any. Entries carry `at` in microseconds.
    """

    def __init__(self, connection: Connection, site_id: int, now: datetime) -> None:
        self._connection, self._site_id, self._now = connection, site_id, now
        self._stated: dict[Name, Mapping[str, Any] | None] = {}
        self._facts: dict[Name, list[str]] = defaultdict(list)
        self._entered: dict[Name, dict[str, Entry]] = defaultdict(dict)
        self._withdrawn: dict[Name, set[str]] = defaultdict(set)
        self._forgotten: dict[Name, int] = {}
        self._entries: dict[Name, dict[str, Entry]] = {}
        self.ids: dict[Name, int] = {}

    def stand(self, kind: str, subject: str, detail: Mapping[str, Any], fact: str = "") -> None:
        """Say that a condition stands, and which fact made it so."""
        self._stated[kind, subject] = detail
        if fact:
            self._facts[kind, subject].append(fact)

    def gone(self, kind: str, subject: str) -> None:
        """Say that a condition does not stand."""
        self._stated[kind, subject] = None

    def enter(self, kind: str, subject: str, name: str, entry: Entry) -> None:
        """Give a condition an entry."""
        self._entered[kind, subject][name] = entry

    def withdraw(self, kind: str, subject: str, name: str) -> None:
        """Take an entry back."""
        self._withdrawn[kind, subject].add(name)

    def forget(self, kind: str, subject: str, at: int) -> None:
        """Take back the entries up to a time."""
        self._forgotten[kind, subject] = max(at, self._forgotten.get((kind, subject), 0))

    def entries(self, kind: str, subject: str) -> Mapping[str, Entry]:
        """Return the entries of a condition, after `settle`."""
        return self._entries.get((kind, subject), {})

    def settle(self) -> None:
        """Open, update and clear rows. Afterwards `ids` names the exception of each condition that stands."""
        names = {*self._stated, *self._entered, *self._withdrawn, *self._forgotten}
        if not names:
            return
        live = self._live(names)
        wanted = {name: self._wanted(name, live.get(name)) for name in sorted(names)}
        fresh = [name for name, detail in wanted.items() if detail is not None and name not in live]
        ids = dict(zip(fresh, self._new_ids(len(fresh)), strict=True))
        rows = {
            name: _Row(ids.get(name) or live[name].exception_id, detail, self._behind(name, live.get(name)))
            for name, detail in wanted.items()
            if detail is not None
        }
        self.ids = {name: row.exception_id for name, row in rows.items()}
        self._open({name: rows[name] for name in fresh})
        self._update(
            [rows[n] for n in rows if n in live and (live[n].detail, live[n].facts) != (rows[n].detail, rows[n].facts)]
        )
        self._clear([row.exception_id for name, row in live.items() if wanted[name] is None])

    def _live(self, names: Iterable[Name]) -> dict[Name, _Live]:
        columns = [_table.c[name] for name in ("kind", "subject", "exception_id", "detail", "facts")]
        keys = ("kind", "subject")
        rows = by_keys(self._connection, _table, self._site_id, keys, names, columns, lock=True, where=LIVE)
        return {(row[0], row[1]): _Live(*row[2:]) for row in rows}

    def _wanted(self, name: Name, live: _Live | None) -> str | None:
        if name in self._stated:
            detail = self._stated[name]
            return None if detail is None else _dump(detail)
        before = json.loads(live.detail).get("entries", {}) if live else {}
        entries = {key: entry for key, entry in before.items() if entry["at"] > self._forgotten.get(name, -1)}
        entries |= self._entered[name]
        for key in self._withdrawn[name]:
            entries.pop(key, None)
        self._entries[name] = entries
        return _dump({"entries": entries}) if entries else None

    def _behind(self, name: Name, live: _Live | None) -> str:
        if name not in self._stated:
            return _dump(sorted(self._entries[name]))
        before = json.loads(live.facts) if live else []
        return _dump([*before, *(fact for fact in self._facts[name] if fact not in before)][-_FACTS_KEPT:])

    def _new_ids(self, count: int) -> Iterable[int]:
        return reserve_ids(self._connection, self._site_id, "exception", count) if count else ()

    def _open(self, rows: Mapping[Name, _Row]) -> None:
        values: Columns = {
            "exception_id": [row.exception_id for row in rows.values()],
            "kind": [kind for kind, _ in rows],
            "subject": [subject for _, subject in rows],
            "state": ["open" if kind in CERTAIN else "settling" for kind, _ in rows],
            "detail": [row.detail for row in rows.values()],
            "facts": [row.facts for row in rows.values()],
            "opened_at": [self._now] * len(rows),
            "changed_at": [self._now] * len(rows),
        }
        insert_columns(self._connection, _table, self._site_id, values)

    def _update(self, rows: list[_Row]) -> None:
        put: Columns = {
            "detail": [row.detail for row in rows],
            "facts": [row.facts for row in rows],
            "changed_at": [self._now] * len(rows),
        }
        keys = {"exception_id": [row.exception_id for row in rows]}
        update_columns(self._connection, _table, self._site_id, keys, put=put)

    def _clear(self, ids: list[int]) -> None:
        put: Columns = {"state": ["cleared"] * len(ids), "ended_at": [self._now] * len(ids)}
        update_columns(self._connection, _table, self._site_id, {"exception_id": ids}, put=put)


def _dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
