"""Hubs that die: each is a process with the real applier in it, killed one place further in its transaction.

`python -m tests.support.dying_hub CONFIG BATCH` kills one hub after another, before every statement and at every stage,
until all facts are applied, and prints what happened as JSON. After each death every invariant is checked.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select

from warehouse_tui.cli.central import Central, open_central
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.checking import check
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.schema import floor

_DONE, _FAILED = 0, 1


@dataclass(slots=True)
class Deaths:
    """What became of the hubs: how many died and at which stages, and what was broken after a death."""

    deaths: int = 0
    facts_applied: int = 0
    killed_at: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def run_dying_hubs(config: Path, batch: int, timeout: float = 120.0) -> Deaths:
    """Let hubs die until all is applied."""
    command = [sys.executable, "-m", "tests.support.dying_hub", str(config), str(batch)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, done.stderr
    return Deaths(**json.loads(done.stdout))


def main() -> int:
    """Run hub after hub. The parent opens no database, so that no child inherits one."""
    config, batch = Path(sys.argv[1]), int(sys.argv[2])
    for late in ("settings", "store.central.migrating", "store.central.site"):
        import_module(f"warehouse_tui.{late}")  # once here, not in every child
    deaths, place = Deaths(), 1
    before = _in_child(partial(_state, config))
    while before["waiting"]:
        died_at = _in_child(partial(_hub, config, batch, place))
        after = _in_child(partial(_state, config))
        deaths.broken += [f"after {died_at}, place {place}: {text}" for text in after["broken"]]
        if died_at is not None:
            deaths.deaths += 1
            deaths.killed_at.append(died_at)
        # A transaction that came through, with or without a death after it: the next one begins.
        place = 1 if after["applied"] > before["applied"] else place + 1
        before = after
    deaths.facts_applied = before["applied"]
    print(json.dumps(asdict(deaths)))
    return 0


def _in_child(work: Callable[[], Any]) -> Any:
    """Run in a process of its own and return its result; of one that was killed, the last place it named."""
    source, target = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(source)
        os.dup2(target, 3)
        status = _FAILED
        try:
            _say(work())
            status = _DONE
        finally:
            os._exit(status)
    os.close(target)
    with os.fdopen(source) as said:
        lines = said.read().splitlines()
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _FAILED:
        raise RuntimeError(f"a hub failed; its last word: {lines[-1:]}")
    return json.loads(lines[-1])


def _say(value: Any) -> None:
    os.write(3, json.dumps(value).encode() + b"\n")


def _hub(config: Path, batch: int, place: int) -> None:
    """Apply one batch, and die at a place of its transaction where it has so many."""
    central = open_central(config)
    at = _Death(central.engine, place)
    applier = SiteApplier(central.engine, central.site_id, hook=at.reach)
    token = applier.acquire()
    if token is None:
        raise RuntimeError("a hub that is dead still holds the lease")
    applier.apply(token, batch)


class _Death:
    """Counts the places of taking the lease and applying: statements and stages."""

    def __init__(self, engine: Engine, place: int) -> None:
        self._left = place
        event.listen(engine, "before_cursor_execute", lambda *given: self.reach(given[2].split()[0]))

    def reach(self, name: str) -> None:
        self._left -= 1
        if self._left == 0:
            _say(name)
            os.kill(os.getpid(), signal.SIGKILL)


def _state(config: Path) -> dict[str, Any]:
    central = open_central(config)
    with reading(central.engine) as connection:
        columns = func.sum(floor.station.c.applied_seq), func.sum(floor.station.c.last_seq)
        office = floor.station.c.role == "office"
        applied, held = connection.execute(select(*columns).where(~office)).one()
    return {"applied": applied, "waiting": held - applied, "broken": _broken(central)}


def _broken(central: Central) -> list[str]:
    return [broken.text() for broken in check(central.engine, central.site_id)]


if __name__ == "__main__":
    sys.exit(main())
