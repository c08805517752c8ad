"""Which lists a station claims: one when it has none, and some ahead so that it goes on without the link."""

from collections.abc import Callable, Iterable, Sequence
from uuid import uuid4

from warehouse_tui.domain.facts import Fact
from warehouse_tui.services.events import ClaimRefused, Event
from warehouse_tui.services.replication import Centre

_ENDING = frozenset({"list_finished", "list_handed_back"})
_ASK_AGAIN_S = 1.0  # a worker waits
_LOOK_AGAIN_S = 10.0  # only more ahead is wanted
Claim = tuple[int, int]  # list, claim number


class Claims:
    """Used by the sync thread only, but for `want`, which any thread may call.

    Lists are claimed ahead while somebody is signed in. A request keeps its id until it is answered, so that an
    answer that was lost is not a second claim.
    """

    def __init__(
        self,
        ahead: Callable[[], int],
        post: Callable[[Event], None],
        request_id: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._ahead, self._post, self._request_id, self._monotonic = ahead, post, request_id, monotonic
        self._not_before = 0.0
        self._working = False
        self._waiting = self._idle = False
        self._named: list[int] = []
        self._asked: dict[int | None, str] = {}
        self._ended: set[Claim] = set()
        self._refused = ""

    def want(self, list_id: int | None) -> None:
        """Ask for one list, or for the most urgent."""
        if list_id is None:
            self._waiting = True
        else:
            self._named.append(list_id)
        self._working = True
        self._refused = ""
        self._not_before = 0.0

    def saw(self, facts: Iterable[Fact]) -> None:
        """Learn from facts that were handed over: who works, and which lists ended here."""
        for fact in facts:
            if fact.kind == "signed_in":
                self._working = True
            elif fact.kind == "signed_out":
                self._working = self._waiting = False
            elif fact.kind in _ENDING:
                body = fact.data()
                self._ended.add((int(body["list"]), int(body["claim_no"])))

    def fill(self, centre: Centre, held: Sequence[Claim]) -> bool:
        """Claim what is wanted; return whether something was claimed, so that it must be pulled."""
        self._ended.intersection_update(held)
        open_lists = len(held) - len(self._ended)
        claimed = self._claim_named(centre)
        self._see_who_waits(open_lists + claimed)
        missing = max(int(self._waiting), self._ahead() * self._working) - open_lists - claimed
        return claimed + self._claim_any(centre, missing) > 0

    def _see_who_waits(self, open_lists: int) -> None:
        """Ask at once for a worker without a list. One that ended may look open while its last fact is on its way, so
        that somebody waits is remembered.
        """
        idle = self._waiting and not open_lists
        if idle and not self._idle:
            self._not_before = 0.0
        self._idle = idle

    def offline(self) -> None:
        """Tell whoever waits for a list that the centre cannot be asked now."""
        if self._waiting or self._named:
            self._named.clear()
            self._refuse("offline")

    def _claim_named(self, centre: Centre) -> int:
        claimed = 0
        while self._named:
            claimed += self._claim(centre, self._named[0])
            self._named.pop(0)
        if claimed:
            self._waiting = False
        return claimed

    def _claim_any(self, centre: Centre, missing: int) -> int:
        """Claim the most urgent lists; where none is left, ask again only after a while."""
        claimed = 0
        while claimed < missing and self._monotonic() >= self._not_before:
            if self._claim(centre, None):
                claimed += 1
                self._waiting = self._idle = False
            else:
                self._not_before = self._monotonic() + (_ASK_AGAIN_S if self._idle else _LOOK_AGAIN_S)
        return claimed

    def _claim(self, centre: Centre, list_id: int | None) -> bool:
        request = self._asked.setdefault(list_id, self._request_id())
        refused = centre.claim(request, list_id)
        del self._asked[list_id]
        if refused is None:
            self._refused = ""
            return True
        if list_id is not None or self._idle:
            self._refuse(refused.reason)
        return False

    def _refuse(self, reason: str) -> None:
        if reason != self._refused:
            self._refused = reason
            self._post(ClaimRefused(reason))


def new_request_id() -> str:
    """Return an id that no other request has."""
    return uuid4().hex
