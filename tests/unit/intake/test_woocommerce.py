import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

ANSWER = Path(__file__).parents[2] / "fixtures" / "intake" / "woocommerce_orders.json"


def changed(change):
    orders = json.loads(ANSWER.read_text())
    change(orders[0])
    return json.dumps(orders)


def test_the_answer_is_known_by_its_line_items(fixture_file):
    found = fixture_file("orders", "woocommerce_orders.json")
    assert found.errors == []
    assert [order.order for order in found.records] == ["727", "728"]
    assert found == fixture_file("orders", "woocommerce_orders.json", "woocommerce")


def test_an_order_as_it_comes(fixture_file):
    order = fixture_file("orders", "woocommerce_orders.json").records[0]
    assert (order.channel, order.customer, order.company) == ("woocommerce", "Lena Vogt", "Vogt & Co")
    assert (order.street, order.postcode, order.country) == ("Werkstraße 7, Tor 2", "18069", "DE")
    assert (order.email, order.phone) == ("lena.vogt@example.com", "+49 381 5550101")
    assert order.ordered_at == datetime(2024, 3, 5, 10, 12, 33, tzinfo=UTC)
    assert (order.service, order.notes) == ("DHL Paket", "Ring twice.\nThanks")
    assert [(line.sku, line.quantity, line.unit_price) for line in order.lines] == [
        ("MUG-BLU-350", 3, Decimal("12.6033")),
        ("SAUCER-CRM", 1, Decimal("5.0400")),
        ("MUG-BLU-350", 1, Decimal("0.0000")),
    ]


def test_the_billing_address_where_no_other_is_given(fixture_file):
    found = fixture_file("orders", "woocommerce_orders.json")
    assert (found.records[1].customer, found.records[1].city) == ("Jan Nowak", "Gdańsk")
    assert found.warnings == [
        'line 209, warning, element 2, shipping "": no shipping address: the billing address is taken',
        'line 209, warning, element 2, number "728": part of it is refunded: see which lines are still wanted',
    ]


def test_only_orders_that_wait_to_be_sent_are_taken(fixture_file):
    assert fixture_file("orders", "woocommerce_orders.json").notices == [
        'line 360, left out, element 3, number "729": it waits for its payment',
        'line 504, left out, element 4, number "730": it is sent already',
        'line 648, left out, element 5, number "732": its status is "lpc-ready"; '
        "only orders that are processing are taken",
    ]


def test_an_empty_sku_names_product_and_variation(read):
    found = read("orders", changed(lambda order: order["line_items"][0].update(sku="")), "orders.json")
    assert found.errors == [
        'line 1, element 1, line_items[0].sku "": expected an SKU for '
        '"Enamel Mug - Blue, 350 ml (product 93, variation 94)"; set it in the shop'
    ]


def test_a_bad_quantity_names_the_line_item(read):
    found = read("orders", changed(lambda order: order["line_items"][1].update(quantity=1.5)), "orders.json")
    assert found.errors == [
        'line 1, element 1, line_items[1].quantity "1.5": expected a whole number from 1 to 999,999'
    ]


def test_one_order_by_itself(read):
    order = json.dumps(json.loads(ANSWER.read_text())[0])
    assert [order.order for order in read("orders", order, "order.json").records] == ["727"]


def test_an_order_without_lines_is_left_out(read):
    found = read("orders", changed(lambda order: order.update(line_items=[])), "orders.json")
    assert 'element 1, line_items "": there is nothing to send' in found.notices[0]


def test_parts_of_an_unexpected_kind_are_no_crash(read):
    odd = {"number": 1, "status": "processing", "billing": [], "shipping": "x", "line_items": [{"sku": ["a"]}, 3]}
    found = read("orders", json.dumps([odd, {"id": 2}, 7]), "orders.json", "woocommerce")
    assert [text.partition(": ")[0] for text in found.errors] == [
        'line 1, element 1, line_items[0].quantity ""',
        'line 1, element 2, line_items ""',
        'line 1, element 3 "7"',
    ]
    assert found.records == []
