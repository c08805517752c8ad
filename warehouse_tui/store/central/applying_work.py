"""Applying to orders: pick lines, allocations, order lines and the orders' states."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields, replace
from typing import Any, TypeVar

from sqlalchemy import Table, case, func, select

from warehouse_tui.domain.fulfil import AllocationRow, Fulfilment, LineRow, PickRow, order_state
from warehouse_tui.domain.ledger import Bin
from warehouse_tui.store.central.applying_turn import Turn
from warehouse_tui.store.central.bulk import Columns, among, update_columns
from warehouse_tui.store.central.keyed import by_keys
from warehouse_tui.store.central.schema import orders

_AnyLine = TypeVar("_AnyLine", LineRow, AllocationRow, PickRow)
_line, _allocation, _pick, _order = orders.order_line, orders.allocation, orders.pick_line, orders.order


class PickWork:
    """The order lines, allocations and pick lines that a turn touches."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._orders: dict[int, tuple[str, int]] = {}
        self._short: set[int] = set()
        self._rows = Fulfilment({}, {}, {})
        self._before: dict[int, Any] = {}
        self.reserved: dict[Bin, int] = {}

    def lock(self) -> None:
        """Lock the orders of the turn's picks: they come before everything else."""
        connection, site_id = self._turn.connection, self._turn.site_id
        lines = {(pick.order_line,) for _, effects in self._turn.each() for pick in effects.picks}
        owners = by_keys(connection, _line, site_id, ("order_line_id",), lines, [_line.c.order_id])
        columns = [_order.c.order_id, _order.c.state, _order.c.waiting]
        keys = {(row.order_id,) for row in owners}
        rows = by_keys(connection, _order, site_id, ("order_id",), keys, columns, lock=True)
        self._orders = {row.order_id: (row.state, row.waiting) for row in rows}

    def load(self) -> None:
        """Lock and read the lines, allocations and pick lines that the turn's picks name."""
        picks = [pick for _, effects in self._turn.each() for pick in effects.picks]
        self._take(
            self._read(LineRow, _line, ("order_line_id",), {(pick.order_line,) for pick in picks}),
            self._read(AllocationRow, _allocation, ("allocation_id",), {(pick.allocation_id,) for pick in picks}),
            self._read(PickRow, _pick, ("list_id", "n"), {(pick.list_id, pick.line) for pick in picks}),
        )

    def fold(self) -> None:
        """Fold the picks; `reserved` then says by how much each bin keeps more, or less (negative)."""
        for _, effects in self._turn.each():
            for pick in effects.picks:
                less = self._rows.fold(pick)
                if less and less[1]:
                    bin_ = Bin(less[0].location_id, less[0].item_id, less[0].lot_id)
                    self.reserved[bin_] = self.reserved.get(bin_, 0) + less[1]
                line = self._rows.lines.get(pick.order_line)
                if line and pick.short:
                    self._short.add(line.order_id)
        self._judge()

    def write(self) -> None:
        """Write what changed, with the exceptions that stand, and the states of the orders."""
        self._mark()
        changed = self._changed(self._rows.lines.values())
        self._write(_line, ("order_line_id",), ("allocated", "picked", "exception_id"), changed)
        allocations = self._changed(self._rows.allocations.values())
        put = ("picked", "short", "state", "exception_id")
        self._write(_allocation, ("allocation_id",), put, allocations)
        picks = self._changed(self._rows.picks.values())
        self._write(_pick, ("list_id", "n"), ("picked", "short", "exception_id"), picks)
        self._write_orders({line.order_id for line in changed})

    def _read(
        self, kind: type[_AnyLine], table: Table, names: Sequence[str], keys: Iterable[tuple[Any, ...]]
    ) -> list[_AnyLine]:
        columns = [table.c[field.name] for field in fields(kind)]
        connection, site_id = self._turn.connection, self._turn.site_id
        return [kind(*row) for row in by_keys(connection, table, site_id, names, keys, columns, lock=True)]

    def _take(self, lines: list[LineRow], allocations: list[AllocationRow], picks: list[PickRow]) -> None:
        """Take rows into the turn; a row that is there already stays as it is."""
        known = self._rows
        for line in lines:
            self._remember(known.lines.setdefault(line.order_line_id, line))
        for allocation in allocations:
            self._remember(known.allocations.setdefault(allocation.allocation_id, allocation))
        for pick in picks:
            self._remember(known.picks.setdefault((pick.list_id, pick.n), pick))

    def _remember(self, row: LineRow | AllocationRow | PickRow) -> None:
        self._before.setdefault(id(row), replace(row))

    def _changed(self, rows: Iterable[_AnyLine]) -> list[_AnyLine]:
        return [row for row in rows if row != self._before[id(row)]]

    def _judge(self) -> None:
        """State of each order line that is in question whether more was picked than there was to pick."""
        in_question = self._rows.faulty_lines()
        for rows in (self._rows.lines, self._rows.allocations, self._rows.picks):
            in_question |= {row.order_line_id for row in rows.values() if row.exception_id}
        if not in_question:
            return
        self._complete(in_question)
        faulty = self._rows.faulty_lines()
        for number in sorted(in_question):
            subject = f"line:{number}"
            line = self._rows.lines.get(number)
            if number in faulty:
                self._turn.conditions.stand("over_picked", subject, _story(number, line), self._fact_of(number))
            else:
                self._turn.conditions.gone("over_picked", subject)

    def _complete(self, lines: set[int]) -> None:
        """Read the other allocations and pick lines of order lines in question: one of them may be what is wrong."""
        keys = {(number,) for number in lines}
        allocations = self._read(AllocationRow, _allocation, ("order_line_id",), keys)
        of_these = {(row.allocation_id,) for row in allocations}
        picks = self._read(PickRow, _pick, ("allocation_id",), of_these)
        self._take(self._read(LineRow, _line, ("order_line_id",), keys), allocations, picks)

    def _fact_of(self, order_line: int) -> str:
        for dated, effects in reversed(list(self._turn.each())):
            if any(pick.order_line == order_line for pick in effects.picks):
                return dated.fact.name()
        return ""

    def _mark(self) -> None:
        for rows in (self._rows.lines, self._rows.allocations, self._rows.picks):
            for row in rows.values():
                standing = self._turn.conditions.ids.get(("over_picked", f"line:{row.order_line_id}"), 0)
                if row.fault():
                    row.exception_id = standing
                elif row.exception_id:
                    row.exception_id = 0

    def _write(self, table: Table, names: Sequence[str], put: Sequence[str], rows: Sequence[Any]) -> None:
        keys = {name: [getattr(row, name) for row in rows] for name in names}
        values = {name: [getattr(row, name) for row in rows] for name in put}
        update_columns(self._turn.connection, table, self._turn.site_id, keys, put=values)

    def _write_orders(self, touched: set[int]) -> None:
        new: dict[int, tuple[str, int]] = {}
        for order_id, allocated, picked, waiting_lines in self._sums(touched & self._orders.keys()):
            state, waiting = self._orders[order_id]
            due = orders.DUE if order_id in self._short else waiting
            after = (order_state(state, allocated, picked, waiting_lines), due)
            if after != (state, waiting):
                new[order_id] = after
        states, waits = [state for state, _ in new.values()], [waiting for _, waiting in new.values()]
        keys = {"order_id": list(new)}
        put: Columns = {"state": states, "waiting": waits}
        update_columns(self._turn.connection, _order, self._turn.site_id, keys, put=put)

    def _sums(self, order_ids: set[int]) -> list[tuple[int, int, int, int]]:
        if not order_ids:
            return []
        to_pick = case((_line.c.picked < _line.c.allocated, 1), else_=0)
        query = (
            select(
                _line.c.order_id,
                func.sum(_line.c.allocated),
                func.sum(_line.c.picked),
                func.sum(case((_line.c.ordered > _line.c.cancelled, to_pick), else_=0)),
            )
            .where(_line.c.site_id == self._turn.site_id)
            .where(among(self._turn.connection, _line.c.order_id, sorted(order_ids)))
            .group_by(_line.c.order_id)
            .order_by(_line.c.order_id)
        )
        return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in self._turn.connection.execute(query)]


def _story(number: int, line: LineRow | None) -> dict[str, Any]:
    if line is None:
        return {"order_line": number}
    names = [field.name for field in fields(line) if field.name != "exception_id"]
    return dict(zip(names, astuple(line), strict=False))
