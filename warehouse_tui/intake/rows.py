"""Rows as every format delivers them, and the check of the names of their columns."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from warehouse_tui.intake.problems import Problem, Severity, shown


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, stripped; a column that the file lacks is absent.

    `names` says what a column is called in the file where that differs, `element` which element of a JSON list
    this is (0: none). `opens` marks a row that begins a record of its own even where its key repeats the one
    before. `decimal_comma`: numbers may be written as 2,50.
    """

    line: int
    cells: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    element: int = 0
    opens: bool = False
    decimal_comma: bool = False

    @property
    def place(self) -> str:
        """Where the row is, for people; no two rows share it."""
        return f"line {self.line} (element {self.element})" if self.element else f"line {self.line}"

    def get(self, column: str) -> str:
        """Return a cell, empty where there is none."""
        return self.cells.get(column, "")

    def name(self, column: str) -> str:
        """Return what the file calls a column."""
        name = self.names.get(column, column)
        return f"element {self.element}, {name}" if self.element else name


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a file may have and those that it must have. `open_ended`: others are nobody's mistake."""

    known: tuple[str, ...]
    required: tuple[str, ...]
    open_ended: bool = False


def listed(names: str) -> tuple[str, ...]:
    """Return the names in a text with spaces between."""
    return tuple(names.split())


def column_key(name: str) -> str:
    """Return a column's name in the form in which names are compared: "Unit Price" is unit_price."""
    return re.sub(r"[\s-]+", "_", name[:200].strip().lower())


def check_header(names: Iterable[str], columns: Columns, line: int) -> list[Problem]:
    """Name every column that is missing, doubled or unknown. A likely misspelling is an error, as it loses data."""
    problems: list[Problem] = []
    keys = [column_key(name) for name in names]
    for key in sorted({key for key in keys if key and keys.count(key) > 1}):
        if key in columns.known:
            problems.append(Problem(line, key, "", "expected this column once"))
    guessed: set[str] = set()
    if not columns.open_ended:
        for key in dict.fromkeys(keys):
            if key and key not in columns.known:
                problems.append(unknown_column(key, columns, keys, line, guessed))
    for key in columns.required:
        if key not in keys and key not in guessed:
            found = ", ".join(shown(k) for k in keys if k)
            problems.append(Problem(line, key, "", f"expected a column of this name; found {shown(found, 200)}"))
    return problems


def unknown_column(
    key: str, columns: Columns, present: Collection[str], line: int, guessed: set[str] | None = None
) -> Problem:
    """Return the problem of a column that nobody reads; `guessed` collects the name that was probably meant."""
    absent = [name for name in columns.known if name not in present]
    close = get_close_matches(key[:60], absent, n=1, cutoff=0.75)
    if not close:
        return Problem(line, "column", key, "is not read", Severity.WARNING)
    if guessed is not None:
        guessed.add(close[0])
    return Problem(line, "column", key, f'expected a known column; did you mean "{close[0]}"?')
