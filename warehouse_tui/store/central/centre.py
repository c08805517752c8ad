"""The central database as one station reaches it."""

from collections.abc import Sequence

from sqlalchemy import Engine, make_url

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.events import ClaimRefused
from warehouse_tui.services.ports import OfferedList
from warehouse_tui.services.replication import Cursor, Pulled, Pushed
from warehouse_tui.store.central.claiming import claim, offers
from warehouse_tui.store.central.engine import connect, reading
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.pulling import pull
from warehouse_tui.store.central.pushing import push

# A station must notice soon that nobody answers, in whatever state the network is; seconds, milliseconds, milliseconds.
_LIMITS = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "options": "-c statement_timeout=20000 -c lock_timeout=10000",
}


def station_engine(url: str) -> Engine:
    """Return an engine for a station: on PostgreSQL every exchange has a time limit."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        given = {name: value for name, value in _LIMITS.items() if name not in address.query}
        address = address.update_query_dict(given)
    return connect(address.render_as_string(hide_password=False))


class SiteCentre:
    """Implements `services.replication.Centre`."""

    def __init__(self, engine: Engine, site_id: int, station_id: int, epoch: int) -> None:
        self._engine = engine
        self._site_id, self._station_id, self._epoch = site_id, station_id, epoch

    def push(self, facts: Sequence[Fact]) -> Pushed:
        """Append facts; those held already are compared, not doubled. With none, say how many are held."""
        return push(self._engine, self._site_id, self._station_id, self._epoch, facts)

    def pull(self, cursor: Cursor, limit: int) -> Pulled:
        """Return what changed after a cursor."""
        return pull(self._engine, self._site_id, self._station_id, cursor, limit)

    def claim(self, request_id: str, list_id: int | None) -> ClaimRefused | None:
        """Claim one list, or the most urgent; the list itself comes with the next pull."""
        with reading(self._engine) as connection:
            now = database_now(connection)
        given = claim(self._engine, self._site_id, self._station_id, request_id, list_id=list_id, now=now)
        return given if isinstance(given, ClaimRefused) else None

    def offers(self) -> Sequence[OfferedList]:
        """Return the lists that could be claimed."""
        return offers(self._engine, self._site_id)

    def close(self) -> None:
        """Close the connections; they open again when they are needed."""
        self._engine.dispose()
