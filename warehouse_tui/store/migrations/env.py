"""What Alembic runs: the steps on the connection that `migrating` hands over, in its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from warehouse_tui.store.central.schema import metadata
from warehouse_tui.store.central.schema.base import UtcTime


def _rendered(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are in the database: a step must not follow what they become later."""
    return "sa.BigInteger()" if kind == "type" and isinstance(thing, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_rendered,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
