import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.services.ports import BinStock, Work, WorkLine, WorkOrder
from warehouse_tui.services.work_json import decode_work, encode_work

ids = st.integers(0, 2**62)
texts = st.text(max_size=20)
days = st.none() | st.dates()
times = st.none() | st.datetimes(timezones=st.just(UTC))
bins = st.builds(BinStock, location_id=ids, lot=texts, expiry=days, qty=ids)
lines = st.builds(
    WorkLine,
    n=ids,
    order_id=ids,
    order_line=ids,
    allocation_id=ids,
    item_id=ids,
    location_id=ids,
    lot_id=ids,
    lot=texts,
    expiry=days,
    qty=ids,
    picked=ids,
    short=ids,
    alternatives=st.lists(bins, max_size=3).map(tuple),
)
orders = st.builds(
    WorkOrder, order_id=ids, number=texts, slot=ids, priority=ids, ship_by=times, service=texts, notes=texts
)
works = st.builds(
    Work,
    list_id=ids,
    number=ids,
    claim_no=ids,
    base_seq=ids,
    orders=st.lists(orders, max_size=3).map(tuple),
    lines=st.lists(lines, max_size=3).map(tuple),
    lease_until=times,
    extra=st.dictionaries(texts, ids | texts, max_size=2),
)


@given(works)
def test_what_is_written_is_read_back_equal(work: Work):
    assert decode_work(encode_work(work)) == work


def test_dates_and_times_stand_in_iso_form():
    order = WorkOrder(1, "10482", 1, 5, datetime(2026, 11, 23, 14, 30, tzinfo=UTC), "DHL", "")
    line = WorkLine(1, 1, 2, 3, 4, 5, 6, "L1", date(2027, 3, 31), 4, 0, 0)
    document = json.loads(encode_work(Work(7, 7, 1, 0, (order,), (line,))))
    assert document["orders"][0]["ship_by"] == "2026-11-23T14:30:00+00:00"
    assert document["lines"][0]["expiry"] == "2027-03-31"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"v":1,"list_id":1}',
        encode_work(Work(1, 1, 1, 0, (), ())).replace('"lines":[]', '"lines":[3]'),
    ],
)
def test_what_is_no_work_is_refused_in_plain_words(text: str):
    with pytest.raises(StoreError, match="cannot be read"):
        decode_work(text)


def test_a_newer_form_asks_for_an_upgrade():
    newer = encode_work(Work(1, 1, 1, 0, (), ())).replace('"v":1', '"v":2')
    with pytest.raises(StoreError, match="upgrade"):
        decode_work(newer)
