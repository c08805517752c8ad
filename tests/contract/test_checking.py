from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from tests.support.checked_site import checked_site
from tests.support.planning_site import SITE, PlanningSite
from warehouse_tui.store.central.checking import CHECKS, check, find_broken
from warehouse_tui.store.central.engine import writing

# What breaks each invariant.
BREAKS = {
    "balance_moves": "UPDATE balance SET on_hand = on_hand + 1 WHERE holder_kind = 'tote'",
    "balance_bounds": "UPDATE balance SET on_hand = -1 WHERE holder_kind = 'tote'",
    "balance_allocated": "UPDATE balance SET allocated = allocated + 1 WHERE holder_kind = 'location'",
    "move_quantity": "UPDATE move SET to_kind = from_kind, to_id = from_id WHERE seq = 3",
    "move_fact": "UPDATE station SET applied_seq = 2",
    "bin_count_fact": "UPDATE bin_count SET seq = 99",
    "exception_live_once": "UPDATE exception SET state = 'settling'",
    "exception_resolved": "UPDATE exception SET state = 'resolved', decision_id = 77 WHERE exception_id = 2",
    "order_line_progress": "UPDATE order_line SET picked = 2, allocated = 1 WHERE picked = 1",
    "order_line_allocated": "UPDATE order_line SET allocated = allocated - 1 WHERE picked = 1",
    "order_line_picked": "UPDATE order_line SET picked = 2 WHERE picked = 1",
    "allocation_within": "UPDATE allocation SET picked = qty + 1 WHERE picked = 1",
    "allocation_picked": "UPDATE allocation SET short = 1 WHERE picked = 1",
    "allocation_state": "UPDATE allocation SET state = 'picked' WHERE picked = 1",
    "order_state": "UPDATE order_head SET state = 'picked' WHERE state = 'picking'",
    "order_waiting": "UPDATE order_head SET waiting = 2",
    "pick_line_within": "UPDATE pick_line SET short = qty",
    "allocation_listed": "UPDATE allocation SET state = 'reserved' WHERE picked = 1",
    "pick_list_sums": "UPDATE pick_list SET units = units + 1",
    "pick_list_holder": "UPDATE pick_list SET station_id = 0",
    "claim_number": "UPDATE claim SET claim_no = 2",
    "tote_list": "UPDATE tote SET list_id = 0",
    "fact_chain": "UPDATE fact SET body = '{}' WHERE seq = 2",
    "station_head": "UPDATE station SET last_seq = 4",
    "fact_station": "UPDATE station SET epoch = 0",
    "station_applied": "UPDATE station SET applied_seq = 4",
    "anchor": "UPDATE anchor SET seq = 2",
    "number_block": "UPDATE number_block SET last = 101 WHERE first = 1",
    "feed_head": "UPDATE feed_head SET incarnation = ''",
    "feed_pos": "UPDATE feed_head SET pos = 11",
    "feed_unique": "UPDATE feed SET pos = 11",
    "fact_moves": "UPDATE move SET qty = qty + 1 WHERE seq = 3",
    "serial_trail": "UPDATE serial SET holder_kind = 'location'",
    "balance_exception": "UPDATE balance SET exception_id = 2 WHERE holder_kind = 'tote'",
    "order_line_exception": "UPDATE order_line SET exception_id = 77 WHERE picked = 1",
    "allocation_exception": "UPDATE allocation SET exception_id = 77 WHERE picked = 1",
    "pick_line_exception": "UPDATE pick_line SET exception_id = 77 WHERE picked = 1",
    "serial_exception": "UPDATE serial SET exception_id = 77",
    "item_code_item": "UPDATE item_code SET item_id = 77",
    "order_head_customer": "UPDATE order_head SET customer_id = 77 WHERE state = 'picking'",
    "order_head_address": "UPDATE order_head SET address_id = 77 WHERE state = 'picking'",
    "order_line_order": "UPDATE order_line SET order_id = 77 WHERE picked = 1",
    "order_line_item": "UPDATE order_line SET item_id = 77 WHERE picked = 1",
    "allocation_order_line": "UPDATE allocation SET order_line_id = 77 WHERE picked = 1",
    "allocation_location": "UPDATE allocation SET location_id = 77 WHERE picked = 1",
    "pick_list_wave": "UPDATE pick_list SET wave_id = 77 WHERE state = 'picking'",
    "pick_list_station": "UPDATE pick_list SET station_id = 77 WHERE state = 'picking'",
    "pick_line_list": "UPDATE pick_line SET list_id = 77 WHERE picked = 1",
    "pick_line_allocation": "UPDATE pick_line SET allocation_id = 77 WHERE picked = 1",
    "pick_line_order_line": "UPDATE pick_line SET order_line_id = 77 WHERE picked = 1",
    "claim_list": "UPDATE claim SET list_id = 77",
    "number_block_station": "UPDATE number_block SET station_id = 77 WHERE first = 1",
    "ids_given": "UPDATE id_counter SET next = 1 WHERE kind = 'item'",
}
CONSTRAINTS = {
    "balance": "ck_balance_never_below_zero",
    "order_line": "ck_order_line_progress",
    "allocation": "ck_allocation_picked_within",
    "pick_line": "ck_pick_line_within",
}


@pytest.fixture
def site(central_url: str) -> Iterator[PlanningSite]:
    made = checked_site(central_url)
    yield made
    made.engine.dispose()


class Back(Exception):
    """Ends a transaction that was only for trying."""


@contextmanager
def tried(site: PlanningSite, statement: str) -> Iterator[Connection]:
    """Run a statement that the database's own rules would refuse, and take it back afterwards."""
    try:
        with writing(site.engine) as connection:
            _loosen(connection)
            assert connection.execute(text(statement)).rowcount > 0, statement
            yield connection
            raise Back
    except Back:
        pass


def _loosen(connection: Connection) -> None:
    connection.execute(text("DROP INDEX uq_exception_live"))
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        return
    for table, name in CONSTRAINTS.items():
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))


def test_a_site_in_order_breaks_nothing(site: PlanningSite):
    assert [broken.text() for broken in check(site.engine, SITE)] == []
    assert set(BREAKS) == {each.name for each in CHECKS}


def test_each_broken_invariant_is_named(site: PlanningSite):
    unseen = []
    for name, statement in BREAKS.items():
        with tried(site, statement) as connection:
            if name not in {broken.check for broken in find_broken(connection, SITE)}:
                unseen.append(name)
    assert unseen == []
    assert check(site.engine, SITE) == []


def test_the_first_broken_row_is_named_with_its_figures(site: PlanningSite):
    with tried(site, BREAKS["balance_moves"]) as connection:
        [broken] = find_broken(connection, SITE)
    assert broken.row.startswith("holder_kind tote, holder_id 1, item_id 1, lot_id 0, order_line ")
    assert broken.row.endswith("on_hand 2, moved 1")


def test_another_site_is_not_looked_at(site: PlanningSite):
    with tried(site, BREAKS["balance_moves"]) as connection:
        assert list(find_broken(connection, SITE + 1)) == []


@pytest.mark.parametrize(
    "statement", ["DELETE FROM fact WHERE seq = 2", "UPDATE fact SET prev_hash = hash WHERE seq = 2"]
)
def test_a_chain_with_a_hole_or_a_wrong_link_names_the_fact(site: PlanningSite, statement: str):
    with tried(site, statement) as connection:
        [chain] = [broken for broken in find_broken(connection, SITE) if broken.check == "fact_chain"]
    assert chain.row.startswith(f"fact {SITE}/")
