"""A real site in a folder, with any number of other order lines in its database and enough work for a picker."""

import contextlib
import io
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import text

from tests.support.planning_scale import fill_site
from warehouse_tui.cli import cli
from warehouse_tui.domain.gtin import check_digit
from warehouse_tui.settings import load_settings
from warehouse_tui.store.central.engine import connect, writing

BADGE, LANE = "W-1", "P1"
UNITS = 4  # a line
_ROWS = {
    "items": "sku,name,barcodes,unit",
    "locations": "code,zone,kind,block,aisle,bay,level",
    "stock": "location,sku,quantity",
    "workers": "badge,name,roles,pin,language",
    "orders": "order,channel,priority,ship_by,customer,street,city,postcode,country,sku,quantity",
}
_SITE = """
[site]
name = "Bench"
code = "BENCH"

[rules]
cart_slots = 1
claim_ahead = 2
confirm_location = "always"

[[tote]]
prefix = "T"
first = 1
last = 900

[database]
url = "sqlite:///central.db"
"""
_STATION = """
[station]
name = "{name}"
role = "picker"
data = "{name}"

[[scanner]]
name = "hand"
port = "{port}"
repeat_ms = {repeat_ms}
feedback = "bel"
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A bin on the walk, and the code of what is in it."""

    place: str
    code: str


@dataclass(slots=True)
class BenchSite:
    """A site whose orders that are to be picked are all alike: `stops`, UNITS at each."""

    folder: Path
    stops: Sequence[Stop]
    totes: Iterator[int] = field(default_factory=lambda: iter(range(1, 900)))

    def station(self, name: str, port: Path, repeat_ms: int = 150) -> Path:
        """Write the file of a station with one scanner and return its path."""
        path = self.folder / f"{name}.toml"
        path.write_text(_SITE + _STATION.format(name=name, port=port, repeat_ms=repeat_ms))
        return path


@dataclass(slots=True)
class Sites:
    """The sites of one run, by the number of order lines in their databases; each is made once."""

    folder: Path
    items: int
    stops: int
    orders: int
    _made: dict[int, BenchSite] = field(default_factory=dict)

    def get(self, lines: int) -> BenchSite:
        """Return the site with so many order lines, of which nobody here has to pick any, and the work to be done."""
        if lines not in self._made:
            self._made[lines] = self._make(self.folder / f"lines_{lines}", lines)
        return self._made[lines]

    def _make(self, folder: Path, lines: int) -> BenchSite:
        folder.mkdir()
        config = folder / "site.toml"
        config.write_text(_SITE)
        _do(config, "db", "init")
        _fill(config, lines)
        goods = [Stop(f"{_aisle(n)}-{_bay(n):03d}-1", _gtin(n)) for n in range(self.items)]
        for kind, rows in self._files(goods).items():
            path = folder / f"{kind}.csv"
            path.write_text("\n".join((_ROWS[kind], *rows)) + "\n")
            _do(config, "import", kind, str(path))
        _do(config, "plan")
        return BenchSite(folder, goods[: self.stops])

    def _files(self, goods: Sequence[Stop]) -> dict[str, list[str]]:
        names = random.Random(1)
        words = ("MUG", "LAMP", "JUICE", "TOWEL", "ROPE", "BOWL", "KETTLE", "SPONGE")
        head = "web,1,,Kim Berg,Quay 1,Harbour,20457,DE"
        lanes = [f"{LANE},,pack,,,,", "HOLD-1,,hold,,,,", "QUAR-1,,quarantine,,,,"]
        bins = [f"{stop.place},Z1,pick,1,{_aisle(n)},{_bay(n)},1" for n, stop in enumerate(goods)]
        return {
            "items": [f"B{n},{names.choice(words)} NUMBER {n},{stop.code},piece" for n, stop in enumerate(goods)],
            "locations": [*bins, *lanes],
            "stock": [f"{stop.place},B{n},100000" for n, stop in enumerate(goods)],
            "workers": [f"{BADGE},Ana,picker,,en"],
            "orders": [f"{o},{head},B{n},{UNITS}" for o in range(self.orders) for n in range(self.stops)],
        }


@contextmanager
def real_disk(parent: Path | None) -> Iterator[Path]:
    """Yield a new folder on a disk: a journal in memory would be measured at nothing."""
    choices = [parent] if parent else [Path(tempfile.gettempdir()), Path("/var/tmp"), Path.cwd()]
    for choice in choices:
        if filesystem(choice) not in ("tmpfs", "ramfs"):
            break
    else:
        raise SystemExit(f"{choices[0]} is in memory: name a folder on a disk with --dir")
    with tempfile.TemporaryDirectory(prefix="wh-bench-", dir=choice) as folder:
        yield Path(folder)


def filesystem(path: Path) -> str:
    """Return the kind of the file system that a folder is on; empty where the system does not tell."""
    best, kind = "", ""
    with contextlib.suppress(OSError):
        for line in Path("/proc/mounts").read_text().splitlines():
            _, mount, name, *_ = line.split()
            inside = os.path.commonpath([mount, str(path.resolve())]) == mount
            if inside and len(mount) >= len(best):
                best, kind = mount, name
    return kind


def _do(config: Path, *words: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        done = CliRunner().invoke(cli, [*words, "--config", str(config)], catch_exceptions=False)
    if done.exit_code:
        raise RuntimeError(f"{' '.join(words)}: {done.output}")


def _fill(config: Path, lines: int) -> None:
    """Put the other orders into the database; what is released of them comes after the work at hand."""
    engine = connect(load_settings(config).need_database().address())
    fill_site(engine, lines)
    with writing(engine) as connection:
        connection.execute(text("UPDATE pick_list SET priority = 9"))
    engine.dispose()


def _aisle(n: int) -> str:
    return f"{chr(ord('A') + n // 200)}"


def _bay(n: int) -> int:
    """Return a bay on the left of its aisle: they are walked in the order of their numbers."""
    return 2 * (n % 200) + 1


def _gtin(n: int) -> str:
    body = f"20{n * 37:010d}"
    return body + str(check_digit(body))
