"""Files imported into a central database, as the program does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from tests.support.clocks import HandClock
from warehouse_tui.domain.problems import Problem
from warehouse_tui.intake import read_file
from warehouse_tui.store.central.engine import connect, reading, writing
from warehouse_tui.store.central.importing import ImportReport, import_records
from warehouse_tui.store.central.schema import metadata, sync
from warehouse_tui.store.central.site import SiteConfig, init_site
from warehouse_tui.store.central.site_time import site_zone

ITEMS = """sku,name,barcodes,tracking,price
A,Apple,4006381333931;CASE-A*12,none,1.25
B,Beer,4006381333948,lot,2.5
M,Milk,,expiry,0.9999
"""
LOCATIONS = """code,zone,kind,block,aisle,bay,level,x_m,y_m,check_digits
A-01,Z1,pick,1,A,1,1,3.5,2.25,27;63
R-01,Z1,reserve,1,R,1,1,,,
P1,,pack,,,,,,,
"""
ORDERS = """order,channel,priority,ship_by,ordered_at,customer,email,phone,street,city,country,sku,quantity,unit_price
1001,web,2,2026-03-03T16:00:00Z,2026-03-01T09:00:00Z,Ana,ana@example.com,,Street 1,Town,DE,A,2,1.25
1001,web,,,,,,,,,,B,1,
1001,web,,,,,,,,,,A,3,1.25
1002,web,5,,,Bo,bo@example.com,,Street 2,Town,DE,A,1,1.25
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import answered."""

    report: ImportReport
    problems: list[Problem]

    @property
    def errors(self) -> list[str]:
        return [problem.text() for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[str]:
        return [problem.text() for problem in self.problems if not problem.is_error]

    @property
    def counts(self) -> tuple[int, int, int]:
        return (self.report.new, self.report.changed, self.report.unchanged)


@dataclass(slots=True)
class ImportSite:
    """A site to import into; `load` writes a text to a file and imports that."""

    engine: Engine
    site_id: int
    folder: Path
    clock: HandClock = field(default_factory=HandClock)

    def load(self, kind: str, text: str, dry_run: bool = False) -> Loaded:
        path = self.folder / f"{kind}.csv"
        path.write_text(text)
        with reading(self.engine) as connection:
            zone = site_zone(connection, self.site_id)
        problems: list[Problem] = []
        report = import_records(
            self.engine,
            self.site_id,
            kind,
            read_file(kind, path, timezone=zone),
            clock=self.clock,
            heard=problems.append,
            file=path.name,
            dry_run=dry_run,
        )
        return Loaded(report, problems)

    def masters(self) -> None:
        """Import the items and the locations."""
        assert self.load("items", ITEMS).report.loaded
        assert self.load("locations", LOCATIONS).report.loaded

    def rows(self, table: Table, *columns: str) -> list[tuple[Any, ...]]:
        with reading(self.engine) as connection:
            names = columns or tuple(column.name for column in table.columns)
            return sorted((tuple(row) for row in connection.execute(select(*(table.c[n] for n in names)))), key=repr)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of all tables."""
        return {table.name: self.rows(table) for table in metadata.sorted_tables}

    @contextmanager
    def published(self) -> Iterator[set[tuple[str, str]]]:
        """Collect the topics and keys that are published within the block."""
        found: set[tuple[str, str]] = set()
        before = max((pos for (pos,) in self.rows(sync.feed, "pos")), default=0)
        yield found
        found |= {(topic, key) for topic, key, pos in self.rows(sync.feed, "topic", "key", "pos") if pos > before}


def import_site(url: str, folder: Path) -> ImportSite:
    """Make the tables and a site without anything in an empty database."""
    engine = connect(url)
    metadata.create_all(engine)
    with writing(engine) as connection:
        site_id = init_site(connection, SiteConfig("MAIN", timezone="Europe/Berlin"))
    return ImportSite(engine, site_id, folder)
