"""What a command loads: asking for help must not cost a second of imports."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from click import Command, Context, Group

from warehouse_tui.cli import cli

HEAVY = {"textual", "sqlalchemy", "alembic", "serial", "biip", "barcode"}
PROGRAM = """
import sys
from warehouse_tui.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *sorted({heavy!r} & set(sys.modules)))
"""


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in cli.list_commands(Context(cli)))])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    program = PROGRAM.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: warehouse-tui")
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_every_command_shows_an_example() -> None:
    without = [path for path, command in commands(cli, "warehouse-tui") if "Example:" not in (command.epilog or "")]
    assert without == []


def commands(command: Command, path: str) -> Iterator[tuple[str, Command]]:
    yield path, command
    if isinstance(command, Group):
        context = Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}")
