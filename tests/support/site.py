"""A small real site in a folder: made by the program's own commands, run by its own processes.

Three shelves, two packing lanes, a HOLD lane, quarantine, four workers and twenty totes. Orders are given by a test.
"""

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from click.testing import CliRunner, Result

from tests.support.ptys import ScannerPort
from tests.support.terminal import Terminal
from warehouse_tui.cli import cli
from warehouse_tui.domain.facts import Fact
from warehouse_tui.store.station.journal_file import JournalReader

APPLE, CASE, MUG, MILK, ORGANIC = "4006381333931", "14006381333938", "4006381333948", "4006381333955", "4006381333962"
ITEMS = f"""sku,name,barcodes,unit,handling,tracking,min_days_left
JU-APPLE,JUICE APPLE 1L,{APPLE};{CASE}*12,bottle,,none,
MU-BLUE,MUG BLUE,{MUG},piece,fragile,none,
MI-OAT,OAT MILK,{MILK},carton,,lot,
TE-MINT,TEA MINT,{ORGANIC},box,,none,
"""
LOCATIONS = """code,zone,kind,block,aisle,bay,level
A-03-1,Z1,pick,1,A,3,1
A-09-1,Z1,pick,1,A,9,1
A-15-1,Z1,pick,1,A,15,1
A-21-1,Z1,pick,1,A,21,1
P1,,pack,,,,
HOLD-1,,hold,,,,
QUAR-1,,quarantine,,,,
"""
STOCK = """location,sku,quantity,lot,expiry
A-03-1,JU-APPLE,60,,
A-09-1,MU-BLUE,40,,
A-15-1,MI-OAT,30,L-1001,2099-03-01
A-21-1,TE-MINT,20,,
"""
WORKERS = """badge,name,roles,pin,language
W-1,Ana,picker,,en
W-2,Jan,picker,,en
W-3,Lena,picker,,de
W-9,Sofia,supervisor;picker,246810,en
"""
SITE = """
[site]
name = "Pier Seven"
code = "PIER"

[rules]
cart_slots = {cart_slots}
claim_ahead = {claim_ahead}
{rules}

[[tote]]
prefix = "T"
first = 1
last = 20

[database]
url = "{url}"

[station]
name = "{station}"
role = "picker"
data = "{station}"
"""
SCANNER = """
[[scanner]]
name = "{name}"
port = "{port}"
aim = false
feedback = "bel"
"""

REPEAT_S = 0.17
"""Faster than this, the same code again is one pull of the trigger."""
TRIGGER_S = 0.32
"""Faster than this, another code belongs to the read before it."""

FINGERS_S = 0.07
"""Slower than this, what is typed is no scan."""

EMBEDDED = "sqlite:///central.db"

Order = Sequence[tuple[str, int]]
"""An order's lines: SKU and quantity. Orders are numbered from 1001, equally urgent: the first comes first."""


