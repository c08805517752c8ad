"""The replica answers what was pulled, and forgets what left the audience."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.floor import line, order
from warehouse_tui.domain.scans import CodeMatch, ResolvedKind
from warehouse_tui.services.ports import Work
from warehouse_tui.services.replication import Cursor, Document, Pulled
from warehouse_tui.services.work_json import encode_work
from warehouse_tui.store.central.engine import connect
from warehouse_tui.store.station.replica import Replica
from warehouse_tui.store.station.replica_load import ReplicaLoader

ITEM = (
    '{"codes":[["02000000000015",1],["18710398500431",12]],"handling":["fragile"],"locations":[11],'
    '"min_days_left":3,"name":"JUICE","sku":"J-1","tracking":"none","unit":"bottle"}'
)


def location(code: str, bay: int, kind: str = "pick") -> str:
    return (
        f'{{"aisle":"A","bay":{bay},"barcode":"","block":1,"check_digits":["27"],"code":"{code}",'
        f'"kind":"{kind}","level":"1","zone":"Z"}}'
    )


@pytest.fixture
def sides(tmp_path: Path) -> tuple[ReplicaLoader, Replica]:
    url = f"sqlite:///{tmp_path / 'replica.db'}"
    return ReplicaLoader(connect(url)), Replica(connect(url))


def page(*documents: Document, pos: int = 1, **more: Any) -> Pulled:
    return Pulled(documents, Cursor("one", pos), 0, **more)


def test_what_was_pulled_is_found_by_its_codes(sides: tuple[ReplicaLoader, Replica]) -> None:
    loader, replica = sides
    loader.load(page(Document("item", "5", ITEM), Document("location", "11", location("A-03", 3)), pos=7))
    assert replica.find("18710398500431") == [CodeMatch(ResolvedKind.ITEM, 5, 12)]
    assert replica.find("J-1") == [CodeMatch(ResolvedKind.ITEM, 5, 1)]
    assert replica.find("A-03") == [CodeMatch(ResolvedKind.LOCATION, 11, 1)]
    assert replica.items_near(11) == [(11, 5)]
    assert loader.cursor() == Cursor("one", 7)


def test_a_change_replaces_all_of_a_document(sides: tuple[ReplicaLoader, Replica]) -> None:
    loader, replica = sides
    loader.load(page(Document("item", "5", ITEM), Document("location", "11", location("A-03", 3))))
    loader.load(page(Document("item", "5", ITEM.replace("18710398500431", "28710398500438").replace("[11]", "[]"))))
    replica.refresh()
    assert replica.find("18710398500431") == []
    assert replica.find("28710398500438") == [CodeMatch(ResolvedKind.ITEM, 5, 12)]
    assert replica.items_near(11) == []


def test_a_deletion_and_another_database_clear_what_was_there(sides: tuple[ReplicaLoader, Replica]) -> None:
    loader, replica = sides
    loader.load(page(Document("item", "5", ITEM), Document("freeze", "11:5", "{}")))
    assert replica.frozen(11, 5)
    loader.load(page(Document("freeze", "11:5", None)))
    replica.refresh()
    assert not replica.frozen(11, 5)
    loader.load(Pulled((), Cursor("two", 0), 0, restart=True))
    replica.refresh()
    assert replica.item(5) is None


def test_bays_next_to_a_bin_are_on_its_own_side(sides: tuple[ReplicaLoader, Replica]) -> None:
    loader, replica = sides
    bins = [Document("location", str(n), location(f"A-{n}", n)) for n in (3, 4, 5, 7)]
    items = [Document("item", str(n), ITEM.replace("[11]", f"[{n}]")) for n in (3, 4, 5, 7)]
    loader.load(page(*bins, *items))
    assert replica.items_near(3) == [(3, 3), (5, 5)]


def test_claimed_work_comes_back_whole_and_most_urgent_first(sides: tuple[ReplicaLoader, Replica]) -> None:
    loader, replica = sides
    works = [Work(n, n, 1, 0, (order(500 + n),), (line(1, 5, 11, 2, order_id=500 + n),)) for n in (2, 1)]
    loader.load(page(*(Document("work", str(work.list_id), encode_work(work)) for work in works)))
    assert list(replica.works()) == [works[1], works[0]]
    assert replica.find("O501") == [CodeMatch(ResolvedKind.ORDER, 501, 1)]
