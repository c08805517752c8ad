"""`warehouse-tui import`: items, locations, stock, workers and orders from files, all of a file or nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse_tui.cli.common import config_option, example, json_option, print_json, printable

if TYPE_CHECKING:
    from warehouse_tui.domain.problems import Problem
    from warehouse_tui.store.central.importing import ImportReport

KINDS = ("items", "locations", "stock", "workers", "orders")
FORMATS = ("auto", "csv", "json", "shopify", "woocommerce")

_CLEAR_LINE = "\r\x1b[K"


@click.command(
    "import",
    epilog=example(
        "warehouse-tui import items items.csv --config config/site.toml",
        "warehouse-tui import orders orders.json --format woocommerce --dry-run",
    ),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="auto", help="How the file is written.")
@click.option("--dry-run", is_flag=True, help="Check everything and load nothing.")
@config_option
@json_option
@click.pass_context
def import_(
    context: click.Context, kind: str, file: Path, format_: str, dry_run: bool, config: Path, as_json: bool
) -> None:
    """Load a file into the central database: all of it, or nothing where one row is wrong.

    Import items and locations first, then stock, workers and orders. What is there already and says the same is left
    as it is, so that a file may be imported again.
    """
    report = _load(kind, file, format_, dry_run, config)
    if as_json:
        print_json(_figures(report, file, dry_run))
    else:
        click.echo(printable(_summary(report, file, dry_run)))
    context.exit(1 if report.errors else 0)


def _load(kind: str, file: Path, format_: str, dry_run: bool, config: Path) -> "ImportReport":
    from warehouse_tui.cli.central import open_central
    from warehouse_tui.intake import read_file
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.importing import import_records
    from warehouse_tui.store.central.site_time import site_zone
    from warehouse_tui.store.station.clock import SystemClock

    central = open_central(config)
    with reading(central.engine) as connection:
        zone = site_zone(connection, central.site_id)
    with _progress(file) as (progress, heard):
        return import_records(
            central.engine,
            central.site_id,
            kind,
            read_file(kind, file, format_, timezone=zone, progress=progress),
            clock=SystemClock(),
            heard=heard,
            file=file.name,
            dry_run=dry_run,
        )


@contextmanager
def _progress(file: Path) -> "Iterator[tuple[Callable[[int, int], None] | None, Callable[[Problem], None]]]":
    """Show how far the file is read where somebody sees it; problems are printed as they are found."""
    if not sys.stderr.isatty():
        yield None, lambda problem: click.echo(printable(problem.text()), err=True)
        return
    with click.progressbar(length=1, label=printable(file.name), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress, lambda problem: click.echo(_CLEAR_LINE + printable(problem.text()), err=True)


def _summary(report: "ImportReport", file: Path, dry_run: bool) -> str:
    if report.errors:
        rows = "1 error" if report.errors == 1 else f"{report.errors:,} errors"
        return f"{file.name}: {rows}: nothing was loaded."
    told = f"{_counts(report)} (dry run: nothing was loaded)" if dry_run else _counts(report)
    return told if report.new or report.changed else f"{told}: nothing was changed"


def _counts(report: "ImportReport") -> str:
    there = report.new + report.changed + report.unchanged
    if report.kind == "stock":
        return f"{there} rows of stock: {report.new} counts written, the hub makes goods of them"
    if report.kind != "orders":
        changes = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
        return f"{there} {report.kind}: {changes}"
    if not report.new:
        return f"{there} orders already there, 0 new"
    return f"{there} orders: {report.new} new with {report.lines} lines, {report.unchanged} already there"


def _figures(report: "ImportReport", file: Path, dry_run: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {"file": str(file), "dry_run": dry_run, **asdict(report)}
