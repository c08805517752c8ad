"""What the sync thread needs: the journal as a reader, and the replica as a writer."""

from collections.abc import Sequence
from typing import Protocol

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.replication import Cursor, Pulled


class FactSource(Protocol):
    """Reading the station's journal beside the thread that writes it."""

    def after(self, seq: int, limit: int) -> list[Fact]:
        """Return at most `limit` facts after `seq`, in order."""

    def last_seq(self) -> int:
        """Return the sequence of the newest fact, 0 for none."""

    def checkpoint(self) -> None:
        """Tidy the journal's log, so that the writing thread never has to."""

    def close(self) -> None:
        """Close the file."""


class ReplicaWriter(Protocol):
    """Writing what was pulled."""

    def cursor(self) -> Cursor:
        """Return how far the feed was read."""

    def load(self, page: Pulled) -> None:
        """Write a page with its cursor, all or nothing."""

    def claims(self) -> Sequence[tuple[int, int]]:
        """Return list and claim number of the work at this station."""
