"""What is wrong with a file or with what it says, told line by line in plain words."""

from dataclasses import dataclass
from enum import StrEnum

SHOWN_CHARACTERS = 60
HIDDEN = "(not shown)"


class Severity(StrEnum):
    """How much a problem matters: an error stops the whole file, the others only need to be read."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"  # something was left out on purpose


_WORDS = {Severity.ERROR: "", Severity.WARNING: "warning", Severity.NOTICE: "left out"}


def shown(value: str, limit: int = SHOWN_CHARACTERS) -> str:
    """Return hostile text as one safe line: what does not print becomes U+FFFD, what is long is cut."""
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return "".join(c if c.isprintable() else "\ufffd" for c in cut)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one place. `line` is 1 for the first line, `column` empty for a whole row.

    `reason` says what was expected, or for a warning or notice what was found and what follows. `value` is raw.
    """

    line: int
    column: str
    value: str
    reason: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether the file must not be loaded because of this."""
        return self.severity is Severity.ERROR

    def text(self) -> str:
        """Return the problem as one plain line that is safe to print."""
        place = shown(self.column)
        if self.column or self.value:
            place = f'{place} "{shown(self.value)}"'.strip()
        return (
            ", ".join(part for part in (f"line {self.line}", _WORDS[self.severity], place) if part) + f": {self.reason}"
        )
