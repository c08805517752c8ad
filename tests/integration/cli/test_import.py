"""`warehouse-tui import` as it is typed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyte
import pytest

from tests.support.importing import ITEMS, LOCATIONS, ORDERS
from warehouse_tui.cli import main
from warehouse_tui.cli.imports import FORMATS, KINDS
from warehouse_tui.intake import Format, Kind

SITE = """
[site]
name = "Main"
code = "MAIN"
timezone = "Europe/Berlin"

[database]
url = "sqlite:///central.db"
"""
MEASURED = """
import sys
from pathlib import Path
from warehouse_tui.cli import main
try:
    main(sys.argv[1:])
finally:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(status["VmHWM"].split()[0])
"""


class Done(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    (tmp_path / "site.toml").write_text(SITE)

    def call(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main([*(str(each) for each in arguments), "--config", str(tmp_path / "site.toml")])
        status = ended.value.code
        return Done(status if isinstance(status, int) else 0, *capsys.readouterr())

    assert call("db", "init").status == 0
    return call


@pytest.fixture
def load(run: Run, tmp_path: Path) -> Run:
    def call(kind: str, text: str, *options: str) -> Done:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        return run("import", kind, path, *options)

    return call


def test_the_command_knows_every_kind_and_format():
    assert list(Kind) == list(KINDS)
    assert list(Format) == list(FORMATS)


def test_a_site_is_filled_from_its_files(load: Run):
    assert load("locations", LOCATIONS) == Done(0, "3 locations: 3 new, 0 changed, 0 unchanged\n", "")
    items = load("items", ITEMS)
    assert (items.status, items.out) == (0, "3 items: 3 new, 0 changed, 0 unchanged\n")
    assert items.err.count("\n") == 1 and "line 4, warning, barcodes" in items.err
    workers = load("workers", "badge,name,roles,pin,language\nW1,Ana,picker,,en\n")
    assert workers.out == "1 workers: 1 new, 0 changed, 0 unchanged\n"
    stock = load("stock", "location,sku,quantity\nA-01,A,5\n")
    assert stock.out == "1 rows of stock: 1 counts written, the hub makes goods of them\n"
    assert load("orders", ORDERS) == Done(0, "2 orders: 2 new with 4 lines, 0 already there\n", "")


def test_orders_twice_change_nothing_and_it_is_said(load: Run):
    load("items", ITEMS)
    load("orders", ORDERS)
    assert load("orders", ORDERS) == Done(0, "2 orders already there, 0 new: nothing was changed\n", "")


def test_what_is_wrong_is_a_line_each_and_nothing_is_loaded(load: Run):
    load("items", ITEMS)
    bad = ORDERS.replace("B,1,", "Z,1,").replace("1002,web,5", "1002,web,fast")
    done = load("orders", bad)
    assert (done.status, done.out) == (1, "orders.csv: 2 errors: nothing was loaded.\n")
    assert done.err.splitlines() == [
        'line 3, sku "Z": expected an SKU that is there: import items first, or correct it',
        'line 5, priority "fast": expected a whole number from 1 to 9',
    ]
    assert load("orders", ORDERS).out.startswith("2 orders: 2 new")


def test_200_bad_rows_are_200_lines(load: Run):
    done = load("items", "sku,name,weight_g\n" + "".join(f"S{n},Thing,heavy\n" for n in range(200)))
    errors = [line for line in done.err.splitlines() if "warning" not in line]
    assert done.status == 1 and len(errors) == 200
    assert all(line.startswith(f'line {n}, weight_g "heavy": expected') for n, line in enumerate(errors, 2))


def test_a_dry_run_loads_nothing(load: Run):
    assert load("locations", LOCATIONS, "--dry-run").out == (
        "3 locations: 3 new, 0 changed, 0 unchanged (dry run: nothing was loaded)\n"
    )
    assert load("locations", LOCATIONS).out.startswith("3 locations: 3 new")


def test_the_figures_as_json(load: Run):
    load("items", ITEMS)
    figures = json.loads(load("orders", ORDERS, "--json").out)
    assert Path(figures.pop("file")).name == "orders.csv"
    assert figures == {
        "dry_run": False,
        "kind": "orders",
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "lines": 4,
        "errors": 0,
        "warnings": 0,
        "loaded": True,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("items", "missing.csv"), "missing.csv: there is no such file"),
        (("items", "orders.csv", "--format", "shopify"), "the format shopify is for orders"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str):
    (tmp_path / "orders.csv").write_text(ORDERS)
    kind, name, *options = arguments
    done = run("import", kind, tmp_path / name, *options)
    assert (done.status, done.out) == (1, "")
    assert said in done.err and done.err.count("\n") == 1


def test_an_unknown_kind_is_wrong_usage(run: Run, tmp_path: Path):
    assert run("import", "customers", tmp_path / "x.csv").status == 2


def test_values_from_files_cannot_steer_the_terminal(load: Run):
    load("items", ITEMS)
    done = load("orders", "order,sku,quantity\n7,\x1b]0;owned\x07,1\n8,A,\x1b[2J\n")
    assert done.status == 1 and "\x1b" not in done.err and "\x07" not in done.err


def test_a_terminal_sees_how_far_it_is_and_every_problem(run: Run, tmp_path: Path):
    file = _orders_file(tmp_path / "big.csv", "B", 20_000)
    file.write_text(
        file.read_text().replace("B3750,web,Ana,Street 3750,Town,DE,A,", "B3750,web,Ana,Street 3750,Town,DE,A,x", 1)
    )
    (tmp_path / "items.csv").write_text(ITEMS)
    run("import", "items", tmp_path / "items.csv")
    raw = _in_a_terminal(["import", "orders", str(tmp_path / "big.csv"), "--config", str(tmp_path / "site.toml")])
    shown = [int(percent) for percent in re.findall(r"(\d+)%", raw)]
    assert shown == sorted(shown) and len(set(shown)) > 5 and shown[-1] == 100
    screen = pyte.Screen(200, 24)
    pyte.Stream(screen).feed(raw)
    told = [line for line in screen.display if "expected a whole number" in line]
    assert len(told) == 1 and told[0].startswith('line 15002, quantity "x')
    assert any(line.startswith("big.csv: 1 error: nothing was loaded.") for line in screen.display)


@pytest.mark.slow
def test_100_000_lines_are_imported_in_bounded_memory(run: Run, tmp_path: Path):
    (tmp_path / "items.csv").write_text(ITEMS)
    run("import", "items", tmp_path / "items.csv")
    small = _peak_kib(_orders_file(tmp_path / "small.csv", "S", 5_000), "5000 lines")
    large = _peak_kib(_orders_file(tmp_path / "large.csv", "L", 100_000), "100000 lines")
    assert large < small * 1.2


def _orders_file(path: Path, prefix: str, lines: int) -> Path:
    header = "order,channel,customer,street,city,country,sku,quantity\n"
    with path.open("w") as file:
        file.write(header)
        for n in range(lines):
            file.write(f"{prefix}{n // 4},web,Ana,Street {n // 4},Town,DE,A,{n % 9 + 1}\n")
    return path


def _peak_kib(file: Path, said: str) -> int:
    """Import orders in a process of their own and return the most memory it held."""
    command = [
        sys.executable,
        "-c",
        MEASURED,
        "import",
        "orders",
        str(file),
        "--config",
        str(file.parent / "site.toml"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    summary, peak = done.stdout.splitlines()
    assert said in summary
    return int(peak)


def _in_a_terminal(arguments: list[str]) -> str:
    """Run the program with a terminal as its stdout and stderr and return all that it wrote there."""
    here, there = os.openpty()
    command = [sys.executable, "-m", "warehouse_tui", *arguments]
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there) as process:
        os.close(there)
        written = b""
        while chunk := _read(here):
            written += chunk
        process.wait(60)
    os.close(here)
    return written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other side is closed
        return b""
