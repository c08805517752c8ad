"""Two stations, a hub and a planner over real files: whatever is scanned, sent, applied or killed in whatever order,
every invariant of the database holds, and every unit is where an auditor finds it by the facts' own words.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.support.hand_site import CODES, HandSite, HandStation, hand_site
from warehouse_tui.domain import effects as effects_module

WORDS = (
    *("XXSHORT", "XXSKIP", "XXUNDO", "XXFULL", "XXNOCODE", "XXCOUNT", "XXBROKEN", "XXHOLD", "XXDONE", "XXREST"),
    *("XXRETURN", "XXOUT", "XXHELP", "XXLIST", "back"),
)
WHO = st.integers(0, 1)


class SiteMachine(RuleBasedStateMachine):
    """Two workers who do anything at all, on a site where anything may die."""

    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.site: HandSite = self._open.enter_context(hand_site(self.folder))

    @initialize(early=st.booleans())
    def begin(self, early: bool) -> None:
        """Most runs begin at the first stop."""
        if not early:
            for station in self.site.stations:
                for _ in range(4):
                    station.follow()
                    station.exchange()

    @rule(who=WHO, times=st.integers(1, 6))
    def follow(self, who: int, times: int) -> None:
        """Do what the screen asks, so that runs get far."""
        for _ in range(times):
            self._station(who).follow()

    @rule(who=WHO, word=st.sampled_from(("XXUNDO", "XXSHORT", "XXFULL", "XXRETURN", "XXBROKEN", "XXREST")))
    def command_and_follow(self, who: int, word: str) -> None:
        """Give a command and do what the screen then asks."""
        self._station(who).press(word)
        self.follow(who, 3)

    @rule(who=WHO, units=st.integers(1, 2), lane=st.sampled_from(("QUAR-1", "HOLD-1")))
    def find_broken_goods(self, who: int, units: int, lane: str) -> None:
        """Find broken units and bring them away."""
        station = self._station(who)
        station.press("XXBROKEN")
        for _ in range(units):
            station.follow()
        station.scan(lane)

    @rule(who=WHO, code=st.sampled_from(CODES), gap=st.sampled_from((0.05, 0.5, 2.0)))
    def scan(self, who: int, code: str, gap: float) -> None:
        """Scan anything, at any pace."""
        self._station(who).scan(code, gap)

    @rule(who=WHO, word=st.sampled_from(WORDS))
    def command(self, who: int, word: str) -> None:
        """Give any command."""
        self._station(who).press(word)

    @rule(who=WHO, text=st.sampled_from(("0", "1", "2", "12", "1001", "9999", "BLUE", "x")))
    def type(self, who: int, text: str) -> None:
        """Type, where something asks."""
        if self._station(who).outcome.view.entry is not None:
            self._station(who).type(text)

    @rule(who=WHO)
    def choose(self, who: int) -> None:
        """Take the first way on, where there are several."""
        choices = self._station(who).outcome.view.choices
        if choices:
            self._station(who).press(choices[0].command)

    @rule(who=WHO)
    def kill(self, who: int) -> None:
        """Pull the plug and start again: the same list, lines, totes and worker."""
        station = self._station(who)
        before = _on_disk(station)
        station.start()
        assert _on_disk(station) == before

    @rule(who=WHO, limit=st.sampled_from((1, 2, 500)))
    def exchange(self, who: int, limit: int) -> None:
        """Send some or all facts, hear what changed, claim what is wanted."""
        self._station(who).exchange(limit)

    @rule(limit=st.sampled_from((1, 3, 500)), dies_at=st.sampled_from(("", "", "begun", "written", "committed")))
    def hub(self, limit: int, dies_at: str) -> None:
        """Apply some or all; the hub may die in the middle."""
        self.site.apply(limit, dies_at)
        self.site.check()

    @rule()
    def plan(self) -> None:
        """Plan what is due."""
        self.site.plan()
        self.site.check()

    @rule()
    def unfreeze(self) -> None:
        """Resolve the shorts that the hub knows of."""
        self.site.apply(500)
        self.site.unfreeze()
        self.site.check()

    def teardown(self) -> None:
        """In the end everything arrives."""
        try:
            self.site.finish()
            self.site.check()
        finally:
            self._open.close()

    def _station(self, who: int) -> HandStation:
        return self.site.stations[who]


# A whole site is slow to make: a failure is printed with its blob and is not made smaller first.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def _on_disk(station: HandStation) -> Any:
    desk = station.station.desk
    progress = desk.progress
    if progress is None or progress.state == "claimed":
        return desk.worker, None
    lines = [(x.line.n, x.picked, x.short, x.hand, x.location_id) for x in progress.lines.values()]
    return (
        desk.worker,
        progress.work.list_id,
        progress.work.claim_no,
        lines,
        progress.totes,
        station.station.flow.base.name,
    )


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    SiteMachine.folder = tmp_path_factory.mktemp("sites")

    def go(examples: int) -> None:
        run_state_machine_as_test(
            SiteMachine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=30,
                deadline=None,
                phases=PHASES,
                suppress_health_check=list(HealthCheck),
            ),
        )

    yield go


def test_every_unit_is_accounted_for_at_the_whole_site(run: Any) -> None:
    run(30)


def test_a_bug_in_effects_does_not_get_through(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    right = effects_module._READERS["item_taken"]

    def one_too_many(body: Any) -> Any:
        done = right(body)
        return replace(done, moves=tuple(replace(move, qty=move.qty + 1) for move in done.moves))

    monkeypatch.setitem(effects_module._READERS, "item_taken", one_too_many)
    with pytest.raises(AssertionError):
        run(10)
