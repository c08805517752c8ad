"""Shopify's own order export: a row for each line item, the order's own cells on its first row only.

Seen in public exports: the rows behind the first repeat name, mail and creation time and leave the rest empty;
empty cells are written as nothing or as ""; postcodes and phone numbers that begin with 0 or + may carry an
apostrophe against Excel; an order that is collected has no shipping address.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warehouse_tui.intake.problems import Problem, Severity
from warehouse_tui.intake.rows import Columns, Row

CHANNEL = "shopify"

# The program's columns, and what Shopify calls them.
_FROM = {
    "order": "Name",
    "ordered_at": "Created at",
    "customer": "Shipping Name",
    "email": "Email",
    "phone": "Shipping Phone",
    "company": "Shipping Company",
    "street": "Shipping Street",
    "city": "Shipping City",
    "region": "Shipping Province",
    "postcode": "Shipping Zip",
    "country": "Shipping Country",
    "service": "Shipping Method",
    "notes": "Notes",
    "sku": "Lineitem sku",
    "quantity": "Lineitem quantity",
    "unit_price": "Lineitem price",
}
_KEYS = {column: name.lower().replace(" ", "_") for column, name in _FROM.items()}
_LINE = ("sku", "quantity", "unit_price")

COLUMNS = Columns(
    known=("name", "lineitem_quantity", "lineitem_name", "lineitem_sku"),
    required=("name", "lineitem_quantity", "lineitem_name", "lineitem_sku"),
    open_ended=True,
)

_GONE = {
    "refunded": "the order is refunded",
    "voided": "its payment is voided",
    "expired": "its payment is expired",
}
_UNPAID = ("pending", "partially_paid", "unpaid")
_SENT = {"fulfilled": "is sent already", "restocked": "is restocked"}


@dataclass(slots=True)
class _Order:
    """The order whose rows are being read: its cells, and whether its rows are left out."""

    row: Row
    cells: dict[str, str]
    skipped: bool
    opened: bool = False


def shopify_rows(rows: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """Yield Shopify's rows as the program's own, without orders and lines that nobody has to send.

    `unit_price` is the line item's price as listed, before discounts.
    """
    order: _Order | None = None
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        if order is None or _begins(row, order.row):
            order = _Order(row, _header(row), False)
            for problem in _about(row):
                order.skipped = order.skipped or problem.severity is Severity.NOTICE
                yield problem
        if order.skipped:
            continue
        left_out = _left_out(row)
        if left_out is not None:
            yield left_out
        else:
            yield from _line(row, order)


def _begins(row: Row, first: Row) -> bool:
    other_id = row.get("id") not in ("", first.get("id"))
    return row.get("name") != first.get("name") or other_id


def is_shopify(keys: Iterable[str]) -> bool:
    """Tell from a header's keys whether a CSV file is Shopify's order export."""
    return {"name", "lineitem_quantity", "lineitem_name"} <= set(keys)


def _header(row: Row) -> dict[str, str]:
    cells = {column: row.get(key) for column, key in _KEYS.items() if column not in _LINE}
    cells["channel"] = CHANNEL
    cells["phone"] = (cells["phone"] or row.get("phone")).removeprefix("'")
    cells["postcode"] = cells["postcode"].removeprefix("'")
    if not cells["street"]:
        cells["street"] = ", ".join(filter(None, (row.get("shipping_address1"), row.get("shipping_address2"))))
    if not cells["customer"]:
        cells["customer"] = row.get("billing_name")
    return cells


def _about(row: Row) -> Iterator[Problem]:
    """Yield why an order is left out, or what a person should know of it."""
    payment = row.get("financial_status").lower()
    sent = row.get("fulfillment_status").lower()
    if row.get("cancelled_at"):
        yield _note(row, "the order is cancelled")
    elif payment in _GONE:
        yield _note(row, _GONE[payment])
    elif sent in _SENT:
        yield _note(row, f"the order {_SENT[sent]}")
    elif payment in _UNPAID:
        yield _note(row, f"its payment is {payment}: hold the order if it must not be sent yet", Severity.WARNING)
    elif payment == "partially_refunded":
        amount = row.get("refunded_amount")
        yield _note(row, f"{amount} of it is refunded: see which lines are still wanted", Severity.WARNING)


def _note(row: Row, reason: str, severity: Severity = Severity.NOTICE) -> Problem:
    return Problem(row.line, "Name", row.get("name"), reason, severity)


def _left_out(row: Row) -> Problem | None:
    """Return why a line is left out, None where it is wanted."""
    product = row.get("lineitem_name")
    sent = row.get("lineitem_fulfillment_status").lower()
    reason, severity = "", Severity.NOTICE
    if row.get("lineitem_requires_shipping").lower() == "false":
        reason = "needs no shipping"
    elif sent in _SENT:
        reason = _SENT[sent]
    elif row.get("lineitem_quantity") == "0":
        reason = "was taken off the order"
    elif sent == "partial":
        reason, severity = (
            "is partly sent, how much the export does not say: left out, see to it in the shop",
            (Severity.WARNING),
        )
    return Problem(row.line, "Lineitem name", product, reason, severity) if reason else None


def _line(row: Row, order: _Order) -> Iterator[Row | Problem]:
    product = row.get("lineitem_name")
    if not product and not row.get("lineitem_quantity"):
        return  # a further payment or tax of the order, no line
    if not row.get("lineitem_sku"):
        yield Problem(row.line, "Lineitem sku", "", f'expected an SKU for "{product}"; set it in the shop')
        return
    cells = order.cells | {column: row.get(_KEYS[column]) for column in _LINE}
    yield Row(row.line, cells, _FROM, opens=not order.opened, decimal_comma=row.decimal_comma)
    order.opened = True
