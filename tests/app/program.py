"""A program with the real screens and a core that answers every scan with what it read; run in a terminal by tests."""

import sys
from dataclasses import replace
from pathlib import Path

from tests.app.support import HOSTILE, poison
from tests.support.view_gallery import gallery
from warehouse_tui.app.app import WarehouseApp
from warehouse_tui.domain.scans import Feedback
from warehouse_tui.services.events import Commanded, Event, Scanned
from warehouse_tui.services.views import Message, Outcome, Tone


class EchoCore:
    """Answers a scan with its text and a beep, `quit` with the end, and crashes where it is asked to."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.app: WarehouseApp | None = None

    def post(self, event: Event) -> None:
        assert self.app is not None
        if isinstance(event, Commanded):
            if event.word == "XXFULL":
                secret = "4711"
                raise ValueError(secret)
            message = Message(f"did {event.word}")
            self.app.deliver(replace(self._outcome, message=message, leave=event.word == "quit"))
        elif isinstance(event, Scanned):
            message = Message(f"read {event.scan.text}.", Tone.GOOD)
            self.app.deliver(replace(self._outcome, message=message, feedback=Feedback.WRONG))


def main() -> None:
    outcome = replace(gallery()["pick_item"], message=Message("ready"))
    if "hostile" in sys.argv:
        outcome = poison(
            outcome, "".join(HOSTILE[name] for name in HOSTILE if name not in ("long", "wide", "marks", "lone"))
        )
    core = EchoCore(outcome)
    core.app = WarehouseApp(core, title="echo", crash_log=lambda error, where: Path("/somewhere/errors.log"))
    core.app.deliver(outcome)
    core.app.run()
    sys.exit(core.app.return_code)


if __name__ == "__main__":
    main()
