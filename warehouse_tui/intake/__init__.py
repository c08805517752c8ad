"""Readers of orders and master data from files."""

from warehouse_tui.intake.problems import IntakeError, Problem, Severity
from warehouse_tui.intake.reader import Format, Kind, read_file

__all__ = ["Format", "IntakeError", "Kind", "Problem", "Severity", "read_file"]
