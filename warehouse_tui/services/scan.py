"""The one resolver: what a scanned code is, in the words of this site's records."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from warehouse_tui.domain.scans import COMMANDS, CodeForm, CodeMatch, ReadCode, Resolution, ResolvedKind

ALL_KINDS = frozenset(ResolvedKind)

_WITHOUT_RECORD = {
    CodeForm.COMMAND: ResolvedKind.COMMAND,
    CodeForm.SSCC: ResolvedKind.SSCC,
    CodeForm.DAMAGED: ResolvedKind.DAMAGED,
}


class CodeReader(Protocol):
    """Reading what a code says by itself."""

    def read_code(self, text: str, *, aim: bool = False, gs1: bool = False) -> ReadCode:
        """Return the code's form and contents; never raises, whatever the text. `aim` and `gs1` are the scanner's
        settings: it sends AIM prefixes; it reads GS1 codes without saying so.
        """


class CodeDirectory(Protocol):
    """Finding records by their codes."""

    def find(self, code: str) -> Sequence[CodeMatch]:
        """Return every record with exactly this code; items also by GTIN-14."""


class Resolver:
    """Answers what a code is. Records win over forms: a site's own code may look like anything."""

    def __init__(self, reader: CodeReader, directory: CodeDirectory) -> None:
        self._reader = reader
        self._directory = directory

    def resolve(
        self, text: str, kinds: Collection[ResolvedKind] = ALL_KINDS, *, aim: bool = False, gs1: bool = False
    ) -> Resolution:
        """Return what `text` is. `kinds` are those that the step takes: they settle an otherwise ambiguous code.

        `aim` and `gs1` are the scanner's settings, as the scan carries them.
        """
        read = self._reader.read_code(text, aim=aim, gs1=gs1)
        if read.form is CodeForm.COMMAND and read.text in COMMANDS:
            return Resolution(ResolvedKind.COMMAND, read, command=read.text)
        matches = self._find(read)
        if matches:
            return _settle(read, matches, kinds)
        kind = _WITHOUT_RECORD.get(read.form, ResolvedKind.UNKNOWN)
        return Resolution(kind, read, command=read.text if kind is ResolvedKind.COMMAND else "")

    def _find(self, read: ReadCode) -> tuple[CodeMatch, ...]:
        """Return the records of the code as it is (else in capitals) and of each GTIN that it may be."""
        own = self._directory.find(read.text)
        capitals = read.text.upper()
        if not own and capitals != read.text:
            own = self._directory.find(capitals)
        by_gtin = [match for gtin in read.gtins if gtin != read.text for match in self._directory.find(gtin)]
        return tuple(dict.fromkeys([*own, *by_gtin]))


def _settle(read: ReadCode, matches: tuple[CodeMatch, ...], kinds: Collection[ResolvedKind]) -> Resolution:
    """Choose the one record that the step can take; two that it can take equally well are AMBIGUOUS."""
    wanted = tuple(_of_kinds(matches, kinds)) or matches
    if len(wanted) > 1:
        return Resolution(ResolvedKind.AMBIGUOUS, read, matches=wanted)
    match = wanted[0]
    return Resolution(match.kind, read, match.id, match.multiplier, matches)


def _of_kinds(matches: tuple[CodeMatch, ...], kinds: Collection[ResolvedKind]) -> Iterator[CodeMatch]:
    return (match for match in matches if match.kind in kinds)
