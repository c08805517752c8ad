from datetime import date
from decimal import Decimal

from warehouse_tui.domain.records import ItemRecord, LocationRecord, StockRecord, WorkerRecord

ITEMS = (
    "sku,name,barcodes,unit,handling,weight_g,length_mm,width_mm,height_mm,tracking,min_days_left,min_stock,"
    "reorder_multiple,lead_time_days,price\n"
)


def test_an_item_with_everything(read):
    row = "J-1,Juice apple,8710398500434;18710398500431*12,bottle,fragile;liquid,1040,80,80,260,lot,30,24,12,7,2.55\n"
    found = read("items", ITEMS + row)
    assert found.problems == []
    assert found.records == [
        ItemRecord(
            sku="J-1",
            name="Juice apple",
            barcodes=(("08710398500434", 1), ("18710398500431", 12)),
            unit="bottle",
            handling=frozenset({"fragile", "liquid"}),
            weight_g=1040,
            length_mm=80,
            width_mm=80,
            height_mm=260,
            tracking="lot",
            min_days_left=30,
            min_stock=24,
            reorder_multiple=12,
            lead_time_days=7,
            price=Decimal("2.55"),
            line=2,
        )
    ]


def test_an_item_with_only_what_is_needed(read):
    found = read("items", "sku,name,handling\nJ-1,Juice,no_code\n")
    (item,) = found.records
    assert (item.unit, item.tracking, item.min_stock, item.reorder_multiple) == ("piece", "none", 0, 1)
    assert item.weight_g is None and item.price is None and item.barcodes == ()
    assert found.problems == []


def test_every_fault_of_a_row_is_told_at_once(read):
    row = ",,8710398500434*0,bottle,sharp,-5,80 cm,1.5,260,batch,soon,x,0,7,2.5.5\n"
    found = read("items", ITEMS + row)
    assert found.records == []
    columns = [problem.column for problem in found.problems]
    assert columns == [
        *("sku", "barcodes", "name", "handling", "weight_g", "length_mm", "width_mm", "tracking"),
        *("min_days_left", "min_stock", "reorder_multiple", "price"),
    ]
    assert {problem.line for problem in found.problems} == {2}
    assert 'line 2, weight_g "-5": expected a whole number from 1 to 9,999,999' in found.errors
    assert 'line 2, tracking "batch": expected one of none, lot, expiry, serial' in found.errors


def test_200_bad_rows_give_200_messages(read):
    rows = "".join(f"S{n},Thing,,,,heavy\n" for n in range(200))
    found = read("items", "sku,name,barcodes,unit,handling,weight_g\n" + rows)
    assert len(found.errors) == 200
    assert [problem.line for problem in found.problems] == list(range(2, 202))


def test_an_sku_twice_names_both_lines(read):
    found = read("items", "sku,name,handling\nA,x,no_code\nB,y,no_code\nA,z,no_code\n")
    assert found.errors == ['line 4, sku "A": expected each SKU once; it is on line 2 already']


def test_a_barcode_on_two_items_is_found_in_any_length(read):
    found = read("items", "sku,name,barcodes\nA,x,8710398500434\nB,y,08710398500434\nB2,y,own-1\nC,z,own-1\n")
    assert [problem.line for problem in found.problems] == [3, 5]
    assert "is on line 2 already" in found.errors[0]
    assert "is on line 4 already" in found.errors[1]


def test_a_wrong_check_digit_is_a_warning_and_the_code_stays(read):
    found = read("items", "sku,name,barcodes\nA,x,8710398500435\n")
    assert found.errors == []
    assert "8710398500435 has a GTIN's length, but not its check digit" in found.warnings[0]
    assert found.records[0].barcodes == (("8710398500435", 1),)


def test_a_code_with_two_multipliers_is_an_error(read):
    found = read("items", "sku,name,barcodes\nA,x,own-1*6;own-1*12\n")
    assert "found 6 and 12" in found.errors[0]


