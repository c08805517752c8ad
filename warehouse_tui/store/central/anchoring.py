"""Anchors: the head of every station's chain, written down once an hour, so that no chain can be rewritten unseen."""

from sqlalchemy import Engine, select

from warehouse_tui.store.central.engine import writing
from warehouse_tui.store.central.keyed import insert_missing
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import floor

_KEY = ("station_id", "epoch", "seq")


def anchor_heads(engine: Engine, site_id: int) -> int:
    """Write down the heads of the chains that have grown since the last time, and return how many."""
    station = floor.station
    heads = select(station.c.station_id, station.c.epoch, station.c.last_seq, station.c.head_hash).where(
        station.c.site_id == site_id, station.c.last_seq > 0
    )
    with writing(engine) as connection:
        rows = connection.execute(heads.order_by(station.c.station_id)).all()
        values = {name: [row[n] for row in rows] for n, name in enumerate((*_KEY, "hash"))}
        values["at"] = [database_now(connection)] * len(rows)
        return insert_missing(connection, floor.anchor, site_id, _KEY, values)
