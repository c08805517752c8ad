"""Any order of scans, commands, kills and restarts keeps every unit accounted for.

The model knows nothing of `effects`: it moves units by reading the facts' own words, the way an auditor would.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support.auditor import Auditor
from tests.support.floor import Floor, ean, line, make_bin, make_item, order, other_bin
from warehouse_tui.domain import effects as effects_module
from warehouse_tui.domain.effects import effects
from warehouse_tui.domain.gtin import normalise_gtin
from warehouse_tui.domain.stock import Holder
from warehouse_tui.services.pick.progress import ListProgress

CASE = normalise_gtin("18710398500431") or ""
COMMANDS = (
    "XXSHORT",
    "XXSKIP",
    "XXUNDO",
    "XXFULL",
    "XXNOCODE",
    "XXCOUNT",
    "XXBROKEN",
    "XXHOLD",
    "XXDONE",
    "XXREST",
    "XXRETURN",
    "XXOUT",
    "XXHELP",
    "XXLIST",
    "XXREPRINT",
)
CODES = (
    *(ean(n) for n in range(1, 5)),
    CASE,
    f"{ean(4)}|L-1001",
    f"{ean(4)}|L-2002",
    "A-03-1",
    "A-09-1",
    "A-15-1",
    "P1",
    "HOLD-1",
    "QUAR-1",
    *(f"T{n}" for n in range(1, 6)),
    "W-1",
    "W-2",
    "rubbish",
)


def a_site() -> Floor:
    """Return a floor with two lists: one order, and a cart of two with a lot, a case, and one item twice."""
    floor = Floor()
    floor.add_bins(make_bin(11, "A-03-1"), make_bin(12, "A-09-1"), make_bin(13, "A-15-1"))
    apple = make_item(1, "JUICE APPLE", 11)
    floor.add_items(
        replace(apple, codes=(*apple.codes, (CASE, 12))),
        make_item(2, "MUG BLUE", 12),
        make_item(3, "ROPE", 13, codes=()),
        make_item(4, "MILK", 11, tracking="lot"),
    )
    milk = {"lot": "L-1001", "expiry": date(2027, 3, 1), "lot_id": 77}
    floor.give(
        line(1, 1, 11, 14, order_id=501),
        line(2, 2, 12, 2, order_id=502, alternatives=(other_bin(13, 9),)),
        line(3, 2, 12, 1, order_id=501, alternatives=(other_bin(13, 9),)),
        line(4, 4, 11, 2, order_id=502, alternatives=(other_bin(13, 4, "L-2002"),), **milk),
        orders=(order(501, 1), order(502, 2)),
    )
    floor.give(line(1, 3, 13, 2, order_id=601), line(2, 1, 11, 1, order_id=601), orders=(order(601),), number=300)
    return floor


class PickMachine(RuleBasedStateMachine):
    """A worker who does anything at all."""

    @initialize(early=st.booleans())
    def begin(self, early: bool) -> None:
        """Open the site; most runs begin with the first stop."""
        self.floor = a_site()
        self.floor.start()
        if not early:
            self.floor.scans("W-1", "T1", "T2")

    @rule(word=st.sampled_from(("XXUNDO", "XXSHORT", "XXFULL", "XXRETURN", "XXBROKEN")))
    def command_and_follow(self, word: str) -> None:
        """Give a command and do what the screen then asks."""
        self.floor.press(word)
        self.help_the_walk()
        self.help_the_walk()

    @rule(code=st.sampled_from(CODES), gap=st.sampled_from((0.05, 0.5, 2.0)))
    def scan(self, code: str, gap: float) -> None:
        """Scan anything, at any pace."""
        self.floor.clock.advance(gap - 1.0)
        self.floor.scan(code)

    @rule(word=st.sampled_from((*COMMANDS, "back")), by_key=st.booleans())
    def command(self, word: str, by_key: bool) -> None:
        """Give a command, by key or from the card."""
        if by_key or word == "back":
            self.floor.press(word)
        else:
            self.floor.scan(word)

    @precondition(lambda self: self.floor.outcome.view.entry is not None)
    @rule(text=st.sampled_from(("0", "1", "2", "14", "1001", "2002", "OPE-3", "PE-3", "300331", "x")))
    def type(self, text: str) -> None:
        """Type into whatever asks."""
        self.floor.type(text)

    @rule()
    def help_the_walk(self) -> None:
        """Do what the screen asks, so that runs get far."""
        for code in self._wanted():
            self.floor.scan(code)

    def _wanted(self) -> list[str]:
        desk = self.floor.station.desk
        if desk.worker is None or self.floor.step == "paused":
            return ["W-1"]
        view = self.floor.outcome.view
        if view.step == "pick_item":
            item = desk.item(self.floor.station.flow.base.stop.item_id)  # type: ignore[attr-defined]
            return [f"{ean(4)}|L-1001"] if item.item_id == 4 else [ean(item.item_id)]
        if view.step == "undo":
            body = self.floor.station.flow.top.fact.body  # type: ignore[attr-defined]
            place = self.floor.directory.locations.get(body.get("location", 0))
            return [ean(body["item"]), place.code if place else f"T{body['tote']}"]
        words = view.action.split()
        return [word for word in words if word in CODES][:1] or (["T3", "T4"] if view.step == "bind_tote" else [])

    @rule()
    def kill(self) -> None:
        """Pull the plug and start again: the same step, count and totes, or the base of a side step."""
        before = self._disk_view()
        self.floor.start()
        assert self._disk_view() == before

    def _disk_view(self) -> Any:
        progress = self.floor.station.desk.progress
        if progress is None:
            return self.floor.station.desk.worker, None
        lines = [(x.line.n, x.picked, x.short, x.hand, x.location_id) for x in progress.lines.values()]
        begun = progress.state != "claimed"
        return (
            self.floor.station.desk.worker,
            lines if begun else None,
            progress.totes,
            self.floor.station.flow.base.name,
        )

    @invariant()
    def every_unit_is_accounted_for(self) -> None:
        """What effects make of the facts is what an auditor reads from them."""
        if not hasattr(self, "floor"):
            return
        facts = self.floor.journal.facts
        audit = Auditor(facts)
        units: Counter[tuple[str, int, int]] = Counter()
        for fact in facts:
            for move in effects(fact).moves:
                units[_flat(move.source, move.item_id)] -= move.qty
                units[_flat(move.target, move.item_id)] += move.qty
            for emptied in effects(fact).emptied:
                for key in [key for key in units if key[:2] == _flat(emptied.source, 0)[:2]]:
                    units[_flat(emptied.target, key[2])] += units.pop(key)
        assert {k: n for k, n in units.items() if n} == {k: n for k, n in audit.units.items() if n}
        assert all(n >= 0 for (kind, *_), n in audit.units.items() if kind in ("hand", "tote"))
        for work in self.floor.directory.claimed:
            self._check_list(ListProgress(work).fold(facts), audit)

    def _check_list(self, progress: ListProgress, audit: Auditor) -> None:
        list_id = progress.work.list_id
        for n, one in progress.lines.items():
            assert (one.picked, one.short) == (audit.picked[list_id, n], audit.short[list_id, n])
            assert one.picked >= 0
            assert one.short >= 0
            assert one.picked + one.short <= one.line.qty
        held = sum(n for (kind, ident, _), n in audit.units.items() if (kind, ident) == ("hand", list_id))
        assert held == sum(one.hand for one in progress.lines.values())
        if progress.state == "done":
            assert all(one.remaining == 0 and one.hand == 0 for one in progress.lines.values())
            assert all(tote.lane for tote in progress.totes)


def _flat(holder: Holder, item: int) -> tuple[str, int, int]:
    return holder.kind.value, holder.id, item


def run(examples: int) -> None:
    """Run the machine."""
    run_state_machine_as_test(
        PickMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_unit_is_accounted_for() -> None:
    run(60)


def test_a_bug_in_effects_does_not_get_through(monkeypatch: pytest.MonkeyPatch) -> None:
    right = effects_module._READERS["item_taken"]

    def one_too_many(body: Any) -> Any:
        done = right(body)
        return replace(done, moves=tuple(replace(move, qty=move.qty + 1) for move in done.moves))

    monkeypatch.setitem(effects_module._READERS, "item_taken", one_too_many)
    with pytest.raises(AssertionError):
        run(100)
