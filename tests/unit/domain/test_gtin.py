import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.domain.gtin import check_digit, has_gtin_length, normalise_gtin


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("8710398500434", "08710398500434"),
        ("18710398500431", "18710398500431"),
        ("8710398500435", None),
        ("871039850043", None),
        ("00000000", None),
        ("٨٧١٠٣٩٨٥٠٠٤٣٤", None),
        ("", None),
    ],
)
def test_every_length_becomes_14_digits_or_none(text, gtin):
    assert normalise_gtin(text) == gtin


@given(st.text("0123456789", min_size=13, max_size=13).filter(lambda digits: digits.strip("0")))
def test_any_one_wrong_digit_is_noticed(digits):
    good = digits + check_digit(digits)
    assert has_gtin_length(good) and normalise_gtin(good) == good
    for place in range(14):
        wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
        assert normalise_gtin(wrong) is None
