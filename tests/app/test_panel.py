"""The simulated scanner beside the step."""

import pytest

from tests.app.support import HOSTILE, RICH, TYPING_S, FakeCore, make_app, show, type_text
from tests.support.view_gallery import gallery
from warehouse_tui.app.rows import Pen, row_cells
from warehouse_tui.app.widgets.virtual_scanner import TRIGGERS, VirtualScanner
from warehouse_tui.services.events import Commanded, Scanned, Typed

EXAMPLES = gallery()


class Port:
    """Remembers what the panel asked to be sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.panel = VirtualScanner(self.sent.append, lambda code: self.sent.append(f"code {code}"), RICH)

    def shown(self) -> str:
        return "\n".join("".join(span.text for span in row).rstrip() for row in self.panel.rows)


async def test_digits_pull_the_triggers_where_the_step_takes_none() -> None:
    core, port = FakeCore(), Port()
    async with make_app(core, panels=(port.panel,)).run_test(size=(120, 30)) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        for digit in "1234":
            await type_text(pilot, digit, TYPING_S)
        assert port.sent == list(TRIGGERS)
        assert core.taken() == []


async def test_a_step_that_asks_for_digits_gets_them_and_alt_pulls() -> None:
    core, port = FakeCore(), Port()
    async with make_app(core, panels=(port.panel,)).run_test(size=(120, 30)) as pilot:
        await show(pilot, EXAMPLES["choices"])
        await type_text(pilot, "2", TYPING_S)
        await show(pilot, EXAMPLES["count"])
        assert "Alt+1" in port.shown()
        await type_text(pilot, "3", TYPING_S)
        await pilot.press("enter", "alt+2")
        assert core.taken() == [Commanded("bin:2"), Typed("3")]
        assert port.sent == ["wrong"]


async def test_a_typed_code_goes_to_the_port_after_it_was_asked_for() -> None:
    core, port = FakeCore(), Port()
    async with make_app(core, panels=(port.panel,)).run_test(size=(120, 30)) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await type_text(pilot, "5", TYPING_S)
        await type_text(pilot, "A-03-12", TYPING_S)
        await pilot.press("enter")
        await type_text(pilot, "T7", TYPING_S)
        await pilot.press("enter")
        assert port.sent == ["code A-03-12"]
        assert [event.scan.text for event in core.taken() if isinstance(event, Scanned)] == ["T7"]


async def test_a_click_pulls_the_trigger() -> None:
    port = Port()
    async with make_app(panels=(port.panel,)).run_test(size=(120, 30)) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        line = next(at for at, row in enumerate(port.shown().splitlines()) if "damaged code" in row)
        await pilot.click(port.panel, offset=(6, line))
        assert port.sent == ["damaged"]


@pytest.mark.parametrize(("size", "at_first"), [((120, 30), True), ((80, 24), True), ((40, 20), True)])
async def test_f12_shows_and_hides_it_and_the_step_keeps_room(size: tuple[int, int], at_first: bool) -> None:
    port = Port()
    app = make_app(panels=(port.panel,))
    async with app.run_test(size=size) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        for shown in (at_first, not at_first, at_first):
            assert port.panel.display == shown
            assert ("F12" in "".join(span.text for row in app.floor.surface.rows for span in row)) != shown
            assert app.floor.surface.size.width >= min(size[0], 80)
            assert app.floor.surface.size.height >= 16
            await pilot.press("f12")
            await pilot.pause()


async def test_on_the_smallest_screen_it_stands_alone_until_a_trigger_is_pulled() -> None:
    port = Port()
    app = make_app(panels=(port.panel,))
    async with app.run_test(size=(20, 16)) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press("f12")
        assert not app.floor.surface.display
        await type_text(pilot, "1", TYPING_S)
        assert app.floor.surface.display
        assert port.sent == ["right"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_the_last_bytes_are_shown_safely(text: str) -> None:
    port = Port()
    async with make_app(panels=(port.panel,)).run_test(size=(120, 30)) as pilot:
        port.panel.sent(text.encode("utf-8", "surrogatepass") + b"\xe9\x1d\r")
        await pilot.pause()
        for width in (20, 38):
            assert all(row_cells(row) <= width for row in port.panel.draw(Pen(width, 20, RICH.glyphs)))
        assert "\x1b" not in port.shown()


async def test_without_a_panel_f12_does_nothing() -> None:
    core = FakeCore()
    async with make_app(core).run_test(size=(120, 30)) as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press("f12", "alt+1")
        assert core.taken() == []
