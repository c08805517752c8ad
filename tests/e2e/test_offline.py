"""A floor with PostgreSQL: the hub is a service of its own, and the network between it and a station comes and goes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.support.link import Link
from tests.support.ptys import ScannerPort
from tests.support.site import APPLE, MUG, RealSite, build_site, running


@contextmanager
def hub_service(site: RealSite) -> Iterator[None]:
    """Run `warehouse-tui hub` as a service."""
    command = [sys.executable, "-m", "warehouse_tui", "hub", "--config", str(site.config)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as hub:
        yield
        hub.terminate()
        _, said = hub.communicate(timeout=10)
        assert hub.returncode == 0, said


def test_the_network_goes_and_comes_and_the_pick_never_waits(pg_url: str, tmp_path: Path, hand: ScannerPort) -> None:
    given = make_url(pg_url)
    folder = str(given.query.get("host", ""))
    if not folder.startswith("/"):
        pytest.skip("the given PostgreSQL has no socket here to put a link before")
    direct = f"postgresql://postgres@localhost/{given.database}?host={folder}"
    orders = [[("JU-APPLE", 3), ("MU-BLUE", 2)], [("MU-BLUE", 1)]]
    site = build_site(tmp_path, orders, url=direct)
    link = Link(f"{folder}/.s.PGSQL.5432")
    station = site.add_station("P2", hand, url=f"postgresql://postgres@127.0.0.1:{link.port}/{given.database}")
    with hub_service(site), running(station, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 3")
        ana.answer(APPLE, "TAKEN 1 of 3")
        site.settle()
        link.cut()
        ana.see("offline since")
        ana.answer(APPLE, "TAKEN 2 of 3")
        ana.answer(APPLE, "TAKEN 0 of 2")
        ana.terminal.kill()
    with hub_service(site), running(station, hand) as ana:
        ana.see("offline since")  # it starts without the network, too
        ana.answer(MUG, "TAKEN 1 of 2")
        ana.answer(MUG, "SCAN LANE P1")
        ana.answer("P1", "List 1 is done")
        assert site.ask("orders", "show", "1001")["order"]["state"] == "picking"
        link.mend()
        ana.see("0 unsent")
        site.check()
    assert site.ask("orders", "show", "1001")["order"]["state"] == "picked"
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 3, "MU-BLUE": 2}}
    link.cut()
