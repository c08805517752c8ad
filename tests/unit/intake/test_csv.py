import codecs
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from warehouse_tui.domain.errors import WarehouseError
from warehouse_tui.intake import IntakeError, Problem, read_file

STOCK = "location,sku,quantity,lot\nA-1,Jüice,3,\nA-2,K,4,L2\n"


def found_stock(reading):
    assert reading.errors == []
    return [(record.location, record.sku, record.quantity, record.lot, record.line) for record in reading.records]


def read_items(path: Path):
    return read_file("items", path, timezone=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    "content",
    [
        STOCK.encode(),
        codecs.BOM_UTF8 + STOCK.encode(),
        STOCK.replace("\n", "\r\n").encode(),
        STOCK.replace("\n", "\r").encode(),
        STOCK.rstrip("\n").encode(),
        STOCK.replace(",", ";").encode(),
        STOCK.replace(",", "\t").encode(),
        STOCK.replace(",", "|").encode(),
        STOCK.encode("utf-16"),
        STOCK.encode("utf-16-le"),
        STOCK.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + STOCK.replace(",", "\t").encode("utf-16-le"),
        STOCK.replace("location", " Location ").replace("sku", '"SKU"').encode(),
        STOCK.replace("\nA-1", '\n"A-1"').encode(),
    ],
)
def test_the_usual_ways_to_write_a_table(read, content):
    assert found_stock(read("stock", content)) == [("A-1", "Jüice", 3, "", 2), ("A-2", "K", 4, "L2", 3)]


def test_lines_are_counted_through_empty_rows_quotes_and_excels_hint(read):
    content = '\nsep=;\nlocation;sku;quantity\n\nA-1;J;1\n;;\n"A-2";K;many\n'
    found = read("stock", content)
    assert [record.line for record in found.records] == [5]
    assert found.errors == ['line 7, quantity "many": expected a whole number from 0 to 999,999']


def test_a_row_behind_a_cell_of_two_lines_keeps_its_number(read):
    found = read("orders", 'order,notes,sku,quantity\n1,"ring\ntwice",J,1\n2,,J,x\n')
    assert found.records[0].notes == "ring\ntwice"
    assert [problem.line for problem in found.problems if problem.is_error] == [4]


def test_decimal_commas_where_the_separator_is_no_comma(read):
    found = read("items", "sku;name;barcodes;price\nA;x;a;2,55\nB;y;b;1234,5\nC;z;c;0.99\n")
    assert [str(item.price) for item in found.records] == ["2.55", "1234.5", "0.99"]


def test_a_point_that_may_mean_thousands_is_asked_back(read):
    found = read("items", "sku;name;barcodes;price\nA;x;a;1.234\n")
    assert "can be read in one way only" in found.errors[0]


def test_a_decimal_comma_in_a_table_of_commas_is_an_error(read):
    assert "such as 2.55" in read("items", 'sku,name,barcodes,price\nA,x,a,"2,55"\n').errors[0]


def test_bytes_that_are_not_utf8_are_told_row_by_row(read):
    found = read("items", "sku,name,barcodes\nA,Café,a\nB,Tea,b\nC,Crème,c\n".encode("latin-1"))
    assert [problem.line for problem in found.problems] == [2, 4]
    assert found.errors[0] == (
        'line 2, name "Caf\ufffd": expected text in UTF-8, found the byte 0xE9; save it as CSV UTF-8'
    )


def test_a_missing_column_is_named(read):
    found = read("stock", "location,sku\nA,J\n")
    assert found.errors == ['line 1, quantity "": expected a column of this name; found location, sku']


def test_a_misspelt_column_gets_a_guess(read):
    found = read("orders", "order,sku,quantty,priorty,shelf\n1,J,1,2,x\n")
    assert found.errors == [
        'line 1, column "quantty": expected a known column; did you mean "quantity"?',
        'line 1, column "priorty": expected a known column; did you mean "priority"?',
    ]
    assert found.records == []


def test_a_column_of_no_meaning_is_a_warning(read):
    found = read("stock", "location,sku,quantity,supplier\nA,J,1,Acme\n")
    assert found.warnings == ['line 1, warning, column "supplier": is not read']
    assert len(found.records) == 1


def test_a_column_twice_is_an_error(read):
    assert "this column once" in read("stock", "location,sku,quantity,sku\nA,J,1,K\n").errors[0]