def test_the_same_code_twice_in_a_cell_is_one(read):
    assert read("items", "sku,name,barcodes\nA,x,own-1;own-1\n").records[0].barcodes == (("own-1", 1),)


def test_codes_like_commands_are_warned_of(read):
    assert "commands" in read("workers", "badge,name,roles\nXXSHORT,Ana,picker\n").warnings[0]


def test_a_location(read):
    found = read(
        "locations",
        "code,barcode,zone,kind,block,aisle,bay,level,x_m,y_m,check_digits\nA-03-12,L0312,Z1,pick,1,A,3,C,3.0,-4.5,07;63;41\n",
    )
    assert found.problems == []
    assert found.records == [
        LocationRecord("A-03-12", "L0312", "Z1", "pick", 1, "A", 3, "C", 3.0, -4.5, ("07", "63", "41"), 2)
    ]


def test_wrong_locations(read):
    rows = "A-1,,pick,1,A,1\nA-1,,pick,1,A,2\nB-1,A-1,pack,,,\nC-1,,shelf,,,\nD-1,,,,,\nE-1,,pick,,,\n"
    found = read("locations", "code,barcode,kind,block,aisle,bay\n" + rows)
    assert [(problem.line, problem.column) for problem in found.problems if problem.is_error] == [
        (3, "code"),
        (4, "barcode"),
        (5, "kind"),
        (6, "kind"),
    ]
    assert [problem.line for problem in found.problems if not problem.is_error] == [7]


def test_check_digits_are_digits(read):
    found = read("locations", "code,kind,check_digits\nP,pack,27;x;41\n")
    assert found.errors == [
        'line 2, check_digits "27;x;41": expected numbers of up to 4 digits with semicolons between, such as 27;63;41'
    ]


def test_stock(read):
    found = read("stock", "location,sku,quantity,lot,expiry\nA-1,J-1,36,L1,2027-03-31\nA-2,J-1,0,,\n")
    assert found.problems == []
    assert found.records == [
        StockRecord("A-1", "J-1", 36, "L1", date(2027, 3, 31), 2),
        StockRecord("A-2", "J-1", 0, "", None, 3),
    ]


def test_stock_twice_and_a_lot_with_two_dates(read):
    rows = "A,J,1,L1,2027-03-31\nA,J,2,L1,2027-03-31\nB,J,2,L1,2027-04-30\nB,J,,,\nA,J,5,,31.03.2027\n"
    found = read("stock", "location,sku,quantity,lot,expiry\n" + rows)
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (3, "sku"),
        (4, "expiry"),
        (5, "quantity"),
        (6, "expiry"),
    ]
    assert "line 2 says 2027-03-31" in found.errors[1]
    assert "expected a date as 2027-03-31" in found.errors[3]


def test_workers(read):
    found = read("workers", "badge,name,roles,pin,language\nW-1,Ana,picker;packer,,de\nW-2,Sofia,supervisor,246810,\n")
    assert found.problems == []
    assert found.records == [
        WorkerRecord("W-1", "Ana", frozenset({"picker", "packer"}), "", "de", 2),
        WorkerRecord("W-2", "Sofia", frozenset({"supervisor"}), "246810", "", 3),
    ]


def test_a_pin_is_never_shown(read):
    found = read("workers", "badge,name,roles,pin\nW-1,Ana,picker,hunter2\nW-2,Ola,picker,987654\n")
    assert found.errors == ['line 2, pin "(not shown)": expected 4 to 12 digits']
    assert "987654" not in repr(found.records)


def test_wrong_workers(read):
    found = read(
        "workers", "badge,name,roles,pin,language\nW-1,Ana,boss,,\nW-1,,,,\nW-3,Eva,supervisor,,\nW-4,Jo,picker,,fr\n"
    )
    assert [(problem.line, problem.column, problem.is_error) for problem in found.problems] == [
        (2, "roles", True),
        (3, "badge", True),
        (3, "name", True),
        (3, "roles", True),
        (4, "pin", False),
        (5, "language", True),
    ]
