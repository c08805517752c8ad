"""A claimed list as JSON text: what the centre stores with a claim and the station keeps in its replica."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.services.ports import BinStock, Work, WorkLine, WorkOrder

_T = TypeVar("_T")
_VERSION = 1


def encode_work(work: Work) -> str:
    """Return a work as JSON text that `decode_work` reads back equal; dates and times in ISO form."""
    document = {
        "v": _VERSION,
        "list_id": work.list_id,
        "number": work.number,
        "claim_no": work.claim_no,
        "base_seq": work.base_seq,
        "lease_until": _iso(work.lease_until),
        "orders": [_order_document(order) for order in work.orders],
        "lines": [_line_document(line) for line in work.lines],
        "extra": work.extra,
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def decode_work(text: str) -> Work:
    """Return the work of a JSON text; StoreError where it is not one, or is newer than this program."""
    try:
        document = json.loads(text)
        if document["v"] > _VERSION:
            raise StoreError(f"a claimed list is written in form {document['v']}, newer than this program: upgrade it")
        return Work(
            list_id=document["list_id"],
            number=document["number"],
            claim_no=document["claim_no"],
            base_seq=document["base_seq"],
            orders=tuple(_order(each) for each in document["orders"]),
            lines=tuple(_line(each) for each in document["lines"]),
            lease_until=_maybe(_moment, document["lease_until"]),
            extra=document["extra"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"a claimed list cannot be read ({error!r}): claim it again") from error


def _order_document(order: WorkOrder) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "number": order.number,
        "slot": order.slot,
        "priority": order.priority,
        "ship_by": _iso(order.ship_by),
        "service": order.service,
        "notes": order.notes,
    }


def _line_document(line: WorkLine) -> dict[str, Any]:
    return {
        "n": line.n,
        "order_id": line.order_id,
        "order_line": line.order_line,
        "allocation_id": line.allocation_id,
        "item_id": line.item_id,
        "location_id": line.location_id,
        "lot_id": line.lot_id,
        "lot": line.lot,
        "expiry": _iso(line.expiry),
        "qty": line.qty,
        "picked": line.picked,
        "short": line.short,
        "alternatives": [
            {"location_id": bin_.location_id, "lot": bin_.lot, "expiry": _iso(bin_.expiry), "qty": bin_.qty}
            for bin_ in line.alternatives
        ],
    }


def _order(document: Mapping[str, Any]) -> WorkOrder:
    return WorkOrder(**{**document, "ship_by": _maybe(_moment, document["ship_by"])})


def _line(document: Mapping[str, Any]) -> WorkLine:
    bins = tuple(_bin(each) for each in document["alternatives"])
    return WorkLine(**{**document, "expiry": _maybe(date.fromisoformat, document["expiry"]), "alternatives": bins})


def _bin(document: Mapping[str, Any]) -> BinStock:
    return BinStock(**{**document, "expiry": _maybe(date.fromisoformat, document["expiry"])})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _maybe(read: Callable[[str], _T], text: str | None) -> _T | None:
    return None if text is None else read(text)


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
