"""What is wrong with a file: in one place of it, or with the whole."""

from warehouse_tui.domain.errors import WarehouseError
from warehouse_tui.domain.problems import HIDDEN, Problem, Severity, shown

__all__ = ["HIDDEN", "IntakeError", "Problem", "Severity", "shown"]


class IntakeError(WarehouseError):
    """A file that cannot be read at all, whatever its rows say."""
