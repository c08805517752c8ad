"""Tables of what a site is made of: items, places, people, totes, and the rules from its file."""

from sqlalchemy import CheckConstraint, Index, Numeric, Table, Text, UniqueConstraint
from sqlalchemy import Column as C

from warehouse_tui.store.central.schema.base import key, metadata, moment, number, one_of, site, text

site_table = Table(
    "site",
    metadata,
    site(),
    C("code", Text, nullable=False, unique=True),
    text("name"),
    text("timezone", "UTC"),
    text("language", "en"),
    text("gs1_prefix"),
    text("rules", "{}"),  # JSON: the [rules] of the site's file
)
# Carriers, services, cartons, label templates: one JSON document a row, as the site's file gives them.
site_config = Table(
    "site_config",
    metadata,
    site(),
    C("kind", Text, primary_key=True),
    C("name", Text, primary_key=True),
    text("body", "{}"),
)
id_counter = Table("id_counter", metadata, site(), C("kind", Text, primary_key=True), number("next", 1))

item = Table(
    "item",
    metadata,
    site(),
    key("item_id"),
    C("sku", Text, nullable=False),
    text("name"),
    text("unit", "piece"),
    text("handling"),  # words joined by ';'
    number("weight_g"),
    number("length_mm"),
    number("width_mm"),
    number("height_mm"),
    text("tracking", "none"),
    number("min_days_left"),
    number("min_stock"),
    number("reorder_multiple", 1),
    number("lead_time_days"),
    C("price", Numeric(14, 4)),
    UniqueConstraint("site_id", "sku"),
    one_of("tracking", "none", "lot", "expiry", "serial"),
)
# One code may name several items (ambiguous): the scan asks. GTINs are kept as 14 digits.
item_code = Table(
    "item_code",
    metadata,
    site(),
    C("code", Text, primary_key=True),
    key("item_id"),
    number("multiplier", 1),
    CheckConstraint("multiplier > 0", name="multiplier_positive"),
)
Index("ix_item_code_item", item_code.c.site_id, item_code.c.item_id)
lot = Table("lot", metadata, site(), key("item_id"), key("lot_id"), text("code"), C("expiry", Text))  # ISO date
serial = Table(
    "serial",
    metadata,
    site(),
    key("item_id"),
    C("serial", Text, primary_key=True),
    text("holder_kind", "unknown"),
    number("holder_id"),
    text("trail", "{}"),  # JSON: holder → times it came less times it went; where it is counts 1
    number("exception_id"),
)
location = Table(
    "location",
    metadata,
    site(),
    key("location_id"),
    C("code", Text, nullable=False),
    text("barcode"),
    text("zone"),
    text("kind", "pick"),
    number("block"),
    text("aisle"),
    number("bay"),
    text("level"),
    number("x_mm"),
    number("y_mm"),
    text("check_digits"),  # joined by ';'
    UniqueConstraint("site_id", "code"),
    one_of("kind", "pick", "reserve", "pack", "hold", "wait", "quarantine", "returns", "wall", "dock"),
)
Index("ix_location_place", location.c.site_id, location.c.aisle, location.c.block, location.c.bay)
bin_freeze = Table("bin_freeze", metadata, site(), key("location_id"), key("item_id"), text("reason"), moment("since"))
worker = Table(
    "worker",
    metadata,
    site(),
    key("worker_id"),
    C("badge", Text, nullable=False),
    text("name"),
    text("roles"),  # joined by ';'
    text("language"),
    text("pin_hash"),
    moment("locked_until"),
    UniqueConstraint("site_id", "badge"),
)
tote = Table(
    "tote",
    metadata,
    site(),
    key("tote_id"),
    C("code", Text, nullable=False),
    text("state", "free"),
    number("list_id"),
    number("slot"),
    number("order_id"),
    number("location_id"),
    moment("changed_at"),  # the corrected time of the fact that set it: an older fact changes nothing
    UniqueConstraint("site_id", "code"),
    one_of("state", "free", "filling", "filled", "packing", "out"),
)
customer = Table("customer", metadata, site(), key("customer_id"), text("name"), text("email"), text("phone"))
