"""The command line: one module per command group, loaded when its command is asked for.

`main` is the program's only door, so it is also where errors become plain lines: 0 is done, 1 is refused (one line
per cause on stderr), 2 is wrong usage.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

import click

from warehouse_tui.cli.common import example, show_error
from warehouse_tui.cli.crash import install_crash_hooks
from warehouse_tui.domain.errors import WarehouseError

COMMANDS = {
    "demo": "warehouse_tui.cli.demo:demo",
    "run": "warehouse_tui.cli.run:run",
    "hub": "warehouse_tui.cli.hub:hub",
    "db": "warehouse_tui.cli.db:db",
    "import": "warehouse_tui.cli.imports:import_",
    "plan": "warehouse_tui.cli.plan:plan",
    "orders": "warehouse_tui.cli.orders:orders",
    "exceptions": "warehouse_tui.cli.exceptions:exceptions",
    "status": "warehouse_tui.cli.status:status",
    "devices": "warehouse_tui.cli.devices:devices",
}
"""Each command's name and where it is: `module:attribute`, in the order that `--help` lists them."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands that this installation has."""
        return [name for name, target in COMMANDS.items() if find_spec(target.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called `cmd_name`, or None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a click command")
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("warehouse-tui demo", "warehouse-tui run --config config/site.toml"),
)
@click.version_option(package_name="warehouse-tui")
def cli() -> None:
    """Pick, pack, ship and supervise on a warehouse floor, in a terminal."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the program with `argv` (the process's own arguments where it is None) and end the process."""
    install_crash_hooks()
    try:
        cli.main(args=argv, prog_name="warehouse-tui")
    except WarehouseError as error:
        show_error(error)
        sys.exit(1)
