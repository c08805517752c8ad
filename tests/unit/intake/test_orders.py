from datetime import UTC, datetime
from decimal import Decimal

import pytest

from warehouse_tui.domain.records import OrderLineRecord

HEAD = (
    "order,channel,priority,ship_by,customer,email,phone,company,street,city,region,postcode,country,service,notes,"
    "sku,quantity,unit_price\n"
)
ADDRESS = "Ana Ruiz,ana@example.com,+34 600 000 000,,Calle Mayor 1,Madrid,,28013,es,DHL,leave at the door"


def test_an_order_with_its_lines(read):
    row = f"1001,web,2,2027-03-05T16:00:00+01:00,{ADDRESS}"
    found = read("orders", HEAD + f"{row},J-1,2,2.55\n{row},J-2,1,\n{row},J-1,1,2.00\n")
    assert found.problems == []
    (order,) = found.records
    assert (order.order, order.channel, order.priority, order.line) == ("1001", "web", 2, 2)
    assert order.ship_by == datetime(2027, 3, 5, 15, tzinfo=UTC)
    assert (order.street, order.city, order.postcode, order.country) == ("Calle Mayor 1", "Madrid", "28013", "ES")
    assert order.has_address
    assert order.lines == (
        OrderLineRecord("J-1", 2, Decimal("2.55"), 2),
        OrderLineRecord("J-2", 1, None, 3),
        OrderLineRecord("J-1", 1, Decimal("2.00"), 4),
    )


def test_an_order_needs_a_number_an_sku_and_a_quantity_only(read):
    found = read("orders", "order,sku,quantity\n1,J,1\n2,J,2\n")
    assert [order.order for order in found.records] == ["1", "2"]
    assert found.records[0].priority == 5 and found.records[0].ship_by is None
    assert found.warnings == [
        'line 2, warning, order "1": no address: it will be picked, and stops at the label',
        'line 3, warning, order "2": no address: it will be picked, and stops at the label',
    ]


def test_half_an_address_is_a_warning_that_names_what_lacks(read):
    found = read("orders", "order,street,country,sku,quantity\n1,Main St 1,GB,J,1\n")
    assert "no city in the address" in found.warnings[0]


@pytest.mark.parametrize("quantity", ["", "0", "-1", "1.5", "1,5", "two", "1000000", "٣", "1e3", "0x10", "9" * 400])
def test_a_quantity_is_a_sane_whole_number(read, quantity):
    found = read("orders", f'order,sku,quantity\n1,J,"{quantity}"\n')
    (problem,) = [problem for problem in found.problems if problem.is_error]
    assert (problem.line, problem.column, problem.value) == (2, "quantity", quantity)
    assert "a whole number from 1 to 999,999" in problem.reason
    assert found.records == []


@pytest.mark.parametrize("priority", ["0", "10", "high"])
def test_a_priority_is_1_to_9(read, priority):
    found = read("orders", f"order,priority,sku,quantity\n1,{priority},J,1\n")
    assert found.errors == [f'line 2, priority "{priority}": expected a whole number from 1 to 9']


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-07-05T16:00", datetime(2027, 7, 5, 14, tzinfo=UTC)),
        ("2027-01-05 16:00:30", datetime(2027, 1, 5, 15, 0, 30, tzinfo=UTC)),
        ("2027-01-05 16:00:00 -0500", datetime(2027, 1, 5, 21, tzinfo=UTC)),
        ("2027-01-05T16:00:00.250Z", datetime(2027, 1, 5, 16, 0, 0, 250_000, tzinfo=UTC)),
        ("2027-01-05", datetime(2027, 1, 5, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_sites(read, text, utc):
    assert read("orders", f"order,ship_by,sku,quantity\n1,{text},J,1\n").records[0].ship_by == utc


@pytest.mark.parametrize(
    "text", ["05.01.2027", "2027-02-30", "2027-01-05T25:00", "0001-01-01", "9999-12-31", "2027-01-05T10:00+99:99"]
)
def test_a_time_that_is_none(read, text):
    (problem,) = [p for p in read("orders", f"order,ship_by,sku,quantity\n1,{text},J,1\n").problems if p.is_error]
    assert (problem.column, problem.value) == ("ship_by", text)


def test_a_time_that_the_clock_change_leaves_out(read):
    found = read("orders", "order,ship_by,sku,quantity\n1,2027-03-28T02:30,J,1\n")
    assert "the clocks are put forward" in found.errors[0]


def test_a_header_that_differs_between_the_rows_of_an_order(read):
    found = read("orders", "order,city,sku,quantity\n1,Bonn,J,1\n1,Köln,K,1\n1,,L,1\n")
    assert found.errors == ['line 3, city "Köln": expected the same on all rows of an order; line 2 says "Bonn"']
    assert found.records == []


def test_an_order_whose_rows_are_apart_names_both_lines(read):
    found = read("orders", "order,sku,quantity\n1,J,1\n2,J,1\n1,K,1\n")
    assert found.errors == [
        'line 4, order "1": expected each order once, its rows together; it began on line 2 already'
    ]


def test_a_country_is_two_letters(read):
    found = read("orders", "order,country,sku,quantity\n1,UK,J,1\n2,Germany,J,1\n3,ZZ,J,1\n")
    assert [text.rpartition("; ")[2] for text in found.errors[:2]] == ["did you mean GB?", "did you mean DE?"]
    assert len(found.errors) == 3


def test_a_mail_address_that_cannot_be_right_is_a_warning(read):
    found = read("orders", "order,email,street,city,country,sku,quantity\n1,ana(at)example,S,C,DE,J,1\n")
    assert found.errors == []
    assert "does not look like a mail address" in found.warnings[0]
    assert found.records[0].email == "ana(at)example"


def test_a_bad_line_keeps_its_order_back_and_no_other(read):
    found = read("orders", "order,sku,quantity\n1,J,1\n1,K,none\n2,J,1\n")
    assert [order.order for order in found.records] == ["2"]
    assert len(found.errors) == 1


def test_long_notes_are_cut_with_a_warning(read):
    found = read("orders", f"order,notes,sku,quantity\n1,{'n' * 5000},J,1\n")
    assert found.errors == [] and len(found.records[0].notes) == 2_000
    assert any("first 2,000 characters of 5,000" in text for text in found.warnings)
