"""The hub's loop against a store that fails as told."""

from collections.abc import Callable

import pytest

from warehouse_tui.domain.errors import LeaseLost, LinkDown, StoreError
from warehouse_tui.hub.loop import Hub
from warehouse_tui.hub.ports import Job


class Store:
    """Facts numbered 1 to `facts`; `fail` is asked before a batch is applied."""

    def __init__(self, facts: int = 0) -> None:
        self.left, self.token, self.holder = facts, 0, False
        self.done: list[str] = []
        self.fail: Callable[[], Exception | None] = lambda: None

    def acquire(self) -> int | None:
        if self.holder:
            return None
        self.token += 1
        return self.token

    def renew(self, token: int) -> None:
        self.done.append(f"renew {token}")

    def release(self, token: int) -> None:
        self.done.append(f"release {token}")

    def waiting(self) -> bool:
        return self.left > 0

    def apply(self, token: int, limit: int = 500) -> int:
        error = self.fail()
        if error:
            raise error
        applied, self.left = min(self.left, limit), max(0, self.left - limit)
        self.done.append(f"apply {applied} under {token}")
        return applied

    def apply_carefully(self, token: int) -> int:
        if not self.left:
            return 0
        self.left -= 1
        self.done.append("one")
        return 1

    def apply_again(self, token: int) -> int:
        return 0

    def close(self) -> None:
        self.done.append("closed")


def hub_until(store: Store, end: Callable[[], bool], jobs: tuple[Job, ...] = ()) -> Hub:
    hub = Hub(store, jobs, alive=lambda: not end(), poll_s=0.001, renew_s=60, retry_s=0.001)
    hub.run()
    return hub


def test_facts_are_applied_in_batches_and_the_lease_given_back():
    store = Store(1100)
    hub = hub_until(store, lambda: not store.left)
    assert store.done == [
        "renew 1",
        "apply 500 under 1",
        "apply 500 under 1",
        "apply 100 under 1",
        "release 1",
        "closed",
    ]
    assert hub.applied == 1100


def test_a_batch_that_fails_is_done_one_by_one():
    store = Store(3)
    store.fail = lambda: StoreError("bad data")
    hub = hub_until(store, lambda: not store.left)
    assert store.done == ["renew 1", "one", "one", "one", "release 1", "closed"]
    assert hub.applied == 3


@pytest.mark.parametrize("error", [LinkDown("no answer"), LeaseLost("taken over")])
def test_without_database_or_lease_nothing_is_done_one_by_one_and_it_starts_over(error: Exception):
    store = Store(3)
    errors = [error, error]
    store.fail = lambda: errors.pop() if errors else None
    hub_until(store, lambda: not store.left)
    assert "one" not in store.done
    assert "apply 3 under 3" in store.done


def test_a_hub_without_the_lease_waits_until_it_is_told_to_end():
    store, asked = Store(5), []
    store.holder = True
    hub_until(store, lambda: bool(asked.append(1)) or len(asked) > 3)
    assert store.done == ["closed"]


def test_jobs_run_beside_applying_and_one_that_fails_stops_no_other():
    ran: list[str] = []

    def bad() -> None:
        ran.append("bad")
        raise StoreError("not now")

    def worse() -> None:
        raise ZeroDivisionError

    jobs = (Job("bad", 0.001, bad), Job("worse", 0.001, worse), Job("good", 0.001, lambda: ran.append("good")))
    hub_until(Store(), lambda: ran.count("good") >= 2, jobs)
    assert ran.count("bad") >= 2
