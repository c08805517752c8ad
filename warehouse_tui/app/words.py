"""The few words that belong to the screen itself, not to a step; everything else is worded by the services."""

from typing import Literal

from warehouse_tui.domain.scans import Feedback

Word = Literal[
    "guide", "menu", "back", "scroll", "page", "choose", "typed", "send", "delete", "small", "starting", "leave",
    "counted", "line_done", "wrong", "not_counted", "attention", "crashed", "crash_log", "half", "panel",
]  # fmt: skip

WORDS: dict[str, dict[Word, str]] = {
    "en": {
        "guide": "guide",
        "menu": "menu",
        "back": "back",
        "scroll": "scroll",
        "page": "page",
        "choose": "choose",
        "typed": "typed",
        "send": "send",
        "delete": "delete",
        "small": "window too small",
        "starting": "one moment …",
        "leave": "leave",
        "counted": "counted",
        "line_done": "line done",
        "wrong": "WRONG",
        "not_counted": "NOT counted",
        "attention": "look here",
        "crashed": "warehouse-tui stopped on an error of its own. Start it again: what was scanned is kept.",
        "crash_log": "details are in",
        "half": "half a code: scan again",
        "panel": "scanner",
    },
    "de": {
        "guide": "Hilfe",
        "menu": "Menü",
        "back": "zurück",
        "scroll": "blättern",
        "page": "Seite",
        "choose": "wählen",
        "typed": "getippt",
        "send": "senden",
        "delete": "löschen",
        "small": "Fenster zu klein",
        "starting": "einen Moment …",
        "leave": "beenden",
        "counted": "gezählt",
        "line_done": "Zeile fertig",
        "wrong": "FALSCH",
        "not_counted": "NICHT gezählt",
        "attention": "bitte ansehen",
        "crashed": "warehouse-tui hat wegen eines eigenen Fehlers angehalten. Neu starten: Gescanntes ist gesichert.",
        "crash_log": "Einzelheiten stehen in",
        "half": "halber Code: noch einmal scannen",
        "panel": "Scanner",
    },
}
"""Words by language; a test holds that every language has them all."""


def word(language: str, name: Word) -> str:
    """Return a word in a language, in English where there is none."""
    return WORDS.get(language, WORDS["en"])[name]


def feedback_word(language: str, feedback: Feedback) -> str:
    """Return what a sound is called, or nothing where nothing sounds."""
    words = WORDS.get(language, WORDS["en"])
    return next((text for name, text in words.items() if name == feedback.value), "")
