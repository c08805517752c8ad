"""Empty databases for the benchmarks: SQLite on the disk of the run, PostgreSQL with durable commits."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.postgres import started_postgres


@contextmanager
def databases(kind: str, folder: Path, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the address of a new database for each name; `kind` is sqlite or postgresql."""
    with ExitStack() as stack:
        if kind == "sqlite":
            yield [f"sqlite:///{folder / name}.db" for name in names]
        else:
            server = stack.enter_context(started_postgres())
            yield [server.url(server.create_database()) for _ in names]
