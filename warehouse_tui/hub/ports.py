"""What the hub needs from the central database and from the site's planner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class SiteStore(Protocol):
    """Applying a site's facts. LinkDown where the database does not answer, LeaseLost where another hub took over."""

    def acquire(self) -> int | None:
        """Take the site's lease and return its token; None while another hub has it."""

    def renew(self, token: int) -> None:
        """Prolong the lease."""

    def release(self, token: int) -> None:
        """Give the lease back."""

    def waiting(self) -> bool:
        """Return whether facts wait to be applied."""

    def apply(self, token: int, limit: int = 500) -> int:
        """Apply the next facts, at most `limit`, in one transaction and return how many."""

    def apply_carefully(self, token: int) -> int:
        """Apply one fact, or set it aside where that fails; return how many."""

    def apply_again(self, token: int) -> int:
        """Try again what was set aside and is asked for; return how many."""

    def close(self) -> None:
        """Close what is kept open."""


@dataclass(frozen=True, slots=True)
class Job:
    """Background work of a site that runs every so many seconds: it must do nothing where nothing is due."""

    name: str
    every_s: float
    run: Callable[[], object]
