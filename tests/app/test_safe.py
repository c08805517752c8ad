import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from warehouse_tui.app.glyphs import CONSOLE, FULL
from warehouse_tui.app.safe import cells, clip, safe, safe_content, wrap

ANY_TEXT = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("JUICE APPLE 1L", "JUICE APPLE 1L"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("a\x1b]52;c;eA==\x07b", "a␛]52;c;eA==␇b"),
        ("10\x1d21", "10␝21"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\x9bb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\u202eb\u200bc\u2066d", "a\ufffdb\ufffdc\ufffdd"),
        ("e\u0301", "\u00e9"),
        ("\u0301x", "\ufffdx"),
        ("a" + "\u0323" * 40, "\u1ea1" + "\u0323" * 2),
        ("果汁 1L", "果汁 1L"),
    ],
)
def test_what_drives_a_terminal_becomes_something_to_see(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_content_is_never_markup() -> None:
    assert safe_content("[b]SKU[A1][/]").plain == "[b]SKU[A1][/]"
    assert not safe_content("[b]SKU[A1][/]").spans


@given(ANY_TEXT)
def test_no_control_and_no_unseen_character_is_left(text: str) -> None:
    assert not {unicodedata.category(char) for char in safe(text)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY_TEXT)
def test_a_console_gets_latin_letters_only(text: str) -> None:
    assert all(" " <= char <= "\u00ff" for char in CONSOLE.text(text))


@given(ANY_TEXT, st.integers(0, 40))
def test_clipped_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    shown = FULL.text(text)
    cut = clip(shown, width)
    assert cell_len(cut) <= width
    assert cut == shown or cut.endswith("…") or width == 0


@given(ANY_TEXT, st.integers(2, 40), st.integers(1, 5))
def test_wrapped_lines_fit_and_lose_nothing_unless_they_say_so(text: str, width: int, most: int) -> None:
    shown = safe(text)
    lines = wrap(shown, width, most)
    assert len(lines) <= most
    assert all(cells(line) <= width for line in lines)
    if lines and not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(shown.split())
