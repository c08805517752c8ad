"""`warehouse-tui run`: the station's full-screen program."""

from pathlib import Path

import click

from warehouse_tui.cli.common import config_option, example


@click.command(epilog=example("warehouse-tui run --config config/site.toml"))
@config_option
@click.pass_context
def run(context: click.Context, config: Path) -> None:
    """Run this station: pick lists on the screen, scanners on their ports.

    With an embedded database the hub is started too, and ends with the program.
    """
    from warehouse_tui.bootstrap import run_station
    from warehouse_tui.cli.crash import log_crash
    from warehouse_tui.settings import load_settings

    context.exit(run_station(load_settings(config), log_crash))
