"""What a station and the centre say to each other, as data, and the centre as a Protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.events import ClaimRefused
from warehouse_tui.services.ports import OfferedList, Work


class PushStatus(StrEnum):
    """The centre's answer to facts."""

    HELD = "held"
    GAP = "gap"  # send from last_seq + 1
    FORKED = "forked"  # another fact is held in the place of one of these: the station is fenced
    FENCED = "fenced"  # nothing is taken from this station, or not in this epoch
    DAMAGED = "damaged"  # a fact does not fit its hash


@dataclass(frozen=True, slots=True)
class Pushed:
    """Up to which sequence the centre holds the station's facts, and why not all."""

    status: PushStatus
    last_seq: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a station has read the feed. The incarnation is new whenever the database was restored."""

    incarnation: str = ""
    pos: int = 0


@dataclass(frozen=True, slots=True)
class Doc:
    """One record of master data or work as a station keeps it; a body of None is a record that is gone."""

    topic: str
    key: str
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A piece of the feed. `more` tells that it does not reach the end yet.

    `restart` tells that it begins anew: what the station has from before and does not get again is gone.
    `applied_seq` is how far the hub has applied this station's facts, from the same moment as the records.
    """

    docs: tuple[Doc, ...]
    cursor: Cursor
    applied_seq: int
    now: datetime
    more: bool
    restart: bool = False


class Centre(Protocol):
    """The central database as one station reaches it. LinkDown where it does not answer; nothing is half done."""

    def push(self, facts: Sequence[Fact]) -> Pushed:
        """Hand over facts in order; handing them over twice does no harm."""

    def pull(self, cursor: Cursor, limit: int) -> Pulled:
        """Return at most `limit` changed records after a cursor."""

    def claim(self, request_id: str, list_id: int | None) -> Work | ClaimRefused:
        """Take a list, or the most urgent one; the same request id is answered with the same list."""

    def offers(self) -> Sequence[OfferedList]:
        """Return the lists that may be claimed, the most urgent first."""

    def close(self) -> None:
        """Give back what it holds open."""
