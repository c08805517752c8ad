"""AIM symbology identifiers (ISO/IEC 15424): three characters before the data that say what kind of barcode it was."""

import re

_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")

GS1 = frozenset({"]C1", "]d2", "]Q3", "]e0"})
"""GS1-128, GS1 DataMatrix, GS1 QR Code, GS1 DataBar: their data is element strings."""
EAN_8 = "]E4"
EAN_WITH_ADD_ON = "]E3"
_TRADE_ITEMS = ("]E", "]I")


def split_aim(text: str) -> tuple[str, str]:
    """Return a code's AIM prefix (empty where it has none) and the rest."""
    found = _PREFIX.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def may_be_gtin(prefix: str) -> bool:
    """Return whether a code of GTIN length must be one: EAN, UPC, ITF, or a kind that is not known."""
    return not prefix or prefix.startswith(_TRADE_ITEMS)
