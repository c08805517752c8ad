"""How long to wait before trying a link again that does not answer."""

import random


class Backoff:
    """Waits that double, each drawn at random below its bound so that stations do not return all at once. Seconds."""

    def __init__(self, first: float = 0.5, most: float = 5.0) -> None:
        self._first, self._most = first, most
        self._tries = 0
        self._random = random.Random()

    def wait(self) -> float:
        """Return the next wait: never less than half of its bound."""
        bound = min(self._most, self._first * 2.0**self._tries)
        self._tries = min(self._tries + 1, 30)
        return float(bound) * (0.5 + self._random.random() / 2)

    def reset(self) -> None:
        """Start over: the link answered."""
        self._tries = 0
