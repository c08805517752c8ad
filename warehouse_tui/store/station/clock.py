"""The machine's clocks."""

import time
from datetime import UTC, datetime
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """Time by this machine: implements `services.ports.Clock`."""

    def __init__(self) -> None:
        self._boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never step back within a boot."""
        return time.monotonic()

    def boot(self) -> str:
        """Return the id of this boot of the machine; empty where the system names none."""
        return self._boot
