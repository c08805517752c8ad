"""After a start: who was signed in, which lists ended, and whose PIN failed, all from the journal."""

from collections.abc import Iterable
from datetime import UTC, datetime

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.sign_in import LOCKED_FOR, Lockout

_OF_TOTES = frozenset({"tote_opened", "tote_parked", "tote_emptied"})


def recover(desk: Desk) -> tuple[Lockout, set[tuple[int, int]]]:
    """Set the desk's worker; return the lock-outs and the lists (with claim) that ended at this station."""
    journal, directory = desk.journal, desk.directory
    signed_in, signed_out = journal.last_of_kind("signed_in"), journal.last_of_kind("signed_out")
    if signed_in > signed_out:
        fact = journal.since(signed_in - 1)[0]
        desk.worker = directory.worker(int(fact.data()["worker"]))
    works = directory.works()
    base = min((work.base_seq for work in works), default=journal.last_seq())
    facts = journal.since(base)
    desk.parked_totes = _parked(facts)
    lockout = Lockout()
    lockout.learn(_recent_failures(desk))
    return lockout, {_claim(fact) for fact in facts if fact.kind in ("list_finished", "list_handed_back")}


def _parked(facts: Iterable[Fact]) -> dict[int, int]:
    """Return the totes that were last brought to a lane, with the lane."""
    last = {fact.data()["tote"]: fact for fact in facts if fact.kind in _OF_TOTES}
    return {tote: int(fact.data()["location"]) for tote, fact in last.items() if fact.kind == "tote_parked"}


def _claim(fact: Fact) -> tuple[int, int]:
    body = fact.data()
    return int(body["list"]), int(body["claim_no"])


def _recent_failures(desk: Desk) -> list[tuple[int, datetime]]:
    """Return (worker, when) of wrong PINs that may still lock somebody out."""
    last = desk.journal.last_of_kind("sign_in_failed")
    if not last:
        return []
    failures: list[tuple[int, datetime]] = []
    for fact in desk.journal.since(max(0, last - 500)):
        when = datetime.fromtimestamp(fact.wall / 1_000_000, UTC)
        if fact.kind == "signed_in":  # the right PIN takes the wrong ones back
            failures = [failed for failed in failures if failed[0] != int(fact.data()["worker"])]
        body = fact.data() if fact.kind == "sign_in_failed" else {}
        if body.get("reason") == "pin" and desk.clock.now() - when < LOCKED_FOR:
            failures.append((int(body["worker"]), when))
    return failures
