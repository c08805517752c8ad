"""`warehouse-tui db`: make the central database, keep it up to the site's file and to this program, check it."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.group(epilog=example("warehouse-tui db init --config config/site.toml", "warehouse-tui db check --json"))
def db() -> None:
    """Make, upgrade and check the central database."""


@db.command(epilog=example("warehouse-tui db init --config config/site.toml"))
@config_option
def init(config: Path) -> None:
    """Make the central database and the site that the file describes.

    Where they are there already, nothing is changed.
    """
    from warehouse_tui.cli.central import make_site, site_config
    from warehouse_tui.settings import load_settings

    settings = load_settings(config)
    wanted = site_config(settings)
    engine, made = make_site(settings)
    if not made:
        _say(f"{_place(engine)} has site {wanted.code} already: nothing was changed.")
        _say("After a change of the file: warehouse-tui db load-config")
        return
    _say(f"Made site {wanted.code}, {wanted.name}, in {_place(engine)}: {len(wanted.totes)} totes.")
    _say("Next: warehouse-tui import items FILE, then locations, stock, workers and orders.")


@db.command("load-config", epilog=example("warehouse-tui db load-config --config config/site.toml"))
@config_option
def load_config(config: Path) -> None:
    """Bring the site up to its file: [site], [rules], services, carriers, cartons and totes.

    Totes that the file no longer has stay.
    """
    from warehouse_tui.cli.central import open_central, site_config
    from warehouse_tui.store.central.engine import writing
    from warehouse_tui.store.central.site import load_config as load

    central = open_central(config)
    wanted = site_config(central.settings)
    with writing(central.engine) as connection:
        said = load(connection, wanted)
    for line in said or [f"Site {wanted.code} is as its file says: nothing was changed."]:
        _say(line)


@db.command(epilog=example("warehouse-tui db upgrade --config config/site.toml"))
@config_option
def upgrade(config: Path) -> None:
    """Bring the central database's tables to what this program needs. Make a copy of it before."""
    from warehouse_tui.domain.errors import StoreError
    from warehouse_tui.settings import load_settings
    from warehouse_tui.store.central.engine import connect
    from warehouse_tui.store.central.migrating import revision
    from warehouse_tui.store.central.migrating import upgrade as run_steps
    from warehouse_tui.store.migrations import HEAD

    engine = connect(load_settings(config).need_database().address())
    if not revision(engine):
        raise StoreError(f"{_place(engine)} has no tables yet: run `warehouse-tui db init`")
    steps = run_steps(engine)
    done = f"Ran {len(steps)} steps: " if steps else "Nothing to do: "
    _say(f"{done}{_place(engine)} is at step {HEAD}.")


@db.command(epilog=example("warehouse-tui db check --config config/site.toml --json"))
@config_option
@json_option
def check(config: Path, as_json: bool) -> None:
    """Check everything that must always hold, and name the first row where something does not.

    Exit status 1 where something is broken. Nothing is changed, and work goes on meanwhile.
    """
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.domain.errors import StoreError
    from warehouse_tui.store.central.checking import CHECKS
    from warehouse_tui.store.central.checking import check as find_broken

    central = open_central(config)
    broken = find_broken(central.engine, central.site_id)
    if as_json:
        print_json({"checks": len(CHECKS), "broken": [asdict(each) for each in broken]})
        raise Exit(1 if broken else 0)
    if broken:
        raise StoreError(f"{len(broken)} of {len(CHECKS)} checks failed", [each.text() for each in broken])
    _say(f"All {len(CHECKS)} checks hold.")


def _place(engine: "Engine") -> str:
    return engine.url.render_as_string(hide_password=True)


def _say(line: str) -> None:
    click.echo(printable(line))
