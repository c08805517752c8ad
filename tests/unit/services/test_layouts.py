import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.services.layouts import TEST_CODE, UNKNOWN, layout_of

# What the keys of a US keyboard give on others, key by key; capitals are the shifted key.
US = "-1234567890aqwzmyAQWZMY"
GERMAN = dict(zip(US, "ß1234567890aqwymzAQWYMZ", strict=True))
SWISS = dict(zip(US, "'1234567890aqwymzAQWYMZ", strict=True))
FRENCH = dict(zip(US, ")&é\"'(-è_çàqazw,yQAZW?Y", strict=True))
BELGIAN = dict(zip(US, ")&é\"'(§è!çàqazw,yQAZW?Y", strict=True))
SPANISH = dict(zip(US, "'1234567890aqwzmyAQWZMY", strict=True))


def typed_on(keyboard, code=TEST_CODE):
    return "".join(keyboard.get(char, char) for char in code)


def test_the_right_layout_garbles_nothing():
    assert layout_of(TEST_CODE) == layout_of(TEST_CODE + "\r")
    assert (layout_of(TEST_CODE).name, layout_of(TEST_CODE).garbles) == ("QWERTY", False)


@pytest.mark.parametrize(
    ("keyboard", "name", "part"),
    [
        (GERMAN, "QWERTZ", "Y→Z"),
        (SWISS, "QWERTZ", "-→'"),
        (FRENCH, "AZERTY", "1→&"),
        (BELGIAN, "AZERTY", "6→§"),
        (SPANISH, "QWERTY", "-→'"),
    ],
)
def test_a_layout_is_named_with_what_it_garbles(keyboard, name, part):
    verdict = layout_of(typed_on(keyboard))
    assert (verdict.name, verdict.garbles) == (name, True)
    assert part in verdict.what.split(" ")


def test_caps_lock():
    assert layout_of(TEST_CODE.swapcase()).name == "QWERTY, caps lock"
    assert layout_of(typed_on(GERMAN).replace("ß", "-").swapcase()).name == "QWERTZ, caps lock"
    german = "".join(char if char == "ß" else char.swapcase() for char in typed_on(GERMAN))
    assert layout_of(german).name == "QWERTZ, caps lock"


def test_azerty_with_its_digits_shifted():
    locked = typed_on({key: char for key, char in FRENCH.items() if key not in "1234567890"})
    assert layout_of(locked).name == "AZERTY, shifted digits"


@pytest.mark.parametrize("typed", ["", "9501101530003", TEST_CODE[:-1], "?" * len(TEST_CODE)])
def test_something_else_is_unknown(typed):
    assert layout_of(typed).name == UNKNOWN
    assert layout_of(typed).garbles


@given(st.text(max_size=40))
def test_any_text_has_a_verdict(text):
    verdict = layout_of(text)
    assert verdict.garbles == (text.strip("\r\n\t\x02\x03") != TEST_CODE)
