"""The tables of replica.db. It holds nothing of its own: deleting it costs one pull."""

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text

metadata = MetaData()

document = Table(
    "document",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
# Every code that may be scanned, and the document that it came with.
code = Table(
    "code",
    metadata,
    Column("code", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", BigInteger, primary_key=True),
    Column("multiplier", BigInteger, nullable=False),
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
)
Index("ix_code_document", code.c.topic, code.c.key)
place = Table(
    "place",
    metadata,
    Column("location_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("aisle", Text, nullable=False),
    Column("bay", BigInteger, nullable=False),
)
Index("ix_place_bay", place.c.aisle, place.c.block, place.c.bay)
Index("ix_place_kind", place.c.kind, place.c.code)
bin_item = Table(
    "bin_item",
    metadata,
    Column("location_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", BigInteger, primary_key=True, autoincrement=False),
)
Index("ix_bin_item_item", bin_item.c.item_id)
state = Table("state", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
