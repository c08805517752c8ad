"""What the steps at a bin have in common."""

from warehouse_tui.services.pick.stop import Stop, next_stop
from warehouse_tui.services.step import Step


class AtStop(Step):
    """A step of the stop at hand."""

    @property
    def stop(self) -> Stop:
        """Return the stop at hand; there is one whenever this is the step."""
        stop = next_stop(self.desk.work())
        if stop is None:
            raise LookupError("no stop left")
        return stop
