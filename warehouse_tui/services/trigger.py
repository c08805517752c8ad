"""One pull of a trigger can deliver several codes; only the first good one is what was meant."""

from warehouse_tui.domain.scans import Scan

BURST_S = 0.3


class Trigger:
    """Remembers each scanner's last good read."""

    def __init__(self) -> None:
        self._good: dict[str, float] = {}

    def good(self, scan: Scan) -> None:
        """Note that a scan counted."""
        self._good[scan.scanner] = scan.at

    def is_burst(self, scan: Scan) -> bool:
        """Return whether a scan came within 300 ms after a good one from the same scanner: what the step does not
        expect is then noted, not an error.
        """
        last = self._good.get(scan.scanner)
        return last is not None and 0 <= scan.at - last < BURST_S
