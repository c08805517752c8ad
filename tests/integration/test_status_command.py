import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.checked_site import checked_site
from tests.support.planning_site import NOW, PlanningSite
from warehouse_tui.cli import cli
from warehouse_tui.domain.errors import Refused
from warehouse_tui.store.central.engine import connect
from warehouse_tui.store.central.migrating import upgrade
from warehouse_tui.store.central.schema import floor, master, orders

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
    url = f"sqlite:///{file.parent / 'central.db'}"
    upgrade(connect(url))
    return checked_site(url)


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--config", str(file)], catch_exceptions=False)


def test_status_in_words(file: Path, site: PlanningSite):
    site.set(floor.exception, {"exception_id": 1}, opened_at=NOW)
    said = run(file, "status").output
    assert "Orders      3: 1 open, 1 picking, 1 released; 1 wait for stock, 0 held" in said
    assert "Stock       14 location, 1 tote\n" in said
    assert "3 facts applied, 1 lists" in said
    assert "Hub         not running" in said
    assert "Exceptions  1 short, the oldest" in said


def test_status_as_json_has_stable_keys(file: Path, site: PlanningSite):
    found = json.loads(run(file, "status", "--json").output)
    assert list(found) == ["site_code", "site_name", "orders", "lists", "stock", "stations", "exceptions", "hub"]
    assert found["orders"]["by_state"] == {"open": 1, "picking": 1, "released": 1}
    assert found["stations"][0]["facts_unapplied"] == 0
    assert found["exceptions"]["oldest"]["kind"] == "short"


def test_an_order_in_words_and_as_json(file: Path, site: PlanningSite):
    [(number,)] = site.rows(orders.order, "number", state="picking")
    said = run(file, "orders", "show", number).output
    assert said.startswith(f"Order {number} (web): picking, priority 1\n")
    assert "1 now in tote T1" in said
    assert "1 of 5 picked" in said
    found = json.loads(run(file, "orders", "show", number, "--json").output)
    assert list(found) == ["order", "lines", "pick_lists", "totes", "parcels", "exceptions"]
    assert found["order"]["number"] == number
    held = [held for line in found["lines"] for held in line["held_by"]]
    assert held == [{"holder_kind": "tote", "holder": "T1", "lot": "", "qty": 1}]


def test_orders_are_listed_in_words_and_as_json(file: Path, site: PlanningSite):
    assert len(run(file, "orders", "list").output.splitlines()) == 3
    assert run(file, "orders", "list", "--state", "packed").output == "There are none.\n"
    [row] = json.loads(run(file, "orders", "list", "--state", "picking", "--json").output)
    assert (row["state"], row["lines"], row["units"], row["picked"]) == ("picking", 2, 5, 1)


def test_times_are_those_of_the_site(file: Path, site: PlanningSite):
    site.set(master.site_table, {}, timezone="Asia/Tokyo")
    site.set(orders.order, {"state": "picking"}, ship_by=NOW, hold="address")
    said = run(file, "orders", "list", "--state", "picking").output
    assert said.endswith("ship by 2026-11-23 17:00, held: address\n")


def test_an_unknown_order_is_refused_in_plain_words(file: Path, site: PlanningSite):
    with pytest.raises(Refused, match="orders list"):
        run(file, "orders", "show", "no such")


def test_names_from_files_cannot_steer_the_terminal(file: Path, site: PlanningSite):
    site.set(master.item, {}, name="\x1b]0;owned\x07")
    [(number,)] = site.rows(orders.order, "number", state="picking")
    assert "\x1b" not in run(file, "orders", "show", number).output
