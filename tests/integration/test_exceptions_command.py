"""`warehouse-tui exceptions` as it is typed, on a real site file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.planning_site import SITE, PlanningSite
from tests.support.stations import ChainStation, apply_all, balances, exceptions, station_of
from warehouse_tui.cli import cli
from warehouse_tui.domain import facts
from warehouse_tui.domain.errors import Refused
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import connect, writing
from warehouse_tui.store.central.exceptions import open_settled
from warehouse_tui.store.central.migrating import upgrade
from warehouse_tui.store.central.schema import floor, master, orders, sync
from warehouse_tui.store.central.site import SiteConfig, init_site

Run = Callable[..., Result]


@pytest.fixture
def site(tmp_path: Path) -> PlanningSite:
    (tmp_path / "site.toml").write_text(
        '[site]\nname = "Main"\ncode = "MAIN"\n[database]\nurl = "sqlite:///central.db"\n'
    )
    engine = connect(f"sqlite:///{tmp_path / 'central.db'}")
    upgrade(engine)
    with writing(engine) as connection:
        init_site(connection, SiteConfig("MAIN"))
    site = PlanningSite(engine)
    for _ in range(20):
        next(site._ids)
    return site


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: str) -> Result:
        command = ["exceptions", *arguments, "--config", str(tmp_path / "site.toml")]
        return CliRunner().invoke(cli, command, catch_exceptions=False)

    return call


class Shelf:
    """A bin with ten teas and a station beside it."""

    def __init__(self, site: PlanningSite) -> None:
        self.site, self.station = site, station_of(site)
        self.item, self.place = site.item(sku="TEA", name="Tea 20"), site.bin("A-03-12")
        self.station.say("counted", location=self.place, item=self.item, found=10)
        apply_all(site)

    def short(self) -> None:
        self.station.say("short_found", location=self.place, item=self.item, short=2, found=0, reason="empty")
        apply_all(self.site)

    def on_hand(self) -> int:
        return balances(self.site).get(("location", self.place, self.item, 0, 0), 0)


@pytest.fixture
def shelf(site: PlanningSite) -> Shelf:
    return Shelf(site)


def test_nothing_wrong_is_said(site: PlanningSite, run: Run):
    assert run("list").output == "Nothing is wrong.\n"
    assert json.loads(run("list", "--json").output) == []


def test_a_short_is_told_by_names_and_resolved_by_a_count(shelf: Shelf, run: Run):
    shelf.short()
    said = run("list").output
    assert "open" in said and "TEA Tea 20: 2 missing in A-03-12, which is frozen" in said
    [row] = json.loads(run("list", "--json").output)
    number = str(row["exception_id"])
    assert row["about"] == {"location": "A-03-12", "item": "TEA Tea 20"} and row["cures"] == ["count", "unfreeze"]
    assert "cures: count, unfreeze" in run("show", number).output
    assert "The hub writes it" in run("resolve", number, "--cure", "count", "--found", "3", "--why", "looked").output
    assert exceptions(shelf.site, "resolved") == [("short", f"bin:{shelf.place}:{shelf.item}")]
    apply_all(shelf.site)
    assert shelf.on_hand() == 3
    assert shelf.site.rows(master.bin_freeze, "location_id") == []
    assert run("list").output == "Nothing is wrong.\n"
    assert "resolved" in run("list", "--ended").output
    assert shelf.site.rows(sync.decision, "kind", "why") == [("resolve", "looked")]


def test_a_bin_is_unfrozen_without_a_count_and_stations_hear_of_it(shelf: Shelf, run: Run):
    shelf.short()
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    run("resolve", number, "--cure", "unfreeze", "--why", "found behind")
    assert shelf.site.rows(master.bin_freeze, "location_id") == []
    assert shelf.site.rows(sync.feed, "key", "deleted", topic="freeze") == [(f"{shelf.place}:{shelf.item}", 1)]
    shelf.short()
    assert len(exceptions(shelf.site)) == 1


def test_every_lot_of_an_empty_bin_is_counted(shelf: Shelf, run: Run):
    for code in ("L1", "L2"):
        shelf.station.say("counted", location=shelf.place, item=shelf.item, found=4, lot={"code": code})
    apply_all(shelf.site)
    shelf.short()
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    with pytest.raises(Refused, match="several lots"):
        run("resolve", number, "--cure", "count", "--found", "3", "--why", "x")
    run("resolve", number, "--cure", "count", "--found", "0", "--why", "empty indeed")
    apply_all(shelf.site)
    assert balances(shelf.site, "location") == {}


def test_damaged_goods_are_scrapped(shelf: Shelf, run: Run):
    yard = shelf.site.bin("Q-1", kind="quarantine")
    moved = {"item": shelf.item, "qty": 2, "from": ["location", shelf.place], "to": ["location", yard]}
    shelf.station.say("damaged_found", **moved)
    apply_all(shelf.site)
    assert "2 found damaged, now in Q-1" in run("list").output
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    run("resolve", number, "--cure", "scrap", "--why", "wet")
    apply_all(shelf.site)
    assert balances(shelf.site)["scrap", 0, shelf.item, 0, 0] == 2
    assert ("location", yard, shelf.item, 0, 0) not in balances(shelf.site)


def test_an_unreadable_fact_is_tried_again_and_done_once(shelf: Shelf, run: Run, monkeypatch: pytest.MonkeyPatch):
    body = {"item": shelf.item, "qty": 2, "from": ["supplier", 0], "to": ["location", shelf.place]}
    shelf.station.say("received", **body)
    with monkeypatch.context() as older:
        older.delitem(facts.VERSIONS, "received")
        apply_all(shelf.site)
    assert "passed over" in run("list").output and shelf.on_hand() == 10
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    run("resolve", number, "--cure", "again", "--why", "upgraded")
    store = SiteApplier(shelf.site.engine, SITE, holder="test")
    token = store.acquire()
    assert token is not None
    assert [store.apply_again(token), store.apply_again(token)] == [1, 0]
    assert shelf.on_hand() == 12
    assert exceptions(shelf.site) == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--cure", "scrap", "--why", "x"), "choose count or unfreeze"),
        (("--cure", "count", "--why", "x"), "how many were found"),
        (("--cure", "count", "--found", "1", "--why", " "), "say why"),
    ],
)
def test_a_cure_that_does_not_fit_is_refused_and_changes_nothing(
    shelf: Shelf, run: Run, options: tuple[str, ...], reason: str
):
    shelf.short()
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    with pytest.raises(Refused, match=reason):
        run("resolve", number, *options)
    with pytest.raises(Refused, match="no exception 999"):
        run("show", "999")
    assert len(exceptions(shelf.site, "open")) == 1
    assert shelf.site.rows(sync.decision, "kind") == []


def test_what_ended_cannot_be_resolved_again(shelf: Shelf, run: Run):
    shelf.short()
    number = str(shelf.site.rows(floor.exception, "exception_id")[0][0])
    run("resolve", number, "--cure", "unfreeze", "--why", "x")
    with pytest.raises(Refused, match="resolved already"):
        run("resolve", number, "--cure", "unfreeze", "--why", "x")


def take_too_many(shelf: Shelf, station: ChainStation) -> None:
    station.say("moved", item=shelf.item, qty=12, **{"from": ["location", shelf.place], "to": ["scrap", 0]})
    apply_all(shelf.site)


def claimed_by(shelf: Shelf, station: ChainStation, **values: Any) -> None:
    shelf.site.add(orders.pick_list, list_id=500, state="picking", station_id=station.station_id, **values)


def test_a_figure_settles_until_every_working_station_has_pushed(shelf: Shelf, run: Run):
    away = station_of(shelf.site)
    claimed_by(shelf, away)
    take_too_many(shelf, shelf.station)
    assert open_settled(shelf.site.engine, SITE) == 0
    assert "settling" in run("list").output
    away.send()
    assert open_settled(shelf.site.engine, SITE) == 1
    said = run("list").output
    assert "open" in said and "more was taken from A-03-12 than was there: it stands at -2" in said


def test_a_station_that_stays_away_is_waited_for_a_quarter_of_an_hour(shelf: Shelf):
    claimed_by(shelf, station_of(shelf.site))
    take_too_many(shelf, shelf.station)
    [(opened,)] = shelf.site.rows(floor.exception, "opened_at")
    shelf.site.set(floor.exception, {"kind": "negative_stock"}, opened_at=opened.replace(year=opened.year - 1))
    assert open_settled(shelf.site.engine, SITE) == 1


def test_every_kind_has_words_of_its_own(shelf: Shelf, run: Run):
    details = {
        "over_picked": ("line:7", {"picked": 5, "allocated": 4}),
        "recount": (f"bin:{shelf.place}:{shelf.item}", {}),
        "tote_conflict": ("tote:1", {"lists": [1, 2]}),
        "list_conflict": ("list:3", {"entries": {}}),
        "serial_twice": (f"serial:{shelf.item}:S:1", {"holders": [["tote", 1], ["tote", 2]]}),
        "over_allocated": (f"stock:location:{shelf.place}:{shelf.item}:0:0", {"allocated": 4, "on_hand": 3}),
        "negative_stock": (f"stock:hand:9:{shelf.item}:0:0", {"on_hand": -3}),
    }
    for n, (kind, (subject, detail)) in enumerate(details.items(), 1):
        row = {"exception_id": n, "kind": kind, "subject": subject, "detail": json.dumps(detail), "state": "open"}
        shelf.site.add(floor.exception, **row, opened_at=shelf.station.clock.now())
    said = run("list").output
    assert len(said.splitlines()) == len(details)
    for words in ("5 picked of 4", "nobody knows", "lists 1, 2", "list 3", "serial S:1", "4 are reserved", "hand 9"):
        assert words in said
