"""Checks that what a row names is there, and that no id is given out twice."""

from sqlalchemy import Connection, text

from warehouse_tui.store.central.checking_query import Check, by_query

_LIVE = "state IN ('settling', 'open')"


def _refers(child: str, keys: str, column: str, parent: str, key: str = "", only: str = "") -> Check:
    """Return the check that a column (0: none) names a row of another table. `keys` name the child's row."""
    names = ", ".join(f"c.{name}" for name in keys.split())
    says = f"{column} of {child} is 0 or a row of {parent}" + (" that is live" if only else "")
    return by_query(
        f"{child}_{column.removesuffix('_id')}",
        says,
        f"""
        SELECT {names}, c.{column} FROM {child} AS c
        WHERE c.site_id = :site AND c.{column} <> 0 AND NOT EXISTS (
            SELECT 1 FROM {parent} AS p WHERE p.site_id = c.site_id AND p.{key or column} = c.{column}
            {f"AND p.{only}" if only else ""})
        ORDER BY {names}
        """,
    )


_BALANCE = "holder_kind holder_id item_id lot_id order_line"
_TAKEN = {
    "item": ("item", "item_id"),
    "location": ("location", "location_id"),
    "worker": ("worker", "worker_id"),
    "tote": ("tote", "tote_id"),
    "customer": ("customer", "customer_id"),
    "address": ("address", "address_id"),
    "order": ("order_head", "order_id"),
    "order_line": ("order_line", "order_line_id"),
    "allocation": ("allocation", "allocation_id"),
    "wave": ("wave", "wave_id"),
    "pick_list": ("pick_list", "list_id"),
    "station": ("station", "station_id"),
    "exception": ("exception", "exception_id"),
    "decision": ("decision", "decision_id"),
}


def _given_ids(connection: Connection, site_id: int) -> str | None:
    """Compare every counter with the ids that are in use."""
    counters = "SELECT kind, next FROM id_counter WHERE site_id = :site"
    following = {row.kind: int(row.next) for row in connection.execute(text(counters), {"site": site_id})}
    for kind, (table, column) in _TAKEN.items():
        newest = f"SELECT COALESCE(MAX({column}), 0) FROM {table} WHERE site_id = :site"
        highest = connection.execute(text(newest), {"site": site_id}).scalar_one()
        if highest >= following.get(kind, 1):
            return f"kind {kind}, next {following.get(kind, 1)}, highest {highest}"
    return None


REFERENCES: tuple[Check, ...] = (
    _refers("balance", _BALANCE, "exception_id", "exception", only=_LIVE),
    _refers("order_line", "order_line_id", "exception_id", "exception", only=_LIVE),
    _refers("allocation", "allocation_id", "exception_id", "exception", only=_LIVE),
    _refers("pick_line", "list_id n", "exception_id", "exception", only=_LIVE),
    _refers("serial", "item_id serial", "exception_id", "exception", only=_LIVE),
    _refers("item_code", "code item_id", "item_id", "item"),
    _refers("order_head", "order_id", "customer_id", "customer"),
    _refers("order_head", "order_id", "address_id", "address"),
    _refers("order_line", "order_line_id", "order_id", "order_head"),
    _refers("order_line", "order_line_id", "item_id", "item"),
    _refers("allocation", "allocation_id", "order_line_id", "order_line"),
    _refers("allocation", "allocation_id", "location_id", "location"),
    _refers("pick_list", "list_id", "wave_id", "wave"),
    _refers("pick_list", "list_id", "station_id", "station"),
    _refers("pick_line", "list_id n", "list_id", "pick_list"),
    _refers("pick_line", "list_id n", "allocation_id", "allocation"),
    _refers("pick_line", "list_id n", "order_line_id", "order_line"),
    _refers("claim", "list_id claim_no", "list_id", "pick_list"),
    _refers("number_block", "station_id epoch kind first", "station_id", "station"),
    Check("ids_given", "no id is in use that a counter has still to give", _given_ids),
)
