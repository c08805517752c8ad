"""Tables of decisions, the feed to the stations, and the background work of a site."""

from sqlalchemy import BigInteger, Index, Table, Text
from sqlalchemy import Column as C

from warehouse_tui.store.central.schema.base import key, metadata, moment, number, site, text

decision = Table(
    "decision",
    metadata,
    site(),
    key("station_id"),
    C("request_id", Text, primary_key=True),
    number("decision_id"),
    C("kind", Text, nullable=False),
    number("worker_id"),
    text("why"),
    text("body", "{}"),
    text("result", "{}"),
    moment("at"),
)
feed_head = Table("feed_head", metadata, site(), C("incarnation", Text, nullable=False), number("pos"))
feed = Table(
    "feed",
    metadata,
    site(),
    C("audience", Text, primary_key=True),  # all, packers, station:<id>
    C("topic", Text, primary_key=True),
    C("key", Text, primary_key=True),
    number("pos"),
    number("deleted"),
)
Index("ix_feed_pos", feed.c.site_id, feed.c.audience, feed.c.pos)
outbox = Table(
    "outbox",
    metadata,
    site(),
    key("outbox_id"),
    text("kind"),
    text("message_id"),
    text("body", "{}"),
    text("state", "queued"),
    number("tries"),
    moment("next_try_at"),
)
Index("ix_outbox_state", outbox.c.site_id, outbox.c.state, outbox.c.next_try_at)
# Who may do a site's background work now. `token` rises with each holder; work under an older one is refused.
lease = Table(
    "lease",
    metadata,
    site(),
    C("name", Text, primary_key=True),
    C("token", BigInteger, nullable=False),
    text("holder"),
    moment("until"),
)
