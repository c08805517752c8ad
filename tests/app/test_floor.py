"""The floor screen's keys, scans and entries, told by what reaches the core."""

from dataclasses import replace
from time import monotonic

import pytest
from textual.events import Key, Paste

from tests.app.support import BURST_S, SIZES, TYPING_S, FakeCore, drawn, floor_of, make_app, show, type_text, until
from tests.support.view_gallery import gallery
from warehouse_tui.app.screens.floor import FloorScreen
from warehouse_tui.app.screens.guide import GuideScreen
from warehouse_tui.app.screens.menu import MenuScreen
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.events import Commanded, Scanned, Typed
from warehouse_tui.services.views import Choice, Entry, Message, Outcome

EXAMPLES = gallery()
STEPS = ["pick_item", "wrong_scan", "sign_in", "tote", "choices", "pin", "count", "put"]


def scans(core: FakeCore) -> list[str]:
    return [event.scan.text for event in core.taken() if isinstance(event, Scanned)]


@pytest.mark.parametrize("name", STEPS)
async def test_a_typing_scanner_works_on_every_step(name: str) -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES[name])
        await type_text(pilot, "]C10108710398504502\x1d10L7\r\n", BURST_S)
        assert scans(core) == ["]C10108710398504502\x1d10L7"]
        assert pilot.app.focused is None


async def test_a_scan_names_the_keyboard_and_its_time() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        at = await type_text(pilot, "T7-1\r", BURST_S)
        (event,) = core.taken()
    assert isinstance(event, Scanned)
    assert (event.scan.scanner, event.scan.note) == ("keyboard", None)
    assert event.scan.at == pytest.approx(at)


async def test_a_code_typed_slowly_is_shown_and_sent() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await type_text(pilot, "A-03-12", TYPING_S)
        assert "typed A-03-12" in drawn(pilot.app)
        await pilot.press("backspace")
        await pilot.press("escape")
        assert "typed" not in drawn(pilot.app)
        await type_text(pilot, "T7", TYPING_S)
        await pilot.press("enter")
        assert scans(core) == ["T7"]


async def test_digits_answer_an_entry_and_a_burst_is_still_a_scan() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["count"])
        await type_text(pilot, "12", TYPING_S)
        await pilot.press("enter")
        assert core.taken() == [Typed("12")]
        await type_text(pilot, "1", TYPING_S)
        await type_text(pilot, "8710398504502\r", BURST_S, start=monotonic() + 0.5)
        assert scans(core) == ["8710398504502"]


async def test_a_short_burst_never_becomes_a_number() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["count"])
        await type_text(pilot, "12\r", BURST_S)
        assert scans(core) == ["12"]


async def test_a_pin_is_never_on_the_screen() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pin"])
        before = drawn(pilot.app)
        await type_text(pilot, "4711", TYPING_S)
        shown = drawn(pilot.app)
        assert shown != before
        await pilot.press("backspace", "backspace", "backspace", "backspace")
        await type_text(pilot, "9026", TYPING_S)
        assert drawn(pilot.app) == shown
        await pilot.press("enter")
        assert core.taken() == [Typed("9026")]


async def test_an_entry_takes_only_what_it_asks_for() -> None:
    core = FakeCore()
    letters = replace(EXAMPLES["count"].view, entry=Entry("LAST FOUR", 4, letters=True))
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["count"])
        await type_text(pilot, "1x2-345", TYPING_S)
        await pilot.press("enter")
        await show(pilot, Outcome(letters))
        await type_text(pilot, "a-7b9z", TYPING_S)
        await pilot.press("enter")
        assert core.taken() == [Typed("1234"), Typed("a7b9")]


async def test_enter_with_nothing_typed_sends_nothing() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        for name in STEPS:
            await show(pilot, EXAMPLES[name])
            await pilot.press("enter")
            await type_text(pilot, "\r\n\t", BURST_S)
        assert core.taken() == []


async def test_what_was_typed_goes_when_something_else_is_asked() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["count"])
        await type_text(pilot, "12", TYPING_S)
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press("enter")
        assert core.taken() == []


async def test_a_choice_is_a_digit_or_a_mark_and_enter() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["choices"])
        await type_text(pilot, "2", TYPING_S)
        await pilot.press("down", "down", "down", "up", "enter")
        assert core.taken() == [Commanded("bin:2"), Commanded("bin:2")]


