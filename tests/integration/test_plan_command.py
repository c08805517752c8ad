import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.planning_site import SITE, PlanningSite
from tests.support.stations import station_of
from warehouse_tui.cli import cli
from warehouse_tui.domain.errors import StoreError
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import connect, writing
from warehouse_tui.store.central.migrating import upgrade
from warehouse_tui.store.central.schema import orders
from warehouse_tui.store.central.site import SiteConfig, init_site

FILE = """
[site]
name = "Main"
code = "MAIN"
[database]
url = "sqlite:///central.db"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def site(file: Path) -> PlanningSite:
    engine = connect(f"sqlite:///{file.parent / 'central.db'}")
    upgrade(engine)
    with writing(engine) as connection:
        init_site(connection, SiteConfig("MAIN", rules={"cart_slots": 2, "auto_release": False}))
    return PlanningSite(engine)


def run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["plan", "--config", str(file), *options], catch_exceptions=False)


def test_what_was_reserved_and_listed_is_said_and_what_waits(file: Path, site: PlanningSite):
    item, gone = site.item(), site.item(sku="GONE", name="Gone")
    site.stock(item, site.bin(), 10)
    for _ in range(3):
        site.order((item, 2))
    site.order((item, 1), (gone, 3))
    said = run(file).output
    assert "Reserved 7 units for 3 whole orders and parts of 1; 1 of 4 orders wait for stock." in said
    assert "Wave 1: 2 pick lists, 4 orders, 4 lines, 7 units, planned, not yet released." in said
    assert "GONE" in said
    assert "3 units for     1 orders  Gone" in said


def test_a_second_run_says_that_nothing_is_new_and_still_names_what_waits(file: Path, site: PlanningSite):
    site.order((site.item(sku="GONE"), 3))
    run(file)
    said = run(file).output
    assert said.startswith("Nothing new to plan.")
    assert "Waiting for stock: 1 orders." in said


def test_the_figures_as_json_have_stable_keys(file: Path, site: PlanningSite):
    item = site.item()
    site.stock(item, site.bin(), 10)
    site.order((item, 2))
    figures = json.loads(run(file, "--json").output)
    assert figures == {
        "reserved": {
            "orders": 1,
            "orders_whole": 1,
            "orders_in_part": 0,
            "orders_waiting": 0,
            "allocations": 1,
            "units": 2,
        },
        "listed": {"wave_id": 1, "lists": 1, "orders": 1, "lines": 1, "units": 2, "released": 0},
        "waiting": {"orders": 0, "items": []},
    }
    again = json.loads(run(file, "--json").output)
    assert again["reserved"]["units"] == again["listed"]["lists"] == 0
    assert site.rows(orders.pick_list, "state", "units") == [("planned", 2)]


def test_stock_that_was_imported_is_planned_with_though_no_hub_runs(file: Path, site: PlanningSite):
    item, place = site.item(), site.bin()
    station = station_of(site)
    station.say("counted", item=item, location=place, found=5)
    site.order((item, 2))
    assert "Reserved 2 units for 1 whole orders" in run(file).output


def test_facts_that_nobody_applies_do_not_stop_planning(
    file: Path, site: PlanningSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("warehouse_tui.cli.plan.PATIENCE_S", 0.2)
    item, place = site.item(), site.bin()
    site.stock(item, place, 2)
    station_of(site).say("counted", item=item, location=place, found=5)
    hub = SiteApplier(site.engine, SITE, holder="another-machine:1:1", lease=timedelta(minutes=1))
    assert hub.acquire() is not None
    site.order((item, 2))
    assert "Reserved 2 units for 1 whole orders" in run(file).output


def test_names_from_files_cannot_steer_the_terminal(file: Path, site: PlanningSite):
    site.order((site.item(name="\x1b]0;owned\x07"), 3))
    assert "\x1b" not in run(file).output


def test_a_database_without_tables_or_site_is_refused_in_plain_words(file: Path):
    with pytest.raises(StoreError, match="db init"):
        run(file)
    assert not (file.parent / "central.db").exists()
    upgrade(connect(f"sqlite:///{file.parent / 'central.db'}"))
    with pytest.raises(StoreError, match="db init"):
        run(file)
