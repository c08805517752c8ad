"""The metadata that all tables of the central database share, and the columns they have in common."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, MetaData, Text, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC, kept as microseconds since 1970: the same order and bytes on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return microseconds; a time without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        delta = value - _EPOCH
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware time."""
        return None if value is None else from_micros(int(value))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_micros(value: int) -> datetime:
    """Return the time of so many microseconds since 1970."""
    seconds, micros = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def key(name: str) -> Column[int]:
    """Return a column that is part of a primary key."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def site() -> Column[int]:
    """Return the first column of every key."""
    return key("site_id")


def number(name: str, default: int = 0) -> Column[int]:
    """Return an integer that is never NULL: an id (0 for none) or a quantity."""
    return Column(name, BigInteger, nullable=False, server_default=str(default))


def text(name: str, default: str = "") -> Column[str]:
    """Return a text that is never NULL."""
    return Column(name, Text, nullable=False, server_default=default)


def moment(name: str) -> Column[datetime]:
    """Return a time that may be absent."""
    return Column(name, UtcTime)


def one_of(column: str, *values: str) -> CheckConstraint:
    """Return the constraint that a column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
