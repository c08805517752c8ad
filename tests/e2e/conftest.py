"""What the end-to-end tests share: scanners on real ports."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ptys import ScannerPort


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ScannerPort]:
    """A scanner on a port of its own."""
    with ScannerPort(tmp_path, "hand") as port:
        yield port
