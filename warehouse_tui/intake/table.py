"""CSV as people and spreadsheets write it: any usual separator, quotes, byte order marks, ragged rows."""

import csv
from collections.abc import Iterator
from itertools import chain

from warehouse_tui.intake.problems import IntakeError, Problem, Severity
from warehouse_tui.intake.rows import Columns, Row, check_header, column_key
from warehouse_tui.intake.source import Source

MAX_COLUMNS = 500
_SEPARATORS = ",;\t|"


class Table:
    """An open CSV file whose header row has been read. Where the separator is no comma, 2,50 is a number."""

    def __init__(self, source: Source) -> None:
        lines = source.lines()
        self._skipped = 0
        first = self._first_line(lines)
        self.separator = _separator(first)
        if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint to itself
            self.separator = first[4]
            self._skipped += 1
            first = self._first_line(lines)
        # strict: a quote that is opened and not closed is told, not swallowed with the rows behind it
        self._reader = csv.reader(chain([first] if first else [], lines), delimiter=self.separator, strict=True)
        self.header_line = self._skipped + 1
        self.header = self._read_header(source.name)

    def _first_line(self, lines: Iterator[str]) -> str:
        for line in lines:
            if line.strip():
                return line
            self._skipped += 1
        return ""

    def _read_header(self, name: str) -> list[str]:
        try:
            header = next(self._reader, [])
        except csv.Error as error:
            raise IntakeError(f"{name}: the header row cannot be read: {_plain(error)}") from error
        if len(header) > MAX_COLUMNS:
            raise IntakeError(f"{name}: expected a table of at most {MAX_COLUMNS} columns, found {len(header)}")
        return header

    @property
    def keys(self) -> list[str]:
        """The header's names in the form in which they are compared."""
        return [column_key(name) for name in self.header]

    def rows(self, columns: Columns) -> Iterator[Row | Problem]:
        """Yield the rows, and what is wrong with the table. Nothing is read behind a header with an error."""
        if not self.header:
            yield Problem(1, "", "", f"expected a header row ({', '.join(columns.known[:6])}, …); the file is empty")
            return
        problems = check_header(self.header, columns, self.header_line)
        yield from problems
        if any(problem.is_error for problem in problems):
            return
        count = 0
        for entry in self._records():
            count += 1
            yield entry
        if not count:
            yield Problem(self.header_line, "", "", "there is no row below the header", Severity.WARNING)

    def _records(self) -> Iterator[Row | Problem]:
        keys = self.keys
        comma = self.separator != ","
        while True:
            line = self._skipped + self._reader.line_num + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                yield Problem(line, "", "", _plain(error))
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) < len(keys) or any(cell.strip() for cell in cells[len(keys) :]):
                yield Problem(line, "", "", f"expected {len(keys)} cells as in the header, found {len(cells)}")
                continue
            values = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key}
            yield Row(line, values, decimal_comma=comma)


def _separator(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _plain(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"expected cells of at most {csv.field_size_limit():,} characters; is a closing quote missing?"
    if "unexpected end" in text:
        return "expected a closing quote before the end of the file"
    if "expected after" in text:
        return 'expected a separator after a closing quote; a quote inside a cell is written twice ("")'
    return f"expected a row of CSV ({text})"
