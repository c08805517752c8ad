"""Every word that a worker reads: one catalogue a language, few words, the cure first."""

from collections.abc import Mapping

from warehouse_tui.services.messages.de import GERMAN
from warehouse_tui.services.messages.en import ENGLISH

CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}


class Words:
    """The catalogue of one language; a language that is not there speaks English."""

    def __init__(self, language: str) -> None:
        self.language = language if language in CATALOGUES else "en"
        self._texts = CATALOGUES[self.language]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values filled in. KeyError for a key that no catalogue has."""
        return self._texts[key].format(**values)

    def unit(self, n: int, word: str) -> str:
        """Return the site's own word for a unit as it follows a number: English words get their plural."""
        if self.language != "en" or n == 1 or not word.isalpha() or word.endswith("s"):
            return word
        return f"{word}es" if word.endswith(("x", "ch", "sh")) else f"{word}s"
