"""Numbers for new rows, per site and kind, from a counter row: the same on every database."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_tui.store.central.schema import master


def reserve_ids(connection: Connection, site_id: int, kind: str, count: int) -> range:
    """Take `count` new ids of a kind (`item`, `order`, `pick_list` …) and return them.

    The counter's row stays locked until the transaction ends. Gaps are left by what rolls back.
    """
    counter = master.id_counter
    upsert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(counter)
    # One statement, so that two transactions that use a kind for the first time do not collide.
    taken = upsert.values(site_id=site_id, kind=kind, next=1 + count).on_conflict_do_update(
        index_elements=["site_id", "kind"], set_={"next": counter.c.next + count}
    )
    after = connection.execute(taken.returning(counter.c.next)).scalar_one()
    return range(after - count, after)


def site_id_of(connection: Connection, code: str | None = None) -> int:
    """Return the id of a site by its code, or of the only site; 0 where there is none."""
    sites = select(master.site_table.c.site_id)
    if code is not None:
        sites = sites.where(master.site_table.c.code == code)
    found = connection.execute(sites.order_by(master.site_table.c.site_id).limit(1)).scalar()
    return found or 0
