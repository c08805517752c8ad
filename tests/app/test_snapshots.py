"""How the steps look, at each size they are made for.

`pytest tests/app/test_snapshots.py --snapshot-update` renews them after a change that was meant.
"""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import CONSOLE, RICH, SIZES, make_app
from tests.support.view_gallery import gallery
from warehouse_tui.app.app import WarehouseApp
from warehouse_tui.app.widgets.virtual_scanner import VirtualScanner

EXAMPLES = gallery()
Compare = Callable[..., bool]


def deliver(name: str, *keys: str) -> Callable[[Pilot[Any]], Any]:
    async def before(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, WarehouseApp)
        pilot.app.deliver(EXAMPLES[name])
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause(0.1)

    return before


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["going", "pick_item", "wrong_scan", "sign_in", "tote", "choices", "count", "put"])
def test_step(snap_compare: Compare, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(), terminal_size=size, run_before=deliver(name))


@pytest.mark.parametrize("name", ["pick_item", "wrong_scan"])
def test_step_on_a_linux_console(snap_compare: Compare, name: str) -> None:
    assert snap_compare(make_app(look=CONSOLE), terminal_size=(80, 24), run_before=deliver(name))


@pytest.mark.parametrize("size", [(20, 16), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", ["f1", "f10"])
def test_cover(snap_compare: Compare, key: str, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(), terminal_size=size, run_before=deliver("pick_item", key))


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_panel(snap_compare: Compare, size: tuple[int, int]) -> None:
    panel = VirtualScanner(lambda trigger: None, lambda code: None, RICH)
    keys = ("f12",) if size[0] < 100 else ()
    assert snap_compare(make_app(panels=(panel,)), terminal_size=size, run_before=deliver("pick_item", *keys))
