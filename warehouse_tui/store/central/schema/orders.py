"""Tables of orders, what is reserved for them, and the lists that fetch it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, Table, Text, UniqueConstraint, func, literal_column
from sqlalchemy import Column as C
from sqlalchemy.sql.functions import Function

from warehouse_tui.store.central.schema.base import key, metadata, moment, number, one_of, site, text

ORDER_STATES = (
    "quote",
    "open",
    "allocated",
    "released",
    "picking",
    "picked",
    "packing",
    "packed",
    "shipped",
    "closed",
    "cancelled",
)

# What `order_head.waiting` says of planning. Whoever opens quantity of an order (a new order, a short, a quote that is
# taken, goods that arrive for what waits) sets it to DUE; only planning sets the others.
DUE = 0  # planning has to look at it
WAITS = 1  # nothing more can be reserved until goods come in
RESERVED = 2  # nothing is left to reserve
PARTS = 3  # it cannot be reserved whole: it takes what the whole orders leave


def by_ship_by(column: C[datetime]) -> Function[int]:
    """Return what sorts by ship-by with "none" last: the same on every database, and as the queues' indexes have it."""
    return func.coalesce(column, literal_column(str(2**63 - 1), BigInteger), type_=BigInteger)


address = Table(
    "address",
    metadata,
    site(),
    key("address_id"),
    *(text(name) for name in ("name", "company", "street", "city", "region", "postcode", "country")),
)
order = Table(
    "order_head",
    metadata,
    site(),
    key("order_id"),
    text("channel"),
    C("number", Text, nullable=False),
    number("priority", 5),
    moment("ship_by"),
    moment("taken_at"),
    text("hold"),  # why it is held; empty: it is not
    number("customer_id"),
    number("address_id"),
    text("service"),
    text("notes"),
    text("state", "open"),
    number("waiting", DUE),
    UniqueConstraint("site_id", "channel", "number"),
    one_of("state", *ORDER_STATES),
    CheckConstraint(f"waiting BETWEEN {DUE} AND {PARTS}", name="waiting_known"),
)
# The queue of what is to be planned, most urgent first: what waits for goods is not read again.
Index(
    "ix_order_head_queue",
    order.c.site_id,
    order.c.waiting,
    order.c.hold,
    order.c.priority,
    by_ship_by(order.c.ship_by),
    order.c.order_id,
)
Index("ix_order_head_state", order.c.site_id, order.c.state)
Index("ix_order_head_number", order.c.site_id, order.c.number)

order_line = Table(
    "order_line",
    metadata,
    site(),
    key("order_line_id"),
    number("order_id"),
    number("n"),
    number("item_id"),
    number("ordered"),
    number("cancelled"),
    number("allocated"),  # reserved now or picked: given-up quantities go back out
    number("picked"),
    number("packed"),
    number("shipped"),
    number("returned"),
    C("unit_price", Numeric(14, 4)),
    number("exception_id"),
    UniqueConstraint("site_id", "order_id", "n"),
    CheckConstraint("ordered >= 0 AND cancelled >= 0", name="quantities"),
    CheckConstraint(
        "(cancelled <= ordered AND allocated <= ordered - cancelled AND picked <= allocated AND packed <= picked"
        " AND shipped <= packed AND returned <= shipped AND picked >= 0) OR exception_id <> 0",
        name="progress",
    ),
)
Index("ix_order_line_item", order_line.c.site_id, order_line.c.item_id)

allocation = Table(
    "allocation",
    metadata,
    site(),
    key("allocation_id"),
    number("order_id"),
    number("order_line_id"),
    number("item_id"),
    number("location_id"),
    number("lot_id"),
    number("qty"),
    number("picked"),
    number("short"),  # reserved still: qty - picked - short, until it is given up or replaced
    text("state", "reserved"),
    number("exception_id"),
    one_of("state", "reserved", "listed", "picked", "short", "given_up", "replaced"),
    CheckConstraint("qty > 0", name="qty_positive"),
    CheckConstraint("(picked >= 0 AND picked <= qty) OR exception_id <> 0", name="picked_within"),
)
Index("ix_allocation_state", allocation.c.site_id, allocation.c.state, allocation.c.order_id)
Index("ix_allocation_line", allocation.c.site_id, allocation.c.order_line_id)

wave = Table("wave", metadata, site(), key("wave_id"), text("state", "planned"), moment("made_at"), text("run_id"))
Index("ix_wave_run", wave.c.site_id, wave.c.run_id)
pick_list = Table(
    "pick_list",
    metadata,
    site(),
    key("list_id"),
    number("wave_id"),
    text("state", "planned"),
    number("priority", 5),
    moment("ship_by"),
    text("zone"),
    number("orders"),
    number("lines"),
    number("units"),
    number("station_id"),
    number("claim_no"),
    number("state_seq"),  # the sequence, within the claim, of the fact that set the state
    moment("lease_until"),
    one_of("state", "planned", "released", "claimed", "picking", "paused", "done", "cancelled"),
)
Index(
    "ix_pick_list_queue",
    pick_list.c.site_id,
    pick_list.c.state,
    pick_list.c.priority,
    by_ship_by(pick_list.c.ship_by),
    pick_list.c.list_id,
)
Index("ix_pick_list_wave", pick_list.c.site_id, pick_list.c.wave_id)
Index("ix_pick_list_station", pick_list.c.site_id, pick_list.c.station_id, pick_list.c.state)
pick_line = Table(
    "pick_line",
    metadata,
    site(),
    key("list_id"),
    key("n"),
    number("allocation_id"),
    number("order_line_id"),
    number("qty"),
    number("picked"),
    number("short"),
    number("exception_id"),
    CheckConstraint("(picked >= 0 AND short >= 0 AND picked + short <= qty) OR exception_id <> 0", name="within"),
)
Index("ix_pick_line_allocation", pick_line.c.site_id, pick_line.c.allocation_id)
list_tote = Table(
    "list_tote", metadata, site(), key("list_id"), key("slot"), key("n"), number("tote_id"), number("order_id")
)
# A list as it was given out under one claim: what the station works from, whatever happens meanwhile.
claim = Table(
    "claim",
    metadata,
    site(),
    key("list_id"),
    key("claim_no"),
    number("station_id"),
    text("body", "{}"),
    moment("granted_at"),
)
