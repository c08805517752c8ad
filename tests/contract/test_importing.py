import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.importing import ITEMS, LOCATIONS, ORDERS, ImportSite, import_site
from tests.support.planning_site import analyze, full_scans, recorded
from warehouse_tui.domain.facts import FIRST_HASH, expected_hash
from warehouse_tui.domain.stock import Lot, lot_id
from warehouse_tui.intake import IntakeError, read_file
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import reading
from warehouse_tui.store.central.facts import select_facts, to_fact
from warehouse_tui.store.central.importing import import_records
from warehouse_tui.store.central.schema import floor, master, orders, sync
from warehouse_tui.store.central.site_time import site_zone

STOCK = """location,sku,quantity,lot,expiry
A-01,A,40,,
R-01,A,100,,
A-01,B,12,L1,2027-01-31
R-01,M,0,,
"""


@pytest.fixture
def site(central_url: str, tmp_path: Path) -> Iterator[ImportSite]:
    site = import_site(central_url, tmp_path)
    yield site
    site.engine.dispose()


def facts(site: ImportSite) -> list[tuple[str, dict[str, object]]]:
    """Return the facts' kinds and bodies; the chain must hold."""
    with reading(site.engine) as connection:
        found = [to_fact(site.site_id, row) for row in connection.execute(select_facts(site.site_id))]
    found.sort(key=lambda fact: fact.seq)
    assert [fact.prev_hash for fact in found] == [FIRST_HASH, *(fact.hash for fact in found)][: len(found)]
    assert all(fact.hash == expected_hash(fact) for fact in found)
    return [(fact.kind, json.loads(fact.body)) for fact in found]


def apply_all(site: ImportSite) -> None:
    applier = SiteApplier(site.engine, site.site_id, holder="test")
    token = applier.acquire()
    assert token is not None
    while applier.apply(token):
        pass
    applier.release(token)


def orders_of(number: int, first: int = 1) -> str:
    header = "order,channel,customer,street,city,country,sku,quantity\n"
    return header + "".join(f"N{n},web,Ana,Street {n},Town,DE,A,1\n" for n in range(first, first + number))


def test_each_row_of_stock_is_a_count_by_the_office(site: ImportSite):
    site.masters()
    loaded = site.load("stock", STOCK)
    assert loaded.report.loaded and loaded.counts == (4, 0, 0)
    lot = {"code": "L1", "expiry": "2027-01-31"}
    assert facts(site) == [
        ("counted", {"item": 1, "location": 1, "found": 40}),
        ("counted", {"item": 1, "location": 2, "found": 100}),
        ("counted", {"item": 2, "location": 1, "found": 12, "lot": lot}),
        ("counted", {"item": 3, "location": 2, "found": 0}),
    ]
    assert site.rows(floor.station, "name", "last_seq") == [("office", 4)]


def test_the_hub_makes_goods_of_the_counts_wherever_they_lie(site: ImportSite):
    site.masters()
    site.load("stock", STOCK)
    apply_all(site)
    held = site.rows(floor.balance, "holder_kind", "holder_id", "item_id", "lot_id", "on_hand")
    assert {row[1:] for row in held if row[0] == "location" and row[4]} == {
        (1, 1, 0, 40),
        (2, 1, 0, 100),
        (1, 2, lot_id(2, Lot("L1")), 12),
    }


def test_stock_names_everything_that_is_not_there_or_not_said(site: ImportSite):
    site.masters()
    before = site.everything()
    loaded = site.load(
        "stock", "location,sku,quantity,lot,expiry\nA-99,A,1,,\nA-01,X,1,,\nA-01,B,2,,\nR-01,M,2,,\nA-01,A,2,L7,\n"
    )
    assert not loaded.report.loaded
    assert loaded.errors == [
        'line 2, location "A-99": expected a location that is there: import locations first, or correct it',
        'line 3, sku "X": expected an SKU that is there: import items first, or correct it',
        'line 4, lot "": expected a lot: B is tracked by lot',
        'line 5, expiry "": expected a date: M is tracked by expiry',
    ]
    assert len(loaded.warnings) == 1 and loaded.warnings[0].startswith('line 6, warning, lot "L7": is kept')
    assert site.everything() == before


