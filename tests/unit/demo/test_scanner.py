"""What the demo's scanner sends for a step."""

from datetime import date

import pytest

from tests.support.view_gallery import PICK_ITEM
from warehouse_tui.demo.scanner import DemoScanner, VirtualPort
from warehouse_tui.domain.gtin import normalise_gtin
from warehouse_tui.services.views import Outcome, Wanted

GTIN = "08710398500434"


class Wire(VirtualPort):
    """A port that keeps what was sent."""

    def __init__(self) -> None:
        self.bytes: list[bytes] = []

    def send(self, data: bytes) -> None:
        self.bytes.append(data)


def pulled(trigger: str, wanted: Wanted) -> list[bytes]:
    wire = Wire()
    scanner = DemoScanner(wire, badge="W-1001", free_tote=lambda: "T2", others=[GTIN, "02000000000374"])
    scanner.follow(Outcome(PICK_ITEM, wanted=wanted))
    scanner.pull(trigger)  # type: ignore[arg-type]
    return wire.bytes


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        (Wanted("badge"), b"]C0W-1001\r"),
        (Wanted("tote"), b"]C0T2\r"),
        (Wanted("place", "A-03-1"), b"]C0A-03-1\r"),
        (Wanted("item", GTIN), b"]E08710398500434\r"),
        (Wanted("item", GTIN, "L7", date(2027, 1, 31)), b"]C101087103985004341727013110L7\r"),
    ],
)
def test_the_right_code_and_a_damaged_one_that_is_nobody_elses(wanted: Wanted, right: bytes) -> None:
    assert pulled("right", wanted) == [right]
    [damaged] = pulled("damaged", wanted)
    assert damaged != right
    assert len(damaged) == len(right)
    if wanted.kind == "item":
        start = 5 if wanted.lot else 3
        end = start + (14 if wanted.lot else 13)
        assert normalise_gtin(damaged[start:end].decode()) is None
    else:
        assert damaged.endswith(b"?\r")


def test_a_wrong_code_is_of_another_item() -> None:
    assert pulled("wrong", Wanted("item", GTIN)) == [b"]E02000000000374\r"]