@dataclass(frozen=True, slots=True)
class RealSite:
    """A site in a folder with one station (`config`), and more where `add_station` makes them."""

    folder: Path
    config: Path
    data: Mapping[str, str] = field(default_factory=dict)
    """The folders of stations that are not called as their station is."""

    def cli(self, *words: str) -> Result:
        """Run one of the program's commands on this site and return how it ended."""
        return CliRunner().invoke(cli, [*words, "--config", str(self.config)], catch_exceptions=False)

    def ask(self, *words: str) -> Any:
        """Return what a command prints as JSON; it must succeed."""
        done = self.cli(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def settle(self, timeout: float = 15.0) -> None:
        """Wait until everything on the stations' disks is with the centre and applied."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            stations = {each["name"]: each for each in self.ask("status")["stations"]}
            own = {name: len(self.facts(name)) for name in stations if name != "office"}
            applied = all(stations[name]["facts_applied"] == count for name, count in own.items())
            if applied and not any(each["facts_unapplied"] for each in stations.values()):
                return
            time.sleep(0.05)
        raise AssertionError(f"not everything was applied within {timeout:g} s: {stations}, on disk {own}")

    def check(self) -> None:
        """Wait until all is applied; then every invariant of the database must hold."""
        self.settle()
        done = self.cli("db", "check")
        assert done.exit_code == 0, done.output

    def in_totes(self, order: str) -> dict[str, dict[str, int]]:
        """Return what lies in which tote of an order: tote → SKU → units."""
        found: dict[str, dict[str, int]] = {}
        for line in self.ask("orders", "show", order)["lines"]:
            for held in line["held_by"]:
                if held["holder_kind"] == "tote":
                    tote = found.setdefault(held["holder"], {})
                    tote[line["sku"]] = tote.get(line["sku"], 0) + held["qty"]
        return found

    def add_station(self, name: str, *scanners: ScannerPort, url: str = EMBEDDED) -> Path:
        """Write the file of one more station of this site and return its path."""
        path = self.folder / f"{name}.toml"
        text = SITE.format(station=name, cart_slots=1, claim_ahead=1, rules="", url=url)
        path.write_text(text + _scanners(scanners))
        return path

    def facts(self, station: str = "P1") -> list[Fact]:
        """Return what is on a station's own disk, while it runs or after it was killed."""
        path = self.folder / self.data.get(station, station) / "journal.db"
        if not path.exists():
            return []
        reader = JournalReader(path)
        try:
            return reader.after(0, 100_000)
        finally:
            reader.close()

    def kinds(self, station: str = "P1") -> list[str]:
        """Return the kinds of those facts."""
        return [fact.kind for fact in self.facts(station)]


def build_site(
    folder: Path,
    orders: Sequence[Order],
    scanners: Sequence[ScannerPort] = (),
    *,
    cart_slots: int = 1,
    claim_ahead: int = 1,
    rules: Mapping[str, str] | None = None,
    planned: bool = True,
    url: str = EMBEDDED,
) -> RealSite:
    """Make the site by `db init`, `import` and `plan`; `rules` are further lines of [rules]."""
    more = "\n".join(f"{key} = {value}" for key, value in (rules or {}).items())
    config = folder / "site.toml"
    text = SITE.format(station="P1", cart_slots=cart_slots, claim_ahead=claim_ahead, rules=more, url=url)
    config.write_text(text + _scanners(scanners))
    site = RealSite(folder, config)
    _do(site, "db", "init")
    files = {"items": ITEMS, "locations": LOCATIONS, "stock": STOCK, "workers": WORKERS, "orders": _orders(orders)}
    for kind, content in files.items():
        path = folder / f"{kind}.csv"
        path.write_text(content)
        _do(site, "import", kind, str(path))
    if planned:
        _do(site, "plan")
    return site


def _do(site: RealSite, *words: str) -> None:
    done = site.cli(*words)
    assert done.exit_code == 0, f"{' '.join(words)}: {done.output}"


def _scanners(ports: Sequence[ScannerPort]) -> str:
    return "".join(SCANNER.format(name=port.path.name, port=port.path) for port in ports)


def _orders(orders: Sequence[Order]) -> str:
    rows = ["order,channel,priority,ship_by,customer,street,city,postcode,country,sku,quantity"]
    for n, lines in enumerate(orders):
        head = f"{1001 + n},web,5,,Kim Berg,Quay 1,Harbour,20457,DE"
        rows += [f"{head},{sku},{qty}" for sku, qty in lines]
    return "\n".join(rows) + "\n"


@dataclass(slots=True)
class Picker:
    """Somebody at a running station: the terminal in view, the scanner in the hand, and a hand's pace."""

    terminal: Terminal
    scanner: ScannerPort | None = None
    _last: tuple[str, float] = ("", 0.0)

    def scan(self, *codes: str) -> None:
        """Send codes one after another, each as one read; the same one again as fast as a hand can."""
        assert self.scanner is not None, "this site has no scanner on a port"
        for code in codes:
            self._pause(REPEAT_S if code == self._last[0] else 0.0)
            self.scanner.send(code.encode() + b"\r")
            self.looked(code)

    def stray(self, code: str) -> None:
        """Send a code that is not wanted, by a trigger pull of its own."""
        self.aim_again()
        self.scan(code)

    def aim_again(self) -> None:
        """Take as long as a hand does until the next pull of the trigger."""
        self._pause(TRIGGER_S)

    def looked(self, code: str = "") -> None:
        """Remember when something was last done here."""
        self._last = (code, time.monotonic())

    def see(self, text: str | re.Pattern[str], timeout: float = 15.0) -> list[str]:
        """Wait until the screen shows a text and return the screen."""
        return self.terminal.wait_for(text, timeout)

    def answer(self, code: str, text: str) -> list[str]:
        """Send one code and wait for its answer on the screen."""
        self.scan(code)
        return self.see(text)

    def hub(self, timeout: float = 10.0) -> psutil.Process:
        """Return the hub, which is the program's child, as soon as it is there."""
        program, deadline = psutil.Process(self.terminal.process.pid), time.monotonic() + timeout
        while time.monotonic() < deadline:
            hubs = [child for child in program.children() if "hub" in child.cmdline()]
            if hubs:
                return hubs[0]
            time.sleep(0.01)
        raise AssertionError("the program started no hub")

    def leave(self) -> None:
        """End the program as a person does."""
        self.terminal.press("ctrl+q")
        self.see("Press again")
        self.terminal.press("ctrl+q")
        assert self.terminal.wait_exit() == 0

    def _pause(self, seconds: float) -> None:
        time.sleep(max(0.0, self._last[1] + seconds - time.monotonic()))


@contextmanager
def running(config: Path, scanner: ScannerPort | None = None, **terminal: Any) -> Iterator[Picker]:
    """Run `warehouse-tui run` in a terminal of its own, the hub being its child."""
    command = [sys.executable, "-m", "warehouse_tui", "run", "--config", str(config)]
    with Terminal(command, **terminal) as screen:
        yield Picker(screen, scanner)


def slowly(terminal: Terminal, code: str) -> None:
    """Type as fingers do."""
    for key in f"{code}\r":
        terminal.send(key)
        time.sleep(FINGERS_S)


def gone(process: psutil.Process, timeout: float = 10.0) -> bool:
    """Return whether a process that is no child of ours ends in time."""
    deadline = time.monotonic() + timeout
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
