import pytest

from warehouse_tui.store.station.pins import Argon2Pins, hash_pin


def test_a_pin_fits_its_own_hash_and_no_other():
    one, other = hash_pin("482913"), hash_pin("482913")
    pins = Argon2Pins()
    assert pins.verify(one, "482913") and pins.verify(other, "482913")
    assert not pins.verify(one, "482914")
    assert one != other and "482913" not in one


@pytest.mark.parametrize("broken", ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$AAAA", "482913"])
def test_a_hash_that_cannot_be_read_fits_no_pin(broken: str):
    assert not Argon2Pins().verify(broken, "482913")
