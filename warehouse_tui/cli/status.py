"""`warehouse-tui status`: how a site stands, in one look."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from warehouse_tui.store.central.status import StationFigures, Status


@click.command(epilog=example("warehouse-tui status --config config/site.toml", "warehouse-tui status --json"))
@config_option
@json_option
def status(config: Path, as_json: bool) -> None:
    """Show orders, lists, stock, stations and what is wrong."""
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.office import database_now
    from warehouse_tui.store.central.status import read_status

    central = open_central(config)
    with reading(central.engine) as connection:
        now = database_now(connection)
    found = read_status(central.engine, central.site_id, now)
    if as_json:
        print_json(asdict(found))
        return
    for line in _lines(found, now):
        click.echo(printable(line))


def _lines(found: "Status", now: datetime) -> Iterator[str]:
    orders, lists, wrong = found.orders, found.lists, found.exceptions
    yield f"{found.site_name} ({found.site_code})"
    rest = f"{orders.waiting:,} wait for stock, {orders.held:,} held"
    yield f"Orders      {orders.total:,}: {_counts(orders.by_state)}; {rest}"
    units = {name: orders.units[name] for name in ("ordered", "allocated", "picked", "packed", "shipped")}
    yield f"Units       {_counts(units)}"
    yield f"Pick lists  {_counts(lists.by_state)}; {lists.lines_left:,} lines, {lists.units_left:,} units left"
    yield f"Stock       {_counts({kind: units for kind, units in found.stock.items() if units > 0})}"
    for station in found.stations:
        yield f"Station     {_station(station, now)}"
    yield f"Hub         {'running' if found.hub.running else 'not running: facts wait, nothing is lost'}"
    oldest = f", the oldest {_age(wrong.oldest.opened_at, now)}: {wrong.oldest.kind}" if wrong.oldest else ""
    yield f"Exceptions  {_counts(wrong.by_kind)}{oldest}"


def _station(station: "StationFigures", now: datetime) -> str:
    said = [f"{station.name} ({station.role})", f"{station.facts_applied:,} facts applied"]
    if station.facts_unapplied:
        said.append(f"{station.facts_unapplied:,} not yet, since {_age(station.oldest_unapplied_at, now)}")
    if station.lists:
        said.append(f"{station.lists} lists")
    if station.paused_for:
        said.append(f"waits for a newer hub: {station.paused_for}")
    if station.fenced:
        said.append("FENCED")
    return ", ".join(said)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count) or "none"


def _age(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "unknown"
    minutes = max(0, (now - moment) // timedelta(minutes=1))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
