"""Tables of stations, facts, goods and what is wrong with them."""

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy import Column as C

from warehouse_tui.store.central.schema.base import key, metadata, moment, number, one_of, site, text

station = Table(
    "station",
    metadata,
    site(),
    key("station_id"),
    C("name", Text, nullable=False),
    text("login"),
    text("role"),
    number("epoch", 1),
    number("last_seq"),
    C("head_hash", LargeBinary),
    number("applied_seq"),
    number("incarnation_seen"),
    number("fenced"),
    number("applied_at"),  # the corrected time given to the newest applied fact, in microseconds
    text("paused_for"),  # a newer version of a fact waits: which
    moment("last_push_at"),
    UniqueConstraint("site_id", "name"),
)
number_block = Table(
    "number_block",
    metadata,
    site(),
    key("station_id"),
    key("epoch"),
    C("kind", Text, primary_key=True),
    key("first"),
    number("last"),
)
fact = Table(
    "fact",
    metadata,
    site(),
    key("station_id"),
    key("epoch"),
    key("seq"),
    C("kind", Text, nullable=False),
    number("v", 1),
    number("worker_id"),
    number("wall"),
    number("mono"),
    text("boot"),
    C("offset_ms", BigInteger),  # NULL: not known
    text("body", "{}"),
    C("prev_hash", LargeBinary, nullable=False),
    C("hash", LargeBinary, nullable=False),
)
anchor = Table(
    "anchor", metadata, site(), key("station_id"), key("epoch"), key("seq"), C("hash", LargeBinary), moment("at")
)
move = Table(
    "move",
    metadata,
    site(),
    key("station_id"),
    key("epoch"),
    key("seq"),
    key("n"),
    number("item_id"),
    number("lot_id"),
    number("order_line"),
    C("from_kind", Text, nullable=False),
    number("from_id"),
    C("to_kind", Text, nullable=False),
    number("to_id"),
    number("qty"),
    moment("at"),
    CheckConstraint("qty > 0", name="qty_positive"),
)
Index("ix_move_from", move.c.site_id, move.c.from_kind, move.c.from_id, move.c.at)
Index("ix_move_to", move.c.site_id, move.c.to_kind, move.c.to_id, move.c.at)
Index("ix_move_line", move.c.site_id, move.c.order_line)

balance = Table(
    "balance",
    metadata,
    site(),
    C("holder_kind", Text, primary_key=True),
    key("holder_id"),
    key("item_id"),
    key("lot_id"),
    key("order_line"),
    number("on_hand"),
    number("allocated"),
    number("exception_id"),
    number("arrived"),  # microseconds: when goods first came, for first in, first out
    one_of("holder_kind", "location", "hand", "tote", "parcel", "supplier", "customer", "scrap", "unknown", "carrier"),
    CheckConstraint(
        "(on_hand >= 0 AND allocated >= 0 AND allocated <= on_hand) OR exception_id <> 0"
        " OR holder_kind IN ('supplier', 'customer', 'scrap', 'unknown', 'carrier')",
        name="never_below_zero",
    ),
)
Index("ix_balance_item", balance.c.site_id, balance.c.item_id, balance.c.holder_kind)
# The newest count of a bin: what arrives late and was dated before it is set off against it.
bin_count = Table(
    "bin_count",
    metadata,
    site(),
    key("location_id"),
    key("item_id"),
    key("lot_id"),
    moment("at"),
    number("found"),
    number("station_id"),
    number("epoch"),
    number("seq"),
)
# When a tote was emptied and whereto: what arrives late and was dated before it went the same way.
emptying = Table(
    "emptying",
    metadata,
    site(),
    key("tote_id"),
    key("at"),  # microseconds
    key("station_id"),
    number("location_id"),
)
task = Table(
    "task",
    metadata,
    site(),
    key("task_id"),
    text("kind"),
    number("item_id"),
    number("lot_id"),
    number("order_line"),
    number("qty"),
    text("from_kind"),
    number("from_id"),
    text("to_kind"),
    number("to_id"),
    text("state", "open"),
    one_of("kind", "put_back", "replenish", "putaway", "count", "bring"),
)
Index("ix_task_state", task.c.site_id, task.c.state)
parcel = Table(
    "parcel",
    metadata,
    site(),
    C("sscc", Text, primary_key=True),
    number("order_id"),
    text("carton"),
    number("weight_g"),
    text("content_hash"),
    text("state", "open"),
    one_of("state", "open", "closed", "labelled", "verified", "loaded", "shipped", "delivered", "void"),
)
Index("ix_parcel_order", parcel.c.site_id, parcel.c.order_id)
label = Table(
    "label",
    metadata,
    site(),
    C("sscc", Text, primary_key=True),
    key("n"),
    text("content_hash"),
    text("tracking"),
    text("state", "queued"),
    one_of("state", "queued", "sent", "confirmed", "failed", "unknown", "void"),
)
manifest = Table(
    "manifest",
    metadata,
    site(),
    key("manifest_id"),
    text("carrier"),
    number("dock_id"),
    text("state", "open"),
    one_of("state", "open", "handed_over", "void"),
)
manifest_parcel = Table("manifest_parcel", metadata, site(), key("manifest_id"), C("sscc", Text, primary_key=True))
exception = Table(
    "exception",
    metadata,
    site(),
    key("exception_id"),
    C("kind", Text, nullable=False),
    C("subject", Text, nullable=False),
    text("state", "settling"),
    text("detail", "{}"),  # JSON: the sides of the story
    text("facts", "[]"),  # JSON: names of the facts behind it
    text("proposal"),
    number("decision_id"),
    moment("opened_at"),
    moment("changed_at"),
    moment("ended_at"),
    one_of("state", "settling", "open", "resolved", "cleared"),
)
Index(
    "uq_exception_live",
    exception.c.site_id,
    exception.c.kind,
    exception.c.subject,
    unique=True,
    sqlite_where=exception.c.state.in_(("settling", "open")),
    postgresql_where=exception.c.state.in_(("settling", "open")),
)
Index("ix_exception_state", exception.c.site_id, exception.c.state)
