"""Every table."""

import sqlalchemy as sa
from alembic import op

from warehouse_tui.store.migrations.append_only import protect

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("company", sa.Text(), server_default="", nullable=False),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("city", sa.Text(), server_default="", nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "address_id", name=op.f("pk_address")),
    )
    op.create_table(
        "allocation",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("allocation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("location_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qty", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("short", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="reserved", nullable=False),
        sa.Column("exception_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('reserved', 'listed', 'picked', 'short', 'given_up', 'replaced')",
            name=op.f("ck_allocation_state_known"),
        ),
        sa.CheckConstraint(
            "(picked >= 0 AND picked <= qty) OR exception_id <> 0", name=op.f("ck_allocation_picked_within")
        ),
        sa.CheckConstraint("qty > 0", name=op.f("ck_allocation_qty_positive")),
        sa.PrimaryKeyConstraint("site_id", "allocation_id", name=op.f("pk_allocation")),
    )
    op.create_index("ix_allocation_line", "allocation", ["site_id", "order_line_id"], unique=False)
    op.create_index("ix_allocation_state", "allocation", ["site_id", "state", "order_id"], unique=False)
    op.create_table(
        "anchor",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "station_id", "epoch", "seq", name=op.f("pk_anchor")),
    )
    op.create_table(
        "balance",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder_kind", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on_hand", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allocated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("exception_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("arrived", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(on_hand >= 0 AND allocated >= 0 AND allocated <= on_hand) OR exception_id <> 0 OR holder_kind IN ('supplier', 'customer', 'scrap', 'unknown', 'carrier')",
            name=op.f("ck_balance_never_below_zero"),
        ),
        sa.CheckConstraint(
            "holder_kind IN ('location', 'hand', 'tote', 'parcel', 'supplier', 'customer', 'scrap', 'unknown', 'carrier')",
            name=op.f("ck_balance_holder_kind_known"),
        ),
        sa.PrimaryKeyConstraint(
            "site_id", "holder_kind", "holder_id", "item_id", "lot_id", "order_line", name=op.f("pk_balance")
        ),
    )
    op.create_index("ix_balance_item", "balance", ["site_id", "item_id", "holder_kind"], unique=False)
    op.create_table(
        "bin_count",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("found", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("station_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "location_id", "item_id", "lot_id", name=op.f("pk_bin_count")),
    )
    op.create_table(
        "bin_freeze",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "location_id", "item_id", name=op.f("pk_bin_freeze")),
    )
    op.create_table(
        "claim",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("claim_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "list_id", "claim_no", name=op.f("pk_claim")),
    )
    op.create_table(
        "customer",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "customer_id", name=op.f("pk_customer")),
    )
    op.create_table(
        "decision",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("result", sa.Text(), server_default="{}", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "station_id", "request_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "emptying",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tote_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "tote_id", "at", "station_id", name=op.f("pk_emptying")),
    )
    op.create_table(
        "exception",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exception_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="settling", nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.Column("facts", sa.Text(), server_default="[]", nullable=False),
        sa.Column("proposal", sa.Text(), server_default="", nullable=False),
        sa.Column("decision_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('settling', 'open', 'resolved', 'cleared')", name=op.f("ck_exception_state_known")
        ),
        sa.PrimaryKeyConstraint("site_id", "exception_id", name=op.f("pk_exception")),
    )
    op.create_index("ix_exception_state", "exception", ["site_id", "state"], unique=False)
    op.create_index(
        "uq_exception_live",
        "exception",
        ["site_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state IN ('settling', 'open')"),
        postgresql_where=sa.text("state IN ('settling', 'open')"),
    )
    op.create_table(
        "fact",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("worker_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("wall", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("mono", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("boot", sa.Text(), server_default="", nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "station_id", "epoch", "seq", name=op.f("pk_fact")),
    )
    op.create_table(
        "feed",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("pos", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("deleted", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "audience", "topic", "key", name=op.f("pk_feed")),
    )
    op.create_index("ix_feed_pos", "feed", ["site_id", "audience", "pos"], unique=False)
    op.create_table(
        "feed_head",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("pos", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "id_counter",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "kind", name=op.f("pk_id_counter")),
    )
    op.create_table(
        "item",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="piece", nullable=False),
        sa.Column("handling", sa.Text(), server_default="", nullable=False),
        sa.Column("weight_g", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("length_mm", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("width_mm", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("height_mm", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tracking", sa.Text(), server_default="none", nullable=False),
        sa.Column("min_days_left", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("min_stock", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reorder_multiple", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("lead_time_days", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.CheckConstraint("tracking IN ('none', 'lot', 'expiry', 'serial')", name=op.f("ck_item_tracking_known")),
        sa.PrimaryKeyConstraint("site_id", "item_id", name=op.f("pk_item")),
        sa.UniqueConstraint("site_id", "sku", name=op.f("uq_item_site_id_sku")),
    )
    op.create_table(
        "item_code",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("multiplier", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("multiplier > 0", name=op.f("ck_item_code_multiplier_positive")),
        sa.PrimaryKeyConstraint("site_id", "code", "item_id", name=op.f("pk_item_code")),
    )
    op.create_index("ix_item_code_item", "item_code", ["site_id", "item_id"], unique=False)
    op.create_table(
        "label",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sscc", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("tracking", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'confirmed', 'failed', 'unknown', 'void')", name=op.f("ck_label_state_known")
        ),
        sa.PrimaryKeyConstraint("site_id", "sscc", "n", name=op.f("pk_label")),
    )
    op.create_table(
        "lease",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_lease")),
    )
    op.create_table(
        "list_tote",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tote_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "list_id", "slot", "n", name=op.f("pk_list_tote")),
    )
    op.create_table(
        "location",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="pick", nullable=False),
        sa.Column("block", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("aisle", sa.Text(), server_default="", nullable=False),
        sa.Column("bay", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("level", sa.Text(), server_default="", nullable=False),
        sa.Column("x_mm", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("y_mm", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("check_digits", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('pick', 'reserve', 'pack', 'hold', 'wait', 'quarantine', 'returns', 'wall', 'dock')",
            name=op.f("ck_location_kind_known"),
        ),
        sa.PrimaryKeyConstraint("site_id", "location_id", name=op.f("pk_location")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_location_site_id_code")),
    )
    op.create_index("ix_location_place", "location", ["site_id", "aisle", "block", "bay"], unique=False)
    op.create_table(
        "lot",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("expiry", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "item_id", "lot_id", name=op.f("pk_lot")),
    )
    op.create_table(
        "manifest",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("manifest_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.Text(), server_default="", nullable=False),
        sa.Column("dock_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.CheckConstraint("state IN ('open', 'handed_over', 'void')", name=op.f("ck_manifest_state_known")),
        sa.PrimaryKeyConstraint("site_id", "manifest_id", name=op.f("pk_manifest")),
    )
    op.create_table(
        "manifest_parcel",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("manifest_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sscc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "manifest_id", "sscc", name=op.f("pk_manifest_parcel")),
    )
    op.create_table(
        "move",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_line", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("from_kind", sa.Text(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("to_kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qty", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("qty > 0", name=op.f("ck_move_qty_positive")),
        sa.PrimaryKeyConstraint("site_id", "station_id", "epoch", "seq", "n", name=op.f("pk_move")),
    )
    op.create_index("ix_move_from", "move", ["site_id", "from_kind", "from_id", "at"], unique=False)
    op.create_index("ix_move_line", "move", ["site_id", "order_line"], unique=False)
    op.create_index("ix_move_to", "move", ["site_id", "to_kind", "to_id", "at"], unique=False)
    op.create_table(
        "number_block",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "station_id", "epoch", "kind", "first", name=op.f("pk_number_block")),
    )
    op.create_table(
        "order_head",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default="5", nullable=False),
        sa.Column("ship_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("hold", sa.Text(), server_default="", nullable=False),
        sa.Column("customer_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("address_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("service", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("waiting", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('quote', 'open', 'allocated', 'released', 'picking', 'picked', 'packing', 'packed', 'shipped', 'closed', 'cancelled')",
            name=op.f("ck_order_head_state_known"),
        ),
        sa.CheckConstraint("waiting BETWEEN 0 AND 3", name=op.f("ck_order_head_waiting_known")),
        sa.PrimaryKeyConstraint("site_id", "order_id", name=op.f("pk_order_head")),
        sa.UniqueConstraint("site_id", "channel", "number", name=op.f("uq_order_head_site_id_channel_number")),
    )
    op.create_index("ix_order_head_number", "order_head", ["site_id", "number"], unique=False)
    op.create_index(
        "ix_order_head_queue",
        "order_head",
        [
            "site_id",
            "waiting",
            "hold",
            "priority",
            sa.literal_column("coalesce(ship_by, 9223372036854775807)"),
            "order_id",
        ],
        unique=False,
    )
    op.create_index("ix_order_head_state", "order_head", ["site_id", "state"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ordered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cancelled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("allocated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shipped", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("returned", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("exception_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(cancelled <= ordered AND allocated <= ordered - cancelled AND picked <= allocated AND packed <= picked AND shipped <= packed AND returned <= shipped AND picked >= 0) OR exception_id <> 0",
            name=op.f("ck_order_line_progress"),
        ),
        sa.CheckConstraint("ordered >= 0 AND cancelled >= 0", name=op.f("ck_order_line_quantities")),
        sa.PrimaryKeyConstraint("site_id", "order_line_id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("site_id", "order_id", "n", name=op.f("uq_order_line_site_id_order_id_n")),
    )
    op.create_index("ix_order_line_item", "order_line", ["site_id", "item_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "outbox_id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_state", "outbox", ["site_id", "state", "next_try_at"], unique=False)
    op.create_table(
        "parcel",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sscc", sa.Text(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("carton", sa.Text(), server_default="", nullable=False),
        sa.Column("weight_g", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("content_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'labelled', 'verified', 'loaded', 'shipped', 'delivered', 'void')",
            name=op.f("ck_parcel_state_known"),
        ),
        sa.PrimaryKeyConstraint("site_id", "sscc", name=op.f("pk_parcel")),
    )
    op.create_index("ix_parcel_order", "parcel", ["site_id", "order_id"], unique=False)
    op.create_table(
        "pick_line",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("allocation_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qty", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("short", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("exception_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(picked >= 0 AND short >= 0 AND picked + short <= qty) OR exception_id <> 0",
            name=op.f("ck_pick_line_within"),
        ),
        sa.PrimaryKeyConstraint("site_id", "list_id", "n", name=op.f("pk_pick_line")),
    )
    op.create_index("ix_pick_line_allocation", "pick_line", ["site_id", "allocation_id"], unique=False)
    op.create_table(
        "pick_list",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wave_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default="5", nullable=False),
        sa.Column("ship_by", sa.BigInteger(), nullable=True),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("orders", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lines", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("units", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("station_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("claim_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'released', 'claimed', 'picking', 'paused', 'done', 'cancelled')",
            name=op.f("ck_pick_list_state_known"),
        ),
        sa.PrimaryKeyConstraint("site_id", "list_id", name=op.f("pk_pick_list")),
    )
    op.create_index(
        "ix_pick_list_queue",
        "pick_list",
        ["site_id", "state", "priority", sa.literal_column("coalesce(ship_by, 9223372036854775807)"), "list_id"],
        unique=False,
    )
    op.create_index("ix_pick_list_station", "pick_list", ["site_id", "station_id", "state"], unique=False)
    op.create_index("ix_pick_list_wave", "pick_list", ["site_id", "wave_id"], unique=False)
    op.create_table(
        "serial",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("holder_kind", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("holder_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("trail", sa.Text(), server_default="{}", nullable=False),
        sa.Column("exception_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "item_id", "serial", name=op.f("pk_serial")),
    )
    op.create_table(
        "site",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("gs1_prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("rules", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_table(
        "site_config",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "kind", "name", name=op.f("pk_site_config")),
    )
    op.create_table(
        "station",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=True),
        sa.Column("applied_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("incarnation_seen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fenced", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("applied_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paused_for", sa.Text(), server_default="", nullable=False),
        sa.Column("last_push_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "station_id", name=op.f("pk_station")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_station_site_id_name")),
    )
    op.create_table(
        "task",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_line", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("qty", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("from_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("from_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("to_kind", sa.Text(), server_default="", nullable=False),
        sa.Column("to_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.CheckConstraint(
            "kind IN ('put_back', 'replenish', 'putaway', 'count', 'bring')", name=op.f("ck_task_kind_known")
        ),
        sa.PrimaryKeyConstraint("site_id", "task_id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_state", "task", ["site_id", "state"], unique=False)
    op.create_table(
        "tote",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tote_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="free", nullable=False),
        sa.Column("list_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("slot", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("location_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('free', 'filling', 'filled', 'packing', 'out')", name=op.f("ck_tote_state_known")
        ),
        sa.PrimaryKeyConstraint("site_id", "tote_id", name=op.f("pk_tote")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_tote_site_id_code")),
    )
    op.create_table(
        "wave",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wave_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("site_id", "wave_id", name=op.f("pk_wave")),
    )
    op.create_index("ix_wave_run", "wave", ["site_id", "run_id"], unique=False)
    op.create_table(
        "worker",
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("worker_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("badge", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("roles", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("pin_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "worker_id", name=op.f("pk_worker")),
        sa.UniqueConstraint("site_id", "badge", name=op.f("uq_worker_site_id_badge")),
    )
    protect("fact", "move", "decision")
