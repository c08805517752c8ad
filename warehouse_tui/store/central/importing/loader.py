"""What every kind of file has in common when it is loaded, chunk by chunk."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from warehouse_tui.domain.problems import Problem
from warehouse_tui.services.ports import Clock
from warehouse_tui.store.central.bulk import Columns
from warehouse_tui.store.central.feed import Change

AnyRecord = TypeVar("AnyRecord")


@dataclass(slots=True)
class Tally:
    """How many records were new, changed or unchanged; `lines` are the lines of new orders."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go: the transaction, the site, and the clock that dates them."""

    connection: Connection
    site_id: int
    clock: Clock


@dataclass
class Loader(ABC, Generic[AnyRecord]):
    """Writes the records of one kind. Each chunk costs the same few statements, whatever the records say."""

    to: Target
    tally: Tally = field(default_factory=Tally)
    changes: list[Change] = field(default_factory=list)  # what stations should look at again

    @abstractmethod
    def load(self, records: Sequence[AnyRecord]) -> list[Problem]:
        """Write what is right of a chunk, which is not empty, and return what is wrong with it."""

    def finish(self) -> list[Problem]:
        """Return what can only be said once all chunks are in."""
        return []


def columns_of(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Return rows, at least one and all with the same names, as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}
