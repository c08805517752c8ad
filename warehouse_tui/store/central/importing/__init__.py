"""Loading what a file says into the central database."""

from warehouse_tui.store.central.importing.load import ImportReport, import_records

__all__ = ["ImportReport", "import_records"]
