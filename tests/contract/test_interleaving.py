"""Whatever the order in which stations' facts reach the hub, the goods end up in the same places."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.support.clocks import START, HandClock
from tests.support.planning_site import PlanningSite, new_site
from tests.support.stations import ChainStation, apply_all, balances, moved, station_of
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.schema import metadata, sync

ITEMS, BINS, TOTES, LANE = (1,), (11, 12), (21,), 30
STATIONS = 3

item, qty = st.sampled_from(ITEMS), st.integers(1, 5)
line = st.integers(1, 2)
place = st.sampled_from([["location", n] for n in BINS])
tote = st.sampled_from([["tote", n] for n in TOTES])
lot = st.sampled_from([None, None, {"code": "L1"}])


def fact(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(fields))


goods: dict[str, st.SearchStrategy[Any]] = {"item": item, "qty": qty, "lot": lot, "order_line": line}
facts = st.one_of(
    fact("item_taken", **goods, location=st.sampled_from(BINS), to=tote),
    fact("put_back", **goods, **{"from": tote, "to": place}),
    fact("moved", **goods, **{"from": st.just(["supplier", 1]), "to": place}),
    fact("counted", item=item, lot=lot, location=st.sampled_from(BINS), found=st.integers(0, 20)),
    fact("tote_emptied", tote=st.sampled_from(TOTES), location=st.just(LANE)),
)
undo = st.just(("undo", {}))
# What a station does, how many seconds after its last fact, and how its facts are cut into deliveries.
story = st.lists(st.tuples(st.one_of(facts, facts, undo), st.integers(1, 60)), min_size=2, max_size=8)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanningSite]:
    if request.param == "sqlite":
        yield new_site(f"sqlite:///{tmp_path_factory.mktemp('site') / 'central.db'}")
        return
    server = request.getfixturevalue("postgres")
    name = server.create_database()
    site = new_site(server.url(name))
    yield site
    site.engine.dispose()
    server.drop_database(name)


def emptied(site: PlanningSite) -> PlanningSite:
    """Return the site without facts, goods and stations, numbering its rows from the start."""
    keep = {"site", "feed_head", "id_counter"}
    with writing(site.engine) as connection:
        for table in metadata.sorted_tables:
            if table.name not in keep:
                connection.execute(table.delete())
        connection.execute(sync.lease.delete())
        connection.execute(text("DELETE FROM id_counter"))
    return replace(site, _ids=itertools.count(1))


def write(station: ChainStation, steps: Sequence[tuple[tuple[str, dict[str, Any]], int]]) -> None:
    for (kind, body), seconds in steps:
        station.clock.advance(seconds)
        undone = station.facts[-1] if station.facts else None
        if kind != "undo":
            station.write(kind, body)
        elif undone is not None and undone.kind in ("item_taken", "moved", "put_back"):
            station.write("undone", seq=undone.seq, copy={"kind": undone.kind, "body": undone.data()})


def play(
    site: PlanningSite, stories: Sequence[Any], order: Sequence[int], chunk: int, limit: int
) -> dict[tuple[str, int, int, int, int], int]:
    site = emptied(site)
    stations = []
    for n, steps in enumerate(stories):
        # Odd microseconds: no two stations write at the same moment.
        station = station_of(site, HandClock(START + timedelta(microseconds=n * 7 + 1)))
        write(station, steps)
        stations.append(station)
    for n in itertools.chain(order, range(STATIONS)):
        station = stations[n]
        if station.sent < len(station.facts):
            station.send(chunk)
            apply_all(site, limit)
    for station in stations:
        while station.sent < len(station.facts):
            station.send()
    apply_all(site, limit)
    found = balances(site)
    assert found == moved(site)
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    stories=st.lists(story, min_size=STATIONS, max_size=STATIONS),
    orders=st.lists(st.lists(st.integers(0, STATIONS - 1), max_size=12), min_size=2, max_size=2),
    chunks=st.lists(st.integers(1, 4), min_size=2, max_size=2),
    limit=st.sampled_from([1, 2, 500]),
)
def test_goods_are_where_they_are_whatever_arrived_first(
    sites: PlanningSite, stories: Any, orders: Any, chunks: Any, limit: int
):
    first, second = (play(sites, stories, order, chunk, limit) for order, chunk in zip(orders, chunks, strict=True))
    assert first == second
