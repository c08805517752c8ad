"""`warehouse-tui exceptions`: what is wrong on the floor, why, and what is to be done about it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from warehouse_tui.store.central.exceptions import ExceptionRow

# As the store has them; kept here so that `--help` loads no database.
CURES = ("count", "unfreeze", "scrap", "again", "looked")


@click.group(epilog=example("warehouse-tui exceptions list --config config/site.toml"))
def exceptions() -> None:
    """Show what is wrong and resolve it."""


@exceptions.command("list", epilog=example("warehouse-tui exceptions list --config config/site.toml --json"))
@config_option
@json_option
@click.option("--ended", is_flag=True, help="Show those that were resolved or went by themselves.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True, help="At most so many.")
def list_(config: Path, as_json: bool, ended: bool, limit: int) -> None:
    """List the exceptions that stand, oldest first.

    One that is settling may still be put right by facts that are on their way.
    """
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.exception_story import sentence, tell
    from warehouse_tui.store.central.exceptions import list_exceptions

    central = open_central(config)
    rows = list_exceptions(central.engine, central.site_id, ended=ended, limit=limit)
    stories = tell(central.engine, central.site_id, rows)
    if as_json:
        print_json([_figures(row, about) for row, about in zip(rows, stories, strict=True)])
        return
    for row, about in zip(rows, stories, strict=True):
        age = _age(row.ended_at or row.opened_at)
        click.echo(printable(f"{row.exception_id:>5}  {row.state:<8} {age:>8}  {row.kind:<14}  {sentence(row, about)}"))
    if not rows:
        click.echo("Nothing is wrong." if not ended else "There are none.")


@exceptions.command(epilog=example("warehouse-tui exceptions show 12 --config config/site.toml"))
@click.argument("number", type=int)
@config_option
@json_option
def show(number: int, config: Path, as_json: bool) -> None:
    """Show one exception: what is known of it, the facts behind it, and its cures."""
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.exception_story import sentence, tell
    from warehouse_tui.store.central.exceptions import show_exception

    central = open_central(config)
    row = show_exception(central.engine, central.site_id, number)
    [about] = tell(central.engine, central.site_id, [row])
    if as_json:
        print_json(_figures(row, about))
        return
    lines = [f"{row.kind} {row.exception_id}, {row.state} for {_age(row.opened_at)}: {sentence(row, about)}"]
    lines += [f"  {name}: {value}" for name, value in about.items()]
    lines += [f"  {name}: {value}" for name, value in row.detail.items() if name != "entries"]
    lines += [f"  {name}: {entry}" for name, entry in row.detail.get("entries", {}).items()]
    lines += [f"  fact {name}" for name in row.facts]
    if row.state in ("settling", "open"):
        lines.append(f"  cures: {', '.join(row.cures)}")
    for line in lines:
        click.echo(printable(line))


@exceptions.command(
    epilog=example(
        'warehouse-tui exceptions resolve 12 --cure count --found 3 --why "counted by Ana" --config config/site.toml'
    )
)
@click.argument("number", type=int)
@config_option
@json_option
@click.option("--cure", type=click.Choice(CURES), required=True, help="What is done about it; `show` names what fits.")
@click.option("--found", type=click.IntRange(0, 10**9), help="With --cure count: how many are in the bin.")
@click.option("--why", required=True, help="Your reason, kept with the decision.")
def resolve(number: int, config: Path, as_json: bool, cure: str, found: int | None, why: str) -> None:
    """Resolve exception NUMBER.

    count: write what is in the bin, and let it be picked again. unfreeze: let it be picked as it is. scrap: the
    damaged goods are thrown away. again: try an unreadable fact again. looked: nothing more is to be done.
    """
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.store.central.exceptions import Cure
    from warehouse_tui.store.central.exceptions import resolve as decide
    from warehouse_tui.store.station.clock import SystemClock

    central = open_central(config)
    wanted = Cure(number, cure, why, found)
    done = decide(central.engine, central.site_id, wanted, uuid4().hex, SystemClock())
    if as_json:
        print_json(done)
        return
    later = " The hub writes it to the stock." if cure in ("count", "scrap", "again") else ""
    click.echo(printable(f"Exception {number}, {done['kind']}: {cure}.{later}"))


def _figures(row: "ExceptionRow", about: Mapping[str, str]) -> dict[str, Any]:
    return asdict(row) | {"about": dict(about)}


def _age(moment: datetime) -> str:
    minutes = max(0, int((datetime.now(UTC) - moment).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"
