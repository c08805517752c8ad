"""What a scanner has to be told once, per maker: the contents of its set-up card, each step with its source.

A step's `code` is drawn as Code 128. Where a maker publishes a setting only as a picture in its manual, there is no
`code`: the card names the picture to scan. None of it was tried on hardware here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FNC3 = "\xf3"
"""Code 128's sign for "this programs the reader", as python-barcode writes it."""

UNKNOWN = "not known to this program; scan it in the manual"


@dataclass(frozen=True, slots=True)
class Step:
    """One setting. `name` is the maker's, `code` what to draw, `send` what does the same over the port."""

    does: str
    name: str
    source: str
    code: str = ""
    send: str = ""


@dataclass(frozen=True, slots=True)
class SetupCard:
    """The steps of one maker in the order in which to scan them. `feedback` is the value for the station's file."""

    maker: str
    feedback: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


_ZEBRA = "Zebra DS3608 Product Reference Guide (MN002176A01)"
_HONEYWELL = "Honeywell Xenon/Granit User Guide"
_DATALOGIC = "Datalogic Gryphon I GD44XX/GBT4400/GM440X Product Reference Guide"
_QUICKSCAN = "Datalogic QuickScan I QD2400 Product Reference Guide"
_NEWLAND = "Newland NLS-HR52 User Manual"


def _honeywell(does: str, name: str, command: str, source: str) -> Step:
    return Step(does, name, source, f"{FNC3}{command}.", f"SYN M CR {command}.")


def _datalogic(does: str, name: str, text: str, source: str) -> Step:
    return Step(does, name, source, f"{FNC3}${text}\r")


def _newland(does: str, name: str, command: str) -> Step:
    source = f"{_NEWLAND}, Use of Programming Command (the form); the command as public programs send it"
    return Step(does, name, source, send=f"~ SOH 0000@{command}; ETX")


CARDS: Mapping[str, SetupCard] = {
    "zebra": SetupCard(
        "Zebra",
        "zebra-ssi",
        (
            Step("serial port over USB", "USB Device Type: SSI over USB CDC", f"{_ZEBRA}, USB Interface"),
            Step("no beep of its own", "Beep After Good Decode: Disable", f"{_ZEBRA}, User Preferences"),
            Step(
                "AIM prefix before each code",
                "Transmit Code ID Character: AIM Code ID Character, parameter 45 (2Dh) = 1",
                "Zebra DS4678 and Symbol DS6708 Product Reference Guides, Miscellaneous Scanner Parameters",
            ),
            Step(
                "CR after each code",
                "Scan Data Transmission Format: <DATA> <SUFFIX 1>, parameter EBh = 1; Scan Suffix 1: CR",
                f"{_ZEBRA}, Miscellaneous Scanner Parameters",
            ),
            Step(
                "our sounds",
                "nothing to set beyond SSI: it beeps on BEEP (E6h); codes are to be sent raw, not in packets",
                f"{_ZEBRA}, SSI Interface; Simple Serial Interface Programmer's Guide (72-40451)",
            ),
        ),
        ('On RS-232 without SSI use feedback = "bel": the scanner beeps on BEL.',),
    ),
    "honeywell": SetupCard(
        "Honeywell",
        "honeywell",
        (
            _honeywell(
                "serial port over USB", "USB Serial", "TERMID130", "Honeywell Xenon User Guide, Terminal ID Table"
            ),
            _honeywell(
                "CR after each code",
                "Add Suffix, all symbologies (99), CR (0D)",
                "SUFBK2990D",
                f"{_HONEYWELL}, Prefix/Suffix Overview (the form); the command as public programs send it",
            ),
            Step(
                "AIM prefix before each code",
                "Add Prefix, all symbologies, AIM I.D.",
                f"{_HONEYWELL}, Prefix/Suffix Overview",
            ),
            Step("no beep of its own, our sounds", "Host ACK On", "Honeywell Xenon 1900 User Guide, page 3-38"),
        ),
        (
            "With Host ACK on, the scanner is silent and waits for an answer to every scan: read it with this program "
            "only. Leave its good-read beeper on: the answer sounds through it.",
            "The manual prints these commands as pictures. They are drawn here as Code 128 that begins with FNC3; "
            "where a scanner does not take one, send the line shown beside it over its port, or scan the manual's own.",
        ),
    ),
    "datalogic": SetupCard(
        "Datalogic",
        "datalogic",
        (
            Step("serial port over USB", "Interface selection: USB-COM", f"{_DATALOGIC}, Setup"),
            _datalogic("begin", "ENTER/EXIT PROGRAMMING MODE", "P", "Datalogic Gryphon I GFS4400 Reference, page 56"),
            _datalogic("AIM prefix before each code", "Global AIM ID = Enable", "CAIEN01", f"{_QUICKSCAN}, page 57"),
            Step("no beep of its own", "Good read beep: off", f"{_DATALOGIC}, Reading Parameters"),
            Step("CR after each code", "Global suffix: 0D (a serial port's default)", f"{_QUICKSCAN}, page 219"),
            _datalogic("end", "ENTER/EXIT PROGRAMMING MODE", "P", "Datalogic Gryphon I GFS4400 Reference, page 56"),
            Step(
                "our sounds",
                "nothing to set: it beeps on 01, and on F with E after it",
                "Datalogic PowerScan Product Reference Guide, appendix Host Commands",
            ),
        ),
        (
            "Labels are Code 128: FNC3, $, the text, CR (Magellan 9500 Product Reference Guide, appendix F).",
            "Names differ between models.",
        ),
    ),
    "newland": SetupCard(
        "Newland",
        "newland",
        (
            Step("serial port over USB", "USB CDC (virtual serial port)", f"{_NEWLAND}, Communication Settings"),
            _newland("no beep of its own", "Good Read Beep: off", "GRBENA0"),
            Step("AIM prefix before each code", "AIM ID Prefix: enable", f"{_NEWLAND}, Prefix & Suffix"),
            _newland("CR after each code", "Terminating Character Suffix: CR", "TSUENA1,SET0D"),
            Step("our sounds", "nothing to set: it beeps on BEEPON", "Newland Serial Programming Command Manual"),
        ),
        ("Scan ENTER SETUP before and EXIT SETUP after. Names differ between models.",),
    ),
}
"""The cards by the name that the command takes."""


def shown_code(code: str) -> str:
    """Return a code's contents for the eye, with FNC3 and CR by name."""
    return code.replace(FNC3, "[FNC3]").replace("\r", "[CR]")


def card_lines(card: SetupCard) -> list[str]:
    """Return a card as lines of text, for a terminal or a screen reader."""
    lines = [f"Set-up card: {card.maker}", ""]
    for number, step in enumerate(card.steps, 1):
        code = shown_code(step.code) or UNKNOWN
        lines += [f"{number}. {step.does}: {step.name}", f"   code    {code}"]
        if step.send:
            lines.append(f"   or send {step.send}")
        lines.append(f"   source  {step.source}")
    lines += ["", *card.notes, f'In the station\'s file: suffix = "cr", aim = true, feedback = "{card.feedback}"']
    return [
        *lines,
        "Not tried on hardware by this program's makers: check each step with `warehouse-tui devices test`.",
    ]
