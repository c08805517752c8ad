"""Example screens: what services hand to the app, at every kind of step. Snapshots and people both look at them.

`python -m tests.support.view_gallery pick_item 80 24` prints one as plain text.
"""

import sys
from dataclasses import replace

from warehouse_tui.app.glyphs import CONSOLE, FULL
from warehouse_tui.app.layout import Shown, floor_rows
from warehouse_tui.app.rows import Pen
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.views import (
    Alert,
    Big,
    Choice,
    Entry,
    Header,
    Key,
    Line,
    Message,
    Outcome,
    Tone,
    View,
)

HEADER = Header("Ana", "list 214", "line 7/23", "● 0 unsent")
PICK_KEYS = (
    Key("f2", "XXSHORT", "short"),
    Key("f3", "XXSKIP", "skip"),
    Key("f4", "XXUNDO", "undo"),
    Key("f5", "XXFULL", "full"),
    Key("f6", "XXNOCODE", "no code"),
    Key("f7", "XXCOUNT", "count", main=False),
    Key("f8", "XXBROKEN", "broken", main=False),
)
MENU = (
    *PICK_KEYS,
    Key("f9", "XXHOLD", "to a HOLD lane"),
    Key("p", "XXREST", "pause"),
    Key("h", "XXHELP", "call a person"),
    Key("o", "XXOUT", "sign out"),
)
LAST = Line("✓ last A-03-09  2 of 2 → T7", tone=Tone.MUTED)

PICK_ITEM = View(
    step="pick_item",
    header=HEADER,
    big=(Big("GO", "A-03-12", ("aisle A", "left", "level C")), Big("TAKE", "4", ("bottles",))),
    lines=(
        Line("JUICE APPLE 1L", "scan …4502", Tone.STRONG),
        Line("! beside it: ORGANIC, not …4519", tone=Tone.WARN),
        Line("TAKEN 1 of 4", "INTO tote T7"),
    ),
    action="SCAN ITEM",
    last=LAST,
    keys=PICK_KEYS,
)
GOING = replace(
    PICK_ITEM,
    step="go",
    big=(Big("GO", "A-03-12", ("aisle A", "left", "level C")), Big("TAKE", "4", ("bottles",), primary=False)),
    action="SCAN A-03-12",
)
WRONG = Alert(
    title="STOP: WRONG ITEM",
    scanned=(Line("JUICE ORGANIC 1L", "…4519", Tone.STRONG), Line("lives A-03-14, 2 bins right")),
    need=(Line("JUICE APPLE 1L", "…4502", Tone.STRONG), Line("bin A-03-12, 1 of 4 taken")),
    nothing_counted="NOTHING COUNTED",
    do=("this one back to A-03-14", "take …4502 from A-03-12"),
    go_on="SCAN …4502 TO GO ON",
)
WRONG_SCAN = replace(
    PICK_ITEM,
    step="pick_item",
    alert=WRONG,
    keys=(
        Key("f7", "XXREPORT", "found it here?"),
        Key("f2", "XXSHORT", "bin empty?"),
        Key("escape", "back", "back"),
    ),
)
SIGN_IN = View(
    step="sign_in",
    header=Header(title="Berlin North", link="● 0 unsent"),
    lines=(Line("station P3", tone=Tone.MUTED),),
    action="SCAN YOUR BADGE",
)
TOTE = View(
    step="open_tote",
    header=replace(HEADER, progress="23 lines"),
    big=(Big("LIST", "214", ("DHL 14:30", "1 h 18 left")),),
    lines=(Line("23 lines, 41 units", "first A-01-03"),),
    action="SCAN A TOTE",
    keys=(Key("f3", "XXSKIP", "another list"), Key("f9", "XXREST", "pause")),
)
CHOICES = View(
    step="short_other_bin",
    header=HEADER,
    big=(Big("SHORT", "3", ("JUICE APPLE 1L",)),),
    lines=(Line("A-03-12 is empty: frozen until it is counted", tone=Tone.WARN),),
    choices=(
        Choice("1", "take 3 from A-04-02", "6 there, on your walk", "bin:1"),
        Choice("2", "take 3 from B-01-11", "12 there, 40 m", "bin:2"),
        Choice("3", "go on without", "tote T7 ends in HOLD", "give_up"),
    ),
    action="CHOOSE",
    last=LAST,
    keys=(Key("escape", "back", "back"),),
)
PIN = View(
    step="pin",
    header=Header("Olga", "supervisor"),
    lines=(Line("wrong PIN: 2 tries left", tone=Tone.WARN),),
    entry=Entry("KEY YOUR PIN", 6, secret=True),
    action="KEY THE PIN, THEN ENTER",
    keys=(Key("escape", "back", "back"),),
)
COUNT = View(
    step="count",
    header=HEADER,
    lines=(Line("JUICE APPLE 1L", "A-03-12", Tone.STRONG), Line("TAKEN 1 of 48", "INTO tote T7")),
    entry=Entry("HOW MANY UNITS DO YOU TAKE?", 4),
    action="KEY THE NUMBER, THEN ENTER",
    keys=(Key("f3", "XXSKIP", "skip"), Key("escape", "back", "back")),
)
PUT = View(
    step="put",
    header=HEADER,
    big=(Big("PUT", "2", ("bottles",)), Big("INTO", "B", ("tote T12",))),
    lines=(Line("JUICE APPLE 1L", "order 10482", Tone.STRONG),),
    action="SCAN TOTE T12",
    last=LAST,
    keys=PICK_KEYS[2:4],
)
LANE = View(
    step="bring",
    header=replace(HEADER, progress="23/23"),
    big=(Big("BRING", "T7"), Big("TO", "P3", ("pack lane",))),
    lines=(Line("list 214 is picked", "41 units", Tone.GOOD),),
    action="SCAN THE LANE P3",
    last=LAST,
)
DEAF = replace(
    PICK_ITEM,
    header=replace(
        HEADER,
        link="✖ offline since 10:12, 12 unsent",
        link_tone=Tone.WARN,
        devices=(Line("✖ scanner hand-1 lost: plug it in", tone=Tone.WARN),),
    ),
)


