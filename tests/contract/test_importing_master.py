from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.importing import ITEMS, LOCATIONS, ImportSite, import_site
from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.schema import floor, master, sync
from warehouse_tui.store.station.pins import Argon2Pins

WORKERS = """badge,name,roles,pin,language
W-1,Ana,picker,,de
W-2,Sofia,picker;supervisor,246810,
"""


@pytest.fixture
def site(central_url: str, tmp_path: Path) -> Iterator[ImportSite]:
    site = import_site(central_url, tmp_path)
    yield site
    site.engine.dispose()


def codes(site: ImportSite) -> list[tuple[str, str, int]]:
    skus = dict(site.rows(master.item, "item_id", "sku"))
    found = site.rows(master.item_code, "code", "item_id", "multiplier")
    return sorted((code, skus[item_id], units) for code, item_id, units in found)


def test_items_come_with_their_codes_and_go_to_the_stations(site: ImportSite):
    with site.published() as published:
        loaded = site.load("items", ITEMS)
    assert loaded.report.loaded and loaded.counts == (3, 0, 0)
    assert codes(site) == [("04006381333931", "A", 1), ("04006381333948", "B", 1), ("CASE-A", "A", 12)]
    assert published == {("item", "1"), ("item", "2"), ("item", "3")}
    assert (1, "A", "Apple", "none", Decimal("1.25")) in site.rows(
        master.item, "item_id", "sku", "name", "tracking", "price"
    )


def test_the_decision_is_on_record(site: ImportSite):
    site.load("items", ITEMS)
    [(kind, body, result)] = site.rows(sync.decision, "kind", "body", "result")
    assert (kind, body) == ("set_master", '{"file": "items.csv", "what": "items"}')
    assert result == '{"changed": 0, "lines": 0, "new": 3, "unchanged": 0}'


@pytest.mark.parametrize(("kind", "text"), [("items", ITEMS), ("locations", LOCATIONS), ("workers", WORKERS)])
def test_the_same_file_twice_touches_nothing(site: ImportSite, kind: str, text: str):
    first = site.load(kind, text)
    before = site.everything()
    again = site.load(kind, text)
    assert again.report.loaded and again.counts == (0, 0, first.report.new)
    assert site.everything() == before


def test_only_what_differs_is_written_and_published(site: ImportSite):
    site.load("items", ITEMS)
    changed = ITEMS.replace("Apple", "Apple red").replace("M,Milk,,", "M,Milk,MILK-1,")
    with site.published() as published:
        loaded = site.load("items", changed)
    assert loaded.counts == (0, 2, 1)
    assert published == {("item", "1"), ("item", "3")}
    assert "Apple red" in [name for (name,) in site.rows(master.item, "name")]


def test_codes_follow_the_file(site: ImportSite):
    site.load("items", ITEMS)
    assert site.load("items", ITEMS.replace("CASE-A*12", "CASE-A*6")).counts == (0, 1, 2)
    assert ("CASE-A", "A", 6) in codes(site)
    assert site.load("items", ITEMS.replace(";CASE-A*12", "")).counts == (0, 1, 2)
    assert [code for code, _, _ in codes(site)] == ["04006381333931", "04006381333948"]


def test_a_code_that_another_item_keeps_is_a_warning(site: ImportSite):
    site.load("items", ITEMS)
    loaded = site.load("items", "sku,name,barcodes\nC,Cola,CASE-A*12\n")
    assert loaded.report.loaded
    assert [text for text in loaded.warnings if "CASE-A" in text] == [
        'line 2, warning, barcodes "CASE-A": is on A too: a scan of it must ask which of them and C it is'
    ]
    assert [sku for code, sku, _ in codes(site) if code == "CASE-A"] == ["A", "C"]


def test_a_code_that_moves_within_the_file_is_none(site: ImportSite):
    site.load("items", ITEMS)
    moved = ITEMS.replace(";CASE-A*12", "").replace("M,Milk,,", "M,Milk,CASE-A*12,")
    first_to_get = "\n".join([moved.splitlines()[0], *reversed(moved.splitlines()[1:])])
    assert site.load("items", first_to_get).warnings == []
    assert [sku for code, sku, _ in codes(site) if code == "CASE-A"] == ["M"]


def test_places_are_kept_in_millimetres_with_all_their_digits(site: ImportSite):
    with site.published() as published:
        assert site.load("locations", LOCATIONS).counts == (3, 0, 0)
    assert published == {("location", "1"), ("location", "2"), ("location", "3")}
    names = ("code", "kind", "aisle", "bay", "x_mm", "y_mm", "check_digits")
    assert site.rows(master.location, *names) == [
        ("A-01", "pick", "A", 1, 3500, 2250, "27;63"),
        ("P1", "pack", "", 0, 0, 0, ""),
        ("R-01", "reserve", "R", 1, 0, 0, ""),
    ]


def test_a_place_of_another_kind_is_news_of_what_lies_there(site: ImportSite):
    site.masters()
    goods = {"holder_kind": "location", "holder_id": 2, "item_id": 1, "lot_id": 0, "order_line": 0, "on_hand": 5}
    with writing(site.engine) as connection:
        connection.execute(floor.balance.insert().values(site_id=site.site_id, **goods))
    with site.published() as published:
        assert site.load("locations", LOCATIONS.replace("reserve", "pick")).counts == (0, 1, 2)
    assert published == {("location", "2"), ("item", "1")}


def test_a_pin_is_kept_as_its_hash_only(site: ImportSite):
    loaded = site.load("workers", WORKERS)
    assert loaded.counts == (2, 0, 0)
    hashes = dict(site.rows(master.worker, "badge", "pin_hash"))
    assert hashes["W-1"] == ""
    assert hashes["W-2"].startswith("$argon2id$") and "m=19456,t=2,p=1" in hashes["W-2"]
    assert Argon2Pins().verify(hashes["W-2"], "246810")
    assert "246810" not in repr(site.everything())
    assert ("W-2", "picker;supervisor") in site.rows(master.worker, "badge", "roles")


def test_a_pin_changes_with_the_file_and_its_end_is_said(site: ImportSite):
    site.load("workers", WORKERS)
    with site.published() as published:
        assert site.load("workers", WORKERS.replace("246810", "135790")).counts == (0, 1, 1)
    assert published == {("worker", "2")}
    assert Argon2Pins().verify(dict(site.rows(master.worker, "badge", "pin_hash"))["W-2"], "135790")
    gone = site.load("workers", WORKERS.replace("246810", ""))
    assert gone.counts == (0, 1, 1)
    assert any("the one on record is taken off" in text for text in gone.warnings)
    assert "135790" not in "".join(gone.warnings)
    assert dict(site.rows(master.worker, "badge", "pin_hash"))["W-2"] == ""
