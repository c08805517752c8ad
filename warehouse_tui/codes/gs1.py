"""GS1 element strings and Digital Link addresses, read with biip behind guards for what it lets pass.

biip answers a wrong SSCC or GTIN with an error in a field, lets a lot swallow what follows a lost separator, and
reads digits of any script: each becomes a DAMAGED code here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

from warehouse_tui.domain.gtin import check_digit, normalise_gtin
from warehouse_tui.domain.scans import CodeForm, ReadCode

GS = "\x1d"
_CONFIG = ParseConfig(gs1_element_strings_verify_date=False)
_EXPIRY = ("17", "15")
_NO_DATE = "000000"
_OPEN_ENDED = ("10", "21")
_SWALLOWED = re.compile(r".1[57]\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$|.01(\d{14})$")
_DATED = re.compile(r"1[57]\d{6}")
_LINK = re.compile(r"https?://[^?#]*/(?:00|01)/\d", re.IGNORECASE)
_GRAMS_PER_KG = 1000
_MOST_COUNT_DIGITS = 8


def read_elements(text: str) -> ReadCode:
    """Read an element string (GS between its parts); DAMAGED where it is none."""
    rest = text.strip(GS)
    elements: list[GS1ElementString] = []
    if not rest or not rest.isascii():
        return damaged(text, "structure")
    while rest:
        try:
            element = GS1ElementString.extract(rest, config=_CONFIG)
        except (ParseError, ValueError):
            return damaged(text, "date" if _DATED.match(rest) else "structure")
        elements.append(element)
        rest = rest[len(element) :]
        if rest and element.ai.separator_required and not rest.startswith(GS):
            return damaged(text, "structure")
        rest = rest.lstrip(GS)
    own = {element.ai.ai for element in elements}
    if any(_swallows(element, own) for element in elements):
        return damaged(text, "structure")
    return _code(text, elements)


def read_link(text: str) -> ReadCode:
    """Read a Digital Link address; any other address is PLAIN."""
    if not _LINK.match(text):
        return ReadCode(text, CodeForm.PLAIN)
    try:
        elements = GS1DigitalLinkURI.parse(text, config=_CONFIG).element_strings
    except (ParseError, ValueError):
        return damaged(text, "structure")
    if not all(element.value.isascii() for element in elements):
        return damaged(text, "structure")
    return _code(text, elements)


def damaged(text: str, fault: str) -> ReadCode:
    """Return a code that is recognised and wrong; `fault` is what is wrong with it."""
    return ReadCode(text, CodeForm.DAMAGED, fault=fault)


def _swallows(element: GS1ElementString, own: set[str]) -> bool:
    """Return whether a lot or serial seems to hold what should have followed it after a separator.

    A lot may end like an expiry by chance (3 in 10,000 numeric lots): such a code is refused rather than a wrong lot
    written.
    """
    if element.ai.ai not in _OPEN_ENDED:
        return False
    tail = _SWALLOWED.search(element.value)
    if tail is None:
        return False
    if tail[1]:
        return normalise_gtin(tail[1]) is not None
    return own.isdisjoint(_EXPIRY)


def _code(text: str, elements: Sequence[GS1ElementString]) -> ReadCode:
    values = {element.ai.ai: element.value for element in reversed(elements)}
    sscc = values.get("00")
    gtin = values.get("01") or values.get("02")
    fault = _fault(elements, sscc, gtin)
    if fault:
        return damaged(text, fault)
    count = values.get("37") or values.get("30")
    return ReadCode(
        text,
        CodeForm.SSCC if sscc else CodeForm.GS1,
        # What a pallet holds is no unit to be picked: its contents stay in `ais`.
        gtins=(gtin,) if gtin and not sscc else (),
        sscc=sscc,
        lot=values.get("10"),
        expiry=_expiry(elements),
        serial=values.get("21"),
        weight_g=_weight(elements),
        count=int(count[:_MOST_COUNT_DIGITS]) if count else None,
        ais=tuple((element.ai.ai, element.value) for element in elements),
    )


def _fault(elements: Sequence[GS1ElementString], sscc: str | None, gtin: str | None) -> str:
    if (sscc and check_digit(sscc[:-1]) != sscc[-1]) or (gtin and normalise_gtin(gtin) is None):
        return "check_digit"
    for element in elements:
        if element.ai.ai in _EXPIRY and element.date is None and element.value != _NO_DATE:
            return "date"
    return ""


def _expiry(elements: Sequence[GS1ElementString]) -> date | None:
    dates: Mapping[str, date | None] = {element.ai.ai: element.date for element in elements}
    return dates.get("17") or dates.get("15")


def _weight(elements: Sequence[GS1ElementString]) -> Decimal | None:
    for element in elements:
        if element.ai.ai.startswith("310") and element.decimal is not None:
            return element.decimal * _GRAMS_PER_KG
    return None
