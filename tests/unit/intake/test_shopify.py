from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

EXPORT = Path(__file__).parents[2] / "fixtures" / "intake" / "shopify_orders.csv"


def test_the_export_is_known_by_its_header(fixture_file):
    found = fixture_file("orders", "shopify_orders.csv")
    assert found.errors == []
    assert [order.order for order in found.records] == ["#1012", "#1011", "#1007", "#1006", "GE1005HK"]
    assert {order.channel for order in found.records} == {"shopify"}
    assert found == fixture_file("orders", "shopify_orders.csv", "shopify")


def test_rows_that_go_on_with_an_order_and_the_same_sku_twice(fixture_file):
    order = fixture_file("orders", "shopify_orders.csv").records[0]
    assert [(line.sku, line.quantity, line.unit_price, line.line) for line in order.lines] == [
        ("MUG-BLU-350", 2, Decimal("12.50"), 2),
        ("TOWEL-HRB", 1, Decimal("14.00"), 5),
        ("MUG-BLU-350", 1, Decimal("11.00"), 6),
    ]
    assert order.ordered_at == datetime(2024, 3, 5, 9, 12, 33, tzinfo=UTC)
    assert order.notes == 'Please leave with the neighbour,\n"Petersen" on the bell.\nThank you!'
    assert (order.postcode, order.phone, order.service) == ("18055", "+49 381 5550101", "Standard")
    assert order.has_address


def test_addresses(fixture_file):
    orders = {order.order: order for order in fixture_file("orders", "shopify_orders.csv").records}
    assert orders["#1011"].street == "12 Quay Street, Flat 3"
    assert orders["#1011"].company == "Field & Daughters Ltd"
    assert (orders["#1007"].customer, orders["#1007"].postcode) == ("Ute Brandt", "02826")
    assert (orders["#1006"].customer, orders["#1006"].has_address) == ("Nils Ek", False)
    assert orders["GE1005HK"].street == "1607, Block C, Perfect View, 1st Po Street"


def test_what_nobody_has_to_send_is_left_out_and_said(fixture_file):
    assert fixture_file("orders", "shopify_orders.csv").notices == [
        'line 7, left out, Lineitem name "Package Protection - €0.98": needs no shipping',
        'line 8, left out, Lineitem name "Teapot - Cream": is sent already',
        'line 11, left out, Name "#1010": the order is cancelled',
        'line 13, left out, Name "#1009": the order is sent already',
        'line 14, left out, Name "#1008": the order is refunded',
        'line 20, left out, Lineitem name "Gift card": needs no shipping',
    ]


def test_what_a_person_should_look_at(fixture_file):
    assert fixture_file("orders", "shopify_orders.csv").warnings == [
        'line 8, warning, Name "#1011": 12.50 of it is refunded: see which lines are still wanted',
        'line 10, warning, Lineitem name "Saucer - Cream": is partly sent, how much the export does not say: '
        "left out, see to it in the shop",
        'line 15, warning, Name "#1007": its payment is pending: hold the order if it must not be sent yet',
        'line 16, warning, Name "#1006": no address: it will be picked, and stops at the label',
    ]


def test_a_line_without_an_sku_names_the_product(read):
    found = read("orders", EXPORT.read_text().replace("TOWEL-HRB", "", 1))
    assert found.errors == [
        'line 5, Lineitem sku "": expected an SKU for "Tea Towel "Harbour", linen"; set it in the shop'
    ]


def test_faults_carry_shopifys_names_of_columns(read):
    text = EXPORT.read_text().replace(",3,Enamel Mug - Red", ",many,Enamel Mug - Red", 1)
    found = read("orders", text.replace("DHL Express Worldwide,2024-03-02 23", "DHL Express Worldwide,2.3.2024 23"))
    assert [text.partition(": ")[0] for text in found.errors] == [
        'line 9, Lineitem quantity "many"',
        'line 17, Created at "2.3.2024 23:59:59 -0500"',
    ]


def test_resaved_by_a_european_excel(read):
    rows = 'Name;Lineitem quantity;Lineitem name;Lineitem price;Lineitem sku\n#1;2;Mug;12,50;M\n#1;1;"a; b";3;N\n'
    (order,) = read("orders", rows.encode("utf-8-sig")).records
    assert [line.unit_price for line in order.lines] == [Decimal("12.50"), Decimal("3")]


def test_an_item_taken_off_the_order(read):
    rows = "Name,Lineitem quantity,Lineitem name,Lineitem sku\n#1,0,Mug,M\n#1,1,Pot,P\n"
    found = read("orders", rows)
    assert found.notices == ['line 2, left out, Lineitem name "Mug": was taken off the order']
    assert [line.sku for line in found.records[0].lines] == ["P"]


@pytest.mark.parametrize("status", ["voided", "expired", "Refunded"])
def test_orders_that_will_not_be_paid(read, status):
    rows = f"Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem sku\n#1,{status},1,Mug,M\n#1,,1,Pot,P\n"
    found = read("orders", rows)
    assert found.records == [] and len(found.notices) == 1


def test_two_orders_of_one_name_are_not_one_order(read):
    rows = "Name,Id,Lineitem quantity,Lineitem name,Lineitem sku\n#1,71,1,Mug,M\n#1,,1,Pot,P\n#1,72,1,Mug,M\n"
    found = read("orders", rows)
    assert "it began on line 2 already" in found.errors[0]


def test_another_export_taken_for_shopifys_names_what_lacks(read):
    found = read("orders", "order,sku,quantity\n1,J,1\n", format="shopify")
    assert 'line 1, name "": expected a column of this name; found order, sku, quantity' in found.errors
