"""The tables of the central database. Keys start with site_id; "none" in a key is 0; times are UTC microseconds."""

from warehouse_tui.store.central.schema import floor, master, orders, sync
from warehouse_tui.store.central.schema.base import metadata

__all__ = ["floor", "master", "metadata", "orders", "sync"]
