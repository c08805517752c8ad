"""The hub: applies a site's facts under its lease, and has the site's other background work done."""

import logging
import time
from collections.abc import Callable, Sequence

from warehouse_tui.domain.errors import LeaseLost, LinkDown, WarehouseError
from warehouse_tui.hub.jobs import JobRunner
from warehouse_tui.hub.ports import Job, SiteStore

logger = logging.getLogger(__name__)
_BATCH = 500


class Hub:
    """One hub of one site. `alive` is asked often; the hub ends when it says no, or when `stop` is called.

    `poll_s` is how often it looks for facts, `renew_s` how often it prolongs its lease: well within its period.
    """

    def __init__(
        self,
        store: SiteStore,
        jobs: Sequence[Job],
        *,
        alive: Callable[[], bool] = lambda: True,
        poll_s: float = 0.05,
        renew_s: float = 3.0,
        retry_s: float = 1.0,
    ) -> None:
        self._store, self._jobs, self._alive = store, jobs, alive
        self._poll_s, self._renew_s, self._retry_s = poll_s, renew_s, retry_s
        self._stopped = False
        self.applied = 0

    def stop(self) -> None:
        """End the hub after the transaction at hand; a signal handler may call it, so it takes no lock."""
        self._stopped = True

    def run(self) -> None:
        """Serve the site until the end: as its hub, or waiting to become it."""
        try:
            while self._goes_on():
                try:
                    self._stand_by_or_serve()
                except WarehouseError as error:
                    logger.warning("%s", error.message)
                    time.sleep(self._retry_s)
        finally:
            self._store.close()

    def _goes_on(self) -> bool:
        return not self._stopped and self._alive()

    def _stand_by_or_serve(self) -> None:
        token = self._store.acquire()
        if token is None:
            time.sleep(self._retry_s)
            return
        logger.info("applying, token %d", token)
        try:
            self._serve(token)
        finally:
            self._store.release(token)

    def _serve(self, token: int) -> None:
        jobs = JobRunner(self._jobs)
        jobs.start()
        try:
            next_renewal = 0.0
            while self._goes_on():
                if time.monotonic() >= next_renewal:
                    self._store.renew(token)
                    self._store.apply_again(token)
                    next_renewal = time.monotonic() + self._renew_s
                if not self._apply(token):
                    time.sleep(self._poll_s)
        finally:
            jobs.stop()

    def _apply(self, token: int) -> int:
        """Apply one batch. What fails as a whole is applied fact by fact, so that one cannot stop the others."""
        if not self._store.waiting():
            return 0
        try:
            applied = self._store.apply(token, _BATCH)
        except (LinkDown, LeaseLost):
            raise
        except Exception:
            logger.exception("a batch of facts failed: applying them one by one")
            applied = sum(self._store.apply_carefully(token) for _ in range(_BATCH))
        self.applied += applied
        return applied
