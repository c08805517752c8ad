"""The keyboard layout test: what a scanner that types makes of a known code. Pure.

Such a scanner presses the keys of a US keyboard, and the computer reads them in its own layout. Setting scanner and
computer to the same layout is the cure.
"""

from dataclasses import dataclass

TEST_CODE = "LAYOUT-AQWZMY-aqwzmy-1234567890"
"""The code to scan: the letters that layouts exchange, in both cases, the digits, and the sign in places' codes."""

UNKNOWN = "unknown"
_EVERYWHERE_THE_SAME = "LOUT"
_LETTERS = {
    "QWERTY": {},
    "QWERTZ": {"Y": "Z", "Z": "Y"},
    "AZERTY": {"A": "Q", "Q": "A", "W": "Z", "Z": "W"},
}
_DIGITS = "1234567890"
_ENDS = "\r\n\t\x02\x03"


@dataclass(frozen=True, slots=True)
class LayoutVerdict:
    """What a layout test showed: the layout's name, whether it garbles codes, and which characters into what."""

    name: str
    garbles: bool
    what: str


def layout_of(typed: str) -> LayoutVerdict:
    """Return which keyboard layout turned TEST_CODE into `typed`."""
    typed = typed.strip(_ENDS)
    if typed == TEST_CODE:
        return LayoutVerdict("QWERTY", False, "")
    caps = _caps_lock(typed)
    keys = _mapping("".join(_swap_case(char) for char in typed) if caps else typed)
    if keys is None:
        return LayoutVerdict(UNKNOWN, True, "")
    name = _name(keys)
    if caps:
        name = f"{name}, caps lock"
    seen = _mapping(typed) or {}
    changed = [f"{key}→{char}" for key, char in seen.items() if key != char]
    return LayoutVerdict(name, True, " ".join(changed))


def _mapping(typed: str) -> dict[str, str] | None:
    """Return what each character of the test became; None where that cannot be told."""
    if len(typed) != len(TEST_CODE):
        return None
    keys: dict[str, str] = {}
    for key, char in zip(TEST_CODE, typed, strict=True):
        if keys.setdefault(key, char) != char:
            return None
    return keys


def _name(keys: dict[str, str]) -> str:
    for name, exchanged in _LETTERS.items():
        if all(keys[key] == exchanged.get(key, key) for key in "AQWZY"):
            shifted = name == "AZERTY" and all(keys[digit] == digit for digit in _DIGITS)
            return f"{name}, shifted digits" if shifted else name
    return UNKNOWN


def _caps_lock(typed: str) -> bool:
    pairs = [pair for pair in zip(TEST_CODE, typed, strict=False) if pair[0] in _EVERYWHERE_THE_SAME]
    return bool(pairs) and all(char == key.swapcase() for key, char in pairs)


def _swap_case(char: str) -> str:
    """Return a letter in its other case where that is one letter (ß has none)."""
    other = char.swapcase()
    return other if len(other) == 1 else char
