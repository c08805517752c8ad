"""What a check is, and checks that are one query."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

Find = Callable[[Connection, int], str | None]


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant. `find` returns the first row that breaks it, in words, or None where it holds."""

    name: str
    says: str
    find: Find


def by_query(name: str, says: str, query: str) -> Check:
    """Return a check by a query of what breaks it: `:site` is the site, and its columns name the row.

    The query holds no LIMIT; its order decides which row is the first.
    """
    statement = text(f"{query} LIMIT 1")

    def find(connection: Connection, site_id: int) -> str | None:
        row = connection.execute(statement, {"site": site_id}).mappings().first()
        return None if row is None else ", ".join(f"{column} {value}" for column, value in row.items())

    return Check(name, says, find)
