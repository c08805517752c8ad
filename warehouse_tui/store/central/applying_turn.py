"""One turn of applying: the facts of one transaction, what was read for them, and what is to be said afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from warehouse_tui.domain.effects import Effects
from warehouse_tui.domain.facts import Fact
from warehouse_tui.domain.ledger import Source
from warehouse_tui.store.central.applying_conditions import Conditions
from warehouse_tui.store.central.feed import Change


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact with what it changes and the corrected time that its station's other facts agree with.

    `at` is UTC microseconds; `list_id` and `claim_no` are 0 where the fact is no list work.
    """

    fact: Fact
    effects: Effects
    at: int
    list_id: int
    claim_no: int

    @property
    def source(self) -> Source:
        """Return the fact as the ledger names it."""
        return Source(self.fact.station, self.fact.epoch, self.fact.seq, self.fact.offset_ms is not None)


@dataclass(slots=True)
class Turn:
    """What the steps of applying share. `changes` go to the feed when all is written."""

    connection: Connection
    site_id: int
    now: datetime
    facts: list[Dated]
    conditions: Conditions
    changes: list[Change] = field(default_factory=list)

    def each(self) -> Iterator[tuple[Dated, Effects]]:
        """Yield every fact with its effects, each station's in its own order."""
        for dated in self.facts:
            yield dated, dated.effects
