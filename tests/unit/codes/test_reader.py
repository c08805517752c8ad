from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse_tui.codes.reader import BiipReader
from warehouse_tui.domain.gtin import check_digit, normalise_gtin
from warehouse_tui.domain.scans import CodeForm, CodeMatch, ResolvedKind
from warehouse_tui.services.scan import Resolver

GTIN = "09501101530003"
GS = "\x1d"
SSCC = "106141412345678908"
reader = BiipReader()


def test_commands_are_words_of_letters_after_xx():
    assert reader.read_code("XXSHORT").form is CodeForm.COMMAND
    assert reader.read_code("]C0XXSHORT").text == "XXSHORT"
    assert reader.read_code("xxshort").text == "XXSHORT"
    for other in ("XX-1", "XXSHORT1", "XXL", "XxShort", "AXXSHORT"):
        assert reader.read_code(other).form is CodeForm.PLAIN


@pytest.mark.parametrize(
    ("text", "gtins"),
    [
        ("9501101530003", (GTIN,)),
        ("]E09501101530003", (GTIN,)),
        ("036000291452", ("00036000291452",)),
        ("]E00036000291452", ("00036000291452",)),
        ("09501101530003", (GTIN,)),
        ("]I118710398500431", ("18710398500431",)),
        ("]E3950110153000312345", (GTIN,)),
        (" 9501101530003 \r", (GTIN,)),
    ],
)
def test_a_gtin_of_any_length_reads_as_fourteen_digits(text, gtins):
    read = reader.read_code(text)
    assert (read.form, read.gtins) == (CodeForm.GTIN, gtins)


def test_eight_digits_that_fit_ean_8_and_upc_e_give_both():
    # Found by looking for numbers whose check digit fits both ways.
    both = next(
        text
        for number in range(1_000_000)
        if len(reader.read_code(text := f"0{number:06d}{check_digit(f'0{number:06d}')}").gtins) == 2
    )
    first, second = reader.read_code(both).gtins
    assert first == both.zfill(14)
    assert normalise_gtin(second) == second
    assert reader.read_code("]E4" + both).gtins == (first,)


def test_upc_e_alone():
    assert reader.read_code("04252614").gtins == ("00042100005264",)


@pytest.mark.parametrize("text", ["9501101530004", "]E09501101530004", "10000017", "036000291453", "00000000"])
def test_a_wrong_check_digit_is_damage_not_an_element_string(text):
    read = reader.read_code(text)
    assert (read.form, read.fault, read.lot) == (CodeForm.DAMAGED, "check_digit", None)


def test_digits_in_a_code_that_is_no_trade_item_are_plain():
    assert reader.read_code("]C010000017").form is CodeForm.PLAIN
    assert reader.read_code("]A010000017").form is CodeForm.PLAIN


@pytest.mark.parametrize("prefix", ["]C1", "]d2", "]Q3", "]e0"])
def test_an_element_string_after_its_prefix(prefix):
    read = reader.read_code(f"{prefix}01{GTIN}3103000195172712313012{GS}10AB-12{GS}21S/1")
    assert read.form is CodeForm.GS1
    assert read.gtins == (GTIN,)
    assert (read.lot, read.serial, read.expiry) == ("AB-12", "S/1", date(2027, 12, 31))
    assert (read.weight_g, read.count) == (Decimal(195), 12)
    assert read.ais[0] == ("01", GTIN)


def test_without_the_prefix_it_is_plain_text_unless_the_scanner_is_known_to_send_gs1():
    text = f"01{GTIN}10AB{GS}17271231"
    assert reader.read_code(text).form is CodeForm.PLAIN
    assert reader.read_code(text, gs1=True).lot == "AB"
    assert reader.read_code(GS + text, gs1=True).lot == "AB"
    assert reader.read_code(f"10AB{GS}01{GTIN}", gs1=True).gtins == (GTIN,)
    assert reader.read_code(f"01{GTIN}05", gs1=True).form is CodeForm.DAMAGED
    for plain in ("T7", "A-03-12", "1000001", "10TOTE", "21X", f"01{GTIN[:-1]}4"):
        assert reader.read_code(plain, gs1=True).form is CodeForm.PLAIN


def test_a_scanner_that_always_sends_prefixes_and_sent_none_lost_the_head_of_the_code():
    assert reader.read_code("A-03-12", aim=True).form is CodeForm.DAMAGED
    assert reader.read_code("]C0A-03-12", aim=True).form is CodeForm.PLAIN
    assert reader.read_code("9501101530003", aim=True).form is CodeForm.GTIN


def test_a_gtin_or_sscc_that_stands_alone_is_believed():
    assert reader.read_code(SSCC).sscc == SSCC
    assert reader.read_code("00" + SSCC).sscc == SSCC
    assert reader.read_code(SSCC[:-1] + "9").form is CodeForm.PLAIN


def test_a_pallet_is_its_sscc_and_no_unit_of_what_it_holds():
    read = reader.read_code(f"]C100{SSCC}02{GTIN}3725")
    assert (read.form, read.sscc, read.gtins, read.count) == (CodeForm.SSCC, SSCC, (), 25)
    assert ("02", GTIN) in read.ais


