from dataclasses import replace

import pytest

from tests.support.planning_site import SITE, PlanningSite, new_site
from tests.support.stations import ChainStation, station_of
from warehouse_tui.domain.errors import StoreError
from warehouse_tui.domain.facts import Fact, expected_hash
from warehouse_tui.services.replication import Pushed
from warehouse_tui.store.central.anchoring import anchor_heads
from warehouse_tui.store.central.pushing import push
from warehouse_tui.store.central.schema import floor


@pytest.fixture
def site(central_url: str) -> PlanningSite:
    return new_site(central_url)


@pytest.fixture
def station(site: PlanningSite) -> ChainStation:
    station = station_of(site)
    for n in range(6):
        station.write("help_asked", n=n)
    return station


def hand_over(station: ChainStation, facts: list[Fact], epoch: int = 1) -> Pushed:
    return push(station.engine, SITE, station.station_id, epoch, facts)


def held(site: PlanningSite) -> list[tuple[int, bytes]]:
    return [(seq, bytes(digest)) for seq, digest in site.rows(floor.fact, "seq", "hash")]


def test_facts_are_held_as_they_were_written(site: PlanningSite, station: ChainStation):
    assert hand_over(station, station.facts) == Pushed(6)
    assert held(site) == [(fact.seq, fact.hash) for fact in station.facts]
    columns = ("kind", "v", "worker_id", "wall", "mono", "boot", "offset_ms", "body")
    first = station.facts[0]
    whole = (first.kind, first.v, first.worker, first.wall, first.mono, first.boot, first.offset_ms, first.body)
    assert site.rows(floor.fact, *columns, seq=1) == [whole]
    [(last_seq, head, applied, pushed)] = site.rows(
        floor.station, "last_seq", "head_hash", "applied_seq", "last_push_at"
    )
    assert (last_seq, bytes(head), applied) == (6, station.facts[-1].hash, 0)
    assert pushed is not None


def test_facts_handed_over_again_change_nothing(site: PlanningSite, station: ChainStation):
    assert hand_over(station, station.facts[:4]) == Pushed(4)
    assert hand_over(station, station.facts[:4]) == Pushed(4)
    assert hand_over(station, station.facts[1:6]) == Pushed(6)
    assert hand_over(station, []) == Pushed(6)
    assert len(held(site)) == 6


def test_a_gap_is_asked_for(site: PlanningSite, station: ChainStation):
    assert hand_over(station, station.facts[2:]) == Pushed(0, send_from=1)
    hand_over(station, station.facts[:3])
    assert hand_over(station, station.facts[4:]) == Pushed(3, send_from=4)
    assert len(held(site)) == 3


def test_another_fact_in_the_place_of_a_held_one_fences_the_station(site: PlanningSite, station: ChainStation):
    hand_over(station, station.facts[:3])
    twin = replace(station, facts=station.facts[:2])
    for n in range(3):
        twin.write("help_asked", other=n)
    answer = hand_over(station, twin.facts)
    assert answer.last_seq == 3 and "differs" in answer.refused
    assert "fenced" in hand_over(station, station.facts).refused
    assert len(held(site)) == 3


def test_a_chain_that_does_not_go_on_from_the_held_one_is_a_fork(site: PlanningSite, station: ChainStation):
    hand_over(station, station.facts[:3])
    twin = replace(station, facts=station.facts[:2])
    for n in range(3):
        twin.write("help_asked", other=n)
    assert "differs" in hand_over(station, twin.facts[3:]).refused


def test_a_fact_that_was_changed_on_its_way_is_refused_and_the_station_not_fenced(
    site: PlanningSite, station: ChainStation
):
    good = station.facts[0]
    other = replace(good, body='{"n":9}')
    foreign = replace(good, station=good.station + 1)
    long = replace(good, body='{"n":"' + "x" * 70_000 + '"}')
    for bad in (other, replace(foreign, hash=expected_hash(foreign)), replace(long, hash=expected_hash(long))):
        assert "damaged" in hand_over(station, [bad]).refused
    assert hand_over(station, station.facts) == Pushed(6)


def test_an_epoch_that_is_over_and_a_stranger_are_refused(site: PlanningSite, station: ChainStation):
    assert "epoch 2" in hand_over(station, [], epoch=2).refused
    with pytest.raises(StoreError, match="not enrolled"):
        push(site.engine, SITE, 999, 1, [])
    assert held(site) == []


def test_the_heads_of_chains_are_anchored_once_each(site: PlanningSite, station: ChainStation):
    hand_over(station, station.facts[:4])
    assert [anchor_heads(site.engine, SITE), anchor_heads(site.engine, SITE)] == [1, 0]
    hand_over(station, station.facts)
    assert anchor_heads(site.engine, SITE) == 1
    anchors = [(seq, bytes(digest)) for seq, digest in site.rows(floor.anchor, "seq", "hash")]
    assert anchors == [(4, station.facts[3].hash), (6, station.facts[5].hash)]
