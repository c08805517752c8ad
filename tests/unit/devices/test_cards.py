import re
import xml.etree.ElementTree as ElementTree

import pytest
import zxingcpp

from warehouse_tui.devices.cards import CARDS, FNC3, UNKNOWN, card_lines
from warehouse_tui.devices.drawing import draw_card, draw_code
from warehouse_tui.domain.scans import COMMANDS
from warehouse_tui.services.layouts import TEST_CODE

DOTS_A_MM = 203 / 25.4
SVG = "{http://www.w3.org/2000/svg}"
BAR = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)")


def decode(svg):
    """Print an SVG page's bars with the dots of a label printer, and read every code on it; FNC3 as in CARDS."""
    page = ElementTree.fromstring(svg)
    _, _, width, height = (round(float(part) * DOTS_A_MM) for part in page.attrib["viewBox"].split())
    dots = bytearray(b"\xff" * width * height)
    for path in page.iter(f"{SVG}path"):
        for bar in BAR.findall(path.attrib["d"]):
            x, y, w, h = (float(part) * DOTS_A_MM for part in bar)
            left, right = round(x), round(x + w)
            for row in range(round(y), round(y + h)):
                dots[row * width + left : row * width + right] = bytes(right - left)
    image = memoryview(bytes(dots)).cast("B", shape=[height, width])
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128)
    return [
        FNC3 * ("ReaderInit" in (code.extra or {})) + code.bytes.decode()
        for code in sorted(found, key=lambda code: code.position.top_left.y)
    ]


@pytest.mark.parametrize("maker", CARDS)
def test_every_known_code_on_a_card_scans(maker):
    card = CARDS[maker]
    assert decode(draw_card(card)) == [step.code for step in card.steps if step.code]


def test_honeywells_codes():
    codes = [step.code for step in CARDS["honeywell"].steps if step.code]
    assert codes == [f"{FNC3}TERMID130.", f"{FNC3}SUFBK2990D."]


def test_datalogics_labels_stand_between_the_ends_of_programming_mode():
    codes = [step.code for step in CARDS["datalogic"].steps if step.code]
    assert codes == [f"{FNC3}$P\r", f"{FNC3}$CAIEN01\r", f"{FNC3}$P\r"]
    text = "\n".join(card_lines(CARDS["datalogic"]))
    assert "[FNC3]$CAIEN01[CR]" in text
    assert "\r" not in text + draw_card(CARDS["datalogic"])


@pytest.mark.parametrize("maker", CARDS)
def test_a_card_covers_the_set_up_and_names_its_sources(maker):
    card = CARDS[maker]
    does = {part for step in card.steps for part in step.does.split(", ")}
    assert {"serial port over USB", "no beep of its own", "our sounds", "CR after each code"} <= does
    assert "AIM prefix before each code" in does
    assert all(step.source for step in card.steps)
    text = "\n".join(card_lines(card))
    assert text.count(UNKNOWN) == sum(not step.code for step in card.steps)
    assert f'feedback = "{card.feedback}"' in text


@pytest.mark.parametrize("code", [TEST_CODE, *sorted(COMMANDS)])
def test_a_single_code_scans(code):
    assert decode(draw_code("Test <&>", code)) == [code]
