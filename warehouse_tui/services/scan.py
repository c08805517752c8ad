"""The one resolver: what a scanned code is, in the words of this site's records."""

from collections.abc import Collection, Sequence
from typing import Protocol

from warehouse_tui.domain.scans import CodeForm, CodeMatch, ReadCode, Resolution, ResolvedKind

ALL_KINDS = frozenset(ResolvedKind)


class CodeReader(Protocol):
    """Reading what a code says by itself."""

    def read_code(self, text: str) -> ReadCode:
        """Return the code's form and contents; never raises, whatever the text."""


class CodeDirectory(Protocol):
    """Finding records by their codes."""

    def find(self, code: str) -> Sequence[CodeMatch]:
        """Return every record with exactly this code."""


class Resolver:
    """Answers what a code is. Records win over forms: a shop's own code may look like anything."""

    def __init__(self, reader: CodeReader, directory: CodeDirectory) -> None:
        self._reader = reader
        self._directory = directory

    def resolve(self, text: str, kinds: Collection[ResolvedKind] = ALL_KINDS) -> Resolution:
        """Return what `text` is. `kinds` are those that the step takes: they settle an otherwise ambiguous code."""
        read = self._reader.read_code(text)
        if read.form is CodeForm.COMMAND:
            return Resolution(ResolvedKind.COMMAND, read, command=read.text)
        matches = self._find(read)
        if matches:
            return _settle(read, matches, kinds)
        if read.form is CodeForm.SSCC:
            return Resolution(ResolvedKind.SSCC, read)
        if read.form is CodeForm.DAMAGED:
            return Resolution(ResolvedKind.DAMAGED, read)
        return Resolution(ResolvedKind.UNKNOWN, read)

    def _find(self, read: ReadCode) -> tuple[CodeMatch, ...]:
        """Look up the code as it is, then in capitals, then as each GTIN that it may be."""
        tries = [read.text] if read.form is not CodeForm.GS1 else []
        if read.text.upper() != read.text:
            tries.append(read.text.upper())
        for code in [*tries, *read.gtins]:
            found = tuple(dict.fromkeys(self._directory.find(code)))
            if found:
                return found
        return ()


def _settle(read: ReadCode, matches: tuple[CodeMatch, ...], kinds: Collection[ResolvedKind]) -> Resolution:
    wanted = [match for match in matches if match.kind in kinds] or list(matches)
    if len({(match.kind, match.id) for match in wanted}) > 1:
        return Resolution(ResolvedKind.AMBIGUOUS, read, matches=matches)
    match = wanted[0]
    return Resolution(match.kind, read, match.id, match.multiplier, matches)