@pytest.mark.parametrize("text", [f"]C100{SSCC[:-1]}9", f"]C101{GTIN[:-1]}4", "]C10100000000000000"])
def test_a_wrong_check_digit_inside_an_element_string(text):
    assert reader.read_code(text).fault == "check_digit"


def test_dates():
    assert reader.read_code(f"]C101{GTIN}17270200").expiry == date(2027, 2, 28)
    assert reader.read_code(f"]C101{GTIN}15280200").expiry == date(2028, 2, 29)
    assert reader.read_code(f"]C101{GTIN}1527013117271231").expiry == date(2027, 12, 31)
    assert reader.read_code(f"]C101{GTIN}17271301").fault == "date"
    assert reader.read_code(f"]C101{GTIN}15270230").fault == "date"
    none = reader.read_code(f"]C101{GTIN}17000000")
    assert (none.form, none.expiry) == (CodeForm.GS1, None)


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}10AB17271231",
        f"]C101{GTIN}21S1234517271200",
        f"]C110AB01{GTIN}",
        f"]C110{'A' * 20}01{GTIN}",
    ],
)
def test_a_lost_separator_gives_no_wrong_lot(text):
    read = reader.read_code(text)
    assert (read.form, read.fault, read.lot) == (CodeForm.DAMAGED, "structure", None)


def test_a_lot_that_only_looks_dated_is_kept():
    assert reader.read_code(f"]C101{GTIN}1727123110L17271231").lot == "L17271231"
    assert reader.read_code(f"]C101{GTIN}10271231").lot == "271231"
    assert reader.read_code(f"]C101{GTIN}10AB17279931").lot == "AB17279931"


@pytest.mark.parametrize(
    "text", ["]C1", "]C1hello", f"]C101{GTIN}9", f"]C1055{GTIN}", "]C101٠٩٥٠١١٠١٥٣٠٠٠٣", "]d2" + GS]
)
def test_what_is_no_element_string_is_damaged(text):
    assert reader.read_code(text).fault == "structure"


def test_an_ai_that_is_not_used_is_kept_aside():
    read = reader.read_code(f"]C101{GTIN}91anything")
    assert (read.form, read.ais[1]) == (CodeForm.GS1, ("91", "anything"))


def test_digital_links():
    read = reader.read_code("]Q1https://shop.example/p/01/9501101530003/10/AB%2F1/21/77?17=271231&3103=000195&x=1")
    assert (read.form, read.gtins, read.lot, read.serial) == (CodeForm.GS1, (GTIN,), "AB/1", "77")
    assert (read.expiry, read.weight_g) == (date(2027, 12, 31), Decimal(195))
    assert reader.read_code("HTTPS://id.gs1.org/00/" + SSCC).sscc == SSCC
    assert reader.read_code("https://id.gs1.org/01/9501101530004").fault == "check_digit"
    assert reader.read_code("https://id.gs1.org/01/9501101530003/98").fault == "structure"
    assert reader.read_code("https://id.gs1.org/01/9501101530003?17=279999").fault == "structure"
    for plain in ("https://example.com/a/b", "http://[", "https://"):
        assert reader.read_code(plain).form is CodeForm.PLAIN


class _Directory:
    def __init__(self, **records):
        self.records = records

    def find(self, code):
        return self.records.get(code, ())


def test_a_record_wins_over_what_the_digits_look_like():
    tote = CodeMatch(ResolvedKind.TOTE, 7)
    item = CodeMatch(ResolvedKind.ITEM, 3, 12)
    resolver = Resolver(reader, _Directory(**{"10000017": (tote,), GTIN: (item,)}))
    assert resolver.resolve("10000017").kind is ResolvedKind.TOTE
    found = resolver.resolve(f"]C101{GTIN}10A")
    assert (found.kind, found.id, found.multiplier, found.read.lot) == (ResolvedKind.ITEM, 3, 12, "A")
    assert resolver.resolve("9501101530004").kind is ResolvedKind.DAMAGED


_PARTS = st.sampled_from(
    f"01{GTIN} 00{SSCC} 10 17271231 17 3103 3109000195 37 AB {GS} 9 8005 ٣ ]C1 https://x/01/ / ?17= % 7003 8008".split(
        " "
    )
)


@given(
    st.booleans(),
    st.sampled_from(["", "]C1", "]d2", "]Q3", "]e0", "]E0", "]E3", "https://a/01/", "https://["]),
    st.one_of(st.text(), st.text("0123456789", max_size=30), st.lists(_PARTS, max_size=8).map("".join)),
)
@example(False, "]C1", "")
@example(True, "", "٠" * 13)
def test_no_text_raises_and_every_gtin_is_good(gs1, prefix, text):
    read = reader.read_code(prefix + text, gs1=gs1)
    assert all(len(gtin) == 14 and normalise_gtin(gtin) == gtin for gtin in read.gtins)
    assert (read.fault is not None) == (read.form is CodeForm.DAMAGED)
    assert (read.form is CodeForm.GTIN) <= bool(read.gtins)
    assert (read.form is CodeForm.SSCC) == (read.sscc is not None)
