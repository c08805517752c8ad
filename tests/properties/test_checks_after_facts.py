"""Whatever stations send, in any order: everything `db check` demands still holds once the hub has applied it."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.checked_site import KINDS
from tests.support.clocks import HandClock
from tests.support.planning_site import NOW, SITE, new_site
from tests.support.stations import ChainStation, apply_all, station_of
from warehouse_tui.domain.facts import Fact
from warehouse_tui.planning.lists import ListRules
from warehouse_tui.services.ports import Work, WorkLine
from warehouse_tui.store.central import applying_work
from warehouse_tui.store.central.allocating import allocate
from warehouse_tui.store.central.checking import check
from warehouse_tui.store.central.claiming import claim
from warehouse_tui.store.central.listing import make_lists
from warehouse_tui.store.central.schema import master

UNDONE = ("item_taken", "short_found", "damaged_found")

number = st.integers(0, 7)
step = st.tuples(
    st.sampled_from(
        ("take", "take", "take", "short", "undo", "count", "damage", "tote", "list", "stray", "send", "apply", "plan")
    ),
    number,
    number,
    number,
)


class Floor:
    """Two stations on one site, that do whatever they are told."""

    def __init__(self, folder: Path) -> None:
        self.site = new_site(f"sqlite:///{folder / 'central.db'}")
        for kind in KINDS:
            self.site.add(master.id_counter, kind=kind, next=100_000)
        clock = HandClock()
        self.items = [self.site.item(), self.site.item(tracking="serial")]
        self.bins = [self.site.bin(bay=n) for n in (1, 3, 5)]
        self.lane, self.spare = self.site.bin(kind="pack"), self.site.bin(kind="quarantine")
        self.totes = [70, 71]
        for tote in self.totes:
            self.site.add(master.tote, tote_id=tote, code=f"T{tote}")
        self.stations = [station_of(self.site, clock) for _ in range(2)]
        for n, place in enumerate(self.bins):
            self.stations[0].say("counted", location=place, item=self.items[n % 2], found=5)
        for wants in ([(0, 3), (1, 2)], [(0, 2), (0, 1)], [(1, 4)]):
            self.site.order(*((self.items[n], qty) for n, qty in wants))
        apply_all(self.site)
        self.works: list[Work] = []
        self.plan(0, 0, 0)

    def do(self, name: str, *numbers: int) -> None:
        action: Callable[..., None] = getattr(self, name)
        action(*numbers)

    def plan(self, a: int, _b: int, _c: int) -> None:
        allocate(self.site.engine, SITE, now=NOW)
        make_lists(self.site.engine, SITE, ListRules(cart_slots=1 + a % 2), run_id=f"run{len(self.works)}", now=NOW)
        for n, station in enumerate(self.stations):
            request = f"r{len(self.works)}-{n}"
            work = claim(self.site.engine, SITE, station.station_id, request, now=NOW)
            if isinstance(work, Work):
                self.works.append(work)

    def take(self, a: int, b: int, c: int) -> None:
        picked = self._line(a)
        if picked:
            work, line = picked
            place = line.location_id if b < 6 else self.bins[b % 3]
            serials = {"serials": [f"S{c}"]} if line.item_id == self.items[1] else {}
            to = ["tote", self.totes[b % 2]] if c else ["hand", work.list_id]
            self._write(c, "item_taken", self._body(work, line), location=place, qty=1 + b % 4, to=to, **serials)

    def short(self, a: int, b: int, c: int) -> None:
        picked = self._line(a)
        if picked:
            work, line = picked
            body = {"location": line.location_id, "short": 1 + b % 3, "found": 0, "reason": "empty"}
            self._write(c, "short_found", self._body(work, line), **body)

    def undo(self, a: int, b: int, _c: int) -> None:
        station = self.stations[a % 2]
        undone = {fact.data()["seq"] for fact in station.facts if fact.kind == "undone"}
        left: list[Fact] = [f for f in station.facts if f.kind in UNDONE and f.seq not in undone]
        if left:
            fact = left[-1 - b % len(left)]
            station.write("undone", seq=fact.seq, copy={"kind": fact.kind, "body": fact.data()}, list=0, claim_no=0)

    def count(self, a: int, b: int, c: int) -> None:
        self._write(c, "counted", {}, location=self.bins[a % 3], item=self.items[b % 2], found=b)

    def damage(self, a: int, b: int, c: int) -> None:
        goods = {"item": self.items[b % 2], "qty": 1, "from": ["location", self.bins[a % 3]]}
        self._write(c, "damaged_found", goods, to=["location", self.spare])

    def tote(self, a: int, b: int, c: int) -> None:
        kind = ("tote_opened", "tote_full", "tote_parked", "tote_emptied")[b % 4]
        work = self.works[a % len(self.works)] if self.works else None
        if work:
            body = {"tote": self.totes[c % 2], "list": work.list_id, "claim_no": work.claim_no, "slot": 1}
            self._write(a, kind, body, location=self.lane, order=work.orders[0].order_id)

    def list(self, a: int, b: int, c: int) -> None:
        kind = ("list_started", "list_paused", "list_handed_back", "list_finished")[b % 4]
        if self.works:
            work = self.works[a % len(self.works)]
            self._write(c, kind, {"list": work.list_id, "claim_no": work.claim_no})

    def stray(self, a: int, b: int, c: int) -> None:
        """Work of a list that nobody knows."""
        body = {
            "list": 900 + a,
            "claim_no": 1,
            "line": 1,
            "order_line": 900 + b,
            "allocation": 900,
            "item": self.items[0],
        }
        self._write(c, "item_taken", body, location=self.bins[0], qty=1, to=["tote", self.totes[0]])

    def send(self, a: int, b: int, _c: int) -> None:
        self.stations[a % 2].send(1 + b)

    def apply(self, a: int, _b: int, _c: int) -> None:
        apply_all(self.site, limit=1 + a)

    def settle(self) -> None:
        for station in self.stations:
            station.send()
        apply_all(self.site)

    def _line(self, a: int) -> tuple[Work, WorkLine] | None:
        lines = [(work, line) for work in self.works for line in work.lines]
        return lines[a % len(lines)] if lines else None

    def _body(self, work: Work, line: WorkLine) -> dict[str, Any]:
        return {
            "list": work.list_id,
            "claim_no": work.claim_no,
            "line": line.n,
            "order_line": line.order_line,
            "allocation": line.allocation_id,
            "item": line.item_id,
        }

    def _write(self, number: int, kind: str, body: dict[str, Any], **more: Any) -> None:
        station: ChainStation = self.stations[number % 2]
        station.write(kind, body, **more)


def run(steps: Sequence[tuple[str, int, int, int]]) -> list[str]:
    """Return the names of what is broken when everything that was done is applied."""
    with tempfile.TemporaryDirectory() as folder:
        place = Floor(Path(folder))
        for name, *numbers in steps:
            place.do(name, *numbers)
        place.settle()
        broken = [each.check for each in check(place.site.engine, SITE)]
        place.site.engine.dispose()
    return broken


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=25)
@given(st.lists(step, max_size=25))
def test_every_check_holds_whatever_stations_send(steps: list[tuple[str, int, int, int]]):
    assert run(steps) == []


def test_an_applier_that_forgets_to_move_an_order_on_is_found_out(monkeypatch: pytest.MonkeyPatch):
    taken = [("take", 0, 0, 1)]
    assert run(taken) == []
    monkeypatch.setattr(applying_work, "order_state", lambda state, *_: state)
    assert run(taken) == ["order_state"]
