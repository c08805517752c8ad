"""Facts: what physically happened at a station, as it is written down, hashed and never changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse_tui.domain.errors import FactError
from warehouse_tui.domain.stock import NO_LOT, Holder, HolderKind, Lot

# The newest version of each kind that this program writes and reads. A kind that is not here is unreadable.
VERSIONS: dict[str, int] = dict.fromkeys(
    (
        "item_taken",
        "item_put",
        "put_back",
        "damaged_found",
        "item_packed",
        "item_unpacked",
        "moved",
        "received",
        "returned_in",
        "counted",
        "short_found",
        "manifest_handed_over",
        "undone",
        "signed_in",
        "signed_out",
        "sign_in_failed",
        "list_started",
        "list_paused",
        "list_handed_back",
        "list_finished",
        "location_confirmed",
        "line_skipped",
        "tote_opened",
        "tote_full",
        "tote_parked",
        "tote_emptied",
        "help_asked",
        "pack_started",
        "parcel_opened",
        "parcel_closed",
        "parcel_reopened",
        "parcel_voided",
        "label_sent",
        "label_result",
        "label_scanned",
        "question_answered",
        "parcel_loaded",
        "parcel_unloaded",
        "scan_refused",
    ),
    1,
)

MAX_BODY_BYTES = 64_000
MAX_WORD = 200
FIRST_HASH = bytes(32)

Body = Mapping[str, Any]


class NewerFact(FactError):
    """A fact was written by a newer program than this one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before the journal has given it its place. `worker` is 0 while nobody is signed in."""

    kind: str
    body: Body
    worker: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a station's journal.

    (site, station, epoch, seq) is its id; `wall` is UTC microseconds by the station's own clock, `mono`
    milliseconds since `boot`, `offset_ms` what the central clock was ahead (None: unknown). `body` is the JSON
    text exactly as stored: `hash` covers these bytes and `prev_hash`.
    """

    site: int
    station: int
    epoch: int
    seq: int
    kind: str
    v: int
    worker: int
    wall: int
    mono: int
    boot: str
    offset_ms: int | None
    body: str
    prev_hash: bytes
    hash: bytes

    def data(self) -> dict[str, Any]:
        """Return the body as a dictionary; FactError where it is not one."""
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise FactError(f"fact {self.name()}: body is not JSON ({error})") from error
        if not isinstance(data, dict):
            raise FactError(f"fact {self.name()}: body is not an object")
        return data

    def name(self) -> str:
        """Return the fact's id as people read it."""
        return f"{self.site}/{self.station}/{self.epoch}/{self.seq}"

    def at(self) -> int:
        """Return the corrected time of the fact in UTC microseconds."""
        return self.wall + (self.offset_ms or 0) * 1000


def encode_body(body: Body) -> str:
    """Return a body as canonical JSON text: sorted keys, no spaces. FactError beyond MAX_BODY_BYTES."""
    try:
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        size = len(text.encode())
    except (TypeError, ValueError) as error:
        raise FactError(f"a fact's body cannot be written as JSON: {error}") from error
    if size > MAX_BODY_BYTES:
        raise FactError(f"a fact's body may have {MAX_BODY_BYTES} bytes, this one has {size}")
    return text


def fact_hash(
    prev_hash: bytes,
    ident: tuple[int, int, int, int],
    kind: str,
    v: int,
    worker: int,
    times: tuple[int, int, str, int | None],
    body: str,
) -> bytes:
    """Return the SHA-256 that chains a fact to the one before. `ident` is (site, station, epoch, seq), `times`
    (wall, mono, boot, offset_ms).
    """
    parts = [*map(str, ident), kind, str(v), str(worker), *map(str, times), body]
    return hashlib.sha256(prev_hash + "\x1f".join(parts).encode()).digest()


def expected_hash(fact: Fact) -> bytes:
    """Return the hash that a fact should have, from what it says."""
    ident = (fact.site, fact.station, fact.epoch, fact.seq)
    times = (fact.wall, fact.mono, fact.boot, fact.offset_ms)
    return fact_hash(fact.prev_hash, ident, fact.kind, fact.v, fact.worker, times, fact.body)


def seal(
    draft: Draft,
    ident: tuple[int, int, int, int],
    times: tuple[int, int, str, int | None],
    prev_hash: bytes,
) -> Fact:
    """Return the draft as a fact at its place in the chain."""
    body, v = encode_body(draft.body), VERSIONS[draft.kind]
    digest = fact_hash(prev_hash, ident, draft.kind, v, draft.worker, times, body)
    site, station, epoch, seq = ident
    wall, mono, boot, offset_ms = times
    return Fact(
        site,
        station,
        epoch,
        seq,
        draft.kind,
        v,
        draft.worker,
        wall,
        mono,
        boot,
        offset_ms,
        body,
        prev_hash,
        digest,
    )


def read_holder(value: Any) -> Holder:
    """Return the holder that a body names; FactError where it names none."""
    try:
        kind, ident = value
        holder = Holder(HolderKind(kind), ident)
    except (TypeError, ValueError) as error:
        raise FactError(f"{value!r} is no holder of goods") from error
    if type(ident) is not int or not 0 <= ident < 2**62:
        raise FactError(f"{value!r} is no holder of goods")
    return holder


def is_word(text: str) -> bool:
    """Return whether a text may be a lot code or serial of a fact: one that every database can hold."""
    return len(text) <= MAX_WORD and "\0" not in text


def read_word(value: Any) -> str:
    """Return a lot code or serial that a body names; FactError where it is no text that a database can hold."""
    if not isinstance(value, str) or not is_word(value):
        raise FactError(f"{value!r:.60} is no lot or serial")
    return value


def lot_body(lot: Lot) -> dict[str, str] | None:
    """Return a lot as it stands in a body."""
    if not lot:
        return None
    return {"code": lot.code} | ({"expiry": lot.expiry.isoformat()} if lot.expiry else {})


def read_lot(value: Any) -> Lot:
    """Return the lot that a body names; FactError where it cannot be read."""
    if not value:
        return NO_LOT
    try:
        expiry = value.get("expiry")
        return Lot(read_word(value.get("code", "")), date.fromisoformat(expiry) if expiry else None)
    except (AttributeError, TypeError, ValueError) as error:
        raise FactError(f"{value!r} is no lot") from error