def test_a_lot_keeps_its_date(site: ImportSite):
    site.masters()
    site.load("stock", STOCK)
    apply_all(site)
    loaded = site.load("stock", STOCK.replace("2027-01-31", "2027-02-28"))
    assert loaded.errors == ['line 4, expiry "2027-02-28": expected 2027-01-31, the date of lot L1 on record']


def test_orders_stand_as_the_file_gives_them(site: ImportSite):
    site.masters()
    with site.published() as published:
        loaded = site.load("orders", ORDERS)
    assert loaded.report.loaded and loaded.counts == (2, 0, 0) and loaded.report.lines == 4
    assert published == set()
    head = site.rows(orders.order, "number", "channel", "priority", "ship_by", "taken_at", "state", "waiting", "hold")
    assert head == [
        ("1001", "web", 2, datetime(2026, 3, 3, 16, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC), "open", 0, ""),
        ("1002", "web", 5, None, site.clock.now(), "open", orders.DUE, ""),
    ]
    assert site.rows(orders.order_line, "order_id", "n", "item_id", "ordered", "allocated", "unit_price") == [
        (1, 1, 1, 2, 0, Decimal("1.25")),
        (1, 2, 2, 1, 0, None),
        (1, 3, 1, 3, 0, Decimal("1.25")),
        (2, 1, 1, 1, 0, Decimal("1.25")),
    ]
    assert site.rows(master.customer, "name", "email") == [("Ana", "ana@example.com"), ("Bo", "bo@example.com")]
    assert ("Ana", "Street 1", "DE") in site.rows(orders.address, "name", "street", "country")
    [(kind, result)] = [row for row in site.rows(sync.decision, "kind", "result") if row[0] != "set_master"]
    assert kind == "create_order" and json.loads(result)["new"] == 2


def test_an_order_without_customer_and_address_has_none(site: ImportSite):
    site.masters()
    loaded = site.load("orders", "order,sku,quantity\n7,A,1\n8,A,2\n")
    assert loaded.report.loaded and len(loaded.warnings) == 2
    assert site.rows(orders.order, "number", "customer_id", "address_id") == [("7", 0, 0), ("8", 0, 0)]


def test_the_same_orders_twice_change_nothing(site: ImportSite):
    site.masters()
    site.load("orders", ORDERS)
    before = site.everything()
    again = site.load("orders", ORDERS)
    assert again.report.loaded and again.counts == (0, 0, 2) and again.problems == []
    assert site.everything() == before
    more = site.load("orders", ORDERS + "1003,web,,,,,,,,,,A,1,\n")
    assert more.counts == (1, 0, 2)


def test_a_number_of_another_channel_is_another_order(site: ImportSite):
    site.masters()
    site.load("orders", ORDERS)
    assert site.load("orders", ORDERS.replace("web", "shop")).counts == (2, 0, 0)
    assert len(site.rows(orders.order)) == 4


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("web,2,", "web,3,", 'line 2, priority "3": expected 2: order web 1001 is there'),
        ("T16:00", "T17:00", 'line 2, ship_by "2026-03-03 17:00:00+00:00": expected 2026-03-03 16:00:00+00:00'),
        ("T09:00", "T10:00", 'line 2, ordered_at "2026-03-01 10:00:00+00:00": expected 2026-03-01 09:00'),
        (",A,3,", ",A,4,", 'line 4, quantity "4": expected 3: order web 1001 is there'),
        (",A,3,1.25", ",M,3,1.25", 'line 4, sku "M": expected A: order web 1001 is there'),
        (",A,3,1.25", ",A,3,1.26", 'line 4, unit_price "1.2600": expected 1.2500'),
        (
            "1001,web,,,,,,,,,,B,1,\n",
            "",
            'line 2, order "1001": expected its 3 lines, found 2: order web 1001 is there',
        ),
    ],
)
def test_an_order_that_differs_is_an_error_that_names_the_difference(
    site: ImportSite, was: str, now: str, expected: str
):
    site.masters()
    site.load("orders", ORDERS)
    before = site.everything()
    loaded = site.load("orders", ORDERS.replace(was, now))
    assert len(loaded.errors) == 1
    assert loaded.errors[0].startswith(expected)
    assert loaded.errors[0].endswith("an import changes none")
    assert not loaded.report.loaded and loaded.counts == (0, 0, 1)
    assert site.everything() == before


