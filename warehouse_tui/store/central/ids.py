"""Numbers for new rows, per site and kind, from a counter row: the same on every database."""

from sqlalchemy import Connection, insert, select, update

from warehouse_tui.store.central.schema import master


def reserve_ids(connection: Connection, site_id: int, kind: str, count: int) -> range:
    """Take `count` new ids of a kind (`item`, `order`, `pick_list` …) and return them.

    The counter's row stays locked until the transaction ends. Gaps are left by what rolls back.
    """
    counter = master.id_counter
    mine = (counter.c.site_id == site_id) & (counter.c.kind == kind)
    taken = connection.execute(
        update(counter).where(mine).values(next=counter.c.next + count).returning(counter.c.next)
    ).scalar()
    if taken is None:
        connection.execute(insert(counter).values(site_id=site_id, kind=kind, next=1 + count))
        return range(1, 1 + count)
    return range(taken - count, taken)


def site_id_of(connection: Connection, code: str | None = None) -> int:
    """Return the id of a site by its code, or of the only site; 0 where there is none."""
    sites = select(master.site_table.c.site_id)
    if code is not None:
        sites = sites.where(master.site_table.c.code == code)
    found = connection.execute(sites.order_by(master.site_table.c.site_id).limit(1)).scalar()
    return found or 0
