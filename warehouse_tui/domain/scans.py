"""What a scanner delivers, what a code says, and what the worker hears back."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Feedback(StrEnum):
    """The answer that reaches ear and eye; the four sounds are never reused for anything else."""

    COUNTED = "counted"  # one high beep
    LINE_DONE = "line_done"  # two beeps
    WRONG = "wrong"  # one long low razz
    NOT_COUNTED = "not_counted"  # a click
    ATTENTION = "attention"  # for the eye only
    NONE = "none"


class ScanNote(StrEnum):
    """What the reader noticed about a scan before anyone asked what it means."""

    REPEAT = "repeat"  # the same code from the same scanner inside its repeat_ms: dropped, "NOT counted"
    OVERLONG = "overlong"  # more bytes than any code has, without an end
    GARBAGE = "garbage"  # bytes that no scanner sends at the right baud rate


@dataclass(frozen=True, slots=True)
class Scan:
    """One framed read of one scanner, as it arrived.

    `text` is decoded UTF-8 (undecodable bytes become U+FFFD) without the frame's end; GS (0x1d) is kept, an AIM
    prefix too. `at` is monotonic seconds of the end's arrival. `scanner` is the name in the station's file, or
    `keyboard`. `note` is set where the reader itself already knows that the scan cannot count. `aim` and `gs1` are
    the scanner's settings, which the resolver takes: it sends AIM prefixes; it reads GS1 codes without saying so.
    """

    text: str
    scanner: str
    at: float
    note: ScanNote | None = None
    aim: bool = False
    gs1: bool = False


# The words that commands' barcodes say, of letters that every keyboard layout keeps.
COMMANDS = frozenset(
    {
        "XXSHORT",
        "XXSKIP",
        "XXUNDO",
        "XXDONE",
        "XXFULL",
        "XXNOCODE",
        "XXCOUNT",
        "XXBROKEN",
        "XXREPRINT",
        "XXHOLD",
        "XXREST",
        "XXHELP",
        "XXOUT",
        "XXRETURN",
        "XXLIST",
    }
)


class CodeForm(StrEnum):
    """The form of a code, told from the text alone."""

    COMMAND = "command"  # XXSHORT …
    GTIN = "gtin"
    GS1 = "gs1"  # element string or digital link
    SSCC = "sscc"
    PLAIN = "plain"  # anything else: a badge, a location, a tote, an SKU, an alias
    DAMAGED = "damaged"  # a form that is recognised and wrong: a check digit, a bad date


@dataclass(frozen=True, slots=True)
class ReadCode:
    """What one code says by itself, before any record is looked up.

    `text` is the code without its AIM prefix. `gtins` are the readings as GTIN-14, most likely first (UPC-E and
    EAN-8 may both fit). `weight_g` is net weight in grams, `count` units contained. `fault` is a catalogue key
    suffix (`check_digit`, `date`, `structure`) where form is DAMAGED.
    """

    text: str
    form: CodeForm
    gtins: tuple[str, ...] = ()
    sscc: str | None = None
    lot: str | None = None
    expiry: date | None = None
    serial: str | None = None
    weight_g: Decimal | None = None
    count: int | None = None
    fault: str | None = None
    ais: tuple[tuple[str, str], ...] = field(default=())


class PortState(StrEnum):
    """Whether a scanner can be heard."""

    OPEN = "open"
    LOST = "lost"  # unplugged or refused; being reopened
    WRONG_BAUD = "wrong_baud"  # it talks, but nothing readable


@dataclass(frozen=True, slots=True)
class PortStatus:
    """The state of one scanner's port, posted whenever it changes. `detail` is the driver's reason, safe text."""

    scanner: str
    port: str
    state: PortState
    detail: str = ""


class ResolvedKind(StrEnum):
    """What a code turned out to be."""

    COMMAND = "command"
    BADGE = "badge"
    LOCATION = "location"
    TOTE = "tote"
    ORDER = "order"
    ITEM = "item"
    SSCC = "sscc"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A record that a code names: `multiplier` is how many units of an item the code stands for."""

    kind: ResolvedKind
    id: int
    multiplier: int = 1


@dataclass(frozen=True, slots=True)
class Resolution:
    """The one answer to "what is this code?".

    `id` is the record of a badge, location, tote, order or item, else 0; `matches` are all of an AMBIGUOUS code;
    `command` is the word of a COMMAND. `read` keeps what the code says by itself (lot, expiry, serial …).
    """

    kind: ResolvedKind
    read: ReadCode
    id: int = 0
    multiplier: int = 1
    matches: tuple[CodeMatch, ...] = ()
    command: str = ""
