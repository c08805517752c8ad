"""The site's own time zone."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from warehouse_tui.store.central.schema import master


def site_zone(connection: Connection, site_id: int) -> ZoneInfo:
    """Return the zone in which a site's people read and write times."""
    site = master.site_table.c
    return ZoneInfo(connection.execute(select(site.timezone).where(site.site_id == site_id)).scalar_one())
