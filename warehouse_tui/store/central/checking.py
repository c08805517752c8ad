"""`db check`: every invariant of the central database, each with a name, and the first row that breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from warehouse_tui.store.central.checking_effects import EFFECTS
from warehouse_tui.store.central.checking_facts import FACTS
from warehouse_tui.store.central.checking_goods import GOODS
from warehouse_tui.store.central.checking_lists import LISTS
from warehouse_tui.store.central.checking_orders import ORDERS
from warehouse_tui.store.central.checking_query import Check
from warehouse_tui.store.central.checking_references import REFERENCES
from warehouse_tui.store.central.engine import reading

CHECKS: tuple[Check, ...] = (*GOODS, *ORDERS, *LISTS, *FACTS, *EFFECTS, *REFERENCES)


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: its name, what should hold, and the first row where it does not."""

    check: str
    says: str
    row: str

    def text(self) -> str:
        """Return it as one plain line."""
        return f"{self.check}: {self.says}; broken by {self.row}"


def check(engine: Engine, site_id: int) -> list[Broken]:
    """Return what is broken in a site, all of it read from one moment."""
    with reading(engine) as connection:
        return list(find_broken(connection, site_id))


def find_broken(
    connection: Connection, site_id: int, heard: Callable[[str], None] = lambda _name: None
) -> Iterator[Broken]:
    """Yield what is broken in a site, as it is found; `heard` gets each check's name before it runs."""
    for each in CHECKS:
        heard(each.name)
        row = each.find(connection, site_id)
        if row is not None:
            yield Broken(each.name, each.says, row)
