"""UPC-E: a UPC-A with zeros left out (GS1 General Specifications, 5.2.2.4.2)."""

from warehouse_tui.domain.gtin import normalise_gtin

_LENGTH = 8


def expand_upc_e(text: str) -> str | None:
    """Return eight digits of UPC-E (number system, six, check digit) as GTIN-14; None where they are none."""
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()) or text[0] not in "01":
        return None
    return normalise_gtin(_expand(text[:7]) + text[7])


def _expand(digits: str) -> str:
    last = digits[6]
    if last in "012":
        return f"{digits[:3]}{last}0000{digits[3:6]}"
    if last == "3":
        return f"{digits[:4]}00000{digits[4:6]}"
    if last == "4":
        return f"{digits[:5]}00000{digits[5]}"
    return f"{digits[:6]}0000{last}"
