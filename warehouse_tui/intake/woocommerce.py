"""WooCommerce's orders as its REST interface gives them: `GET /wp-json/wc/v3/orders`, a list or one object."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from warehouse_tui.intake.jsonfile import Element, as_text
from warehouse_tui.intake.problems import Problem, Severity
from warehouse_tui.intake.rows import Row

CHANNEL = "woocommerce"
TO_SEND = "processing"  # paid, or payable on delivery, and waiting to be sent

_STATUS = {
    "pending": "it is not paid yet",
    "on-hold": "it waits for its payment",
    "completed": "it is sent already",
    "cancelled": "it is cancelled",
    "refunded": "it is refunded",
    "failed": "its payment failed",
    "trash": "it is in the shop's trash",
    "checkout-draft": "its checkout was never finished",
    "auto-draft": "its checkout was never finished",
}
_ADDRESS = {
    "company": "company",
    "city": "city",
    "region": "state",
    "postcode": "postcode",
    "country": "country",
    "phone": "phone",
}
_MONEY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_COUNT = re.compile(r"[1-9][0-9]{0,8}")


def is_woocommerce(value: Mapping[str, Any]) -> bool:
    """Tell from its keys whether a JSON object is an order of WooCommerce."""
    return "line_items" in value


def woocommerce_rows(elements: Iterable[Element | Problem]) -> Iterator[Row | Problem]:
    """Yield WooCommerce's orders as the program's own rows, without those that nobody has to send.

    `unit_price` is what one unit costs after discounts, without tax.
    """
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif not is_woocommerce(element.value):
            yield _problem(element, "line_items", "", "expected an order of WooCommerce with its line_items")
        elif reason := _left_out(element.value):
            yield _problem(element, "number", _number(element.value), reason, Severity.NOTICE)
        else:
            yield from _order(element)


def _problem(element: Element, column: str, value: str, reason: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(element.line, f"element {element.number}, {column}", value, reason, severity)


def _left_out(value: Mapping[str, Any]) -> str:
    status = _text(value, "status")
    if status == TO_SEND:
        return ""
    return _STATUS.get(status, f'its status is "{status}"; only orders that are {TO_SEND} are taken')


def _order(element: Element) -> Iterator[Row | Problem]:
    value = element.value
    shipping, billing = _object(value, "shipping"), _object(value, "billing")
    address = shipping
    if not _text(shipping, "address_1") and _text(billing, "address_1"):
        address = billing
        reason = "no shipping address: the billing address is taken"
        yield _problem(element, "shipping", "", reason, Severity.WARNING)
    if _objects(value, "refunds"):
        reason = "part of it is refunded: see which lines are still wanted"
        yield _problem(element, "number", _number(value), reason, Severity.WARNING)
    header = _header(value, address, billing)
    names = {"notes": "customer_note", "order": "number", "ordered_at": "date_created_gmt"}
    items = _objects(value, "line_items")
    if not items:
        yield _problem(element, "line_items", "", "there is nothing to send", Severity.NOTICE)
    for n, item in enumerate(items):
        column = f"line_items[{n}]"
        if not _text(item, "sku"):
            product = f"{_text(item, 'name')} (product {_product(item)})"
            yield _problem(element, f"{column}.sku", "", f'expected an SKU for "{product}"; set it in the shop')
            continue
        cells = header | {
            "sku": _text(item, "sku"),
            "quantity": _text(item, "quantity"),
            "unit_price": _unit_price(item),
        }
        line = {"sku": f"{column}.sku", "quantity": f"{column}.quantity", "unit_price": f"{column}.total"}
        yield Row(element.line, cells, names | line, element.number, opens=n == 0)


def _header(value: Mapping[str, Any], address: Mapping[str, Any], billing: Mapping[str, Any]) -> dict[str, str]:
    services = (_text(line, "method_title") for line in _objects(value, "shipping_lines"))
    created = _text(value, "date_created_gmt")
    header = {column: _text(address, key) for column, key in _ADDRESS.items()}
    return header | {
        "order": _number(value),
        "channel": CHANNEL,
        "ordered_at": f"{created}Z" if created else _text(value, "date_created"),
        "customer": _joined(" ", address, "first_name", "last_name"),
        "street": _joined(", ", address, "address_1", "address_2"),
        "email": _text(billing, "email"),
        "phone": header["phone"] or _text(billing, "phone"),
        "service": next(filter(None, services), ""),
        "notes": _text(value, "customer_note"),
    }


def _number(value: Mapping[str, Any]) -> str:
    return _text(value, "number") or _text(value, "id")


def _product(item: Mapping[str, Any]) -> str:
    variation = _text(item, "variation_id")
    return _text(item, "product_id") + (f", variation {variation}" if variation not in ("", "0") else "")


def _unit_price(item: Mapping[str, Any]) -> str:
    total, quantity = _text(item, "total"), _text(item, "quantity")
    if _MONEY.fullmatch(total) and _COUNT.fullmatch(quantity):
        return f"{Decimal(total) / Decimal(quantity):.4f}"
    return total


def _text(value: Mapping[str, Any], key: str) -> str:
    return (as_text(value.get(key)) or "").strip()


def _joined(separator: str, value: Mapping[str, Any], *keys: str) -> str:
    return separator.join(filter(None, (_text(value, key) for key in keys)))


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []
