import re
from pathlib import Path

import pytest

import warehouse_tui
from warehouse_tui.app.glyphs import FULL
from warehouse_tui.app.manual import PAGES, page_rows, page_text
from warehouse_tui.app.rows import Pen, row_cells
from warehouse_tui.app.widgets.virtual_scanner import LABELS
from warehouse_tui.app.words import WORDS, feedback_word
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.messages import CATALOGUES

GUIDE = Path(warehouse_tui.__file__).parent / "guide"
LANGUAGES = tuple(CATALOGUES)


def test_every_language_of_the_services_has_every_word_of_the_screen() -> None:
    for words in (WORDS, LABELS):
        assert set(LANGUAGES) <= set(words)
        assert all(set(texts) == set(words["en"]) for texts in words.values())
        assert all(text.strip() for texts in words.values() for text in texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sound_has_its_word(language: str) -> None:
    assert all(bool(feedback_word(language, one)) == (one is not Feedback.NONE) for one in Feedback)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_guide_is_there_and_fits_the_smallest_screen(page: str, language: str) -> None:
    text = page_text(page, language)
    assert text.startswith("# ")
    assert language == "en" or text != page_text(page, "en")
    for width in (20, 76):
        rows = page_rows(text, Pen(width, 16, FULL))
        assert all(row_cells(row) <= width for row in rows)
        assert not any("**" in span.text or "`" in span.text for row in rows for span in row)


def test_no_page_is_left_out() -> None:
    assert {path.name.split(".")[0] for path in GUIDE.glob("*.md")} == set(PAGES)


def test_the_guide_names_every_command_that_has_a_word() -> None:
    commands = {key.removeprefix("key_") for key in CATALOGUES["en"] if re.fullmatch(r"key_XX[A-Z]+", key)}
    for language in LANGUAGES:
        assert commands <= set(re.findall(r"XX[A-Z]+", page_text("commands", language)))
