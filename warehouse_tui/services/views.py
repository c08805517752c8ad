"""What a screen shows, as data: services build these in the worker's language, screens only render them.

All text here is what a person reads, already worded by the catalogue. It may hold names from files and codes from
scanners, so a screen shows it through the safe-text helper and never as markup.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from warehouse_tui.domain.scans import Feedback


class Tone(StrEnum):
    """The meaning of a line: shown by glyph and word first, by colour beside them."""

    NORMAL = "normal"
    MUTED = "muted"
    STRONG = "strong"
    GOOD = "good"  # ✓ sky
    WARN = "warn"  # ! yellow
    BAD = "bad"  # ✖ vermillion


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `right` stands at the right edge where there is room, else on a line of its own."""

    text: str
    right: str = ""
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True)
class Big:
    """A thing to read at arm's length: `label` GO, `value` 03-12 in the largest digits that fit, `beside` small
    words beside it (aisle A / left / level C). `primary` is the one big thing of a small screen.
    """

    label: str
    value: str
    beside: tuple[str, ...] = ()
    primary: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """A key that works on this step: `key` as Textual names it (`f2`, `escape`, `enter`, a digit), the command word
    that it stands for, and its label. `main` keys stand in the footer, the others in the menu only.
    """

    key: str
    command: str
    label: str
    main: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A number to be typed: what is asked, how many digits at most, and whether to hide them (a PIN).

    Typed digits come back through the core's `typed()`; a scanner's burst (gaps under 50 ms) is a scan instead.
    """

    label: str
    max_digits: int
    secret: bool = False
    # letters too: the last four of a lot or of an item's code
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways on: a digit key, or Enter on the marked one. `command` is what choosing it sends."""

    key: str
    label: str
    detail: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """The wrong-scan screen: what was scanned, what was needed, and the numbered cures. Covers the step."""

    title: str
    scanned: tuple[Line, ...]
    need: tuple[Line, ...]
    nothing_counted: str
    do: tuple[str, ...]
    go_on: str
    item_id: int = 0  # the item that was scanned, where it was one
    scanned_label: str = "SCANNED"
    need_label: str = "NEED"
    do_label: str = "DO"


@dataclass(frozen=True, slots=True)
class Header:
    """The top line: who, on what, how far. `link` is a short state word with glyph (`●0 unsent`)."""

    worker: str = ""
    title: str = ""  # list 214
    progress: str = ""  # line 7/23
    link: str = ""
    link_tone: Tone = Tone.NORMAL
    devices: tuple[Line, ...] = ()  # scanners that cannot be heard


@dataclass(frozen=True, slots=True)
class View:
    """One step of a worker's flow, whole: everything that a floor screen shows.

    `step` is a stable name of the step for tests and styles (`sign_in`, `pick_item` …).
    """

    step: str
    header: Header
    big: tuple[Big, ...] = ()
    lines: tuple[Line, ...] = ()
    action: str = ""  # SCAN ITEM: the inverse line
    entry: Entry | None = None
    choices: tuple[Choice, ...] = ()
    last: Line | None = None  # ✓ last A-03-09 2 of 2 → T7
    keys: tuple[Key, ...] = ()
    alert: Alert | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Message:
    """A short answer to what was just scanned: the band of colour with its glyph and word."""

    text: str
    tone: Tone = Tone.NORMAL


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scanner could send now to go on: a code, and what its GS1 form would say besides. The demo's virtual
    scanner sends it. `kind` is badge, tote, place, item, serial or nothing.
    """

    kind: str = ""
    code: str = ""
    lot: str = ""
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a scan, a key or a number: the next view, a message, and what the worker hears.

    `scanner` is whose beeper and lamp get the feedback; empty: the terminal bell only. `leave` asks the app to end.
    `guide` names the guide's page for this step.
    """

    view: View
    message: Message | None = None
    feedback: Feedback = Feedback.NONE
    scanner: str = ""
    leave: bool = False
    guide: str = "pick"
    menu: tuple[Key, ...] = field(default=())
    wanted: Wanted = field(default=Wanted())
