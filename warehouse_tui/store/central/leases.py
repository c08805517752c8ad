"""Fencing leases: who may do a site's background work now.

A lease ends by the database's clock. Each holder gets a higher token, and work is refused under any but the newest:
a holder that was away for too long can no longer write.
"""

import socket
from datetime import datetime, timedelta

import psutil
from sqlalchemy import ColumnElement, Connection, insert, select, update

from warehouse_tui.domain.errors import LeaseLost
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import sync

_lease = sync.lease


def own_name() -> str:
    """Return a name for this process that tells it from every other, on this machine and elsewhere."""
    process = psutil.Process()
    return f"{socket.gethostname()}:{process.pid}:{process.create_time():.2f}"


def acquire(connection: Connection, site_id: int, name: str, holder: str, period: timedelta) -> int | None:
    """Take a lease and return its token; None where another holder's has not ended.

    A holder of this machine whose process is gone has no lease any more.
    """
    now = database_now(connection)
    found = connection.execute(select(_lease).where(_mine(site_id, name)).with_for_update()).one_or_none()
    until = now + period
    if found is None:
        row = {"site_id": site_id, "name": name, "token": 1, "holder": holder, "until": until}
        connection.execute(insert(_lease).values(row))
        return 1
    if found.holder != holder and _holds(found.holder, found.until, now):
        return None
    token = int(found.token) + 1
    put = {"token": token, "holder": holder, "until": until}
    connection.execute(update(_lease).where(_mine(site_id, name)).values(put))
    return token


def renew(connection: Connection, site_id: int, name: str, token: int, period: timedelta) -> None:
    """Prolong a lease; LeaseLost where the token is no longer the newest."""
    guard(connection, site_id, name, token)
    until = database_now(connection) + period
    connection.execute(update(_lease).where(_mine(site_id, name)).values(until=until))


def release(connection: Connection, site_id: int, name: str, token: int) -> None:
    """Give a lease back, so that the next holder need not wait; nothing happens where it is lost already."""
    mine = _mine(site_id, name) & (_lease.c.token == token)
    connection.execute(update(_lease).where(mine).values(holder="", until=None))


def guard(connection: Connection, site_id: int, name: str, token: int) -> None:
    """Refuse the transaction with LeaseLost unless the token is the newest; hold it so until the transaction ends."""
    newest = connection.execute(select(_lease.c.token).where(_mine(site_id, name)).with_for_update()).scalar()
    if newest != token:
        raise LeaseLost(f"another {name} has taken over site {site_id}; this one stops")


def _mine(site_id: int, name: str) -> ColumnElement[bool]:
    return (_lease.c.site_id == site_id) & (_lease.c.name == name)


def _holds(holder: str, until: datetime | None, now: datetime) -> bool:
    if not holder or until is None or until <= now:
        return False
    host, _, process = holder.partition(":")
    return host != socket.gethostname() or _alive(process)


def _alive(process: str) -> bool:
    pid, _, started = process.partition(":")
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == started
    except (psutil.Error, ValueError):
        return False
