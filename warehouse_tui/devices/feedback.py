"""The answer that goes back to the hand: bytes for each kind of scanner. Pure.

Four sounds: counted (one high beep), line done (two), wrong (long and low), not counted (a click). Where a protocol has
fewer, this is merged, and wrong is never merged with counted:

- `bel`: one tone only. Counted is one, line done two, wrong five in a row; not counted and attention are silent.
- `zebra-ssi`: all four apart; attention is silent.
- `honeywell`: all four apart. Every scan must be answered, or the scanner waits 10 s: attention and none light the
  lamp for a moment and make no sound.
- `datalogic`: counted and line done are the good-read tone, once and twice; wrong is "not on file"; not counted and
  attention are silent. For corded scanners: a cordless one expects its address in the answer.
- `newland`: all four apart, by pitch and length; attention is silent.

The bytes are the makers': Zebra Simple Serial Interface (DS3608 Product Reference Guide, chapter 7), Honeywell Host
ACK (Xenon/Granit User Guide), Datalogic host commands (PowerScan Product Reference Guide), Newland Serial Programming
Command Manual. None was tried on hardware here.
"""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from warehouse_tui.domain.scans import Feedback

Protocol = Literal["none", "bel", "zebra-ssi", "honeywell", "datalogic", "newland"]
PROTOCOLS: tuple[str, ...] = get_args(Protocol)

_SSI_BEEP = 0xE6
_SSI_HOST = 4


def ssi_packet(opcode: int, data: bytes = b"") -> bytes:
    """Return a Zebra SSI packet: length, opcode, source, status, data, and the sum's two's complement in 16 bits."""
    body = bytes((4 + len(data), opcode, _SSI_HOST, 0)) + data
    return body + (-sum(body) & 0xFFFF).to_bytes(2, "big")


def _ssi_beep(sound: int) -> bytes:
    return ssi_packet(_SSI_BEEP, bytes((sound,)))


def _newland_beep(hertz: int, milliseconds: int, times: int = 1) -> bytes:
    return b"~\x010000#BEEPON%04dF%03dT20V;\x03" % (hertz, milliseconds) * times


_BYTES: Mapping[str, Mapping[Feedback, bytes]] = {
    "none": {},
    "bel": {Feedback.COUNTED: b"\x07", Feedback.LINE_DONE: b"\x07" * 2, Feedback.WRONG: b"\x07" * 5},
    "zebra-ssi": {
        Feedback.COUNTED: _ssi_beep(0x00),  # one short high
        Feedback.LINE_DONE: _ssi_beep(0x01),  # two short high
        Feedback.WRONG: _ssi_beep(0x0F),  # one long low
        Feedback.NOT_COUNTED: _ssi_beep(0x05),  # one short low
    },
    "honeywell": {
        Feedback.COUNTED: b"\x1b7,",  # good read
        Feedback.LINE_DONE: b"\x1b7,\x1b7,",
        Feedback.WRONG: b"\x1b8,\x1b8,",  # error tone
        Feedback.NOT_COUNTED: b"\x1b4,",  # one low beep
        Feedback.ATTENTION: b"\x1b1,",  # green lamp, 135 ms
        Feedback.NONE: b"\x1b1,",
    },
    # 01 sounds even where the scanner's own beep is off, B does not; F disables the scanner, so E must follow
    # (Magellan 9300i and PowerScan Product Reference Guides, host commands).
    "datalogic": {Feedback.COUNTED: b"\x01", Feedback.LINE_DONE: b"\x01\x01", Feedback.WRONG: b"FE"},
    "newland": {
        Feedback.COUNTED: _newland_beep(3000, 80),
        Feedback.LINE_DONE: _newland_beep(3000, 80, times=2),
        Feedback.WRONG: _newland_beep(400, 600),
        Feedback.NOT_COUNTED: _newland_beep(1200, 20),
    },
}

REPLIES: Mapping[str, re.Pattern[bytes]] = {
    # CMD_ACK and CMD_NAK of the decoder (source 0), with their sums.
    "zebra-ssi": re.compile(rb"\x04\xd0\x00[\x00-\x0f]\xff.|\x05\xd1\x00[\x00-\x0f].\xff.", re.DOTALL),
    "newland": re.compile(rb"[\x02~]?\x010000[@#][^\x03]*?[\x05\x06\x15][^\x03]*?;\x03?"),
}
"""What a scanner itself says to a command, and no scan."""

ANSWER_WITHIN_S = {"honeywell": 1.0}
"""Scanners that wait for an answer to every scan: after so long without one they are let go."""


def feedback_bytes(protocol: str, feedback: Feedback) -> bytes:
    """Return what to send to a scanner for a sound; empty where its protocol has none."""
    return _BYTES[protocol].get(feedback, b"")
