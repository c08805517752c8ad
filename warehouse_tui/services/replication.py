"""What travels between station and centre: facts up, documents down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.events import ClaimRefused
from warehouse_tui.services.ports import OfferedList


@dataclass(frozen=True, slots=True)
class Document:
    """One record as stations keep it: `body` is JSON, None where the record left the station's audience."""

    topic: str
    key: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a station has read the feed of one database: another incarnation starts from the beginning."""

    incarnation: str = ""
    pos: int = 0


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page of the feed, from one moment. `applied_seq` is how far this station's facts were applied then.

    `restart`: the database is another one than the cursor's; what the station has is to be thrown away first.
    `more`: the page is full, ask again. `now`: the time by the centre's clock.
    """

    documents: Sequence[Document]
    cursor: Cursor
    applied_seq: int
    restart: bool = False
    more: bool = False
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """The answer to a push. `last_seq` is held by the centre; `send_from` is set where facts before them are missing.

    `refused` is a reason in plain words where the station is fenced or its journal forked.
    """

    last_seq: int
    send_from: int | None = None
    refused: str = ""


class Centre(Protocol):
    """The central database as the sync thread sees it. Each call may raise LinkDown."""

    def push(self, facts: Sequence[Fact]) -> Pushed:
        """Append facts; those held already are compared, not doubled."""

    def pull(self, cursor: Cursor, limit: int) -> Pulled:
        """Return what changed after a cursor."""

    def claim(self, request_id: str, list_id: int | None) -> ClaimRefused | None:
        """Claim one list, or the most urgent; the list itself comes with the next pull."""

    def offers(self) -> Sequence[OfferedList]:
        """Return the lists that could be claimed."""

    def close(self) -> None:
        """Give back what is held open; it opens again when it is used again."""
