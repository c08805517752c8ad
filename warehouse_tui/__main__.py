"""`python -m warehouse_tui` is the same as `warehouse-tui`."""

from warehouse_tui.cli import main

main()
