"""What one code says by itself: the `CodeReader` of `services.scan`."""

import re

from warehouse_tui.codes.aim import EAN_8, EAN_WITH_ADD_ON, GS1, may_be_gtin, split_aim
from warehouse_tui.codes.upc import expand_upc_e
from warehouse_tui.domain.gtin import check_digit, has_gtin_length, normalise_gtin
from warehouse_tui.domain.scans import CodeForm, ReadCode

_COMMAND = re.compile(r"XX[A-Z]{2,}|xx[a-z]{2,}")
_SSCC = re.compile(r"(?:00)?([0-9]{18})")
_WITH_GTIN = re.compile(r"01([0-9]{14})")
_EDGES = " \t\r\n"
_EAN_13 = 13


class BiipReader:
    """Reads codes; never raises, whatever the text.

    Element strings are believed after a GS1 AIM prefix. `gs1` is for a scanner that sends none: then a text that
    holds a good GTIN or SSCC is believed as well, and everything else stays what it is (`10000017` is no lot). `aim` is
    for a scanner that always sends a prefix: a code without one, that is not whole by itself, has lost its head.
    """

    def warm_up(self) -> None:
        """Load what GS1 codes need (0.2 s), so that the first one is answered as quickly as the rest."""
        self.read_code("]C10109501101530003")

    def read_code(self, text: str, *, aim: bool = False, gs1: bool = False) -> ReadCode:
        """Return the code's form and contents."""
        prefix, rest = split_aim(text.strip(_EDGES))
        rest = rest.strip(_EDGES)
        if _COMMAND.fullmatch(rest):
            return ReadCode(rest.upper(), CodeForm.COMMAND)
        if rest[:8].lower().startswith(("http://", "https://")):
            from warehouse_tui.codes.gs1 import read_link  # biip takes 0.2 s to load

            return read_link(rest)
        if prefix in GS1:
            return self._elements(rest)
        read = _trade_item(prefix, rest) or _sscc(rest) or (self._untold(rest) if gs1 else None)
        if aim and not prefix and read is None:
            return ReadCode(rest, CodeForm.DAMAGED, fault="structure")
        return read or ReadCode(rest, CodeForm.PLAIN)

    def _elements(self, text: str) -> ReadCode:
        from warehouse_tui.codes.gs1 import read_elements  # biip takes 0.2 s to load

        return read_elements(text)

    def _untold(self, text: str) -> ReadCode | None:
        """Read an element string that no AIM prefix announces: only what a check digit vouches for."""
        start = _WITH_GTIN.match(text.lstrip("\x1d"))
        if start and normalise_gtin(start[1]):
            return self._elements(text)
        read = self._elements(text)
        return read if read.gtins or read.sscc else None


def _trade_item(prefix: str, text: str) -> ReadCode | None:
    """Read a GTIN in any length; None where it has no such length, or where that says nothing."""
    if prefix == EAN_WITH_ADD_ON:
        text = text[:_EAN_13]
    if not has_gtin_length(text):
        return None
    gtins = _readings(prefix, text)
    if gtins:
        return ReadCode(text, CodeForm.GTIN, gtins=gtins)
    return ReadCode(text, CodeForm.DAMAGED, fault="check_digit") if may_be_gtin(prefix) else None


def _readings(prefix: str, text: str) -> tuple[str, ...]:
    """Return what eight digits may mean: EAN-8, and UPC-E unless the prefix rules it out."""
    as_is = normalise_gtin(text)
    upc_e = expand_upc_e(text) if prefix != EAN_8 else None
    return tuple(gtin for gtin in (as_is, upc_e) if gtin)


def _sscc(text: str) -> ReadCode | None:
    found = _SSCC.fullmatch(text)
    if not found or not found[1].strip("0") or check_digit(found[1][:-1]) != found[1][-1]:
        return None
    return ReadCode(text, CodeForm.SSCC, sscc=found[1])
