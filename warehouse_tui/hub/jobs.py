"""The site's other background work, on a thread of its own, so that applying never waits for planning."""

import logging
import threading
import time
from collections.abc import Sequence

from warehouse_tui.domain.errors import WarehouseError
from warehouse_tui.hub.ports import Job

logger = logging.getLogger(__name__)


class JobRunner:
    """Runs jobs one after another whenever they are due, from `start` to `stop`. One that fails is tried again."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._ended = threading.Event()
        self._due = {job.name: 0.0 for job in jobs}
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread after the job at hand; each job is safe to be cut off at any moment."""
        self._ended.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._ended.is_set():
            for job in self._jobs:
                if time.monotonic() >= self._due[job.name] and not self._ended.is_set():
                    self._do(job)
                    self._due[job.name] = time.monotonic() + job.every_s
            self._ended.wait(0.1)

    def _do(self, job: Job) -> None:
        try:
            job.run()
        except WarehouseError as error:
            logger.warning("%s: %s", job.name, error.message)
        except Exception:
            logger.exception("%s failed", job.name)
