"""`warehouse-tui orders`: which orders there are, and where one of them and each of its units is."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from warehouse_tui.cli.central import Central
    from warehouse_tui.store.central.order_search import OrderHead, OrderRow
    from warehouse_tui.store.central.order_story import Line, OrderStory

# As the schema has them; kept here so that `--help` loads no database.
STATES = (
    "quote", "open", "allocated", "released", "picking", "picked", "packing", "packed", "shipped", "closed",
    "cancelled",
)  # fmt: skip


@click.group(epilog=example("warehouse-tui orders list --state picking", "warehouse-tui orders show 10482 --json"))
def orders() -> None:
    """Show orders: which there are, and where one of them is."""


@orders.command("list", epilog=example("warehouse-tui orders list --config config/site.toml --state open"))
@config_option
@json_option
@click.option("--state", type=click.Choice(STATES), help="Only orders of this state. Without it: all not yet done.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most so many.")
def list_(config: Path, as_json: bool, state: str | None, limit: int) -> None:
    """List orders, the most urgent first."""
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.order_search import list_orders

    central = open_central(config)
    found = list_orders(central.engine, central.site_id, state=state or "", limit=limit)
    if as_json:
        rows = [asdict(each.head) | {"lines": each.lines, "units": each.units, "picked": each.picked} for each in found]
        print_json(rows)
        return
    zone = _zone(central)
    for row in found:
        click.echo(printable(_row(row, zone)))
    if not found:
        click.echo("There are none.")


@orders.command(epilog=example("warehouse-tui orders show 10482 --config config/site.toml"))
@click.argument("order")
@config_option
@json_option
def show(order: str, config: Path, as_json: bool) -> None:
    """Show where ORDER and each of its units is: its number, or CHANNEL/NUMBER."""
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.order_story import tell_order

    central = open_central(config)
    story = tell_order(central.engine, central.site_id, order)
    if as_json:
        print_json(asdict(story))
        return
    for line in _story(story, _zone(central)):
        click.echo(printable(line))


def _zone(central: "Central") -> ZoneInfo:
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.site_time import site_zone

    with reading(central.engine) as connection:
        return site_zone(connection, central.site_id)


def _row(row: "OrderRow", zone: ZoneInfo) -> str:
    head = row.head
    name = f"{head.channel}/{head.number}" if head.channel else head.number
    return (
        f"{name:<24} {head.state:<10} priority {head.priority}  {row.lines:>4} lines {row.units:>6} units"
        f" {row.picked:>6} picked{_notes(head, zone)}"
    )


def _story(story: "OrderStory", zone: ZoneInfo) -> Iterator[str]:
    head = story.order
    name = f"{head.number} ({head.channel or 'no channel'})"
    yield f"Order {name}: {head.state}, priority {head.priority}{_notes(head, zone)}"
    for line in story.lines:
        yield from _line(line)
    for each in story.pick_lists:
        holder = f" at {each.station}" if each.station else ""
        short = f", {each.short} short" if each.short else ""
        yield f"List {each.list_id}: {each.state}{holder}, {each.picked} of {each.qty} picked{short}"
    for tote in story.totes:
        yield f"Tote {tote.code}: {tote.state}" + (f" at {tote.location}" if tote.location else "")
    for parcel in story.parcels:
        yield f"Parcel {parcel}"
    for wrong in story.exceptions:
        yield f"! {wrong.kind} {wrong.subject}: {wrong.state}, exception {wrong.exception_id}"


def _line(line: "Line") -> Iterator[str]:
    wanted = line.ordered - line.cancelled
    done = f"{line.picked} picked, {line.packed} packed, {line.shipped} shipped"
    yield f"{line.n:>4}  {line.sku:<16} {line.name}: {wanted} wanted, {line.allocated} allocated, {done}"
    for each in line.allocations:
        lot = f", lot {each.lot or each.expiry}" if each.lot or each.expiry else ""
        where = f" on list {each.list_id}" if each.list_id else ""
        yield f"        {each.qty} from {each.location}{lot}: {each.state}{where}, {each.picked} picked"
    for held in line.held_by:
        yield f"        {held.qty} now in {held.holder_kind} {held.holder}" + (f", lot {held.lot}" if held.lot else "")


def _notes(head: "OrderHead", zone: ZoneInfo) -> str:
    notes = [f"ship by {_local(head.ship_by, zone)}" if head.ship_by else "", f"held: {head.hold}" if head.hold else ""]
    notes.append("waits for stock" if head.waiting_for == "stock" else "")
    return "".join(f", {note}" for note in notes if note)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
