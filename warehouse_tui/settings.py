"""A site's and a station's file (TOML), read strictly into frozen settings.

Every mistake is named with its key, its value and what was expected, all of them at once. Relative paths count from
the file. Passwords are never in the file: the environment or a file of its own holds them.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import available_timezones

from warehouse_tui.domain.errors import SettingsError
from warehouse_tui.toml_reader import Reader, did_you_mean

CREDENTIAL_VARIABLE = "WAREHOUSE_TUI_DATABASE_PASSWORD"
MOST_TOTES = 100_000

Role = Literal["picker", "packer", "supervisor", "administrator"]
_Part = TypeVar("_Part")


def whole(least: int, most: int, default: int | None = None) -> Any:
    """Return a field for a whole number within limits; without a default the key must be there."""
    limits = {"least": least, "most": most}
    return field(metadata=limits) if default is None else field(default=default, metadata=limits)


@dataclass(frozen=True, slots=True)
class Site:
    """[site]: what is printed and written of the site."""

    name: str
    code: str
    timezone: str = "UTC"
    language: Literal["en", "de"] = "en"
    gs1_prefix: str = ""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """[rules]: how the site works."""

    confirm_location: Literal["when_needed", "always"] = "when_needed"
    auto_release: bool = True
    max_lines: int = whole(1, 10_000, 60)
    max_units: int = whole(1, 1_000_000, 400)
    cart_slots: int = whole(1, 26, 1)
    claim_ahead: int = whole(1, 20, 2)
    pin_for: tuple[Role, ...] = ("supervisor", "administrator")
    sense_check: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """[[carrier]]: who takes parcels away."""

    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """[[service]]: what an order may ask for. `cut_off` is the site's time, HH:MM, or empty."""

    name: str
    carrier: str
    cut_off: str = ""


@dataclass(frozen=True, slots=True)
class Carton:
    """[[carton]]: a box, measured inside, in millimetres and grams."""

    name: str
    length_mm: int = whole(1, 10_000)
    width_mm: int = whole(1, 10_000)
    height_mm: int = whole(1, 10_000)
    weight_g: int = whole(0, 100_000, 0)
    max_weight_g: int = whole(1, 1_000_000, 30_000)


@dataclass(frozen=True, slots=True)
class Totes:
    """[[tote]]: totes that are labelled with a prefix and a number, `first` to `last`."""

    prefix: str
    first: int = whole(0, 10**9)
    last: int = whole(0, 10**9)

    def codes(self) -> Iterator[str]:
        """Return the totes' codes."""
        return (f"{self.prefix}{number}" for number in range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True)
class Database:
    """[database]: the central database. `password` comes from the environment or `password_file`."""

    url: str
    password_file: Path | None = None
    password: str = field(default="", repr=False, metadata={"given": True})

    def address(self) -> str:
        """Return the URL to connect to, with the password in it: not to be shown or logged."""
        if not self.password:
            return self.url
        parts = urlsplit(self.url)
        user, _, host = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{user}:{quote(self.password, safe='')}@{host}").geturl()


@dataclass(frozen=True, slots=True)
class Station:
    """[station]: this computer. `data` is the folder of its journal and replica."""

    name: str
    data: Path
    role: Literal["picker", "packer", "supervisor"] = "picker"


@dataclass(frozen=True, slots=True)
class Scanner:
    """[[scanner]]: a scanner on a serial port: a path or a pyserial URL."""

    name: str
    port: str
    baud: int = whole(300, 4_000_000, 9600)
    suffix: Literal["auto", "cr", "lf", "crlf", "tab", "etx", "none"] = "auto"
    aim: bool = False
    gs1: bool = False
    repeat_ms: int = whole(0, 10_000, 150)
    feedback: Literal["none", "bel", "zebra-ssi", "honeywell", "datalogic", "newland"] = "none"


@dataclass(frozen=True, slots=True)
class Printer:
    """[[printer]]: a label printer and what it prints."""

    name: str
    address: str
    kind: Literal["zpl"] = "zpl"
    dpi: int = whole(100, 1200, 203)
    width_mm: int = whole(10, 1000, 100)
    height_mm: int = whole(10, 1000, 150)
    use: tuple[Literal["parcel", "slip", "card"], ...] = ("parcel",)


