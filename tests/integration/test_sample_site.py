import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from warehouse_tui.cli import cli
from warehouse_tui.settings import CREDENTIAL_VARIABLE, load_settings
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import connect

CONFIG = Path(__file__).parents[2] / "config"
KINDS = ("items", "locations", "stock", "workers", "orders")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    shutil.copy(CONFIG / "site.toml", path)
    return path


def run(file: Path, *words: str) -> str:
    result = CliRunner().invoke(cli, [*words, "--config", str(file)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def load(file: Path) -> str:
    return "".join(run(file, "import", kind, str(CONFIG / "sample" / f"{kind}.csv")) for kind in KINDS)


def apply(file: Path) -> None:
    applier = SiteApplier(connect(load_settings(file).need_database().address()), 1)
    token = applier.acquire()
    assert token is not None
    while applier.apply(token):
        pass
    applier.release(token)


def test_the_example_site_runs_from_nothing_to_released_lists(file: Path):
    run(file, "db", "init")
    load(file)
    apply(file)
    run(file, "plan")
    checked = json.loads(run(file, "db", "check", "--json"))
    assert checked["broken"] == []
    found = json.loads(run(file, "status", "--json"))
    assert found["orders"]["total"] == 12
    assert found["orders"]["waiting"] == 1
    assert found["stock"]["location"] == -found["stock"]["unknown"] > found["orders"]["units"]["allocated"] > 0
    assert found["stations"][0]["facts_unapplied"] == 0
    assert set(found["lists"]["by_state"]) == {"released"}
    short = json.loads(run(file, "orders", "show", "1007", "--json"))
    assert [(line["sku"], line["ordered"], line["allocated"]) for line in short["lines"]] == [
        ("8020", 3, 1),
        ("8021", 1, 1),
    ]
    dated = json.loads(run(file, "orders", "show", "1004", "--json"))
    assert {each["expiry"] for line in dated["lines"] for each in line["allocations"]} == {"2034-05-31"}


def test_loading_the_example_site_again_changes_nothing(file: Path):
    run(file, "db", "init")
    load(file)
    assert "nothing was changed" in run(file, "db", "init")
    assert "nothing was changed" in run(file, "db", "load-config")
    again = load(file)
    assert again.count("nothing was changed") == 4
    assert "12 orders already there, 0 new" in again


def test_the_example_stations_can_be_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CREDENTIAL_VARIABLE, "from the environment")
    roles = {}
    for path in sorted((CONFIG / "stations").glob("*.toml")):
        settings = load_settings(path)
        roles[path.stem] = settings.need_station().role
        assert settings.need_database().address().startswith("postgresql://warehouse:from%20the%20environment@")
    assert roles == {"packer": "packer", "picker": "picker", "supervisor": "supervisor"}
