from warehouse_tui.sync.backoff import Backoff


def test_waits_grow_to_their_bound_and_start_over():
    backoff = Backoff(first=1, most=8)
    waits = [backoff.wait() for _ in range(40)]
    bounds = [1, 2, 4] + [8] * 37
    assert all(bound / 2 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    backoff.reset()
    assert backoff.wait() <= 1


def test_two_stations_do_not_wait_alike():
    one, other = Backoff(), Backoff()
    assert [one.wait() for _ in range(5)] != [other.wait() for _ in range(5)]