async def test_a_digit_inside_a_scan_chooses_nothing() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["choices"])
        await type_text(pilot, "2110398504502\r", BURST_S)
        assert scans(core) == ["2110398504502"]


async def test_an_alert_covers_what_is_asked() -> None:
    core = FakeCore()
    alert = EXAMPLES["wrong_scan"].view.alert
    async with make_app(core).run_test() as pilot:
        for name in ("choices", "count"):
            await show(pilot, replace(EXAMPLES[name], view=replace(EXAMPLES[name].view, alert=alert)))
            await type_text(pilot, "2", TYPING_S)
            await pilot.press("down", "enter")
        assert scans(core) == ["2", "2"]


async def test_a_long_list_of_choices_shows_the_marked_one() -> None:
    core = FakeCore()
    many = tuple(Choice(str(n), f"list {n}", "12 lines", f"list:{n}") for n in range(1, 41))
    async with make_app(core).run_test(size=(20, 16)) as pilot:
        await show(pilot, Outcome(replace(EXAMPLES["choices"].view, choices=many)))
        assert "list 1" in drawn(pilot.app)
        await pilot.press("up")
        assert "list 40" in drawn(pilot.app)
        await pilot.press("enter")
        assert core.taken() == [Commanded("list:40")]


async def test_half_a_code_is_told_and_dropped() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await type_text(pilot, "871039", BURST_S)
        await until(pilot, lambda: "half a code" in drawn(pilot.app))
        assert core.taken() == []


async def test_a_paste_is_a_scan() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        pilot.app.post_message(Paste("A-03-12"))
        await pilot.pause()
        assert scans(core) == ["A-03-12"]


ALL_KEYS = [*(f"f{number}" for number in range(2, 13) if number != 10), "escape", "up", "down", "tab", "home", "delete"]


@pytest.mark.parametrize("name", STEPS)
async def test_a_key_works_if_and_only_if_the_step_shows_it(name: str) -> None:
    core = FakeCore()
    outcome = EXAMPLES[name]
    works = {key.key: key.command for key in (*outcome.menu, *outcome.view.keys)}
    async with make_app(core).run_test() as pilot:
        await show(pilot, outcome)
        for key in ALL_KEYS:
            await pilot.press(key)
            want = [Commanded(works[key])] if key in works else []
            assert core.taken() == want, key
            assert isinstance(pilot.app.screen, FloorScreen)
        shown = drawn(pilot.app)
        for key in outcome.view.keys:
            assert not key.main or key.label in shown
        await pilot.press("f10")
        await pilot.pause()
        for command in {key.command for key in outcome.menu}:
            labels = [key.label for key in (*outcome.view.keys, *outcome.menu) if key.command == command]
            assert labels[0] in drawn(pilot.app)


async def test_quitting_asks_the_core_and_only_its_answer_ends() -> None:
    core = FakeCore()
    app = make_app(core)
    async with app.run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press("ctrl+q", "ctrl+c")
        assert core.taken() == [Commanded("quit"), Commanded("quit")]
        assert app.is_running
        await show(pilot, replace(EXAMPLES["pick_item"], leave=True))
    assert app.return_code == 0


async def test_the_menu_runs_what_is_chosen_by_key_letter_or_mark() -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        for keys in (["f4"], ["down", "enter"]):
            await pilot.press("f10", *keys)
            assert isinstance(pilot.app.screen, FloorScreen)
        await pilot.press("f10")
        await type_text(pilot, "o", TYPING_S)
        assert core.taken() == [Commanded("XXUNDO"), Commanded("XXSKIP"), Commanded("XXOUT")]
        await pilot.press("f10", "escape")
        assert isinstance(pilot.app.screen, FloorScreen)
        assert core.taken() == []


@pytest.mark.parametrize(("key", "kind"), [("f10", MenuScreen), ("f1", GuideScreen)])
async def test_a_scan_closes_what_covers_the_step_and_counts(key: str, kind: type) -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press(key)
        assert isinstance(pilot.app.screen, kind)
        await type_text(pilot, "8710398504502\r", BURST_S)
        assert isinstance(pilot.app.screen, FloorScreen)
        assert scans(core) == ["8710398504502"]