def test_ragged_rows(read):
    found = read("stock", "location,sku,quantity\nA,J\nB,J,1,,\nC,J,1,x\n")
    assert [record.location for record in found.records] == ["B"]
    assert found.errors == [
        "line 2: expected 3 cells as in the header, found 2",
        "line 4: expected 3 cells as in the header, found 4",
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_file(read, content):
    assert "the file is empty" in read("stock", content).errors[0]


def test_a_header_alone_is_a_warning(read):
    found = read("stock", "location,sku,quantity\n")
    assert found.errors == [] and "no row below the header" in found.warnings[0]


def test_quotes_inside_and_formulas_are_text(read):
    found = read("items", 'sku,name,barcodes\nA,"5"" pipe, ""long""",a\nB,=HYPERLINK(1),b\nC,@SUM(A1),c\n')
    assert found.problems == []
    assert [item.name for item in found.records] == ['5" pipe, "long"', "=HYPERLINK(1)", "@SUM(A1)"]


def test_a_quote_that_is_not_closed_is_told_where_it_opens(read):
    found = read("items", 'sku,name,barcodes\nA,x,a\nB,"y,b\nC,z,c\n')
    assert found.errors == ["line 3: expected a closing quote before the end of the file"]
    assert len(found.records) == 1


def test_a_quote_that_is_not_doubled_is_told_and_the_next_row_is_read(read):
    found = read("items", 'sku,name,barcodes\nA,"5" pipe",a\nB,y,b\n')
    assert found.errors == [
        'line 2: expected a separator after a closing quote; a quote inside a cell is written twice ("")'
    ]
    assert [item.sku for item in found.records] == ["B"]


def test_a_huge_cell(read):
    found = read("items", f'sku,name,barcodes\nA,"{"x" * 200_000}",a\nB,y,b\n')
    assert "at most 131,072 characters" in found.errors[0]
    assert [item.sku for item in found.records] == ["B"]


def test_a_file_without_line_ends_is_not_read_into_memory(read):
    with pytest.raises(IntakeError, match="line 1 has more than 1,000,000 characters"):
        read("items", b"x" * 3_000_000)


def test_nul_and_escape_bytes_in_codes_and_in_text(read):
    found = read("items", "sku,name,barcodes\nA\0B,x,a\nC,\x1b]0;owned\x07tea\u202e,c\n")
    assert found.errors == ['line 2, sku "A\ufffdB": expected an SKU of at most 64 printable characters']
    (item,) = found.records
    assert item.name == "\ufffd]0;owned\ufffdtea\ufffd"
    assert "control characters (U+0007, U+001B, U+202E) are replaced" in found.warnings[0]


def test_invisible_leftovers_of_web_pages_are_dropped(read):
    found = read("items", "sku,name,barcodes\nA,Tea\u00a0pot\u200b,a\n")
    assert found.problems == [] and found.records[0].name == "Tea pot"


def test_messages_are_one_safe_line():
    text = Problem(3, "na\x1bme", "\x1b[2J\n\u202e" + "x" * 500, "expected tea").text()
    assert text.isprintable() and len(text) < 120
    assert text.startswith("line 3, na\ufffdme") and text.endswith(": expected tea")


@pytest.mark.parametrize(
    ("content", "what"), [(b"PK\x03\x04zip", "workbook"), (b"\xd0\xcf\x11\xe0", "xls"), (b"\x1f\x8b\x08", "compressed")]
)
def test_what_is_no_text_is_named(read, content, what):
    with pytest.raises(IntakeError, match=what):
        read("items", content)


@pytest.mark.parametrize("name", ["absent.csv", "", "a\0b"])
def test_a_file_that_cannot_be_opened(tmp_path, name):
    with pytest.raises(WarehouseError):
        list(read_items(tmp_path / name))


def test_a_pipe_can_be_read(tmp_path):
    inner, outer = os.pipe()
    os.write(outer, b"sku,name,barcodes\nA,x,a\n")
    os.close(outer)
    try:
        assert [item.sku for item in read_items(Path(f"/dev/fd/{inner}"))] == ["A"]
    finally:
        os.close(inner)


def test_shop_formats_are_for_orders(read):
    with pytest.raises(IntakeError, match="is for orders"):
        read("items", "sku,name\n", format="shopify")


def test_progress_ends_at_the_files_size(tmp_path):
    path = tmp_path / "stock.csv"
    path.write_text("location,sku,quantity\n" + "".join(f"A-{n},J,1\n" for n in range(5_000)))
    heard: list[tuple[int, int]] = []
    list(read_file("stock", path, timezone=ZoneInfo("UTC"), progress=lambda done, of: heard.append((done, of))))
    size = path.stat().st_size
    assert heard[-1] == (size, size)
    assert len(heard) >= 5 and heard == sorted(heard)


def test_a_table_of_too_many_columns(read):
    with pytest.raises(IntakeError, match="at most 500 columns, found 20000"):
        read("stock", ",".join(f"c{n}" for n in range(20_000)))
