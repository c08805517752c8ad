"""`warehouse-tui plan`: reserve goods for open orders and make pick lists of them."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse_tui.store.central.backlog import Backlog
    from warehouse_tui.store.central.planning import PlanReport

PATIENCE_S = 5.0


@click.command(
    epilog=example(
        "warehouse-tui plan --config config/site.toml", "warehouse-tui plan --config config/site.toml --json"
    )
)
@config_option
@json_option
def plan(config: Path, as_json: bool) -> None:
    """Reserve goods for open orders and make pick lists.

    Whole orders come before parts, then the priority and the ship-by decide. Run it as often as you like: it does
    what is new since, and nothing twice.
    """
    report, backlog = run_plan(config)
    if as_json:
        print_json(_figures(report, backlog))
        return
    for line in _lines(report, backlog):
        click.echo(printable(line))


def run_plan(config: Path) -> "tuple[PlanReport, Backlog]":
    """Plan the site of a file; return what was done, and what still waits for stock."""
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.backlog import backlog_of
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.office import database_now
    from warehouse_tui.store.central.planning import plan as run_plan

    central = open_central(config)
    engine, site_id = central.engine, central.site_id
    _catch_up(engine, site_id)
    with reading(engine) as connection:
        now = database_now(connection)
    return run_plan(engine, site_id, now=now), backlog_of(engine, site_id)


def _catch_up(engine: "Engine", site_id: int) -> None:
    """Have the facts applied that wait, such as the opening stock: by this process where no hub runs.

    A running hub is waited for as long as it takes to apply what waits, and at most PATIENCE_S on a busy floor.
    """
    from warehouse_tui.hub.loop import Hub
    from warehouse_tui.store.central.applying import SiteApplier
    from warehouse_tui.store.central.applying_inbox import facts_wait
    from warehouse_tui.store.central.engine import reading

    deadline = time.monotonic() + PATIENCE_S

    def goes_on() -> bool:
        with reading(engine) as connection:
            return facts_wait(connection, site_id) and (hub.applied > 0 or time.monotonic() < deadline)

    hub = Hub(SiteApplier(engine, site_id), (), alive=goes_on, retry_s=0.05)
    hub.run()


def _figures(report: "PlanReport", backlog: "Backlog") -> dict[str, Any]:
    reserved, listed = report.allocation, report.listing
    return {
        "reserved": {
            "orders": reserved.orders,
            "orders_whole": reserved.whole,
            "orders_in_part": reserved.parts,
            "orders_waiting": reserved.waiting,
            "allocations": reserved.allocations,
            "units": reserved.units,
        },
        "listed": asdict(listed),
        "waiting": {"orders": backlog.orders, "items": [asdict(item) for item in backlog.items]},
    }


def _lines(report: "PlanReport", backlog: "Backlog") -> Iterator[str]:
    reserved, listed = report.allocation, report.listing
    if not reserved.orders and not listed.lists:
        yield "Nothing new to plan."
    if reserved.orders:
        yield (
            f"Reserved {reserved.units:,} units for {reserved.whole:,} whole orders and parts of {reserved.parts:,};"
            f" {reserved.waiting:,} of {reserved.orders:,} orders wait for stock."
        )
    if listed.lists:
        state = "released" if listed.released else "planned, not yet released"
        yield (
            f"Wave {listed.wave_id}: {listed.lists:,} pick lists, {listed.orders:,} orders, {listed.lines:,} lines,"
            f" {listed.units:,} units, {state}."
        )
    if backlog.orders:
        yield f"Waiting for stock: {backlog.orders:,} orders. Most wanted:"
    for item in backlog.items:
        yield f"  {item.sku:<16} {item.units:>7,} units for {item.orders:>5,} orders  {item.name}"
