"""`warehouse-tui plan`: reserve goods for open orders and make pick lists of them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable
from warehouse_tui.domain.errors import StoreError

if TYPE_CHECKING:
    from warehouse_tui.store.central.backlog import Backlog
    from warehouse_tui.store.central.planning import PlanReport


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
    report, backlog = _run(config)
    if as_json:
        print_json(_figures(report, backlog))
        return
    for line in _lines(report, backlog):
        click.echo(printable(line))


def _run(config: Path) -> "tuple[PlanReport, Backlog]":
    from warehouse_tui.settings import load_settings
    from warehouse_tui.store.central.backlog import backlog_of
    from warehouse_tui.store.central.engine import connect, reading
    from warehouse_tui.store.central.ids import site_id_of
    from warehouse_tui.store.central.migrating import require_current
    from warehouse_tui.store.central.office import database_now
    from warehouse_tui.store.central.planning import plan as run_plan

    settings = load_settings(config)
    engine = connect(settings.need_database().address())
    require_current(engine)
    with reading(engine) as connection:
        site_id = site_id_of(connection, settings.site.code if settings.site else None)
        now = database_now(connection)
    if not site_id:
        raise StoreError(f"the database has not the site of {config}: run `warehouse-tui db init --config {config}`")
    return run_plan(engine, site_id, now=now), backlog_of(engine, site_id)


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
