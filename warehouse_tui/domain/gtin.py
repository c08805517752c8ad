"""GTINs, the numbers under most barcodes: check digits and the one form in which they are compared."""

LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> str:
    """Return the check digit that GS1 puts after `digits` (weights 3, 1, 3, … from the right)."""
    total = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def has_gtin_length(text: str) -> bool:
    """Tell whether a code could be a GTIN by its length and digits alone."""
    return len(text) in LENGTHS and text.isascii() and text.isdigit()


def normalise_gtin(text: str) -> str | None:
    """Return a GTIN of 8, 12, 13 or 14 digits as 14 digits; None where it is none or its check digit is wrong."""
    if not has_gtin_length(text) or not text.strip("0") or check_digit(text[:-1]) != text[-1]:
        return None
    return text.zfill(14)
