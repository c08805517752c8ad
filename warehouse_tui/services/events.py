"""What other threads tell the core thread: frozen messages, never calls into it."""

from dataclasses import dataclass

from warehouse_tui.domain.scans import PortStatus, Scan
from warehouse_tui.services.ports import LinkStatus, OfferedList


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scanner, or a keyboard-mode scanner, delivered a code."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class Commanded:
    """A key or the menu chose a command; `word` is the command word (XXSHORT), or a view's own (`back`, `enter`)."""

    word: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A person typed an answer to the view's entry and pressed Enter."""

    text: str


@dataclass(frozen=True, slots=True)
class WorkChanged:
    """The replica changed: new work, new master data, or signals."""


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    """A claim did not come through; `reason` is a catalogue key: `none_left`, `taken`, `offline`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The lists that could be claimed."""

    lists: tuple[OfferedList, ...]


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link's state changed."""

    status: LinkStatus


@dataclass(frozen=True, slots=True)
class PortChanged:
    """A scanner came, went, or talks garbage."""

    status: PortStatus


@dataclass(frozen=True, slots=True)
class Tick:
    """A second passed: lock-outs and countdowns may change."""


Event = Scanned | Commanded | Typed | WorkChanged | ClaimRefused | Offers | LinkChanged | PortChanged | Tick