def gallery() -> dict[str, Outcome]:
    """Return the example screens by name."""
    counted = Message("1 of 4 taken", Tone.GOOD)
    return {
        "pick_item": Outcome(PICK_ITEM, counted, Feedback.COUNTED, menu=MENU),
        "going": Outcome(GOING, Message("A-03-09 done", Tone.GOOD), Feedback.LINE_DONE, menu=MENU),
        "line_done": Outcome(PICK_ITEM, Message("A-03-09 done", Tone.GOOD), Feedback.LINE_DONE, menu=MENU),
        "not_counted": Outcome(PICK_ITEM, Message("NOT counted: read twice"), Feedback.NOT_COUNTED, menu=MENU),
        "wrong_scan": Outcome(WRONG_SCAN, Message("wrong item", Tone.BAD), Feedback.WRONG, menu=MENU),
        "refused": Outcome(
            PICK_ITEM, Message("More than needed: 4 of 4 are taken. Put it back.", Tone.BAD), Feedback.WRONG, menu=MENU
        ),
        "sign_in": Outcome(SIGN_IN, guide="sign-in"),
        "tote": Outcome(TOTE, menu=MENU),
        "choices": Outcome(CHOICES, Message("A-03-12 frozen", Tone.WARN), Feedback.ATTENTION, menu=MENU),
        "pin": Outcome(PIN, guide="sign-in"),
        "count": Outcome(COUNT, menu=MENU),
        "put": Outcome(PUT, Message("4 of 4: now put", Tone.GOOD), Feedback.LINE_DONE, menu=MENU),
        "lane": Outcome(LANE, menu=MENU),
        "deaf": Outcome(DEAF, menu=MENU),
    }


def as_text(outcome: Outcome, width: int, height: int, *, console: bool = False, typed: str = "") -> str:
    """Return a floor screen as plain text."""
    rows = floor_rows(Shown(outcome, typed), Pen(width, height, CONSOLE if console else FULL))
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def main() -> None:
    """Print the example that the arguments name."""
    name, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(as_text(gallery()[name], width, height, console="console" in sys.argv[4:]))


if __name__ == "__main__":
    main()
