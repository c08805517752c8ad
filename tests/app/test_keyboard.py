import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.app.keyboard import BURST_GAP_S, FORGET_S, HALF_CODE_S, MOST_CHARACTERS, Got, Input, KeyReader

FAST, SLOW = 0.004, 0.15
CODES = st.text(st.sampled_from("0123456789ABCDEFXYZ-./ \x1d"), min_size=3, max_size=40).filter(
    lambda text: text[0] not in " "
)


def feed(reader: KeyReader, text: str, gap: float, start: float = 0.0) -> tuple[list[Input], float]:
    """Type a text and return what came out, and when the last key was."""
    done = [reader.feed(char, start + at * gap) for at, char in enumerate(text)]
    return [one for one in done if one is not None], start + gap * (len(text) - 1)


@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\x03", "\r\n"])
def test_a_burst_with_any_end_is_one_scan(end: str) -> None:
    done, _ = feed(KeyReader(), "8710398504502" + end, FAST)
    assert [(one.got, one.text) for one in done] == [(Got.SCAN, "8710398504502")]


def test_stx_begins_a_code() -> None:
    done, _ = feed(KeyReader(), "junk\x02A-03-12\x03", FAST)
    assert [one.text for one in done] == ["A-03-12"]


def test_separators_and_controls_inside_a_code_are_kept() -> None:
    done, _ = feed(KeyReader(), "\x1d10L7\x1d21\x0199\x04\r", FAST)
    assert [one.text for one in done] == ["\x1d10L7\x1d21\x0199\x04"]


def test_what_fingers_type_is_typed() -> None:
    done, _ = feed(KeyReader(), "A-03-12\r", SLOW)
    assert [(one.got, one.text) for one in done] == [(Got.TYPED, "A-03-12")]


def test_a_scan_after_typing_does_not_take_the_typed_letters_along() -> None:
    reader = KeyReader()
    _, at = feed(reader, "12", SLOW)
    done, _ = feed(reader, "8710398504502\r", FAST, at + 0.5)
    assert [(one.got, one.text) for one in done] == [(Got.SCAN, "8710398504502")]


def test_a_stall_on_the_line_does_not_cut_a_code() -> None:
    reader = KeyReader()
    _, at = feed(reader, "87", FAST)
    _, at = feed(reader, "1", FAST, at + 0.12)
    done, _ = feed(reader, "0398504502\r", FAST, at + 0.2)
    assert [one.text for one in done] == ["8710398504502"]


def test_half_a_code_is_told_once_and_never_joins_the_next() -> None:
    reader = KeyReader()
    _, at = feed(reader, "871039", FAST)
    assert reader.expire(at + HALF_CODE_S / 2) is None
    late = at + HALF_CODE_S
    assert reader.expire(late) == Input(Got.HALF, "871039", late)
    assert reader.expire(late) is None
    done, _ = feed(reader, "T7\r", FAST, late)
    assert [one.text for one in done] == ["T7"]


def test_half_a_code_comes_out_even_if_the_next_code_comes_before_the_clock() -> None:
    reader = KeyReader()
    _, at = feed(reader, "871039", FAST)
    done, _ = feed(reader, "A-03-12\r", FAST, at + HALF_CODE_S + 0.1)
    assert [(one.got, one.text) for one in done] == [(Got.HALF, "871039"), (Got.SCAN, "A-03-12")]


def test_typing_that_was_left_is_forgotten_without_a_word() -> None:
    reader = KeyReader()
    _, at = feed(reader, "A-0", SLOW)
    assert reader.expire(at + HALF_CODE_S * 2) is None
    assert reader.text == "A-0"
    assert reader.expire(at + FORGET_S) is None
    assert not reader.waiting


def test_a_flood_is_told_once_and_the_next_code_counts() -> None:
    reader = KeyReader()
    done, at = feed(reader, "9" * (MOST_CHARACTERS + 900) + "\r", FAST)
    assert [one.got for one in done] == [Got.OVERLONG]
    done, _ = feed(reader, "T7\r", FAST, at + 1)
    assert [one.text for one in done] == ["T7"]


def test_a_flood_without_an_end_ends_with_a_pause() -> None:
    reader = KeyReader()
    _, at = feed(reader, "9" * (MOST_CHARACTERS + 900), FAST)
    done, _ = feed(reader, "A-03-12\r", FAST, at + HALF_CODE_S)
    assert [one.text for one in done] == ["A-03-12"]


def test_every_line_of_a_paste_is_a_code() -> None:
    reader = KeyReader()
    feed(reader, "x", SLOW)
    assert [one.text for one in reader.paste("A-03-12\r\nT7", 9.0)] == ["A-03-12", "T7"]


@pytest.mark.parametrize(("pause", "repeat"), [(0.02, True), (0.5, False)])
def test_the_same_code_at_once_is_a_repeat_and_a_later_one_is_another_can(pause: float, repeat: bool) -> None:
    reader = KeyReader()
    first, at = feed(reader, "8710398504502\r", FAST)
    second, at = feed(reader, "8710398504502\r", FAST, at + pause)
    other, _ = feed(reader, "8710398504519\r", FAST, at + pause)
    assert [one.repeat for one in (*first, *second, *other)] == [False, repeat, False]


def test_the_second_half_of_cr_lf_is_no_key_press() -> None:
    reader = KeyReader()
    _, at = feed(reader, "T7\r", FAST)
    assert not reader.lone_end(at + FAST)
    assert reader.lone_end(at + 1.0)


@given(st.lists(CODES, max_size=6), st.lists(st.floats(0.6, 30), min_size=6, max_size=6))
def test_codes_come_out_as_they_went_in(codes: list[str], pauses: list[float]) -> None:
    reader = KeyReader()
    at, got = 0.0, []
    for code, pause in zip(codes, pauses, strict=False):
        done, at = feed(reader, code + "\r", BURST_GAP_S / 2, at + pause)
        got += done
    assert [(one.got, one.text) for one in got] == [(Got.SCAN, code) for code in codes]


@given(st.lists(st.tuples(st.characters(codec=None), st.floats(0, 3)), max_size=60))
def test_no_keys_at_any_pace_break_the_reader(keys: list[tuple[str, float]]) -> None:
    reader = KeyReader()
    at = 0.0
    for char, gap in keys:
        at += gap
        reader.feed(char, at)
    reader.expire(at + FORGET_S + 0.1)
    assert not reader.waiting