def test_what_differs_of_a_person_is_named_but_not_shown(site: ImportSite):
    site.masters()
    site.load("orders", ORDERS)
    changed = ORDERS.replace("ana@example.com", "anna@example.com").replace("Street 1", "Road 9")
    loaded = site.load("orders", changed)
    assert [text.partition(":")[0] for text in loaded.errors] == [
        'line 2, email "(not shown)"',
        'line 2, street "(not shown)"',
    ]
    assert not any(word in "".join(loaded.errors) for word in ("anna", "ana@", "Road", "Street"))


def test_every_unknown_sku_is_named_and_nothing_is_loaded(site: ImportSite):
    site.masters()
    before = site.everything()
    text = orders_of(1500).replace("N7,web,Ana,Street 7,Town,DE,A", "N7,web,Ana,Street 7,Town,DE,X")
    text = text.replace("N1400,web,Ana,Street 1400,Town,DE,A", "N1400,web,Ana,Street 1400,Town,DE,Y")
    loaded = site.load("orders", text)
    assert loaded.errors == [
        'line 8, sku "X": expected an SKU that is there: import items first, or correct it',
        'line 1401, sku "Y": expected an SKU that is there: import items first, or correct it',
    ]
    assert not loaded.report.loaded
    assert site.everything() == before


def test_200_bad_rows_are_200_messages(site: ImportSite):
    site.masters()
    before = site.everything()
    text = orders_of(300).replace(",A,1\n", ",A,none\n", 100).replace(",A,1\n", ",Z,1\n", 100)
    loaded = site.load("orders", text)
    assert [problem.line for problem in loaded.problems] == list(range(2, 202))
    assert loaded.report.errors == len(loaded.errors) == 200
    assert site.everything() == before


@pytest.mark.parametrize(
    ("kind", "text", "new"),
    [("items", ITEMS, 3), ("locations", LOCATIONS, 3), ("orders", ORDERS, 2), ("stock", STOCK, 4)],
)
def test_a_dry_run_says_what_it_would_do_and_does_nothing(site: ImportSite, kind: str, text: str, new: int):
    if kind in ("orders", "stock"):
        site.masters()
    before = site.everything()
    loaded = site.load(kind, text, dry_run=True)
    assert loaded.counts == (new, 0, 0) and not loaded.report.loaded
    assert site.everything() == before


def test_a_file_that_breaks_off_leaves_nothing(site: ImportSite, tmp_path: Path):
    site.masters()
    before = site.everything()
    path = tmp_path / "orders.csv"
    path.write_bytes(orders_of(2500).encode() + b"N9," + b"x" * 1_100_000)
    with reading(site.engine) as connection:
        zone = site_zone(connection, site.site_id)
    entries = read_file("orders", path, timezone=zone)
    with pytest.raises(IntakeError, match="more than 1,000,000 characters"):
        import_records(site.engine, site.site_id, "orders", entries, clock=site.clock, heard=lambda _problem: None)
    assert site.everything() == before


def test_a_chunk_costs_the_same_statements_whatever_it_holds(site: ImportSite):
    site.masters()
    counts = []
    for first, number in ((1, 5), (1000, 900)):
        with recorded(site.engine) as statements:
            assert site.load("orders", orders_of(number, first)).counts == (number, 0, 0)
        counts.append(len(statements))
    assert counts[0] == counts[1] < 25
    with recorded(site.engine) as statements:
        assert site.load("orders", orders_of(900, 1000)).counts == (0, 0, 900)
    assert len(statements) < 25


def test_what_is_there_is_not_read_whole(site: ImportSite):
    site.masters()
    site.load("orders", orders_of(5000))
    analyze(site.engine)
    with recorded(site.engine) as statements:
        assert site.load("orders", orders_of(6, 4998)).counts == (3, 0, 3)
    asked = [each for each in statements if each[0].startswith("SELECT")]
    scans = [line for line in full_scans(site.engine, asked) if "order" in line.partition("<-")[0]]
    assert asked and scans == []
