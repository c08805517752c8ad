"""`warehouse-tui hub`: the site's background work, as a service or as the app's own child."""

import logging
import os
import signal
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warehouse_tui.cli.common import config_option, example

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse_tui.cli.central import Central
    from warehouse_tui.hub.loop import Hub


@click.command(epilog=example("warehouse-tui hub --config config/site.toml"))
@config_option
@click.option("--parent", type=int, metavar="PID", help="End when this process does.")
@click.option("--verbose", is_flag=True, help="Say what is done, on stderr.")
def hub(config: Path, parent: int | None, verbose: bool) -> None:
    """Apply what stations did to stock and orders, and plan what is due.

    One hub serves a site; another one waits until it is gone. Stations go on without it: their facts are kept.
    """
    from warehouse_tui.cli.central import open_central

    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    running = make_hub(open_central(config), parent)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: running.stop())
    running.run()


def make_hub(central: "Central", parent: int | None = None) -> "Hub":
    """Return the hub of a site with all its jobs; it ends when `parent` is no longer this process's parent."""
    from warehouse_tui.hub.loop import Hub
    from warehouse_tui.hub.ports import Job
    from warehouse_tui.store.central.anchoring import anchor_heads
    from warehouse_tui.store.central.applying import SiteApplier
    from warehouse_tui.store.central.claiming import return_expired
    from warehouse_tui.store.central.exceptions import open_settled
    from warehouse_tui.store.central.planning import plan, planning_is_due

    engine, site_id = central.engine, central.site_id

    def plan_what_is_due() -> None:
        if planning_is_due(engine, site_id):
            plan(engine, site_id, now=_now(engine))

    jobs = [
        Job("planning", 1.0, plan_what_is_due),
        Job("exceptions", 2.0, lambda: open_settled(engine, site_id)),
        Job("anchors", 3600.0, lambda: anchor_heads(engine, site_id)),
        Job("leases", 60.0, lambda: return_expired(engine, site_id, _now(engine))),
    ]
    return Hub(SiteApplier(engine, site_id), jobs, alive=lambda: parent is None or os.getppid() == parent)


def _now(engine: "Engine") -> datetime:
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.office import database_now

    with reading(engine) as connection:
        return database_now(connection)
