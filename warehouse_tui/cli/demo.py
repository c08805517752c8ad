"""`warehouse-tui demo`: a sample site with everything in it, on this machine, from nothing."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from warehouse_tui.cli.common import example
from warehouse_tui.domain.errors import WarehouseError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse_tui.bootstrap import Extras
    from warehouse_tui.settings import Settings

BADGES = {"picker": "W-1001", "supervisor": "W-9001"}
_MARK = "demo-ready"


@click.command(epilog=example("warehouse-tui demo", "warehouse-tui demo --reset --seed 7"))
@click.option("--role", type=click.Choice(sorted(BADGES)), default="picker", help="Whose badge the scanner reads.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=None, help="Where its state is kept.")
@click.option("--seed", type=int, default=1, help="Which sample day is made, the first time or with --reset.")
@click.option("--reset", is_flag=True, help="Throw the demo's state away and start over.")
@click.pass_context
def demo(context: click.Context, role: str, folder: Path | None, seed: int, reset: bool) -> None:
    """Try the program: a sample site, a day's orders, and a scanner in a panel that needs no hardware.

    The state is kept between runs.
    """
    from warehouse_tui.bootstrap import run_station
    from warehouse_tui.cli.crash import log_crash

    folder = folder or _default_folder()
    settings = _prepare(folder, seed, reset)
    settings, extras = _with_scanner(settings, BADGES[role])
    context.exit(run_station(settings, log_crash, extras))


def _default_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "warehouse-tui" / "demo"


def _prepare(folder: Path, seed: int, reset: bool) -> "Settings":
    """Return the demo's settings; its site is made where it is not there whole."""
    from warehouse_tui.settings import load_settings

    if folder.exists() and any(folder.iterdir()) and not (folder / "site.toml").exists():
        raise WarehouseError(f"{folder} holds something else than a demo: give --dir another folder")
    if reset or not (folder / _MARK).exists():
        _make(folder, seed)
    return load_settings(folder / "site.toml")


def _make(folder: Path, seed: int) -> None:
    from warehouse_tui import demo as package
    from warehouse_tui.cli.central import make_site
    from warehouse_tui.cli.plan import run_plan
    from warehouse_tui.demo.sample_site import KINDS, write_site
    from warehouse_tui.settings import load_settings

    click.echo(f"Making the sample site in {folder} …")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = write_site(folder / "files", seed, datetime.now(UTC).date())
    shutil.copy(Path(package.__file__).parent / "site.toml", folder / "site.toml")
    engine, _ = make_site(load_settings(folder / "site.toml"))
    for kind in KINDS:
        _load(engine, kind, files[kind])
    run_plan(folder / "site.toml")  # so that the first badge finds a list
    (folder / _MARK).touch()


def _load(engine: "Engine", kind: str, path: Path) -> None:
    from zoneinfo import ZoneInfo

    from warehouse_tui.intake import read_file
    from warehouse_tui.store.central.engine import reading
    from warehouse_tui.store.central.ids import site_id_of
    from warehouse_tui.store.central.importing import import_records
    from warehouse_tui.store.station.clock import SystemClock

    with reading(engine) as connection:
        site_id = site_id_of(connection)
    problems: list[str] = []
    import_records(
        engine,
        site_id,
        kind,
        read_file(kind, path, timezone=ZoneInfo("UTC")),
        clock=SystemClock(),
        heard=lambda problem: problems.append(problem.text()),
        file=path.name,
    )
    if problems:
        raise WarehouseError(f"the sample's {kind} do not load: {problems[0]}", problems)


def _with_scanner(settings: "Settings", badge: str) -> "tuple[Settings, Extras]":
    """Return the settings with a scanner on a pseudo-terminal, and the panel with its triggers."""
    from warehouse_tui.app.widgets.virtual_scanner import VirtualScanner
    from warehouse_tui.bootstrap import Extras
    from warehouse_tui.demo.sample_site import sample_codes
    from warehouse_tui.demo.scanner import DemoScanner, VirtualPort
    from warehouse_tui.demo.totes import ToteStack
    from warehouse_tui.settings import Scanner

    port = VirtualPort()
    totes = ToteStack(settings.need_database().address())
    scanner = DemoScanner(port, badge=badge, free_tote=totes.take, others=sample_codes())
    panel = VirtualScanner(scanner.pull, scanner.send_code)
    scanner.sent = panel.sent
    virtual = Scanner("virtual", port.path, repeat_ms=150, feedback="bel")
    return replace(settings, scanners=(virtual,)), Extras((panel,), scanner.follow)
