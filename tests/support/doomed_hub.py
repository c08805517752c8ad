"""A hub that kills itself at the n-th stage of its transactions: `python -m tests.support.doomed_hub URL N`."""

import os
import signal
import sys

from warehouse_tui.hub.loop import Hub
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.engine import connect


def main(url: str, last_stage: int) -> None:
    """Apply until nothing is left, or until the stage is reached; small batches make many transactions."""
    stages = 0

    def count(_stage: str) -> None:
        nonlocal stages
        stages += 1
        if stages == last_stage:
            os.kill(os.getpid(), signal.SIGKILL)

    store = SiteApplier(connect(url), 1, hook=count)
    hub = Hub(_Small(store), [], alive=lambda: hub.applied == 0 or store.waiting())
    hub.run()


class _Small:
    """A store that applies a few facts at a time."""

    def __init__(self, store: SiteApplier) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def apply(self, token: int, limit: int) -> int:
        return self._store.apply(token, min(limit, 7))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
