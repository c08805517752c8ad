import pytest

from warehouse_tui.devices.feedback import ANSWER_WITHIN_S, PROTOCOLS, REPLIES, feedback_bytes, ssi_packet
from warehouse_tui.domain.scans import Feedback

SOUNDS = (Feedback.COUNTED, Feedback.LINE_DONE, Feedback.WRONG, Feedback.NOT_COUNTED)


@pytest.mark.parametrize(
    ("protocol", "sounds"),
    [
        ("none", [b"", b"", b"", b""]),
        ("bel", [b"\x07", b"\x07\x07", b"\x07\x07\x07\x07\x07", b""]),
        (
            "zebra-ssi",
            [
                b"\x05\xe6\x04\x00\x00\xff\x11",
                b"\x05\xe6\x04\x00\x01\xff\x10",
                b"\x05\xe6\x04\x00\x0f\xff\x02",
                b"\x05\xe6\x04\x00\x05\xff\x0c",
            ],
        ),
        ("honeywell", [b"\x1b7,", b"\x1b7,\x1b7,", b"\x1b8,\x1b8,", b"\x1b4,"]),
        ("datalogic", [b"\x01", b"\x01\x01", b"FE", b""]),
        (
            "newland",
            [
                b"~\x010000#BEEPON3000F080T20V;\x03",
                b"~\x010000#BEEPON3000F080T20V;\x03~\x010000#BEEPON3000F080T20V;\x03",
                b"~\x010000#BEEPON0400F600T20V;\x03",
                b"~\x010000#BEEPON1200F020T20V;\x03",
            ],
        ),
    ],
)
def test_every_sound_byte_for_byte(protocol, sounds):
    assert [feedback_bytes(protocol, sound) for sound in SOUNDS] == sounds


@pytest.mark.parametrize("protocol", [name for name in PROTOCOLS if name != "none"])
def test_wrong_is_heard_and_never_merged(protocol):
    wrong = feedback_bytes(protocol, Feedback.WRONG)
    assert wrong
    assert all(wrong != feedback_bytes(protocol, other) for other in Feedback if other is not Feedback.WRONG)
    assert feedback_bytes(protocol, Feedback.COUNTED) != feedback_bytes(protocol, Feedback.LINE_DONE)


@pytest.mark.parametrize("protocol", ["zebra-ssi", "honeywell", "newland"])
def test_all_four_apart_where_the_protocol_can(protocol):
    assert len({feedback_bytes(protocol, sound) for sound in SOUNDS}) == 4


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_attention_makes_no_sound(protocol):
    sounds = {feedback_bytes(protocol, sound) for sound in SOUNDS}
    for quiet in (Feedback.ATTENTION, Feedback.NONE):
        assert feedback_bytes(protocol, quiet) == (b"\x1b1," if protocol in ANSWER_WITHIN_S else b"")
        assert not feedback_bytes(protocol, quiet) or feedback_bytes(protocol, quiet) not in sounds


def test_an_ssi_packet_sums_to_nothing():
    packet = ssi_packet(0xE6, b"\x0f")
    assert (sum(packet[:-2]) + int.from_bytes(packet[-2:], "big")) & 0xFFFF == 0


@pytest.mark.parametrize(
    ("protocol", "reply"),
    [
        ("zebra-ssi", b"\x04\xd0\x00\x00\xff\x2c"),
        ("zebra-ssi", b"\x05\xd1\x00\x00\x01\xff\x29"),
        ("newland", b"\x02\x010000#BEEPON3000F080T20V\x06;\x03"),
    ],
)
def test_a_scanners_own_reply_is_known(protocol, reply):
    assert REPLIES[protocol].fullmatch(reply)
