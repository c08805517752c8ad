"""How `devices test` shows what a scanner sends: bytes, scans, and what each code says."""

from collections.abc import Iterator

from warehouse_tui.cli.common import printable
from warehouse_tui.devices.framing import Frame
from warehouse_tui.devices.watching import Arrived
from warehouse_tui.domain.scans import CodeForm, ReadCode, Resolution, ResolvedKind
from warehouse_tui.services.ports import Directory
from warehouse_tui.services.scan import CodeReader, Resolver

_BYTES_A_LINE = 16
_NAMED = {
    0x02: "STX",
    0x03: "ETX",
    0x04: "EOT",
    0x09: "TAB",
    0x0A: "LF",
    0x0D: "CR",
    0x1D: "GS",
    0x1E: "RS",
    0x1B: "ESC",
}


class ScanView:
    """Turns what arrives into lines; `directory` adds what the site's records make of a code."""

    def __init__(self, reader: CodeReader, aim: bool, gs1: bool, directory: Directory | None = None) -> None:
        self._reader = reader
        self._aim = aim
        self._gs1 = gs1
        self._directory = directory
        self._scans = 0

    def lines(self, arrived: Arrived) -> Iterator[str]:
        """Yield the lines of one arrival."""
        if arrived.data:
            yield f"{arrived.at:9.3f} s  {len(arrived.data)} bytes"
            yield from byte_lines(arrived.data)
        for frame in arrived.frames:
            yield from self._frame(frame)

    def _frame(self, frame: Frame) -> Iterator[str]:
        if frame.note is not None:
            yield f"  NO SCAN  {frame.note}: {printable(frame.text)}"
            return
        self._scans += 1
        yield f"  SCAN {self._scans}  {shown(frame.text)}"
        read = self._reader.read_code(frame.text, aim=self._aim, gs1=self._gs1)
        yield from (f"    {line}" for line in reading_lines(read))
        if self._directory is not None:
            resolver = Resolver(self._reader, self._directory)
            found = resolver.resolve(frame.text, aim=self._aim, gs1=self._gs1)
            yield f"    here      {record_of(found, self._directory)}"


def byte_lines(data: bytes) -> Iterator[str]:
    """Yield bytes in hex with what can be printed of them beside it."""
    for start in range(0, len(data), _BYTES_A_LINE):
        row = data[start : start + _BYTES_A_LINE]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        names = " ".join(_NAMED[byte] for byte in row if byte in _NAMED)
        yield f"    {row.hex(' '):<{_BYTES_A_LINE * 3 - 1}}  {text:<{_BYTES_A_LINE}}  {names}".rstrip()


def shown(text: str) -> str:
    """Return a code with its control characters named: <GS>, <1B>."""
    return "".join(f"<{_NAMED.get(ord(c), f'{ord(c):02X}')}>" if ord(c) < 0x20 else printable(c) for c in text)


def reading_lines(read: ReadCode) -> Iterator[str]:
    """Yield what a code says by itself."""
    yield f"form      {read.form}"
    if read.form is CodeForm.DAMAGED:
        yield f"fault     {read.fault}"
    parts = {
        "gtin": " or ".join(read.gtins),
        "sscc": read.sscc,
        "lot": read.lot,
        "expiry": read.expiry,
        "serial": read.serial,
        "weight_g": read.weight_g,
        "count": read.count,
    }
    yield from (f"{name:<9} {printable(str(value))}" for name, value in parts.items() if value)
    if read.ais:
        yield f"{'parts':<9} " + " ".join(f"({ai}){printable(value)}" for ai, value in read.ais)


def record_of(found: Resolution, directory: Directory) -> str:
    """Return what the site's records make of a code; a badge without the worker's name."""
    name = ""
    if found.kind is ResolvedKind.ITEM and (item := directory.item(found.id)):
        name = f"{item.sku} {item.name}"
    elif found.kind is ResolvedKind.LOCATION and (location := directory.location(found.id)):
        name = location.code
    elif found.kind is ResolvedKind.TOTE and (tote := directory.tote(found.id)):
        name = tote.code
    elif found.kind is ResolvedKind.AMBIGUOUS:
        name = ", ".join(f"{match.kind} {match.id}" for match in found.matches)
    elif found.kind is ResolvedKind.COMMAND:
        name = found.command
    times = f" × {found.multiplier}" if found.multiplier != 1 else ""
    return printable(f"{found.kind} {name}".rstrip() + times)