@dataclass(frozen=True, slots=True)
class Scale:
    """[scale]: the bench's scale."""

    port: str = ""
    baud: int = whole(300, 4_000_000, 9600)
    protocol: Literal["mt-sics", "toledo-continuous", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one file says. One file may hold the site and the station of one machine."""

    path: Path
    site: Site | None
    database: Database | None
    station: Station | None
    scale: Scale
    rules: SiteRules
    carriers: tuple[Carrier, ...]
    services: tuple[Service, ...]
    cartons: tuple[Carton, ...]
    totes: tuple[Totes, ...]
    scanners: tuple[Scanner, ...]
    printers: tuple[Printer, ...]

    def need_site(self) -> Site:
        """Return [site]; SettingsError where the file has none."""
        return self._need(self.site, "site")

    def need_database(self) -> Database:
        """Return [database]; SettingsError where the file has none."""
        return self._need(self.database, "database")

    def need_station(self) -> Station:
        """Return [station]; SettingsError where the file has none."""
        return self._need(self.station, "station")

    def tote_codes(self) -> list[str]:
        """Return the codes of all totes of the site."""
        return [code for totes in self.totes for code in totes.codes()]

    def _need(self, part: _Part | None, name: str) -> _Part:
        if part is None:
            raise SettingsError(f"{self.path}: [{name}] is missing; this command needs it (see config/site.toml)")
        return part


def load_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read a file; SettingsError with one cause for each thing that is wrong in it."""
    reader = Reader(path)
    settings = Settings(
        path=path,
        site=reader.optional(Site, "site"),
        rules=reader.section(SiteRules, "rules"),
        carriers=reader.sections(Carrier, "carrier"),
        services=reader.sections(Service, "service"),
        cartons=reader.sections(Carton, "carton"),
        totes=reader.sections(Totes, "tote"),
        database=_database(reader, environ),
        station=reader.optional(Station, "station"),
        scanners=reader.sections(Scanner, "scanner"),
        printers=reader.sections(Printer, "printer"),
        scale=reader.section(Scale, "scale"),
    )
    if not reader.problems:
        reader.problems.extend(_problems(settings))
    reader.finish()
    return settings


def _database(reader: Reader, environ: Mapping[str, str]) -> Database | None:
    database = reader.optional(Database, "database")
    if database is None or reader.problems:
        return database
    url = _url(reader, database.url)
    password = environ.get(CREDENTIAL_VARIABLE, "")
    if not password and database.password_file:
        password = reader.text_of(database.password_file, "database.password_file").strip()
    return Database(url, database.password_file, password if url.startswith("postgresql:") else "")


def _url(reader: Reader, url: str) -> str:
    """Return the URL with an SQLite file's path made absolute."""
    wanted = "sqlite:///FILE or postgresql://USER@HOST/DATABASE"
    try:
        parts = urlsplit(url)
        password = parts.password is not None or "password" in parts.query
    except ValueError:
        reader.problem("database.url", f"it is no address; expected {wanted}")
        return url
    if password:
        reader.problem(
            "database.url", f"no password may stand here; set {CREDENTIAL_VARIABLE} or database.password_file"
        )
    elif url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return f"sqlite:///{reader.folder / url.removeprefix('sqlite:///')}"
    elif parts.scheme != "postgresql" or not parts.hostname or not parts.username or not parts.path.strip("/"):
        reader.problem("database.url", f"{url!r} is not supported; expected {wanted}")
    return url


def _problems(settings: Settings) -> Iterator[str]:
    """Yield what each value alone does not show."""
    if settings.site:
        yield from _site_problems(settings.site)
    yield from _service_problems(settings.services, [carrier.name for carrier in settings.carriers])
    yield from _tote_problems(settings.totes)
    named: dict[str, Sequence[Carrier | Service | Carton | Scanner | Printer]] = {
        "carrier": settings.carriers,
        "service": settings.services,
        "carton": settings.cartons,
        "scanner": settings.scanners,
        "printer": settings.printers,
    }
    for section, parts in named.items():
        for name, times in Counter(part.name for part in parts).items():
            if times > 1:
                yield f"{section}.name: {name!r} stands {times} times; each name may stand once"


def _service_problems(services: Sequence[Service], carriers: Sequence[str]) -> Iterator[str]:
    for service in services:
        carrier, cut_off = service.carrier, service.cut_off
        if carrier not in carriers:
            yield f"service.carrier: no [[carrier]] is called {carrier!r}{did_you_mean(carrier, carriers)}"
        if cut_off and not _is_time(cut_off):
            yield f"service.cut_off: {cut_off!r} is no time; expected HH:MM, such as 14:30"


def _site_problems(site: Site) -> Iterator[str]:
    zones = available_timezones()
    if site.timezone not in zones:
        yield f"site.timezone: no zone is called {site.timezone!r}{did_you_mean(site.timezone, zones)}"
    prefix = site.gs1_prefix
    if prefix and not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        yield f"site.gs1_prefix: {prefix!r} is no GS1 company prefix; expected 4 to 12 digits, or nothing"


def _tote_problems(parts: Sequence[Totes]) -> Iterator[str]:
    for totes in parts:
        if totes.last < totes.first:
            yield f"tote.last: {totes.last} is below tote.first, {totes.first}"
    total = sum(max(0, totes.last - totes.first + 1) for totes in parts)
    if total > MOST_TOTES:
        yield f"tote: these are {total:,} totes; at most {MOST_TOTES:,} are expected"
        return
    twice = [code for code, times in Counter(code for totes in parts for code in totes.codes()).items() if times > 1]
    if twice:
        yield f"tote: {twice[0]!r} and {len(twice) - 1} more stand in two [[tote]] sections; each may stand once"


def _is_time(text: str) -> bool:
    try:
        return len(text) == 5 and time.fromisoformat(text) is not None
    except ValueError:
        return False