@pytest.mark.parametrize(("key", "kind"), [("f10", MenuScreen), ("f1", GuideScreen)])
async def test_keys_faster_than_a_screen_closes_go_to_the_next_one(key: str, kind: type) -> None:
    core = FakeCore()
    async with make_app(core).run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        await pilot.press(key)
        covering = pilot.app.screen
        assert isinstance(covering, kind)
        for name in ("escape", "f4", "escape"):
            covering.post_message(Key(name, None))
        await pilot.pause()
        assert isinstance(pilot.app.screen, FloorScreen)
        assert core.taken() == [Commanded("XXUNDO")]


@pytest.mark.parametrize(("key", "kind"), [("f10", MenuScreen), ("f1", GuideScreen)])
async def test_an_answer_uncovers_the_step_and_a_tick_does_not(key: str, kind: type) -> None:
    async with make_app().run_test() as pilot:
        quiet = replace(EXAMPLES["pick_item"], message=None, feedback=Feedback.NONE)
        await show(pilot, quiet)
        await pilot.press(key)
        header = replace(quiet.view.header, link="● 3 unsent")
        await show(pilot, replace(quiet, view=replace(quiet.view, header=header)))
        assert isinstance(pilot.app.screen, kind)
        await show(pilot, replace(quiet, message=Message("2 of 4 taken"), feedback=Feedback.COUNTED))
        assert isinstance(pilot.app.screen, FloorScreen)
        assert "● 0 unsent" in drawn(pilot.app)


async def test_the_guide_opens_at_the_step_in_the_workers_language() -> None:
    german = replace(EXAMPLES["pin"], view=replace(EXAMPLES["pin"].view, language="de"))
    async with make_app().run_test() as pilot:
        await show(pilot, german)
        await pilot.press("f1")
        assert "ANMELDEN" in drawn(pilot.app)
        await pilot.press("right", "pagedown", "pageup", "left", "escape")
        assert isinstance(pilot.app.screen, FloorScreen)


@pytest.mark.parametrize(("key", "kind"), [("f10", MenuScreen), ("f1", GuideScreen)])
async def test_an_answer_that_is_only_shown_again_uncovers_nothing(key: str, kind: type) -> None:
    async with make_app().run_test() as pilot:
        answered = replace(EXAMPLES["pick_item"], message=Message("2 of 4 taken"), feedback=Feedback.COUNTED)
        await show(pilot, answered)
        await pilot.press(key)
        await show(pilot, replace(answered, feedback=Feedback.NONE))  # as when the link has news
        assert isinstance(pilot.app.screen, kind)


@pytest.mark.parametrize("feedback", list(Feedback))
async def test_the_bell_rings_for_a_wrong_scan_only(feedback: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app()
    rung: list[bool] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(True))
    async with app.run_test() as pilot:
        await show(pilot, replace(EXAMPLES["pick_item"], feedback=feedback))
    assert bool(rung) == (feedback is Feedback.WRONG)


async def test_every_answer_has_a_sign_of_its_own() -> None:
    bands = {}
    async with make_app().run_test() as pilot:
        for feedback in Feedback:
            if feedback is not Feedback.NONE:
                await show(pilot, replace(EXAMPLES["pick_item"], message=None, feedback=feedback))
                band = next(row for row in floor_of(pilot.app).surface.rows if row and "band" in row[0].ink)
                bands[feedback] = (band[0].text.split()[0], band[0].ink)
    assert len(set(bands.values())) == len(bands)


async def test_the_step_stays_through_a_resize_and_what_was_typed_too() -> None:
    core = FakeCore()
    async with make_app(core).run_test(size=(80, 24)) as pilot:
        await show(pilot, EXAMPLES["count"])
        await type_text(pilot, "12", TYPING_S)
        for size in (*SIZES, (19, 15), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            shown = drawn(pilot.app)
            assert ("KEY THE NUMBER" in shown.replace("\n  ", "")) == (size[0] >= 20)
            assert ("too small" in " ".join(shown.split())) == (size[0] < 20)
        await pilot.press("enter")
        assert core.taken() == [Typed("12")]


async def test_an_outcome_repaints_only_the_lines_that_changed() -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await show(pilot, EXAMPLES["pick_item"])
        painted: list[int] = []
        draw = app.floor.surface.render_line
        app.floor.surface.render_line = lambda y: painted.append(y) or draw(y)  # type: ignore[method-assign]
        await show(pilot, replace(EXAMPLES["pick_item"], message=Message("2 of 4 taken"), feedback=Feedback.COUNTED))
        assert len(set(painted)) == 1
