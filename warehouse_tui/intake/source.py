"""A file as text: opened, its encoding found, read in bounded pieces."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from warehouse_tui.intake.problems import IntakeError, shown

MAX_LINE = 1_000_000
CHUNK = 65_536
_HEAD = 4_096

Progress = Callable[[int, int], None]

_NOT_TEXT = {
    b"PK\x03\x04": "a workbook (.xlsx, .ods) or an archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"\x1f\x8b": "a compressed file (.gz)",
    b"%PDF": "a PDF",
}


class Source:
    """An open text file. `progress` hears (bytes read, bytes in all) as the reading goes on."""

    def __init__(
        self, stream: TextIOWrapper, raw: BufferedReader, name: str, head: str, progress: Progress | None
    ) -> None:
        self.name = name
        self.head = head  # the first characters, for a guess at what this is
        self._stream = stream
        self._raw = raw
        self._size = os.fstat(raw.fileno()).st_size  # 0 for a pipe: no progress then
        self._progress = progress

    def lines(self) -> Iterator[str]:
        """Yield the lines with their ends as they are; IntakeError for one of more than MAX_LINE characters."""
        number = 0
        while line := self._read(lambda: self._stream.readline(MAX_LINE + 1)):
            number += 1
            if len(line) > MAX_LINE:
                raise IntakeError(
                    f"{self.name}: line {number} has more than {MAX_LINE:,} characters: expected a table with "
                    "one row a line; check that this is the right file"
                )
            if number % 1_000 == 0:
                self._report()
            yield line
        self._report()

    def chunk(self) -> str:
        """Return the next piece of text, empty at the end."""
        text = self._read(lambda: self._stream.read(CHUNK))
        self._report()
        return text

    def _read(self, read: Callable[[], str]) -> str:
        try:
            return read()
        except OSError as error:
            raise IntakeError(f"{self.name}: cannot be read further ({error.strerror})") from error
        except UnicodeError as error:
            raise IntakeError(f"{self.name}: is not text in UTF-8 or UTF-16; save it as UTF-8") from error

    def _report(self) -> None:
        if self._progress and self._size:
            self._progress(min(self._raw.tell(), self._size), self._size)


@contextmanager
def open_source(path: Path, progress: Progress | None = None) -> Iterator[Source]:
    """Open a text file for reading; IntakeError, naming the file, where that cannot be done.

    UTF-8 and UTF-16 are read, with or without a byte order mark. Bytes that are not UTF-8 become lone surrogates,
    so that the row and column which hold them can be named.
    """
    name = shown(path.name)
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise IntakeError(f"{name}: there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise IntakeError(f"{name}: cannot be opened ({reason})") from error
    with raw:
        head = _head(raw, name)
        encoding = _encoding(head, name)
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        with TextIOWrapper(raw, encoding=encoding, errors=errors, newline="") as stream:
            yield Source(stream, raw, name, head.decode(encoding, "replace"), progress)


def _head(raw: BufferedReader, name: str) -> bytes:
    try:
        return raw.peek(_HEAD)[:_HEAD]
    except OSError as error:
        raise IntakeError(f"{name}: cannot be read ({error.strerror})") from error


def _encoding(head: bytes, name: str) -> str:
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise IntakeError(f"{name}: is {what}: expected a text file; save it as CSV UTF-8 and import that")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head[1::2].count(0) * 2 > len(head) / 2:
        return "utf-16-le"
    if head[0::2].count(0) * 2 > len(head) / 2:
        return "utf-16-be"
    return "utf-8-sig"
