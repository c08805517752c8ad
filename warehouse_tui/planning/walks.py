"""In which order the places of a list are walked: the door behind which every planner of walks stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a location is: block, aisle, bay and level as written on the shelf, `x_mm` and `y_mm` on the floor."""

    location_id: int
    zone: str
    block: int
    aisle: str
    bay: int
    level: str
    x_mm: int = 0
    y_mm: int = 0


class Walk(Protocol):
    """Finds a walk through places."""

    def order(self, places: Iterable[Place]) -> list[Place]:
        """Return the places, each once, in the order in which they are to be visited."""


class Serpentine:
    """Block after block, aisle after aisle: odd aisles up, even aisles down. It measures no distances."""

    def order(self, places: Iterable[Place]) -> list[Place]:
        """Return the places, each once, in serpentine order."""
        return sorted({place.location_id: place for place in places}.values(), key=_serpentine)


def aisle_number(aisle: str) -> int:
    """Return what makes an aisle odd or even: its last digits, else its letters as A = 1 … Z = 26, AA = 27."""
    digits = re.findall(r"[0-9]+", aisle)
    if digits:
        return int(digits[-1])
    number = 0
    for letter in aisle.upper():
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - ord("A") + 1
    return number


_Natural = tuple[tuple[int, int, str], ...]


def natural(text: str) -> _Natural:
    """Return a sort key in which A2 comes before A10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(text))


def _serpentine(place: Place) -> tuple[int, _Natural, int, _Natural, int]:
    bay = place.bay if aisle_number(place.aisle) % 2 else -place.bay
    return place.block, natural(place.aisle), bay, natural(place.level), place.location_id
