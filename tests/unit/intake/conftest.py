from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from warehouse_tui.domain.records import Record
from warehouse_tui.intake import Problem, Severity, read_file

BERLIN = ZoneInfo("Europe/Berlin")


class Reading(NamedTuple):
    records: list[Any]
    problems: list[Problem]

    def texts(self, severity: Severity = Severity.ERROR) -> list[str]:
        return [problem.text() for problem in self.problems if problem.severity is severity]

    @property
    def errors(self) -> list[str]:
        return self.texts()

    @property
    def warnings(self) -> list[str]:
        return self.texts(Severity.WARNING)

    @property
    def notices(self) -> list[str]:
        return self.texts(Severity.NOTICE)


def read_path(kind: str, path: Path, format: str = "auto") -> Reading:
    records: list[Record] = []
    problems: list[Problem] = []
    for entry in read_file(kind, path, format, timezone=BERLIN):
        if isinstance(entry, Problem):
            problems.append(entry)
        else:
            records.append(entry)
    return Reading(records, problems)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    def read_content(kind: str, content: str | bytes, name: str = "file.csv", format: str = "auto") -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_path(kind, path, format)

    return read_content


@pytest.fixture
def fixture_file() -> Callable[..., Reading]:
    folder = Path(__file__).parents[2] / "fixtures" / "intake"

    def read_fixture(kind: str, name: str, format: str = "auto") -> Reading:
        return read_path(kind, folder / name, format)

    return read_fixture
