"""Every text of every language renders, and the languages say the same things."""

import ast
import string
from pathlib import Path

import pytest

import warehouse_tui.services
from warehouse_tui.domain.scans import COMMANDS, PortState
from warehouse_tui.services.messages import CATALOGUES, Words

# Texts whose key is put together from a word: their beginnings.
COMPOSED = ("key_XX", "kind_", "handling_", "tote_", "scanner_", "damaged_", "refused_", "waiting_", "scan_", "colour_")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said_keys() -> set[str]:
    keys = set()
    for path in Path(warehouse_tui.services.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say") or (
                isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
            ):
                keys |= {
                    each.value
                    for arg in node.args[:1]
                    for each in ast.walk(arg)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return keys


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_renders(language: str) -> None:
    words = Words(language)
    for key, text in CATALOGUES[language].items():
        values = dict.fromkeys(fields(text), "7")
        rendered = words(key, **values)
        assert rendered.strip(), key
        assert "{" not in rendered, key


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_languages_have_the_same_texts_with_the_same_values(language: str) -> None:
    english, other = CATALOGUES["en"], CATALOGUES[language]
    assert set(other) == set(english)
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}


def test_every_text_that_is_said_is_there_and_every_text_is_said() -> None:
    there, said = set(CATALOGUES["en"]), said_keys()
    whole = {key for key in said if not key.startswith(("_", "XX")) and not key.endswith("_")}
    assert whole - there == {"structure"}  # a part of a composed key
    assert {key for key in there - said if not key.startswith(COMPOSED)} == set()


def test_what_is_composed_is_there() -> None:
    there = set(CATALOGUES["en"])
    assert {f"key_{word}" for word in COMMANDS} <= there
    assert {f"scanner_{state.value}" for state in PortState if state is not PortState.OPEN} <= there
    kinds = ("pick", "reserve", "pack", "hold", "wait", "quarantine", "returns", "wall", "dock")
    assert {f"kind_{kind}" for kind in kinds} <= there


def test_english_units_have_their_plural() -> None:
    assert [Words("en").unit(n, "box") for n in (1, 2)] == ["box", "boxes"]
    assert Words("de").unit(2, "Flasche") == "Flasche"
