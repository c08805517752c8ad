import json

import pytest

from warehouse_tui.domain.records import OrderLineRecord


def test_objects_have_the_columns_as_keys(read):
    items = [
        {"sku": 10002, "name": "Globe", "barcodes": ["own-1*6", "own-2"], "weight_g": 1016, "price": 0.85},
        {"sku": "B", "name": "Tea", "handling": ["no_code"], "price": None, "tracking": "lot"},
    ]
    found = read("items", json.dumps(items), "items.json")
    assert found.problems == []
    assert [(item.sku, item.barcodes, item.weight_g, str(item.price)) for item in found.records] == [
        ("10002", (("own-1", 6), ("own-2", 1)), 1016, "0.85"),
        ("B", (), None, "None"),
    ]


def test_orders_with_their_lines_or_as_flat_rows(read):
    orders = [
        {"order": 1, "city": "Bonn", "lines": [{"sku": "J", "quantity": 2}, {"sku": "J", "quantity": 1}]},
        {"order": 2, "sku": "K", "quantity": 1, "unit_price": "1.20"},
        {"order": 2, "sku": "L", "quantity": 3},
    ]
    found = read("orders", json.dumps(orders, indent=1), "orders.json")
    assert found.errors == []
    assert [(order.order, [(line.sku, line.quantity) for line in order.lines]) for order in found.records] == [
        ("1", [("J", 2), ("J", 1)]),
        ("2", [("K", 1), ("L", 3)]),
    ]


def test_faults_name_line_element_and_place(read):
    orders = (
        '[\n {"order": 1, "lines": [{"sku": "J", "quantity": 0},\n  {"quantity": 1}]},\n {"sku": "K", "quantity": 1}]'
    )
    assert read("orders", orders, "orders.json").errors == [
        'line 2, element 1, lines[0].quantity "0": expected a whole number from 1 to 999,999',
        'line 2, element 1, lines[1].sku "": expected an SKU',
        'line 4, element 2, order "": expected an order number',
    ]


def test_the_same_key_twice_is_found_on_one_long_line(read):
    found = read("items", '[{"sku":"A","name":"x"},{"sku":"A","name":"y"}]', "items.json")
    assert found.errors == ['line 1, element 2, sku "A": expected each SKU once; it is on line 1 (element 1) already']
    found = read(
        "orders",
        '[{"order":1,"sku":"A","quantity":1},{"order":2,"sku":"A","quantity":1},'
        '{"order":1,"lines":[{"sku":"A","quantity":1}]}]',
        "orders.json",
    )
    assert "it began on line 1 (element 1) already" in found.errors[0]


def test_two_objects_of_one_order_that_both_have_lines(read):
    order = {"order": 1, "lines": [{"sku": "J", "quantity": 1}]}
    assert "it began on line 1 (element 1) already" in read("orders", json.dumps([order, order]), "o.json").errors[0]


def test_objects_one_after_the_other(read):
    text = '{"sku":"A","name":"x","handling":"no_code"}\n{"sku":"B","name":"y","handling":"no_code"}\n'
    found = read("items", text, "items.jsonl")
    assert [(item.sku, item.line) for item in found.records] == [("A", 1), ("B", 2)]


def test_json_is_known_without_its_name(read):
    assert len(read("stock", ' [{"location":"A","sku":"J","quantity":1}]', "stock").records) == 1


def test_keys_that_nobody_reads_are_named_once(read):
    rows = [{"location": "A", "sku": f"S{n}", "quantity": 1, "colour": "red"} for n in range(3)]
    assert read("stock", json.dumps(rows), "s.json").warnings == ['line 1, warning, column "colour": is not read']
    rows = [{"location": "A", "sku": "S", "qantity": 1}]
    assert 'did you mean "quantity"?' in read("stock", json.dumps(rows), "s.json").errors[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[", 1),
        ('[{"sku":"A","name":"x"},\n{"sku":', 2),
        ('[{"sku":"A","name":"x"}\n{"sku":"B","name":"y"}]', 2),
        ('[{"sku":"A","name":"x"}]\n]', 2),
        ('[{"sku":"A","name":"x"},\n\n]', 3),
        ("[1]", 1),
        ('{"sku":"A\n"}', 1),
        ("[" * 100_000, 1),
        ('[{"a":' * 50_000, 1),
        ("nonsense", 1),
    ],
)
def test_broken_json_is_told_where_it_breaks(read, text, line):
    found = read("items", text, "items.json")
    assert [problem.line for problem in found.problems if problem.is_error][-1] == line


@pytest.mark.parametrize("value", ['{"a":1}', '[["x"]]', "NaN", "1e999999", "9" * 5000, "true", '"\\ud800"'])
def test_values_that_no_cell_can_hold(read, value):
    found = read("stock", f'[{{"location":"A","sku":"J","quantity":{value}}}]', "s.json")
    assert found.records == [] and len(found.errors) >= 1


def test_an_order_needs_lines(read):
    for lines in ("[]", "{}", "3", '["x"]'):
        assert len(read("orders", f'[{{"order":1,"lines":{lines}}}]', "o.json").errors) == 1


def test_lines_carry_prices(read):
    text = '[{"order":"1","lines":[{"sku":"J","quantity":1,"unit_price":2.50}]}]'
    assert str(read("orders", text, "o.json").records[0].lines[0].unit_price) == "2.50"
    assert isinstance(read("orders", text, "o.json").records[0].lines[0], OrderLineRecord)


def test_a_flood_of_keys_is_told_by_its_first_hundred(read):
    row = {"location": "A", "sku": "S", "quantity": 1} | {f"#{n}": n for n in range(50_000)}
    found = read("stock", json.dumps([row]), "s.json")
    assert len(found.warnings) == 100 and len(found.records) == 1


def test_an_element_that_never_ends_is_given_up(read):
    found = read("stock", '[{"location": "' + "x" * 9_000_000, "s.json")
    assert len(found.errors) == 1 and "cannot be read" in found.errors[0]
