import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.devices.feedback import REPLIES
from warehouse_tui.devices.framing import MOST_BYTES, SUFFIXES, Framer, is_garbage
from warehouse_tui.domain.scans import ScanNote

GARBAGE = bytes([0xFE, 0x00, 0x9C, 0xF8, 0x80, 0xE6])


def frames_of(data, suffix="auto", at=0.0):
    return Framer(suffix).feed(data, at)


def texts(frames):
    return [(frame.text, frame.note) for frame in frames]


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        ("auto", b"A-1\rB-2\r"),
        ("auto", b"A-1\nB-2\n"),
        ("auto", b"A-1\r\nB-2\r\n"),
        ("auto", b"A-1\tB-2\t"),
        ("auto", b"\x02A-1\x03\x02B-2\x03"),
        ("auto", b"\x02A-1\r\n\x03\x02B-2\r\n\x03"),
        ("auto", b"\r\n\r\nA-1\r\n\r\n\tB-2\r\x00"),
        ("cr", b"A-1\rB-2\r"),
        ("cr", b"A-1\r\nB-2\r\n"),
        ("lf", b"A-1\r\nB-2\r\n"),
        ("crlf", b"A-1\r\nB-2\r\n"),
        ("tab", b"A-1\tB-2\t"),
        ("etx", b"\x02A-1\x03\x02B-2\x03"),
    ],
)
def test_every_end(suffix, data):
    assert texts(frames_of(data, suffix)) == [("A-1", None), ("B-2", None)]


def test_what_is_no_end_of_this_scanner_belongs_to_the_code():
    assert texts(frames_of(b"NAME\tADA\nX\r", "cr")) == [("NAME\tADA\nX", None)]
    assert texts(frames_of(b"A\rB\r\n", "crlf")) == [("A\rB", None)]
    assert texts(frames_of(b"A\rB\tC\x03", "etx")) == [("A\rB\tC", None)]


def test_separators_inside_a_code_are_kept():
    code = b"[)>\x1e06\x1d1P42\x1e\x04"
    assert frames_of(b"]d201095011015300031010A\x1d2112\r" + code + b"\r")[0].text.count("\x1d") == 1
    assert frames_of(code + b"\r")[0].data == code


def test_a_byte_that_is_no_text_becomes_a_question_mark():
    assert texts(frames_of(b"CAF\xe9-1\r")) == [("CAF�-1", None)]


def test_overlong_costs_one_note_and_the_next_scan_is_whole():
    framer = Framer()
    got = framer.feed(b"9" * 5000, 0.0)
    assert [(frame.note, len(frame.data)) for frame in got] == [(ScanNote.OVERLONG, 64)]
    assert framer.feed(b"9" * 5000, 0.1) == []
    assert texts(framer.feed(b"99\rT7\r", 0.2)) == [("T7", None)]
    framer.feed(b"9" * 5000, 1.0)
    assert texts(framer.feed(b"T9\r", 1.4)) == [("T9", None)]
    framer.feed(b"9" * 5000, 2.0)
    assert framer.idle(3.0) == []
    assert texts(framer.feed(b"T8\r", 3.1)) == [("T8", None)]
    assert texts(framer.feed(b"9" * MOST_BYTES + b"\r", 3.2)) == [("9" * MOST_BYTES, None)]


def test_garbage_is_one_note_and_the_next_scan_is_whole():
    framer = Framer()
    got = framer.feed(GARBAGE + b"\r" + GARBAGE + b"\r", 0.0)
    assert [frame.note for frame in got] == [ScanNote.GARBAGE]
    assert texts(framer.feed(b"T7\r", 0.1)) == [("T7", None)]
    assert framer.feed(GARBAGE, 5.0) == []
    assert [frame.note for frame in framer.idle(6.1)] == [ScanNote.GARBAGE]
    assert texts(framer.feed(b"T8\r", 6.2)) == [("T8", None)]


def test_half_a_code_is_never_part_of_the_next_one():
    framer = Framer()
    assert framer.feed(b"9501", 0.0) == []
    assert framer.idle(0.2) == []
    assert texts(framer.feed(b"T7\r", 0.5)) == [("9501", ScanNote.GARBAGE), ("T7", None)]
    assert texts(framer.feed(b"9501\x02T8\x03", 9.0)) == [("9501", ScanNote.GARBAGE), ("T8", None)]


def test_a_pause_ends_the_scan_of_a_scanner_that_sends_no_end():
    framer = Framer("none")
    assert framer.feed(b"T", 0.0) == []
    assert framer.feed(b"7", 0.01) == []
    assert framer.idle(0.03) == []
    got = framer.idle(0.07)
    assert (texts(got), got[0].at) == ([("T7", None)], 0.01)
    framer.feed(b"T8\r\n", 1.0)
    assert texts(framer.feed(b"T9", 1.2)) == [("T8", None)]


@pytest.mark.parametrize(
    ("protocol", "reply"),
    [
        ("zebra-ssi", b"\x04\xd0\x00\x00\xff\x2c"),
        ("newland", b"\x02\x010000#BEEPON3000F080T20V\x06;\x03"),
    ],
)
def test_what_the_scanner_says_to_a_command_is_no_scan(protocol, reply):
    framer = Framer("auto", REPLIES[protocol])
    assert texts(framer.feed(reply + b"T7\r" + reply + reply + b"T8\r", 0.0)) == [("T7", None), ("T8", None)]
    framer.feed(reply, 1.0)
    assert framer.idle(9.0) == []
    assert texts(Framer("cr", REPLIES[protocol]).feed(reply + b"T7\r", 0.0)) == [("T7", None)]


def test_text_is_no_garbage():
    for text in ("T7", "Grüße", "]C10109501101530003\x1d10A", "條碼"):
        assert not is_garbage(text.encode())
    assert is_garbage(GARBAGE)
    assert is_garbage(b"\x00")


_BYTES = st.one_of(
    st.binary(max_size=40),
    st.lists(
        st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\x02", b"\x03", b"\x1d", b"AB", b"9" * 4096, b"\xff"])
    ).map(b"".join),
)


@given(st.sampled_from(SUFFIXES), _BYTES, st.data())
def test_any_chunking_gives_the_same_frames(suffix, data, draw):
    whole = Framer(suffix)
    parts = Framer(suffix)
    expected = whole.feed(data, 0.0) + whole.idle(9.0)
    got = []
    rest = data
    while rest:
        size = draw.draw(st.integers(1, len(rest)))
        got += parts.feed(rest[:size], 0.0)
        rest = rest[size:]
    assert got + parts.idle(9.0) == expected


@given(st.binary(max_size=200), st.sampled_from(["auto", "cr"]))
def test_after_anything_the_next_scan_is_whole(noise, suffix):
    framer = Framer(suffix)
    framer.feed(noise, 0.0)
    assert texts(framer.feed(b"9501101530003\r", 2.0))[-1] == ("9501101530003", None)
