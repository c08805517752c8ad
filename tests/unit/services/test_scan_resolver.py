from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.codes.reader import BiipReader
from warehouse_tui.domain.scans import COMMANDS, CodeMatch, ResolvedKind, Scan
from warehouse_tui.services.scan import Resolver
from warehouse_tui.services.trigger import Trigger

BADGE, LOCATION, TOTE = ResolvedKind.BADGE, ResolvedKind.LOCATION, ResolvedKind.TOTE
ORDER, ITEM = ResolvedKind.ORDER, ResolvedKind.ITEM
JUICE = "08710398500434"

RECORDS = {
    "B-ANA": [CodeMatch(BADGE, 1)],
    "A-03-12": [CodeMatch(LOCATION, 2)],
    "T7": [CodeMatch(TOTE, 3)],
    "10482": [CodeMatch(ORDER, 4)],
    JUICE: [CodeMatch(ITEM, 5)],
    "18710398500431": [CodeMatch(ITEM, 5, 12)],
    "JUICE-1L": [CodeMatch(ITEM, 5)],
    "Tea": [CodeMatch(ITEM, 6)],
    "TEA": [CodeMatch(ITEM, 7)],
    "12345678": [CodeMatch(BADGE, 8)],
    "96385074": [CodeMatch(LOCATION, 9)],
    "00000096385074": [CodeMatch(ITEM, 10)],
    "XXSHORT": [CodeMatch(ITEM, 11)],
    "XXLARGE": [CodeMatch(ITEM, 12)],
    "TWICE": [CodeMatch(ITEM, 13), CodeMatch(ITEM, 14)],
}


class Records:
    def find(self, code: str) -> Sequence[CodeMatch]:
        return RECORDS.get(code, [])


resolve = Resolver(BiipReader(), Records()).resolve


@pytest.mark.parametrize(
    ("text", "kind", "id_", "multiplier"),
    [
        ("B-ANA", BADGE, 1, 1),
        ("a-03-12", LOCATION, 2, 1),
        ("]C0T7", TOTE, 3, 1),
        ("10482", ORDER, 4, 1),
        ("8710398500434", ITEM, 5, 1),
        ("]I118710398500431", ITEM, 5, 12),
        ("juice-1l", ITEM, 5, 1),
        ("Tea", ITEM, 6, 1),
        ("tea", ITEM, 7, 1),
        ("12345678", BADGE, 8, 1),
        ("XXLARGE", ITEM, 12, 1),
    ],
)
def test_a_record_is_found_by_its_code(text: str, kind: ResolvedKind, id_: int, multiplier: int) -> None:
    got = resolve(text)
    assert (got.kind, got.id, got.multiplier) == (kind, id_, multiplier)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NOBODY", ResolvedKind.UNKNOWN),
        ("4006381333931", ResolvedKind.UNKNOWN),
        ("8710398500435", ResolvedKind.DAMAGED),
        ("106141412345678908", ResolvedKind.SSCC),
        ("]C100106141412345678907", ResolvedKind.DAMAGED),
        ("]C110LOT", ResolvedKind.UNKNOWN),
        ("", ResolvedKind.UNKNOWN),
    ],
)
def test_what_no_record_has_is_still_told_apart(text: str, kind: ResolvedKind) -> None:
    got = resolve(text)
    assert (got.kind, got.id, got.matches) == (kind, 0, ())


@pytest.mark.parametrize("word", sorted(COMMANDS))
def test_a_command_is_a_command_whatever_the_records_say(word: str) -> None:
    got = resolve(word)
    assert (got.kind, got.command) == (ResolvedKind.COMMAND, word)


def test_an_unknown_command_keeps_its_word() -> None:
    got = resolve("xxdance")
    assert (got.kind, got.command) == (ResolvedKind.COMMAND, "XXDANCE")


def test_a_gs1_code_of_a_known_item_keeps_what_else_it_says() -> None:
    got = resolve("]C101" + JUICE + "1726120010L42\x1d21S1")
    assert (got.kind, got.id, got.read.lot, got.read.serial) == (ITEM, 5, "L42", "S1")
    assert got.read.expiry == date(2026, 12, 31)
    assert resolve("01" + JUICE + "10L42").kind is ResolvedKind.UNKNOWN
    assert resolve("01" + JUICE + "10L42", gs1=True).id == 5


def test_a_step_settles_a_code_that_two_records_have() -> None:
    both = resolve("96385074")
    assert both.kind is ResolvedKind.AMBIGUOUS
    assert {match.id for match in both.matches} == {9, 10}
    assert resolve("96385074", {ITEM}).id == 10
    assert resolve("96385074", {LOCATION, TOTE}).id == 9
    assert resolve("96385074", {BADGE}).kind is ResolvedKind.AMBIGUOUS


def test_two_items_with_one_code_stay_ambiguous() -> None:
    got = resolve("TWICE", {ITEM})
    assert (got.kind, {match.id for match in got.matches}) == (ResolvedKind.AMBIGUOUS, {13, 14})


@given(st.text() | st.sampled_from(sorted(RECORDS)), st.sets(st.sampled_from(ResolvedKind)), st.booleans())
def test_every_text_has_an_answer(text: str, kinds: set[ResolvedKind], flag: bool) -> None:
    got = resolve(text, kinds, aim=flag, gs1=flag)
    is_record = got.kind in (BADGE, LOCATION, TOTE, ORDER, ITEM)
    assert is_record == bool(got.id)
    assert (got.kind is ResolvedKind.COMMAND) == bool(got.command)
    assert got.kind is not ResolvedKind.AMBIGUOUS or len(got.matches) > 1


def scan(at: float, scanner: str = "hand") -> Scan:
    return Scan("T7", scanner, at)


def test_what_follows_a_good_read_within_300_ms_is_of_the_same_pull() -> None:
    trigger = Trigger()
    assert not trigger.is_burst(scan(1.0))
    trigger.good(scan(1.0))
    assert trigger.is_burst(scan(1.299))
    assert not trigger.is_burst(scan(1.3))
    assert not trigger.is_burst(scan(1.1, "other hand"))
